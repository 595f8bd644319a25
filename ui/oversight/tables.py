"""Columns of the lists of the oversight page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Role
from pomdesk.readmodels.quality import CaseToSee, SupervisorLine
from resources.text import Text
from ui.widgets.quality_item_words import (
    Names,
    Today,
    day_column,
    due_column,
    person_column,
    stage_column,
)
from ui.widgets.quality_words import away, due_marks, term
from ui.widgets.table_model import Column, Mark


def trend_words(text: Text, line: SupervisorLine) -> str:
    """Own rounds as counts, the oldest first: "3 of 4, 2 of 3"."""
    return ", ".join(text("quality_oversight.of", k=k, n=n) for _ref, k, n in line.trend)


def _last(text: Text, name: str, day: Callable[[SupervisorLine], date | None],
          today: Today) -> Column[SupervisorLine]:  # fmt: skip
    def said(line: SupervisorLine) -> str:
        return text.short_day(day(line)) or text("quality_oversight.never")

    def ago(line: SupervisorLine) -> str:
        found = day(line)
        return text.away(found, today()) if found else ""

    return Column[SupervisorLine](
        name,
        f"quality_oversight.column.{name}",
        said,
        lambda line: (day(line) or date.min).toordinal(),
        14,
        under=ago,
    )


def supervisor_columns(text: Text, today: Today) -> list[Column[SupervisorLine]]:
    """Supervisors: counts only, in order of name."""

    def reviews(line: SupervisorLine) -> str:
        done, due = line.reviews
        return text("quality_oversight.done_of", k=done, n=due) if due else ""

    def read(line: SupervisorLine) -> str:
        return text("quality_oversight.of", k=line.read, n=line.drawn) if line.drawn else ""

    return [
        Column[SupervisorLine](
            "name",
            "quality_oversight.column.name",
            lambda line: line.member.name,
            lambda line: line.member.name.casefold(),
            22,
            under=lambda line: term(text, "grade", line.member.grade),
            private=True,
        ),
        _count("cases", lambda line: line.cases, 8),
        Column[SupervisorLine](
            "read", "quality_oversight.column.read", read, lambda line: line.read, 11
        ),
        Column[SupervisorLine](
            "trend",
            "quality_oversight.column.trend",
            lambda line: trend_words(text, line),
            lambda _line: None,
            25,
        ),
        _last(text, "one_to_one", lambda line: line.last_one_to_one, today),
        _last(text, "feedback", lambda line: line.last_feedback, today),
        _count("actions", lambda line: line.open_actions, 14),
        Column[SupervisorLine](
            "reviews",
            "quality_oversight.column.reviews",
            reviews,
            lambda line: line.reviews[1] - line.reviews[0],
            14,
        ),
    ]


def _count(name: str, of: Callable[[SupervisorLine], int], width: int) -> Column[SupervisorLine]:
    return Column[SupervisorLine](
        name, f"quality_oversight.column.{name}", lambda line: f"{of(line):,}", of, width
    )


def _case(text: Text) -> Column[Item]:
    return Column[Item](
        "case",
        "quality_item.column.case",
        lambda item: item.case_ref or text("quality_oversight.no_case"),
        lambda item: item.case_ref,
        22,
        under=lambda item: term(text, "item_what", item.what) if item.what else "",
        private=True,
    )


def review_columns(text: Text, names: Names, today: Today) -> list[Column[Item]]:
    """Case reviews of a half year."""
    return [
        due_column(text, today, 22),
        person_column("supervisor", lambda item: item.supervisor, names, 20),
        _case(text),
        person_column("owner", lambda item: item.owner, names, 17),
        stage_column(text, 14),
    ]


def absence_columns(text: Text, names: Names, today: Today) -> list[Column[Item]]:
    """Who is away from when to when."""
    return [
        person_column("supervisor", lambda item: item.supervisor, names, 26),
        day_column(text, today, 18),
        Column[Item](
            "until",
            "quality_oversight.column.until",
            lambda item: text.short_day(item.due),
            lambda item: item.due.toordinal() if item.due else None,
            18,
        ),
    ]


def support_columns(text: Text, names: Names, today: Today) -> list[Column[Item]]:
    """Support that was given."""
    return [
        Column[Item](
            "kind",
            "quality_item.column.kind",
            lambda item: term(text, "item_kind", item.kind),
            lambda item: term(text, "item_kind", item.kind),
            34,
            under=lambda item: term(text, "item_what", item.what) if item.what else "",
        ),
        day_column(text, today),
        person_column("supervisor", lambda item: item.supervisor, names),
        Column[Item](
            "case",
            "quality_item.column.case",
            lambda item: item.case_ref,
            lambda item: item.case_ref,
            14,
            private=True,
        ),
        due_column(text, today, 22),
    ]


def about_columns(text: Text, today: Today, blank: Callable[[], bool]) -> list[Column[Item]]:
    """Records about one supervisor."""

    def kind(item: Item) -> str:
        return term(text, "item_kind", item.kind)

    def what(item: Item) -> str:
        if item.title:
            return HIDDEN if blank() else item.title
        return term(text, "item_what", item.what) if item.what else ""

    return [
        Column[Item]("kind", "quality_item.column.kind", kind, kind, 30, under=what),
        day_column(text, today),
        Column[Item](
            "case",
            "quality_item.column.case",
            lambda item: item.case_ref,
            lambda item: item.case_ref,
            14,
            private=True,
        ),
        due_column(text, today, 22),
        stage_column(text),
    ]


def case_columns(text: Text, today: Today, *, risk: bool) -> list[Column[CaseToSee]]:
    """Cases that somebody should look at with their supervisor."""

    def marks(line: CaseToSee) -> Sequence[Mark]:
        return due_marks(text, line.due, today())

    named = Column[CaseToSee](
        "case",
        "quality_item.column.case",
        lambda line: line.name or line.case_ref,
        lambda line: line.case_ref,
        24,
        under=lambda line: line.case_ref if line.name else "",
        private=True,
    )
    of = Column[CaseToSee](
        "supervisor",
        "quality_item.column.supervisor",
        lambda line: line.supervisor_name,
        lambda line: line.supervisor_name.casefold(),
        22,
        private=True,
    )
    rosh = Column[CaseToSee](
        "rosh",
        "quality_oversight.column.rosh",
        lambda line: text.code("rosh", line.rosh or None),
        lambda line: line.rosh,
        12,
    )
    since = _case_day(text, "since", lambda line: line.since, today)
    last = _case_day(text, "last", lambda line: line.last, today)
    due = Column[CaseToSee](
        "due",
        "quality_item.column.due",
        lambda line: text.short_day(line.due),
        lambda line: line.due.toordinal() if line.due else None,
        24,
        marks=marks,
        under=lambda line: away(text, line.due, today()),
    )
    return [named, of, rosh, last, due] if risk else [named, of, since, due]


def _case_day(text: Text, name: str, day: Callable[[CaseToSee], date | None],
              today: Today) -> Column[CaseToSee]:  # fmt: skip
    def ago(line: CaseToSee) -> str:
        found = day(line)
        return text.away(found, today()) if found else ""

    return Column[CaseToSee](
        name,
        f"quality_oversight.column.{name}",
        lambda line: text.short_day(day(line)) or text("quality_oversight.never"),
        lambda line: (day(line) or date.min).toordinal(),
        16,
        under=ago,
    )


def role_words(text: Text, member: Member) -> str:
    """What somebody may do, in words: "Quality lead, Moderator"."""
    return ", ".join(term(text, "role", role) for role in Role if role in member.roles)


def people_columns(text: Text, names: Callable[[], Mapping[str, str]]) -> list[Column[Member]]:
    """Everybody who takes part."""

    def there(one: Member) -> str:
        joined = text("quality_oversight.joined", day=text.short_day(one.joined))
        left = text("quality_oversight.left", day=text.short_day(one.left))
        return ", ".join(part for part, day in ((joined, one.joined), (left, one.left)) if day)

    def manager(one: Member) -> str:
        return names().get(one.manager, one.manager)

    return [
        Column[Member](
            "name",
            "quality_oversight.column.person",
            lambda one: one.name,
            lambda one: one.name.casefold(),
            24,
            under=lambda one: one.code,
            private=True,
        ),
        Column[Member](
            "roles",
            "quality_oversight.column.roles",
            lambda one: role_words(text, one),
            lambda one: role_words(text, one),
            38,
            under=lambda one: term(text, "grade", one.grade),
        ),
        Column[Member](
            "signs_in",
            "quality_oversight.column.signs_in",
            lambda one: one.signs_in or text("quality_oversight.never_signs_in"),
            lambda one: one.signs_in.casefold(),
            20,
            private=True,
        ),
        Column[Member](
            "manager", "quality_oversight.column.manager", manager, manager, 20, private=True
        ),
        Column[Member](
            "there",
            "quality_oversight.column.there",
            there,
            lambda one: (one.joined or date.min).toordinal(),
            30,
        ),
    ]
