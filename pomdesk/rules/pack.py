"""What a policy is made of: settings, the kinds of values they have, and how each is read.

A value is read the same way whether a pack gives it (``rules/pack_file.py``) or this unit has
one of its own (``Policy.with_local``): strictly, and with a code for what is wrong with it.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, NewType, TypeVar

from pomdesk.domain.errors import PolicyRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import SPECS, EntryKind
from pomdesk.domain.terms import ChecklistItem, RoshLevel

FoldedTexts = NewType("FoldedTexts", frozenset[str])
"""Texts of other systems, case folded, to compare case-folded texts with."""

Days = NewType("Days", frozenset[date])
"""Calendar days; unlike other lists of a policy it may be empty."""

ContactWays = NewType("ContactWays", frozenset[str])
"""Ways of contact: codes of what an entry of the kind ``contact`` was."""

MappaLevels = NewType("MappaLevels", frozenset[int])
"""MAPPA levels, 1 to 3; 0 (not MAPPA) among them makes no sense but is allowed."""

PaperKinds = NewType("PaperKinds", frozenset[PaperKind])
"""Kinds of papers; unlike other lists of a policy it may be empty."""

DisclosureItems = NewType("DisclosureItems", tuple[str, ...])
"""Questions of the disclosure check, in the order they are asked."""

DISCLOSURE_ITEMS = ("victim", "vlo", "intelligence", "mappa_minutes", "others", "restriction")
"""Every question there is; also what a place found in a paper may be about (``Hit.kind``)."""

E = TypeVar("E", bound=StrEnum)
_MOST_MAPPA = 3


class Confidence(StrEnum):
    """How sure a setting is."""

    CONFIRMED = "confirmed"
    OFFICIAL_OLDER = "official_older"
    CHECK_LOCAL_POLICY = "check_local_policy"


class PomStrategy(StrEnum):
    """How the kind of POM is recommended: by RoSH and tier, or by tier alone."""

    ROSH = "rosh"
    TIER = "tier"


class Move(StrEnum):
    """Where a due date goes that falls on no working day."""

    BEFORE = "before"
    AFTER = "after"
    STAY = "stay"


class Grade(StrEnum):
    """Grades of the OASys countersigning framework in prisons, lowest first."""

    UNAPPROVED = "unapproved"
    GRADE_2 = "grade_2"
    GRADE_3 = "grade_3"
    HOMD = "homd"


class Unit(StrEnum):
    """What the number of a setting counts."""

    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTH = "month"
    MINUTES = "minutes"
    PERCENT = "percent"
    FILES = "files"
    CASES = "cases"
    SUPERVISORS = "supervisors"
    REVIEWS = "reviews"
    ROUNDS = "rounds"
    PAIRS = "pairs"
    LEVELS = "levels"


class SettingKind(StrEnum):
    """What kind of value a setting has, and so what somebody fills in to change it."""

    NUMBER = "number"
    YES_NO = "yes_no"
    DAY = "day"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    LEVELS = "levels"
    TEXTS = "texts"
    DAYS = "days"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a policy.

    Attributes:
        value: whole number, yes or no, day, text, a tuple of these, or names by code.
        source: whose policy it is; for a local value, why it was decided and by whom.
        confidence: a ``Confidence``; a local value is confirmed by whoever decided it.
        local: this unit's own value, or one of a pack of its own.
        pack: title of the pack that gave it; "" for a local value.
        starts: the day it begins to hold: of its pack, or of the local decision.
        reason: why it was decided locally; "" for a value of a pack.
        by: who decided it locally; "" for a value of a pack.
        instead_of: what the pack says, for a local value.

    """

    value: object
    source: str
    confidence: Confidence
    local: bool = False
    pack: str = ""
    starts: date | None = None
    reason: str = ""
    by: str = ""
    instead_of: "Setting | None" = None


@dataclass(frozen=True, slots=True)
class LocalSetting:
    """A value that this unit has of its own, as it is stored.

    Attributes:
        value: as a pack would give it; days may be ISO texts.
        starts: the first day it holds.
        reason: why.
        by: who decided it.

    """

    value: object
    starts: date
    reason: str
    by: str


class Values(ABC):
    """Reads values of settings, strictly.

    Raises:
        PolicyRefused: from every method, with ``file``, ``line``, ``key`` and ``reason``.

    """

    @abstractmethod
    def refusal(self, code: str, key: str, **more: str) -> PolicyRefused:
        """The error for one key."""

    def text(self, value: object, key: str) -> str:
        """A text that is not blank."""
        if not isinstance(value, str) or not value.strip():
            raise self.refusal("POL-TEXT", key)
        return value.strip()

    def day(self, value: object, key: str) -> date:
        """A calendar day; a moment is refused."""
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.refusal("POL-DATE", key)
        return value

    def yes_no(self, value: object, key: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.refusal("POL-YES-NO", key)
        return value

    def whole(self, value: object, key: str) -> int:
        """A whole number, 0 or more: the intervals and levels of a policy are never negative."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refusal("POL-WHOLE-NUMBER", key)
        if value < 0:
            raise self.refusal("POL-NEGATIVE", key)
        return value

    def choice(self, value: object, key: str, among: type[E]) -> E:
        """One of the values of an enum."""
        if value not in {str(member) for member in among}:
            raise self.refusal("POL-CHOICE", key, allowed=", ".join(among))
        return among(value)

    def members(self, value: object, key: str) -> list[object]:
        """A list that is not empty: a list without members would switch a rule off unseen."""
        if not isinstance(value, list):
            raise self.refusal("POL-LIST", key)
        if not value:
            raise self.refusal("POL-EMPTY", key)
        return value


class _Local(Values):
    """Values of this unit's own: they stand in no file."""

    def refusal(self, code: str, key: str, **more: str) -> PolicyRefused:
        return PolicyRefused(code, file="", line=0, key=key, reason="local", **more)


def _texts(values: Values, value: object, key: str) -> frozenset[str]:
    return frozenset(values.text(member, key) for member in values.members(value, key))


def _folded(values: Values, value: object, key: str) -> FoldedTexts:
    return FoldedTexts(frozenset(text.casefold() for text in _texts(values, value, key)))


def _days(values: Values, value: object, key: str) -> Days:
    if value == []:
        return Days(frozenset())
    return Days(frozenset(values.day(member, key) for member in values.members(value, key)))


def _levels(values: Values, value: object, key: str) -> MappaLevels:
    levels = frozenset(values.whole(member, key) for member in values.members(value, key))
    if max(levels) > _MOST_MAPPA:
        raise values.refusal("POL-CHOICE", key, allowed="0, 1, 2, 3")
    return MappaLevels(levels)


def _rosh(values: Values, value: object, key: str) -> frozenset[RoshLevel]:
    return frozenset(values.choice(one, key, RoshLevel) for one in values.members(value, key))


def _ways(values: Values, value: object, key: str) -> ContactWays:
    known = SPECS[EntryKind.CONTACT].whats
    ways = _texts(values, value, key)
    if not ways <= set(known):
        raise values.refusal("POL-CHOICE", key, allowed=", ".join(known))
    return ContactWays(ways)


def _items(values: Values, value: object, key: str) -> tuple[ChecklistItem, ...]:
    return tuple(values.choice(one, key, ChecklistItem) for one in values.members(value, key))


def _papers(values: Values, value: object, key: str) -> PaperKinds:
    members = [] if value == [] else values.members(value, key)
    return PaperKinds(frozenset(values.choice(one, key, PaperKind) for one in members))


def _questions(values: Values, value: object, key: str) -> DisclosureItems:
    asked = tuple(values.text(member, key) for member in values.members(value, key))
    if not set(asked) <= set(DISCLOSURE_ITEMS):
        raise values.refusal("POL-CHOICE", key, allowed=", ".join(DISCLOSURE_ITEMS))
    return DisclosureItems(asked)


def _names(values: Values, value: object, key: str) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise values.refusal("POL-TABLE", key)
    if not value:
        raise values.refusal("POL-EMPTY", key)
    return MappingProxyType({k: values.text(name, f"{key}.{k}") for k, name in value.items()})


class _Kind(NamedTuple):
    """A kind of value: what it is called, how it is read, and which codes it may have."""

    name: SettingKind
    read: Callable[[Values, object, str], object]
    choices: tuple[str, ...] = ()


def _one_of(codes: type[StrEnum]) -> _Kind:
    def read(values: Values, value: object, key: str) -> object:
        return values.choice(value, key, codes)

    return _Kind(SettingKind.CHOICE, read, tuple(codes))


_KINDS: Mapping[object, _Kind] = {
    bool: _Kind(SettingKind.YES_NO, Values.yes_no),
    int: _Kind(SettingKind.NUMBER, Values.whole),
    str: _Kind(SettingKind.TEXT, Values.text),
    date: _Kind(SettingKind.DAY, Values.day),
    PomStrategy: _one_of(PomStrategy),
    Move: _one_of(Move),
    Grade: _one_of(Grade),
    Days: _Kind(SettingKind.DAYS, _days),
    MappaLevels: _Kind(SettingKind.LEVELS, _levels, ("1", "2", "3")),
    ContactWays: _Kind(SettingKind.CHOICES, _ways, SPECS[EntryKind.CONTACT].whats),
    frozenset[RoshLevel]: _Kind(SettingKind.CHOICES, _rosh, tuple(RoshLevel)),
    tuple[ChecklistItem, ...]: _Kind(SettingKind.CHOICES, _items, tuple(ChecklistItem)),
    PaperKinds: _Kind(SettingKind.CHOICES, _papers, tuple(PaperKind)),
    DisclosureItems: _Kind(SettingKind.CHOICES, _questions, DISCLOSURE_ITEMS),
    frozenset[str]: _Kind(SettingKind.TEXTS, _texts),
    FoldedTexts: _Kind(SettingKind.TEXTS, _folded),
    Mapping[str, str]: _Kind(SettingKind.NAMES, _names),
}


def kind_of(hint: object) -> tuple[SettingKind, tuple[str, ...]]:
    """The kind of a setting by the type that the rules read, and the codes it may have."""
    kind = _KINDS[hint]
    return kind.name, kind.choices


def read_value(values: Values, raw: object, key: str, hint: object) -> tuple[object, object]:
    """A value as the rules read it, and as it is shown."""
    return _KINDS[hint].read(values, raw, key), _shown(raw)


def read_local(raw: object, key: str, hint: object) -> tuple[object, object]:
    """A value of this unit's own as the rules read it, and as it is shown.

    Days may be ISO texts, lists may be any collection: it was typed, or kept as JSON.

    Raises:
        PolicyRefused: with ``reason`` "local".

    """
    if isinstance(raw, Mapping):
        raw = dict(raw)
    elif isinstance(raw, set | frozenset):
        raw = sorted(raw, key=str)
    elif isinstance(raw, tuple):
        raw = list(raw)
    if hint is date:
        raw = _as_day(raw)
    elif hint is Days and isinstance(raw, list):
        raw = list(map(_as_day, raw))
    return read_value(_Local(), raw, key, hint)


def unknown_local(key: str) -> PolicyRefused:
    """The error for a local value of a setting that there is not."""
    return _Local().refusal("POL-UNKNOWN", key)


def _as_day(raw: object) -> object:
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
        return raw
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return raw


def _shown(raw: object) -> object:
    if isinstance(raw, list):
        return tuple(raw)
    return MappingProxyType(raw) if isinstance(raw, dict) else raw


_SUFFIXES = {
    "_working_days": Unit.WORKING_DAYS,
    "_days": Unit.DAYS,
    "_weeks": Unit.WEEKS,
    "_months": Unit.MONTHS,
    "_age": Unit.YEARS,
    "_years": Unit.YEARS,
    "_month": Unit.MONTH,
    "_minutes": Unit.MINUTES,
    "_percent": Unit.PERCENT,
    "_files": Unit.FILES,
    "_cases": Unit.CASES,
    "_supervisors": Unit.SUPERVISORS,
    "_reviews": Unit.REVIEWS,
    "_rounds": Unit.ROUNDS,
    "_pairs": Unit.PAIRS,
}


def unit_of(key: str, kind: SettingKind) -> Unit | None:
    """What the number of a setting counts, by the end of its name; None for other kinds."""
    if kind is SettingKind.LEVELS:
        return Unit.LEVELS
    if kind is not SettingKind.NUMBER:
        return None
    return next((unit for end, unit in _SUFFIXES.items() if key.endswith(end)), None)
