"""What the papers in hand can be narrowed to: chips, and typed words."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pomdesk.domain.names import fold
from pomdesk.domain.papers import PAPER_SPECS, PaperKind, PaperStage
from pomdesk.readmodels.papers import PaperLine
from resources.text import Text

ALL = "all"


@dataclass(frozen=True, slots=True)
class Standards:
    """What papers are measured by.

    Attributes:
        sections: how many sections somebody writes, by kind, in the templates of today.
        countersigned: kinds of which the policy asks for a second signature.
    """

    sections: Mapping[PaperKind, int]
    countersigned: Collection[str] = ()

    def of(self, line: PaperLine) -> int:
        """How many sections of a paper somebody writes."""
        return self.sections.get(line.kind, 0)


def _written(line: PaperLine, by: Standards) -> bool:
    return line.stage is PaperStage.DRAFT and 0 < by.of(line) <= line.filled


def _to_countersign(line: PaperLine, by: Standards) -> bool:
    return line.stage is PaperStage.CHECKED and line.kind in by.countersigned


def _to_finish(line: PaperLine, by: Standards) -> bool:
    checked = line.stage in {PaperStage.CHECKED, PaperStage.COUNTERSIGNED}
    return checked and not _to_countersign(line, by)


CHIPS: Mapping[str, Callable[[PaperLine, Standards], bool]] = {
    ALL: lambda line, by: True,
    "draft": lambda line, by: line.stage is PaperStage.DRAFT,
    "filled": _written,
    "to_countersign": _to_countersign,
    "to_finish": _to_finish,
    "not_sent": lambda line, by: line.stage is PaperStage.FINAL,
}
"""Chips by key, in their order: whether a paper belongs."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The papers in hand, ready to be narrowed.

    Attributes:
        lines: most urgent first.
        searched: for each, what typed words are looked for in; folded.
    """

    lines: Sequence[PaperLine]
    standards: Standards
    searched: Sequence[str]

    @property
    def counts(self) -> Mapping[str, int]:
        """For each chip, how many belong."""
        return {
            key: sum(belongs(line, self.standards) for line in self.lines)
            for key, belongs in CHIPS.items()
        }

    def keeping(self, chip: str, words: str) -> Callable[[list[int]], list[int]]:
        """What picks, out of sorted line numbers, those that belong and hold every word."""
        wanted, belongs = fold(words).split(), CHIPS[chip]

        def keep(order: list[int]) -> list[int]:
            return [
                i
                for i in order
                if belongs(self.lines[i], self.standards)
                and all(word in self.searched[i] for word in wanted)
            ]

        return keep


def shelf(text: Text, lines: Sequence[PaperLine], standards: Standards) -> Shelf:
    """Make papers ready to be narrowed."""
    return Shelf(lines, standards, [_searched(text, line) for line in lines])


def _searched(text: Text, line: PaperLine) -> str:
    kind = text.code("paper", line.kind)
    who = f"{line.last_name} {line.first_name} {line.prisoner_number}"
    return fold(f"{who} {kind} {line.writer}")


def written_kinds() -> list[PaperKind]:
    """The kinds of papers somebody writes."""
    return [kind for kind, spec in PAPER_SPECS.items() if spec.written]
