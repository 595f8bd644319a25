"""Small builders of papers, templates and entries."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from pomdesk.domain.papers import (
    Paper,
    PaperKind,
    PaperStage,
    PaperStep,
    PaperTemplate,
    Section,
    SectionState,
    SectionText,
    StepKind,
    text_digest,
)
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import Link, Paragraph, Passage, Run, passage
from tests.builders import TODAY

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def entry(kind: EntryKind, on: date = TODAY, **changes: Any) -> Entry:
    """An entry; number 1 unless told."""
    return Entry(**{"id": 1, "kind": kind, "day": on, **changes})


def linked(text: str, ref: str, value: str, declined: str = "") -> Passage:
    """A passage of one linked run."""
    return (Paragraph((Run(text, link=Link(ref, value, declined)),)),)


def section(name: str, **changes: Any) -> Section:
    """A section somebody writes in, required."""
    ordinary = Section(
        id=name,
        title={"en": name},
        prompt={},
        facts=(),
        lines=4,
        required=True,
        line=1,
    )
    return replace(ordinary, **changes)


def template(*sections: Section) -> PaperTemplate:
    """A template of these sections; of one called "body" without any."""
    return PaperTemplate(
        file="test.toml",
        id="parole-report",
        version="1",
        local=True,
        title={"en": "Test"},
        sections=sections or (section("body"),),
    )


def paper(
    kind: PaperKind = PaperKind.PAROLE_REPORT,
    texts: Mapping[str, str | Passage] | None = None,
    **changes: Any,
) -> Paper:
    """A draft; ``texts`` by section, each drafted."""
    given = {"body": "All is well."} if texts is None else texts
    sections = {
        name: SectionText(passage(text) if isinstance(text, str) else text, SectionState.DRAFTED)
        for name, text in given.items()
    }
    ordinary: dict[str, Any] = {
        "id": 1,
        "person_id": 1,
        "kind": kind,
        "language": "en",
        "stage": PaperStage.DRAFT,
        "version": 1,
        "writer": "A Khan",
        "begun_at": NOW,
        "changed_at": NOW,
        "template_version": "1",
        "sections": sections,
        "text_digest": text_digest(changes.get("sections", sections)),
    }
    return Paper(**(ordinary | changes))


def step(kind: StepKind, item: str = "", digest: str = "") -> PaperStep:
    """A step of today."""
    return PaperStep(kind, "B Khan", TODAY, NOW, item=item, text_digest=digest)
