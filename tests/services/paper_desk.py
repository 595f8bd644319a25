"""A desk with papers on it, for tests of what is done with them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.papers import Paper, PaperKind, PaperTemplate, Section, SectionText
from pomdesk.domain.writing import Link, Paragraph, Passage, Run, passage, plain
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.paper_life import (
    CheckPaper,
    CountersignPaper,
    FinishPaper,
    TickDisclosure,
)
from pomdesk.services.commands.papers import BeginPaper, WriteSection
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import PaperOf
from pomdesk.store.tables import PAPERS, journal
from tests import copies
from tests.intake.files import TODAY, write
from tests.services.record_desk import ALUN_ID, FIRST, PEOPLE, Rows, bring, rows

WRITER = copies.NAME
CHECKER = "Sue Manager"
COUNTERSIGNER = "Pat Head"
ITEMS = ("victim", "vlo", "intelligence", "mappa_minutes", "others", "restriction")
PDF = b"%PDF-1.7 an invented file"
TEXT = "He has worked on the wing since May."


@dataclass(frozen=True)
class Watch(FrozenClock):
    """A clock that tests put forward; its day stands still."""

    at: list[datetime] = field(default_factory=lambda: [datetime(2026, 11, 22, 9, tzinfo=UTC)])

    def now(self) -> datetime:
        return self.at[0]

    def forward(self, **span: float) -> None:
        self.at[0] += timedelta(**span)


def template(*sections: str, kind: PaperKind = PaperKind.PAROLE_REPORT) -> PaperTemplate:
    """A template with these sections, all required."""
    made = tuple(
        Section(name, {"en": name}, {}, (), 5, required=True, line=1)
        for name in sections or ("behaviour",)
    )
    return PaperTemplate(f"{kind}.toml", kind.value, "1", True, {"en": kind.value}, made)


BEHAVIOUR = template("behaviour")


def _made(folder: Path) -> Desk:
    desk = copies.empty(folder, Watch(TODAY))
    bring(desk, write(folder / FIRST, PEOPLE))
    return desk


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Desk, Watch]]:
    """A desk with ``PEOPLE`` on it, and its clock."""
    clock = Watch(TODAY)
    desk = copies.copied(_made, folder, clock)
    yield desk, clock
    assert desk.check() == []
    desk.close()


def paper(desk: Desk, number: int) -> Paper:
    """A paper as it stands."""
    return desk.ask(PaperOf(number)).paper


def said(desk: Desk, number: int, section: str = "behaviour") -> str:
    """What a section says."""
    return plain(paper(desk, number).sections.get(section, SectionText()).passage)


def linked(ref: str, value: str, text: str = "then") -> Passage:
    """A passage with one link in it."""
    return (Paragraph((Run("It was "), Run(text, link=Link(ref, value)), Run("."))),)


def drafted(
    desk: Desk, kind: PaperKind = PaperKind.PAROLE_REPORT, text: str = TEXT, **more: Any
) -> int:
    """A paper with one section that says something."""
    number = desk.do(BeginPaper(ALUN_ID, kind, **more)).result
    desk.do(WriteSection(number, "behaviour", passage(text)))
    return number


def ticked(desk: Desk, number: int) -> None:
    """Answer every question of the disclosure check."""
    for item in ITEMS:
        desk.do(TickDisclosure(number, item, CHECKER))


def template_for(desk: Desk, number: int) -> PaperTemplate:
    """A template of the paper's kind with every section that is written in it."""
    about = paper(desk, number)
    return template(*about.sections, kind=about.kind)


def signed(desk: Desk, number: int) -> None:
    """Tick, check and countersign."""
    ticked(desk, number)
    by = template_for(desk, number)
    desk.do(CheckPaper(number, CHECKER, by))
    desk.do(CountersignPaper(number, COUNTERSIGNER, by))


def finishing(desk: Desk, number: int, **changes: Any) -> FinishPaper:
    """Finish a paper as its file was just made; ``words`` are said besides what was written."""
    about = paper(desk, number)
    written = (line for one in about.sections.values() for line in plain(one.passage).splitlines())
    words = ("Behaviour", *written, *changes.pop("words", ()))
    given: dict[str, Any] = {
        "template": template_for(desk, number),
        "pdf": PDF,
        "words": words,
        "words_sha256": hashlib.sha256("\n".join(words).encode()).hexdigest(),
        "rendered_from": paper(desk, number).text_digest,
    }
    return FinishPaper(number, **(given | changes))


def finished(desk: Desk, number: int) -> int:
    """Sign it and make it final; the number of the operation."""
    signed(desk, number)
    made = desk.do(finishing(desk, number)).operation_id
    assert made is not None
    return made


def refused(desk: Desk, command: Any, reason: str | None = None) -> str:
    """The code with which something is refused; nothing was changed."""
    before, told = desk.ask(Rows(PAPERS)), len(rows(desk, journal))
    with pytest.raises(RequestRefused) as found:
        desk.do(command)
    assert desk.ask(Rows(PAPERS)) == before
    assert len(rows(desk, journal)) == told
    if reason is not None:
        assert found.value.details["reason"] == reason
    return found.value.code


def not_undone(desk: Desk, operation_id: int | None, reason: str) -> None:
    """That something cannot be undone, and why; nothing was changed."""
    assert operation_id is not None
    before = desk.ask(Rows(PAPERS))
    with pytest.raises(RequestRefused) as found:
        desk.undo(operation_id)
    assert (found.value.code, found.value.details["reason"]) == ("REQ-UNDO", reason)
    assert desk.ask(Rows(PAPERS)) == before
