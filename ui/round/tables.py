"""Tables of a round: strata, what is left out, what was drawn, agreement."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pomdesk.domain.quality.results import Agreement, FrameRow
from pomdesk.domain.quality.terms import SampleRole
from pomdesk.readmodels.quality import SampleLine, StratumLine
from resources.text import Text
from ui.theme import Theme
from ui.widgets.fitted import FittedTable
from ui.widgets.quality_words import due_marks, sample_mark, term, verdict_mark
from ui.widgets.table_model import Column, Mark, TableModel

Today = Callable[[], date]


def table(
    text: Text,
    theme: Theme,
    name: str,
    columns: list[Column[Any]],
    same: Callable[[Any], object],
    parent: Any,
) -> tuple[TableModel[Any], FittedTable[Any]]:
    """A table as high as its rows, with its model."""
    model: TableModel[Any] = TableModel(columns, text, parent)
    return model, FittedTable(model, theme, text(name), same)


def _number(name: str, value: Callable[[StratumLine], int], width: int = 15) -> Column[StratumLine]:
    return Column[StratumLine](
        name, f"quality_round.column.{name}", lambda line: f"{value(line):,}", value, width
    )


def stratum_columns() -> list[Column[StratumLine]]:
    """One line a supervisor, or a part of one where there is a further key."""

    def further(line: StratumLine) -> str:
        return "" if line.stratum == line.supervisor else line.stratum.partition("|")[2]

    return [
        Column[StratumLine](
            "supervisor",
            "quality_round.column.supervisor",
            lambda line: line.supervisor_name,
            lambda line: f"{line.supervisor_name} {line.stratum}",
            24,
            marks=lambda line: [Mark(further(line))] if further(line) else [],
            private=True,
        ),
        _number("eligible", lambda line: line.eligible),
        _number("excluded", lambda line: line.excluded, 12),
        _number("drawn", lambda line: line.drawn, 12),
        _number("certain", lambda line: line.certain, 14),
        _number("reserves", lambda line: line.reserves, 12),
    ]


def excluded_columns(text: Text, names: Callable[[], Mapping[str, str]]) -> list[Column[FrameRow]]:
    """What stands in the frame and cannot be drawn."""

    def who(row: FrameRow) -> str:
        return names().get(row.supervisor, row.supervisor)

    return [
        Column[FrameRow](
            "case",
            "quality_round.column.case",
            lambda row: row.case_ref,
            lambda row: row.case_ref,
            16,
            private=True,
        ),
        Column[FrameRow](
            "supervisor", "quality_round.column.supervisor", who, who, 24, private=True
        ),
        Column[FrameRow](
            "why",
            "quality_round.column.why",
            lambda row: term(text, "exclusion", row.excluded),
            lambda row: term(text, "exclusion", row.excluded),
            34,
        ),
        Column[FrameRow](
            "reason",
            "quality_round.column.reason",
            lambda row: row.reason,
            lambda row: row.reason,
            30,
        ),
    ]


def _case_column() -> Column[SampleLine]:
    return Column[SampleLine](
        "case",
        "quality_round.column.case",
        lambda line: line.name or line.case_ref,
        lambda line: line.case_ref,
        18,
        under=lambda line: line.case_ref if line.name else "",
        private=True,
    )


def _supervisor_column() -> Column[SampleLine]:
    return Column[SampleLine](
        "supervisor",
        "quality_round.column.supervisor",
        lambda line: line.supervisor_name,
        lambda line: f"{line.supervisor_name} {line.rank:04}",
        16,
        private=True,
    )


def _role_column(text: Text) -> Column[SampleLine]:
    return Column[SampleLine](
        "role",
        "quality_round.column.role",
        lambda line: term(text, "sample_role", line.role),
        lambda line: line.role.value,
        15,
        under=lambda line: (
            term(text, "certainty", line.why)
            if line.role is SampleRole.CERTAINTY
            else text("quality_round.read.rank", n=line.rank)
        ),
    )


def sample_columns(text: Text, today: Today) -> list[Column[SampleLine]]:
    """What was drawn, as it is given out and read."""

    def double(line: SampleLine) -> str:
        return text("quality_round.read.double") if line.double else ""

    return [
        _case_column(),
        _supervisor_column(),
        _role_column(text),
        Column[SampleLine](
            "status",
            "quality_round.column.status",
            lambda line: "",
            lambda line: line.status.value,
            21,
            marks=lambda line: (sample_mark(text, line.status), *verdict_mark(text, line.verdict)),
            under=lambda line: term(text, "substitution", line.reason) or double(line),
        ),
        Column[SampleLine](
            "assessor",
            "quality_round.column.assessor",
            lambda line: line.assessor_name,
            lambda line: line.assessor_name or None,
            16,
            private=True,
        ),
        Column[SampleLine](
            "due",
            "quality_round.column.due",
            lambda line: text.short_day(line.due),
            lambda line: line.due.toordinal() if line.due else None,
            21,
            marks=lambda line: due_marks(text, line.due, today()) if not line.verdict else (),
        ),
    ]


def drawn_columns(text: Text) -> list[Column[SampleLine]]:
    """What was drawn, in the order it was drawn."""
    return [
        _case_column(),
        _supervisor_column(),
        _role_column(text),
        Column[SampleLine](
            "inclusion",
            "quality_round.column.inclusion",
            lambda line: text(
                "quality_round.draw.chance",
                n=line.inclusion.numerator,
                of=line.inclusion.denominator,
            ),
            lambda line: float(line.inclusion),
            22,
        ),
    ]


def agreement_columns(
    text: Text, titles: Callable[[], Mapping[str, str]]
) -> list[Column[Agreement]]:
    """How far two markers agree, question by question."""

    def question(line: Agreement) -> str:
        return titles().get(line.question, line.question)

    def share(value: float | None, interval: tuple[float, float] | None) -> str:
        if value is None:
            return text("quality_round.agree.undefined")
        if interval is None:
            return f"{value:.2f}"
        low, high = interval
        return text(
            "quality_round.agree.from_to",
            value=f"{value:.2f}",
            low=f"{low:.2f}",
            high=f"{high:.2f}",
        )

    return [
        Column[Agreement]("question", "quality_round.column.question", question, question, 46),
        Column[Agreement](
            "agreed",
            "quality_round.column.agreed",
            lambda line: text("quality_round.agree.of", n=line.agreed, of=line.pairs),
            lambda line: line.agreed / line.pairs if line.pairs else None,
            14,
        ),
        Column[Agreement](
            "ac1",
            "quality_round.column.ac1",
            lambda line: share(line.ac1, line.ac1_interval),
            lambda line: line.ac1,
            24,
        ),
        Column[Agreement](
            "kappa",
            "quality_round.column.kappa",
            lambda line: share(line.kappa, line.kappa_interval),
            lambda line: line.kappa,
            24,
        ),
    ]
