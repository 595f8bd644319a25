"""Text that somebody writes in a paper: paragraphs, lists, strong words, linked facts.

A *passage* is the text of one section. It has plain structure and no markup: what is typed is
what is meant, so nothing in it can be mistaken for a sign of ours. It is kept as JSON.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ParagraphKind(StrEnum):
    """What a paragraph is: running text, or an item of a list."""

    TEXT = "text"
    BULLET = "bullet"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Link:
    """Where words in a passage came from, so that the desk can tell when that has changed.

    Attributes:
        ref: the fact (``person.tariff_date``, ``result.handover_date``, ``oasys.completed_on``;
            ``rules.papers.links`` knows them all) or the entry (``entry.45``).
        value: what it was when it was put in: an ISO day, a code or plain text; of an entry, a
            short digest of what it said.
        declined: the later value that the writer decided not to take; blank where none was.

    """

    ref: str
    value: str
    declined: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words set alike; with a ``link`` they are put in as a whole and not typed into."""

    text: str
    strong: bool = False
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or one item of a list."""

    runs: tuple[Run, ...]
    kind: ParagraphKind = ParagraphKind.TEXT

    @property
    def text(self) -> str:
        """Its words without structure."""
        return "".join(run.text for run in self.runs)


Passage = tuple[Paragraph, ...]
"""The text of one section."""


def passage(text: str) -> Passage:
    """A passage of plain text: a paragraph a line, blank lines left out."""
    return tuple(Paragraph((Run(line.strip()),)) for line in text.splitlines() if line.strip())


def plain(written: Passage) -> str:
    """The words, a line a paragraph; list items begin with ``- ``."""
    return "\n".join(
        f"- {one.text}" if one.kind is not ParagraphKind.TEXT else one.text for one in written
    )


def word_count(written: Passage) -> int:
    """Words, as a word processor counts them."""
    return sum(len(one.text.split()) for one in written)


def is_blank(written: Passage) -> bool:
    """Whether there is nothing but space in it."""
    return not any(one.text.strip() for one in written)


def links_of(written: Passage) -> Iterator[Link]:
    """Every link in it, in order; one that stands twice comes twice."""
    for one in written:
        for run in one.runs:
            if run.link is not None:
                yield run.link


def dump(written: Passage) -> str:
    """The passage as it is kept."""
    return json.dumps([_paragraph(one) for one in written], ensure_ascii=False)


def load(kept: str) -> Passage:
    """The passage that ``dump`` kept.

    Raises:
        ValueError: it is not one.

    """
    try:
        return tuple(
            Paragraph(
                tuple(
                    Run(
                        str(run["t"]),
                        bool(run.get("b")),
                        Link(*map(str, run["l"])) if "l" in run else None,
                    )
                    for run in one["r"]
                ),
                ParagraphKind(one.get("k", ParagraphKind.TEXT)),
            )
            for one in json.loads(kept or "[]")
        )
    except (TypeError, KeyError) as problem:
        raise ValueError("not a passage") from problem


def _paragraph(one: Paragraph) -> dict[str, Any]:
    made: dict[str, Any] = {"r": [_run(run) for run in one.runs]}
    return made if one.kind is ParagraphKind.TEXT else {"k": one.kind.value, **made}


def _run(run: Run) -> dict[str, Any]:
    made: dict[str, Any] = {"t": run.text}
    if run.strong:
        made["b"] = 1
    if run.link is not None:
        made["l"] = [run.link.ref, run.link.value, run.link.declined]
    return made
