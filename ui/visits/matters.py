"""What matters now among the visits, the most pressing first; each with one thing to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta

from pomdesk.domain.visits import PackState, VisitState
from pomdesk.readmodels.visits import VisitLine, VisitsNow
from resources.text import Text
from ui.widgets.visit_words import holder_words, moment_words, where_words

_MOST = 5
"""Matters that are told; the rest is in the list below."""
_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that matters now.

    Attributes:
        words: what it is.
        do: code of what can be done: ``go_on``, ``decide``, ``open``, ``bring``, ``start``.
        number: of the visit.
        kind: of the band it is told in: ``note`` or ``trouble``.
    """

    words: str
    do: str
    number: int
    kind: str = "note"


def matters(text: Text, now: VisitsNow) -> list[Matter]:
    """What to do first: go on, decide, packs that are out, what is planned for today."""
    kinds = (_under_way, _clashes, _packs, _today)
    return [one for kind in kinds for one in kind(text, now)][:_MOST]


def summary(text: Text, now: VisitsNow) -> str:
    """The line that says what matters now; nothing while there is nothing."""
    counted = (
        ("under_way", sum(one.state is VisitState.UNDER_WAY for one in now.visits)),
        ("planned", sum(one.state is VisitState.PLANNED for one in now.visits)),
        ("out", sum(_is_out(one) for one in now.visits)),
        ("clashes", sum(one.clashes for one in now.visits)),
    )
    return " ".join(text.count(f"visits_page.matters.{key}", n) for key, n in counted if n)


def _under_way(text: Text, now: VisitsNow) -> Iterator[Matter]:
    for line in now.visits:
        if line.state is not VisitState.UNDER_WAY:
            continue
        words = {"where": where_words(text, line), "n": line.noted, "of": line.people}
        if line.shut:
            yield Matter(text("visits_page.matter.shut", **words), "open", line.id, "trouble")
        else:
            yield Matter(text("visits_page.matter.under_way", **words), "go_on", line.id)


def _clashes(text: Text, now: VisitsNow) -> Iterator[Matter]:
    for line in now.visits:
        if line.clashes:
            said = text.count("visits_page.matter.clashes", line.clashes)
            words = text("visits_page.matter.of", where=where_words(text, line), said=said)
            yield Matter(words, "decide", line.id, "trouble")


def _packs(text: Text, now: VisitsNow) -> Iterator[Matter]:
    """Packs that are out and open no more, or not much longer."""
    packs = [(line.pack, line) for line in now.visits if line.pack is not None and _is_out(line)]
    for pack, line in sorted(packs, key=lambda both: both[0].expires_at):
        ends = pack.expires_at.replace(tzinfo=UTC).astimezone().date()
        if not pack.expired and ends > now.today + _SOON:
            continue
        words = text(
            "visits_page.matter.expired" if pack.expired else "visits_page.matter.expires",
            where=where_words(text, line),
            holder=holder_words(text, pack),
            at=moment_words(text, pack.expires_at),
        )
        yield Matter(words, "bring", line.id, "trouble" if pack.expired else "note")


def _is_out(line: VisitLine) -> bool:
    return line.pack is not None and line.pack.state is PackState.OUT


def _today(text: Text, now: VisitsNow) -> Iterator[Matter]:
    for line in now.visits:
        if line.state is VisitState.PLANNED and line.day <= now.today:
            key = "today" if line.day == now.today else "earlier"
            words = text(
                f"visits_page.matter.{key}",
                where=where_words(text, line),
                day=text.short_day(line.day),
                people=text.count("count.people", line.people),
            )
            yield Matter(words, "start", line.id)
