"""The columns of the caseload: what each cell says, sorts by, copies and exports."""

from collections.abc import Sequence
from datetime import date

from pomdesk.domain.names import listed, proper
from pomdesk.domain.terms import HandoverReason, Responsibility
from pomdesk.readmodels.caseload import CaseloadLine
from resources.text import Text
from ui.caseload.due import NOTHING, due_columns, handover_tag, handover_words
from ui.caseload.filters import com_missing
from ui.marks import com_mark
from ui.widgets.table_model import Column, Mark, Part, SortKey, Value

Line = CaseloadLine

USUAL = [
    "person", "next_due", "last_seen", "handover", "release", "rosh", "com", "location",
    "responsibility", "mappa", "tier", "badges",
]  # fmt: skip
"""Columns that are shown until somebody chooses others."""

_ROSH_ORDER = {"VERY_HIGH": 0, "HIGH": 1, "MEDIUM": 2, "LOW": 3}
_ROSH_COLOURS = {"VERY_HIGH": "red", "HIGH": "orange"}


def _number(day: date | None) -> int | None:
    return day.toordinal() if day else None


def badges(text: Text, line: Line) -> list[Mark]:
    """What kind of case it is, in tags: kind of sentence first, then what to mind."""
    wanted = [
        (not line.inside, "outside", "grey"),
        (line.indeterminate, "indeterminate", "purple"),
        (line.recall, "recall", "teal"),
        (line.vlo, "vlo", "magenta"),
        (line.parole_next_on is not None, "parole", "blue"),
        (line.handover_reason is HandoverReason.EARLY_ALLOCATION, "early", "blue"),
        (line.restricted_patient, "restricted", "purple"),
        (line.temporary_absence_since is not None, "absent", "orange"),
    ]
    return [Mark(text(f"badge.{key}"), colour) for holds, key, colour in wanted if holds]


class CaseloadColumns:
    """Makes the columns for one language and one day."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.today = date.min

    def all(self) -> Sequence[Column[Line]]:
        """Every column there is, in the order of the table."""
        return (
            self._person(),
            *due_columns(self._text, lambda: self.today),
            self._handover(),
            self._release(),
            self._rosh_column(),
            self._com(),
            self._place(),
            *self._responsibility(),
            *self._more(),
        )

    @staticmethod
    def _person() -> Column[Line]:
        return Column(
            "person",
            "caseload.column.person",
            lambda line: listed(line.last_name, line.first_name),
            lambda line: line.name_key,
            18,
            under=lambda line: line.prisoner_number,
            parts=(
                Part("caseload.column.name", lambda x: listed(x.last_name, x.first_name)),
                Part("field.prisoner_number", lambda line: line.prisoner_number),
            ),
            private=True,
        )

    def _place(self) -> Column[Line]:
        return Column(
            "location",
            "caseload.column.location",
            self._location,
            self._location_key,
            11,
            under=self._location_more,
            parts=(
                Part("caseload.column.location", self._location_whole),
                Part("field.prison_id", lambda line: line.prison_name),
            ),
        )

    def _responsibility(self) -> Sequence[Column[Line]]:
        text = self._text
        return (
            Column(
                "responsibility",
                "caseload.column.responsibility",
                self._responsible,
                self._responsible_key,
                13,
                under=self._responsible_more,
                parts=(Part("caseload.column.responsibility", self._responsible_whole),),
            ),
            Column(
                "role",
                "caseload.column.role",
                lambda line: text.code("pom_role", line.pom_role) or NOTHING,
                lambda line: line.pom_role,
                12,
                under=lambda line: proper(line.pom_name or ""),
                parts=(
                    Part("caseload.column.role", lambda x: text.code("pom_role", x.pom_role)),
                    Part("caseload.column.pom", lambda line: proper(line.pom_name or "")),
                ),
            ),
        )

    def _location(self, line: Line) -> str:
        if line.temporary_absence_since:
            return self._text("caseload.absent")
        return line.location or NOTHING

    def _location_more(self, line: Line) -> str:
        since = line.temporary_absence_since
        if since:
            return self._text("caseload.absent_since", day=self._text.short_day(since))
        return line.prison_name or ""

    def _location_whole(self, line: Line) -> str:
        if not line.temporary_absence_since:
            return line.location or ""
        return f"{self._location(line)} {self._location_more(line)}"

    @staticmethod
    def _location_key(line: Line) -> SortKey | None:
        # Who is out comes first, longest out before others.
        since = line.temporary_absence_since
        return f"\0{since.isoformat()}" if since else line.location

    def _responsible(self, line: Line) -> str:
        if line.responsibility is None:
            return self._text("badge.outside") if not line.inside else NOTHING
        return self._text(f"caseload.responsibility.{line.responsibility.value}")

    def _responsible_more(self, line: Line) -> str:
        if not line.inside:
            return self._text.code("scope", line.scope_reason)
        supporting = line.responsibility is Responsibility.CUSTODY_WITH_COM
        return self._text("caseload.com_supporting") if supporting else ""

    def _responsible_whole(self, line: Line) -> str:
        if line.responsibility is None:
            return self._text.code("scope", line.scope_reason)
        return self._text.code("responsibility", line.responsibility)

    @staticmethod
    def _responsible_key(line: Line) -> SortKey | None:
        order = (*Responsibility, None)
        return order.index(line.responsibility) if line.responsibility else None

    def _handover(self) -> Column[Line]:
        text = self._text
        return Column(
            "handover",
            "caseload.column.handover",
            self._handover_day,
            lambda line: _number(line.handover_on),
            19,
            under=self._handover_more,
            marks=self._handover_marks,
            parts=(
                Part("caseload.column.handover", lambda line: line.handover_on),
                Part("caseload.column.handover_starts", lambda line: line.handover_starts),
                Part(
                    "caseload.column.handover_state",
                    lambda line: handover_words(text, line, self.today),
                ),
                Part(
                    "caseload.column.handover_reason",
                    lambda x: text.code("handover_reason", x.handover_reason),
                ),
            ),
        )

    def _handover_day(self, line: Line) -> str:
        if line.handover_on:
            return self._text.short_day(line.handover_on)
        return self._text("caseload.no_date") if line.inside else NOTHING

    def _handover_more(self, line: Line) -> str:
        if line.handover_on == self.today:
            return ""  # the tag says so
        if line.handover_on:
            return self._text.away(line.handover_on, self.today)
        return self._text.code("handover_reason", line.handover_reason)

    def _handover_marks(self, line: Line) -> Sequence[Mark]:
        mark = handover_tag(self._text, line, self.today)
        return (mark,) if mark else ()

    def _com(self) -> Column[Line]:
        return Column(
            "com",
            "caseload.column.com",
            lambda line: "" if com_missing(line) else line.com_name or NOTHING,
            lambda line: "" if com_missing(line) else line.com_name,
            14,
            under=self._com_more,
            marks=self._com_marks,
            parts=(
                Part("caseload.column.com", lambda line: line.com_name),
                Part("caseload.column.com_overdue", lambda x: x.com_overdue_days or None),
            ),
        )

    def _com_marks(self, line: Line) -> Sequence[Mark]:
        if not com_missing(line):
            return ()
        return (com_mark(self._text, overdue=line.com_overdue_days > 0),)

    def _com_more(self, line: Line) -> str:
        if not line.com_overdue_days:
            return ""
        late = self._text.count("span.days", line.com_overdue_days)
        return self._text("caseload.overdue", span=late)

    def _release(self) -> Column[Line]:
        return Column(
            "release",
            "caseload.column.release",
            lambda line: self._text.short_day(line.earliest_release_on) or NOTHING,
            lambda line: _number(line.earliest_release_on),
            14,
            under=self._release_more,
            parts=(
                Part("caseload.column.release", lambda line: line.earliest_release_on),
                Part("caseload.column.release_type", lambda x: _code(x.earliest_release_type)),
            ),
        )

    def _release_more(self, line: Line) -> str:
        on, kind = line.earliest_release_on, line.earliest_release_type
        return f"{kind}, {self._text.away(on, self.today)}" if on and kind else ""

    def _rosh_column(self) -> Column[Line]:
        return Column(
            "rosh",
            "caseload.column.rosh",
            lambda x: "" if x.rosh_level in _ROSH_COLOURS else self._rosh(x) or NOTHING,
            lambda line: _ROSH_ORDER.get(line.rosh_level or ""),
            9,
            marks=self._rosh_marks,
            parts=(Part("caseload.column.rosh", self._rosh),),
        )

    def _more(self) -> Sequence[Column[Line]]:
        text = self._text
        return (
            Column(
                "parole",
                "caseload.column.parole",
                lambda line: text.short_day(line.parole_next_on) or NOTHING,
                lambda line: _number(line.parole_next_on),
                18,
                under=lambda line: self._kind(line.parole_next_type),
                parts=(
                    Part("caseload.column.parole", lambda line: line.parole_next_on),
                    Part("caseload.column.parole_type", lambda x: _code(x.parole_next_type)),
                ),
            ),
            Column(
                "mappa",
                "caseload.column.mappa",
                lambda line: text.code("mappa", line.mappa_level) or NOTHING,
                lambda line: line.mappa_level,
                9,
                parts=(Part("caseload.column.mappa", lambda line: line.mappa_level),),
            ),
            Column(
                "tier",
                "caseload.column.tier",
                lambda line: line.tier or NOTHING,
                lambda line: line.tier,
                4,
                parts=(Part("caseload.column.tier", lambda line: line.tier),),
            ),
            Column(
                "pom_type",
                "caseload.column.pom_type",
                lambda x: text.code("pom_type", x.recommended_pom_type) or NOTHING,
                lambda x: x.recommended_pom_type.value if x.recommended_pom_type else None,
                16,
            ),
            Column(
                "badges",
                "caseload.column.badges",
                lambda line: "",
                lambda line: " ".join(mark.words for mark in badges(text, line)) or None,
                36,
                marks=lambda line: badges(text, line),
                parts=(
                    Part(
                        "caseload.column.badges",
                        lambda line: ", ".join(mark.words for mark in badges(text, line)),
                    ),
                ),
            ),
        )

    def _kind(self, kind: object) -> str:
        return f"{kind} · {self._text.code('release_type', str(kind))}" if kind else ""

    def _rosh(self, line: Line) -> str:
        return self._text.code("rosh", line.rosh_level)

    def _rosh_marks(self, line: Line) -> Sequence[Mark]:
        colour = _ROSH_COLOURS.get(line.rosh_level or "")
        return (Mark(self._rosh(line), colour),) if colour else ()


def _code(kind: object) -> Value:
    return str(kind) if kind else None
