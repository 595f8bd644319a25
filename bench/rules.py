"""Rules per case: the desk's own, with reasons, against the same dates by dateutil."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from bench.harness import Figures, Line, Table, growth, measure, median, rounds_for, seconds
from bench.material import TODAY, Material
from bench.plain import Dates, dates
from pomdesk.domain.facts import Case
from pomdesk.rules.case import work_out
from pomdesk.rules.policy import Policy, load
from resources import policy_packs

SIZES = (90, 1_500, 100_000)
FEWEST = 3_000
"""Cases worked out in one measurement; smaller caseloads are gone through again."""


def tables(sizes: Sequence[int], rounds: int, _material: Material) -> Iterator[Table]:
    """One table a size, and how the time of each way grows."""
    policy = load(policy_packs()).on(TODAY)
    took: dict[str, list[float]] = {"dateutil": [], "desk": []}
    for size in sizes:
        found, turns = _measure(size, rounds, policy)
        each = {name: median(figures) / size * 1e6 for name, figures in found.items()}
        for name, values in took.items():
            values.append(median(found[name]))
        yield Table(
            f"Rules, {size:,} cases",
            "the same dates with dateutil, no reasons, no policy packs",
            turns,
            [
                Line("dateutil", None, None, f"{each['dateutil']:.1f} us a case"),
                Line.of(
                    "every rule, with reasons",
                    found["desk"],
                    found["dateutil"],
                    0.15 if size >= 100_000 else None,
                    f"{each['desk']:.1f} us a case",
                ),
            ],
        )
    if len(sizes) > 1:
        yield growth("Rules", sizes, took, {"desk": 1.1})


def _measure(size: int, rounds: int, policy: Policy) -> tuple[dict[str, list[Figures]], int]:
    from bench.facts import cases
    from tests.people import caseload

    everybody = cases(caseload(size, TODAY))
    _agree(everybody, policy)

    again = max(1, FEWEST // size)

    def each(job: Callable[[Case], object]) -> Callable[[], Figures]:
        def all_of_them() -> None:
            for _ in range(again):
                for case in everybody:
                    job(case)

        return lambda: {name: took / again for name, took in seconds(all_of_them).items()}

    ways = {
        "dateutil": each(lambda case: dates(case, TODAY)),
        "desk": each(lambda case: work_out(case, policy, TODAY)),
    }
    turns = rounds_for(size, rounds)
    return measure(ways, turns), turns


def differences(
    everybody: Sequence[Case], policy: Policy, today: date
) -> Iterator[tuple[str, Dates, Dates]]:
    """Cases on which the rules and the peer do not agree: number, the desk's, the peer's."""
    for case in everybody:
        ours, theirs = _ours(case, policy, today), dates(case, today)
        if ours != theirs:
            yield case.person.prisoner_number, ours, theirs


def _agree(everybody: Sequence[Case], policy: Policy) -> None:
    for number, ours, theirs in differences(everybody, policy, TODAY):
        raise SystemExit(f"the rules and dateutil disagree on {number}:\n {ours}\n {theirs}")


def _ours(case: Case, policy: Policy, today: date) -> Dates:
    found = work_out(case, policy, today)
    handover, parole, early = found.handover, found.parole.next_on, found.early_allocation
    return Dates(
        found.scope.inside,
        found.earliest_release.on if found.earliest_release else None,
        found.handover_release.on if found.handover_release else None,
        handover.on if handover else None,
        handover.starts if handover else None,
        parole.on if parole else None,
        handover.window.value if handover and handover.window else None,
        early.inside_window if early else False,
    )
