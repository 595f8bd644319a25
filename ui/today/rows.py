"""What the lists of the day show: filtered, put under headings, folded.

Duties of one family of one person that fall due together are one row that can be opened: they
are mostly closed by the same piece of work. Grouped by kind, people with the same thing to do
are one row.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pomdesk.domain.duties import DutyFamily, DutyOwner, DutyState
from pomdesk.readmodels.duties import DutyLine, Today, WeekLoad
from pomdesk.rules.dates import monday, week_meant

ALL = "all"
BY_PERSON, BY_KIND = "person", "kind"
WEEKS = 12
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked at, and how.

    Attributes:
        family: code of a family, or ``all``.
        owner: code of whose duties, or ``all``.
        pom: name of a POM, or ``all``.
        week: Monday of the one week to show, or None.
        by: ``person`` or ``kind``.
        opened: keys of the folded rows and sections that are open.
    """

    family: str = ALL
    owner: str = ALL
    pom: str = ALL
    week: date | None = None
    by: str = BY_PERSON
    opened: frozenset[object] = frozenset()

    def keeps(self, line: DutyLine) -> bool:
        """Whether a duty is looked at, whatever its week."""
        return (
            self.family in (ALL, line.duty.family.value)
            and self.owner in (ALL, line.duty.owner.value)
            and self.pom in (ALL, line.pom_name)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list.

    Attributes:
        kind: ``section``, ``day``, ``week`` (headings), ``more`` (a section that opens),
            ``duty``, ``fold`` (several duties), ``part`` (one of a fold that is open).
        key: names it, so that it stays chosen and open.
        section: ``late``, ``week``, ``coming``, ``blocked`` or ``snoozed``.
        lines: the duties it stands for; of a heading all under it.
        day: of a heading: the day, or the Monday of the week; None: without a day.
        open: whether what opens is open.
    """

    kind: str
    key: object
    section: str
    lines: Sequence[DutyLine] = ()
    day: date | None = None
    open: bool = False

    @property
    def head(self) -> bool:
        """Whether it is a heading that is walked over."""
        return self.kind in {"section", "day", "week"}

    @property
    def lead(self) -> DutyLine | None:
        """The duty that keys act on: the first it stands for."""
        return self.lines[0] if self.lines and self.kind in {"duty", "fold", "part"} else None


def late(today: Today, wanted: Wanted) -> list[Row]:
    """What is overdue, oldest first."""
    return _folded(_kept(today.late, wanted), wanted, "late", ())


def this_week(today: Today, wanted: Wanted) -> list[Row]:
    """What falls due until Sunday, by day; what has no day comes last."""
    return _by_day(_kept(today.this_week, wanted), wanted, "week")


def coming(today: Today, wanted: Wanted) -> list[Row]:
    """The eight weeks after this one, by week."""
    lines = _kept(today.coming, wanted)
    return _under(lines, wanted, "coming", "week", lambda d: monday(d) if d else None)


def one_week(lines: Iterable[DutyLine], wanted: Wanted, today: date, begins: date) -> list[Row]:
    """The one week that is looked at, by day: what its bar counts.

    ``begins`` is the Monday of the first bar; on a weekend that has what is left of it too.
    """
    if wanted.week is None:
        return []
    first, end = max(wanted.week, today), wanted.week + _WEEK
    if wanted.week == begins:
        first = today
    due = [x for x in lines if _is_ahead(x, today) and first <= _due(x) < end]
    return _by_day(_kept(sorted(due, key=_due), wanted), wanted, "week")


def aside(today: Today, wanted: Wanted) -> list[Row]:
    """What waits on something else and what was put off: closed until somebody opens it."""
    rows: list[Row] = []
    for section, given in (("blocked", today.blocked), ("snoozed", today.snoozed)):
        lines = _kept(given, wanted)
        if lines:
            key = ("more", section)
            is_wanted = key in wanted.opened
            rows.append(Row("more", key, section, lines, open=is_wanted))
            if is_wanted:
                rows += _folded(lines, wanted, section, ())
    return rows


def loads(today: Today, further: Iterable[DutyLine] | None, wanted: Wanted) -> Sequence[WeekLoad]:
    """The twelve weeks; of one POM or owner only where ``further`` holds every line of them."""
    if (wanted.owner, wanted.pom) == (ALL, ALL) or further is None:
        return today.weeks
    return _count(further, today.today, wanted, begins(today))


def begins(today: Today) -> date:
    """The Monday of the first bar."""
    return today.weeks[0].starts if today.weeks else week_meant(today.today)


def _count(
    lines: Iterable[DutyLine], today: date, wanted: Wanted, first: date
) -> Sequence[WeekLoad]:
    counts: list[dict[DutyFamily, int]] = [{} for _ in range(WEEKS)]
    every = Wanted(owner=wanted.owner, pom=wanted.pom)
    for line in lines:
        if not _is_ahead(line, today) or not every.keeps(line):
            continue
        week = max((_due(line) - first).days // 7, 0)
        if week < WEEKS:
            counts[week][line.duty.family] = counts[week].get(line.duty.family, 0) + 1
    return [WeekLoad(first + n * _WEEK, found) for n, found in enumerate(counts)]


def everything(today: Today) -> list[DutyLine]:
    """Every duty of the page."""
    lists = (today.late, today.this_week, today.coming, today.blocked, today.snoozed)
    return [line for lines in lists for line in lines]


def counted(lines: Iterable[DutyLine], wanted: Wanted) -> tuple[dict[str, int], dict[str, int]]:
    """How many duties each family and each owner has, each under the other filters."""
    families = dict.fromkeys((ALL, *(family.value for family in DutyFamily)), 0)
    owners = dict.fromkeys((ALL, *(owner.value for owner in DutyOwner)), 0)
    for line in lines:
        if wanted.pom not in (ALL, line.pom_name):
            continue
        family, owner = line.duty.family.value, line.duty.owner.value
        if wanted.owner in (ALL, owner):
            families[family] += 1
            families[ALL] += 1
        if wanted.family in (ALL, family):
            owners[owner] += 1
            owners[ALL] += 1
    return families, owners


def poms(lines: Iterable[DutyLine]) -> list[str]:
    """The names of the POMs whose cases they are."""
    return sorted({line.pom_name for line in lines if line.pom_name})


def heads(rows: Sequence[Row]) -> Collection[int]:
    """Which rows are headings."""
    return [number for number, row in enumerate(rows) if row.head]


def _kept(lines: Iterable[DutyLine], wanted: Wanted) -> list[DutyLine]:
    return [line for line in lines if wanted.keeps(line)]


def _is_ahead(line: DutyLine, today: date) -> bool:
    """Whether a duty is open and has a day to come, waits on nothing and was not put off."""
    duty = line.duty
    waits = duty.snoozed_until is not None or duty.state is DutyState.BLOCKED
    return duty.open and duty.due is not None and duty.due >= today and not waits


def _due(line: DutyLine) -> date:
    return line.duty.due or date.max


def _by_day(lines: Sequence[DutyLine], wanted: Wanted, section: str) -> list[Row]:
    return _under(lines, wanted, section, "day", lambda day: day)


def _under(
    lines: Sequence[DutyLine],
    wanted: Wanted,
    section: str,
    kind: str,
    group: Callable[[date | None], date | None],
) -> list[Row]:
    """Lines under headings by day or week; those without a day come last."""
    groups: dict[date | None, list[DutyLine]] = {}
    for line in lines:
        groups.setdefault(group(line.duty.due), []).append(line)
    rows: list[Row] = []
    for day in sorted(groups, key=lambda day: (day is None, day or date.min)):
        rows.append(Row(kind, (section, kind, day), section, groups[day], day))
        rows += _folded(groups[day], wanted, section, (day,))
    return rows


def _folded(
    lines: Sequence[DutyLine], wanted: Wanted, section: str, under: tuple[object, ...]
) -> list[Row]:
    rows: list[Row] = []
    for name, group in _groups(lines, wanted.by).items():
        if len(group) == 1:
            rows.append(_duty("duty", group[0], section))
            continue
        key = ("fold", section, *under, name)
        is_wanted = key in wanted.opened
        rows.append(Row("fold", key, section, group, open=is_wanted))
        if is_wanted:
            rows += [_duty("part", line, section) for line in group]
    return rows


def _duty(kind: str, line: DutyLine, section: str) -> Row:
    return Row(kind, (line.person_id, line.duty.key), section, (line,))


def _groups(lines: Sequence[DutyLine], by: str) -> Mapping[object, list[DutyLine]]:
    """What folds together, in the order of each one's first; a person's stay side by side."""
    if by == BY_KIND:
        kinds: dict[object, list[DutyLine]] = {}
        for line in lines:
            kinds.setdefault(line.duty.kind, []).append(line)
        return kinds
    people: dict[int, dict[DutyFamily, list[DutyLine]]] = {}
    for line in lines:
        person = people.setdefault(line.person_id, {})
        person.setdefault(line.duty.family, []).append(line)
    return {
        (person_id, family): group
        for person_id, families in people.items()
        for family, group in families.items()
    }
