"""What the caseload can be narrowed to: chips, typed words, and filters saved by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pomdesk.domain.duties import DutyState
from pomdesk.domain.names import fold
from pomdesk.domain.terms import Responsibility
from pomdesk.readmodels.caseload import Caseload, CaseloadLine

ALL = "all"
SAVED = "caseload.saved"
COLUMNS = "caseload.columns"

_WEEKS_8, _WEEKS_4 = timedelta(weeks=8), timedelta(weeks=4)


def com_missing(line: CaseloadLine) -> bool:
    """Whether a COM should be named and none is: needed now, or allocation overdue.

    Manage POM Cases asks the two apart; without a probation record only the second holds.
    """
    return line.com_needed or line.com_overdue_days > 0


def handover_over(line: CaseloadLine, today: date) -> bool:
    """Whether the handover date has passed and nothing of the handover is still to be done."""
    return line.handover_on is not None and line.handover_on < today and not line.handover_open


def not_seen(line: CaseloadLine, today: date) -> bool:
    """Whether no contact of the last 8 weeks is recorded; those outside the policy do not count."""
    seen = line.last_contact
    return line.inside and (seen is None or seen < today - _WEEKS_8)


CHIPS: Mapping[str, Callable[[CaseloadLine, date], bool]] = {
    ALL: lambda line, today: True,
    "late": lambda line, today: line.next_state is DutyState.OVERDUE,
    "not_seen": not_seen,
    "handover_soon": lambda line, today: (
        line.handover_on is not None and today <= line.handover_on <= today + _WEEKS_8
    ),
    "handover_passed": lambda line, today: (
        line.handover_on is not None and line.handover_on < today and line.handover_open
    ),
    "com_missing": lambda line, today: com_missing(line),
    # Manage POM Cases has no list for these two, so cases in them are easily lost.
    "com_supporting": lambda line, today: line.responsibility is Responsibility.CUSTODY_WITH_COM,
    "no_date": lambda line, today: line.inside and line.handover_on is None,
    "parole": lambda line, today: line.parole_next_on is not None,
    "release_soon": lambda line, today: (
        line.earliest_release_on is not None
        and today <= line.earliest_release_on <= today + _WEEKS_4
    ),
    "outside": lambda line, today: not line.inside,
}
"""Chips by key, in their order: whether a line belongs, on a day."""

_PLAIN = str.maketrans("", "", "'-. ")


@dataclass(frozen=True, slots=True)
class Listing:
    """A caseload made ready to be searched as somebody types.

    Attributes:
        caseload: what was read.
        searched: for each line, what typed words are looked for in; folded.
        members: for each chip, one byte a line: 1 where it belongs.
        counts: for each chip, how many belong.
    """

    caseload: Caseload
    searched: Sequence[str]
    members: Mapping[str, bytes]
    counts: Mapping[str, int]

    def keeping(self, chip: str, words: str) -> Callable[[list[int]], list[int]]:
        """What picks, out of sorted line numbers, those that belong and hold every word."""
        wanted = fold(words).split()
        members, searched = self.members.get(chip, b""), self.searched

        def keep(order: list[int]) -> list[int]:
            if chip != ALL:
                order = [i for i in order if members[i]]
            for word in wanted:
                order = [i for i in order if word in searched[i]]
            return order

        return keep


def prepare(caseload: Caseload) -> Listing:
    """Make a caseload ready; the slow part of a large one, so it is done by the worker."""
    members = {
        key: bytes(belongs(line, caseload.today) for line in caseload.lines)
        for key, belongs in CHIPS.items()
    }
    counts = {key: sum(flags) for key, flags in members.items()}
    return Listing(caseload, [_searched(line) for line in caseload.lines], members, counts)


def _searched(line: CaseloadLine) -> str:
    name = line.name_key
    rest = fold(f"{line.prisoner_number}\n{line.location or ''}\n{line.com_name or ''}")
    # "obrien" and "o'brien" both find O'Brien.
    return f"{name}\n{name.translate(_PLAIN)}\n{rest}"


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A way of looking at the caseload, kept under a name."""

    name: str
    chip: str = ALL
    words: str = ""
    sort: str = "person"
    descending: bool = False
    columns: Sequence[str] = field(default_factory=tuple)

    def stored(self) -> dict[str, Any]:
        """As the desk keeps it."""
        return {
            "name": self.name,
            "chip": self.chip,
            "words": self.words,
            "sort": self.sort,
            "descending": self.descending,
            "columns": list(self.columns),
        }


def saved_filters(value: object, columns: Sequence[str]) -> list[SavedFilter]:
    """The filters out of what the desk kept; what does not fit this version is left out."""
    if not isinstance(value, list):
        return []
    named = [
        item
        for item in value
        if isinstance(item, dict) and isinstance(item.get("name"), str) and item["name"].strip()
    ]
    return [_saved(item, columns) for item in named]


def _saved(item: dict[str, Any], columns: Sequence[str]) -> SavedFilter:
    chip, sort, shown = item.get("chip"), item.get("sort"), item.get("columns")
    return SavedFilter(
        name=item["name"],
        chip=chip if isinstance(chip, str) and chip in CHIPS else ALL,
        words=str(item.get("words", "")),
        sort=sort if isinstance(sort, str) and sort in columns else columns[0],
        descending=bool(item.get("descending")),
        columns=tuple(k for k in shown if k in columns) if isinstance(shown, list) else (),
    )


def with_filter(saved: Sequence[SavedFilter], new: SavedFilter) -> list[SavedFilter]:
    """The saved filters with one more; one of the same name is replaced. Sorted by name."""
    kept = [old for old in saved if old.name != new.name]
    return sorted([*kept, new], key=lambda one: fold(one.name))
