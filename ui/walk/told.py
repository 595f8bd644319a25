"""A visit in the words of visit mode, as the sheet says them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.names import fold
from pomdesk.domain.visits import (
    PERSON_ROW,
    SETTLED_BY_SEEING,
    Ask,
    Captured,
    Card,
    Flag,
    Why,
)
from pomdesk.readmodels.visits import StopLine, VisitView
from reports.visit.words import ask_words, cell_words, flag_words, name_words, seen_words
from resources.text import Text
from ui.walk.shown import (
    AskShown,
    FollowShown,
    PersonShown,
    Said,
    StopShown,
    StopState,
)
from ui.widgets.table_model import Mark

_FLAGS = {Flag.MOVED: "orange"}
_FOLLOW_UP, _ENTRY = f"duty:{DutyKind.FOLLOW_UP}:", "entry:"


def state_of(stop: StopLine) -> StopState:
    """How far somebody is; being met counts whatever else was noted."""
    if stop.seen:
        return StopState.SEEN
    if any(one.what for one in stop.all_captured):
        return StopState.NOT_SEEN
    return StopState.NOTED if stop.all_captured else StopState.NOT_YET


def stops_of(text: Text, found: VisitView) -> list[StopShown]:
    """Everybody on the walk, in its order."""
    return [
        StopShown(
            stop_id=stop.stop_id,
            number=stop.number,
            cell=cell_words(stop.place, stop.card),
            name=name_words(text, stop.card),
            state=state_of(stop),
            told=_outcome(text, stop),
        )
        for stop in found.stops
    ]


def summary_of(text: Text, found: VisitView) -> str:
    """How it stands: "5 seen, 1 not seen, 2 not yet"; what is nobody's is left out."""
    counts = Counter(state_of(stop) for stop in found.stops)
    told = [text(f"walk.count.{one}", n=counts[one]) for one in StopState if counts[one]]
    return text("walk.summary", code=found.line.code, counts=", ".join(told))


def person_of(
    text: Text, found: VisitView, stop: StopLine, *, days: int, writable: bool
) -> PersonShown:
    """One person; ``days``: when what is followed up in one tap is due."""
    card, today = stop.card, found.today
    return PersonShown(
        stop_id=stop.stop_id,
        cell=cell_words(stop.place, card),
        name=name_words(text, card),
        prison_number=card.prisoner_number,
        alerts=card.alerts,
        flags=(*_flags(text, stop), *_namesakes(text, found, stop)),
        last_seen=seen_words(text, card, today),
        dates=_dates(text, card),
        last_said=" ".join(card.last_said.split()),
        asks=tuple(
            AskShown(ask.key, ask_words(text, ask, today), ask.late, _ticks(ask))
            for ask in card.asks
            if _row_of(ask) not in card.facts
        ),
        follow_ups=_follow_ups(text, card, today),
        cell_now=card.facts[PERSON_ROW].get("cell_location") or ""
        if PERSON_ROW in card.facts
        else None,
        brought=tuple(_brought(text, one) for one in stop.brought),
        today=today,
        follow_up_days=days,
        writable=writable,
    )


def said_in(captured: Captured | None) -> Said:
    """What was noted, as it stands in the controls."""
    if captured is None:
        return Said()
    dues = {key: values.get("due") for key, values in captured.changes.items() if key != PERSON_ROW}
    return Said(
        what=captured.what,
        time=captured.time,
        text=captured.text,
        next_step=captured.next_step,
        due=captured.due,
        ticked=captured.ticked,
        cell=captured.changes.get(PERSON_ROW, {}).get("cell_location") or "",
        dues={key: date.fromisoformat(day) for key, day in dues.items() if day},
    )


def _flags(text: Text, stop: StopLine) -> tuple[Mark, ...]:
    return tuple(
        Mark(flag_words(text, flag, stop.was), _FLAGS.get(flag, "purple")) for flag in stop.flags
    )


def _namesakes(text: Text, found: VisitView, stop: StopLine) -> Sequence[Mark]:
    """That somebody else on the visit has the same surname: one looks twice whose door it is."""
    surname = stop.card.last_name.strip()
    same = sum(fold(one.card.last_name.strip()) == fold(surname) for one in found.stops) - 1
    if not surname or same < 1:
        return ()
    key = "walk.namesake" if same == 1 else "walk.namesakes"
    return (Mark(text(key, n=same, name=surname.upper()), "orange"),)


def _dates(text: Text, card: Card) -> str:
    """Release, handover and who takes over, where they are known."""
    days = (("release", card.release_on), ("handover", card.handover_on))
    said = [text(f"walk.{name}", day=text.short_day(day)) for name, day in days if day is not None]
    com = " ".join(card.com_name.split())
    return text("walk.between").join([*said, *([text("walk.com", name=com)] if com else ())])


def _ticks(ask: Ask) -> bool:
    return ask.key not in SETTLED_BY_SEEING


def _row_of(ask: Ask) -> str:
    """The row of the follow-up an ask is about; "": it is about none."""
    if not ask.key.startswith(_FOLLOW_UP):
        return ""
    return _ENTRY + ask.key.removeprefix(_FOLLOW_UP)


def _follow_ups(text: Text, card: Card, today: date) -> tuple[FollowShown, ...]:
    asked = {_row_of(ask): ask for ask in card.asks}
    shown = []
    for key, values in card.facts.items():
        if key == PERSON_ROW:
            continue
        step, due = values.get("next_step") or "", _day(values.get("due"))
        ask = asked.get(key)
        done = f"duty:follow_up:{key.removeprefix('entry:')}"
        words = ask or Ask(done, Why.DUTY, DutyKind.FOLLOW_UP.value, step, due)
        late = ask is not None and ask.late
        said = ask_words(text, words, today)
        shown.append(FollowShown(key, said, due, words.key, late))
    return tuple(shown)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _outcome(text: Text, stop: StopLine) -> str:
    said: Sequence[Captured] = stop.all_captured
    met = next((one for one in said if one.seen), None) or next((o for o in said if o.what), None)
    if met is None:
        return text(f"walk.state.{state_of(stop)}")
    known = text.has(f"visit_what.{met.what}")
    return text.code("visit_what" if known else "entry_what.contact", met.what)


def _brought(text: Text, one: Captured) -> str:
    known = text.has(f"visit_what.{one.what}")
    what = text.code("visit_what" if known else "entry_what.contact", one.what) if one.what else ""
    said = " ".join(part for part in (one.time, what, one.text) if part)
    return text("walk.brought", day=text.short_day(one.day), said=said)
