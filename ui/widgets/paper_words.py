"""Papers in words: which one, how far it has come, by when; and the columns that say so."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from pomdesk.domain.papers import FROZEN, PaperStage
from pomdesk.readmodels.papers import PaperLine
from resources.text import Text
from ui.widgets.table_model import Column, Mark, Part

NOTHING = "–"
_SOON = 14
"""Days before the day a paper is wanted from which it is marked as due soon."""

_COLOURS = {
    PaperStage.DRAFT: "yellow",
    PaperStage.CHECKED: "blue",
    PaperStage.COUNTERSIGNED: "teal",
    PaperStage.FINAL: "green",
    PaperStage.SENT: "grey",
}


def local_day(at: datetime) -> date:
    """The day of a moment where the desk stands."""
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone().date()


def stage_mark(text: Text, stage: PaperStage) -> Mark:
    """The tag: how far a paper has come."""
    return Mark(text.code("paper_stage", stage), _COLOURS[stage])


def paper_name(text: Text, line: PaperLine) -> str:
    """Which version, and in which language where that is not the screen's."""
    said = text("paperlist.version", n=line.version)
    if line.language != text.language:
        said += f", {text(f'paper_language.{line.language}')}"
    return said


def due_marks(text: Text, line: PaperLine, today: date) -> tuple[Mark, ...]:
    """The tag beside the day a paper is wanted; none while that is far off or once it is sent."""
    if line.due is None or line.stage is PaperStage.SENT:
        return ()
    days = (line.due - today).days
    if days < 0:
        return (Mark(text("paperlist.late"), "red"),)
    if days == 0:
        return (Mark(text("paperlist.today"), "orange"),)
    return (Mark(text("paperlist.soon"), "yellow"),) if days <= _SOON else ()


def due_away(text: Text, line: PaperLine, today: date) -> str:
    """How far away that day is."""
    return text.away(line.due, today) if line.due else ""


def kind_column(text: Text, width: int = 27) -> Column[PaperLine]:
    """Which paper."""
    return Column(
        "kind",
        "paperlist.kind",
        lambda line: text.code("paper", line.kind),
        lambda line: text.code("paper", line.kind),
        width,
        under=lambda line: paper_name(text, line),
    )


def stage_column(text: Text, width: int = 22) -> Column[PaperLine]:
    """How far it has come, and to whom it went."""
    order = list(PaperStage)

    def under(line: PaperLine) -> str:
        if line.stage is PaperStage.SENT and line.sent_to:
            return text("paperlist.sent_to", who=line.sent_to)
        return text("paperlist.frozen") if line.stage in FROZEN else ""

    return Column(
        "stage",
        "paperlist.stage",
        lambda line: "",
        lambda line: order.index(line.stage),
        width,
        under=under,
        marks=lambda line: (stage_mark(text, line.stage),),
    )


def due_column(text: Text, today: Callable[[], date]) -> Column[PaperLine]:
    """By when it is wanted."""
    return Column(
        "due",
        "paperlist.due",
        lambda line: text.short_day(line.due) or NOTHING,
        lambda line: line.due.toordinal() if line.due else None,
        23,
        under=lambda line: due_away(text, line, today()),
        marks=lambda line: due_marks(text, line, today()),
        parts=(Part("paperlist.due", lambda line: line.due),),
    )


def filled_column(text: Text, sections: Callable[[PaperLine], int]) -> Column[PaperLine]:
    """How many of its sections are not empty."""

    def words(line: PaperLine) -> str:
        of = sections(line)
        return text("paperlist.filled_of", n=line.filled, of=of) if of else f"{line.filled:,}"

    def share(line: PaperLine) -> float:
        return line.filled / max(sections(line), 1)

    return Column("filled", "paperlist.filled", words, share, 13)


def changed_column(text: Text) -> Column[PaperLine]:
    """When somebody last wrote in it, and who writes it."""
    return Column(
        "changed",
        "paperlist.changed",
        lambda line: text.short_day(local_day(line.changed_at)),
        lambda line: -line.changed_at.timestamp(),
        16,
        under=lambda line: line.writer,
    )
