"""Duties: their dates against dateutil, the morning's lists, one changed fact, what moved."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from bench.harness import (
    Figures,
    Line,
    Table,
    child,
    growth,
    measure,
    median,
    milliseconds,
    one,
    rounds_for,
    seconds,
)
from bench.material import TODAY, Material
from bench.plain import dates
from pomdesk.domain.facts import Case

SIZES = (90, 1_500, 100_000)
FEWEST = 3_000
"""Cases worked out in one measurement; smaller caseloads are gone through again."""
_WEEKS = relativedelta(weeks=8)
_MONTHS = relativedelta(months=8)


class Sums(NamedTuple):
    """A case, and the sums of dates that its duties stand for: a day and what is added to it."""

    case: Case
    sums: Sequence[tuple[date, relativedelta]]


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """The rules, then the desk at each size that fits a desk."""
    took: dict[str, list[float]] = {"dateutil": [], "desk": []}
    for size in sizes:
        found, turns, counted = _rules(size, rounds)
        for name, values in took.items():
            values.append(median(found[name]))
        yield _rules_table(size, found, turns, counted)
    if len(sizes) > 1:
        yield growth("Duties", sizes, took, {"desk": 1.1})
    for size in sizes:
        store, turns = material.store(size, cheap=True), rounds_for(size, rounds)
        file = material.file(size)
        ways = {"asked": partial(child, "morning", "figures", store, file)}
        yield from _asked_tables(size, measure(ways, turns)["asked"], turns)


# The rules alone


def _rules(size: int, rounds: int) -> tuple[dict[str, list[Figures]], int, float]:
    from bench.facts import cases
    from pomdesk.rules.case import work_out
    from pomdesk.rules.duties.case import work_out_duties
    from pomdesk.rules.policy import load
    from pomdesk.services.calendar import calendar_for
    from resources import policy_packs
    from tests.people import caseload

    policy = load(policy_packs()).on(TODAY)
    calendar = calendar_for(policy)

    def desk(case: Case) -> Any:
        result = work_out(case, policy, TODAY)
        return work_out_duties(case, result, policy, calendar, TODAY)

    everybody = [
        Sums(case, list(_sums(duty for found in desk(case) for duty in (found.opens, found.due))))
        for case in cases(caseload(size, TODAY))
    ]

    def dateutil(found: Sums) -> list[date]:
        dates(found.case, TODAY)
        return [start + more for start, more in found.sums]

    again = max(1, FEWEST // size)
    ways = {
        "dateutil": _each(dateutil, everybody, again),
        "desk": _each(lambda found: desk(found.case), everybody, again),
    }
    turns = rounds_for(size, rounds)
    return measure(ways, turns), turns, sum(len(found.sums) for found in everybody) / size


def _each(
    job: Callable[[Sums], object], everybody: Sequence[Sums], again: int
) -> Callable[[], Figures]:
    def all_of_them() -> None:
        for _ in range(again):
            for found in everybody:
                job(found)

    return lambda: {name: took / again for name, took in seconds(all_of_them).items()}


def _sums(days: Any) -> Iterator[tuple[date, relativedelta]]:
    """For each day, alternately, a day eight weeks or eight months before and what to add."""
    for place, day in enumerate(day for day in days if day and 1950 < day.year < 9000):
        month_back = day - _MONTHS
        if place % 2 and month_back + _MONTHS == day:
            yield month_back, _MONTHS
        else:
            yield day - _WEEKS, _WEEKS


def _rules_table(size: int, found: dict[str, list[Figures]], turns: int, counted: float) -> Table:
    each = {name: median(figures) / size * 1e6 for name, figures in found.items()}
    return Table(
        f"Duties, {size:,} cases",
        "dates of the case with dateutil, and one sum of dateutil for each day of its duties",
        turns,
        [
            Line("dateutil", None, None, f"{each['dateutil']:.0f} us, {counted:.0f} days a case"),
            Line.of(
                "every duty, with state and reasons",
                found["desk"],
                found["dateutil"],
                0.15 if size >= 100_000 else None,
                f"{each['desk']:.0f} us a case",
            ),
        ],
    )


# The desk


def _asked_tables(size: int, found: list[Figures], turns: int) -> Iterator[Table]:
    facts, first, again = (one(found, way) for way in ("facts", "first", "again"))
    yield Table(
        f"Today, {size:,} people",
        "raw SQL of every fact the rules read",
        turns,
        [
            Line("raw SQL", None, None, milliseconds(facts)),
            Line.of("first asked: everybody worked out", first, facts, None, milliseconds(first)),
            Line.of(
                "asked again",
                again,
                facts,
                None,
                f"{milliseconds(again)} (limit {100 if size <= 1_500 else 1_000} ms)",
            ),
        ],
    )
    raw, save, after = (one(found, way) for way in ("insert", "contact", "after"))
    yield Table(
        f"A contact saved, {size:,} people",
        "one row put in and committed",
        turns,
        [
            Line("raw SQL", None, None, milliseconds(raw)),
            Line.of("saved and journalled", save, raw, None, milliseconds(save)),
            Line.of("Today asked again after it", after, raw, None, milliseconds(after)),
        ],
    )
    twice, moves, again = (one(found, way) for way in ("twice", "moves", "moves_again"))
    count = f"{median(found, 'moved'):.0f}"
    yield Table(
        f"What moved: {count} of {size:,} people",
        f"the same {count} loaded once and worked out twice",
        turns,
        [
            Line("worked out twice", None, None, milliseconds(twice)),
            Line.of(
                "first asked: with their journal, everybody else known",
                moves,
                twice,
                None,
                milliseconds(moves),
            ),
            Line.of("asked again", again, twice, None, milliseconds(again)),
        ],
    )
