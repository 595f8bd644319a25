"""Local policy settings: decided, dated, withdrawn, undone, shown; and what cannot be used."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.readmodels.policy import PolicyLine, Standing
from pomdesk.rules.pack import LocalSetting
from pomdesk.rules.policy import Policies, Policy
from pomdesk.services.calendar import calendar_for
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.policy import OverrideSetting, WithdrawOverride
from pomdesk.services.desk import Day, Desk, open_desk
from pomdesk.services.overrides import read_overrides
from pomdesk.services.queries.settings import PolicySettings
from pomdesk.store.tables import policy_override
from pomdesk.store.unit_of_work import UnitOfWork
from resources.text import Text
from tests import copies
from tests.builders import day
from ui.words import error_words

TODAY = date(2026, 11, 22)
SECRET = copies.SECRET
KEY = "contact.high_months"
CHRISTMAS_AND_MAY = (date(2026, 12, 24), date(2027, 5, 7))


@pytest.fixture
def policies() -> Policies:
    return copies.policies()


def with_nobody(folder: Path) -> Desk:
    return copies.empty(folder, FrozenClock(TODAY))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = copies.copied(with_nobody, tmp_path, FrozenClock(TODAY))
    yield made
    made.close()


def decide(desk: Desk, value: Any, starts: str, key: str = KEY, reason: str = "agreed") -> int:
    done = desk.do(OverrideSetting(key, value, day(starts), reason))
    assert done.operation_id is not None
    return done.operation_id


@dataclass(frozen=True)
class PolicyOf:
    """The policy a query is given."""

    def run(self, uow: UnitOfWork, day: Day) -> Policy:
        return day.policy


@dataclass(frozen=True)
class OverridesOn:
    """What is in force on any day."""

    on: date

    def run(self, uow: UnitOfWork, day: Day) -> dict[str, LocalSetting]:
        return dict(read_overrides(uow, self.on))


def lines(desk: Desk, key: str = KEY) -> list[PolicyLine]:
    return [line for line in desk.ask(PolicySettings()) if line.key == key]


def test_a_decision_holds_from_its_day_on(desk: Desk) -> None:
    decide(desk, 2, "2026-11-22")
    policy = desk.ask(PolicyOf())
    assert policy.contact.high_months == 2
    assert policy.settings[KEY].source == "agreed (A Jones)"


def test_a_decision_for_tomorrow_does_not_hold_today(desk: Desk) -> None:
    decide(desk, 2, "2026-11-23")
    assert desk.ask(PolicyOf()).contact.high_months == 1


def test_the_latest_that_has_started_wins_on_any_day(desk: Desk) -> None:
    decide(desk, 4, "2027-01-01")
    decide(desk, 2, "2026-06-01")
    decide(desk, 3, "2026-10-01")
    found = [
        desk.ask(OverridesOn(day(on))).get(KEY)
        for on in ("2026-05-31", "2026-06-01", "2026-09-30", "2026-10-01", "2027-01-01")
    ]
    assert [one.value if one else None for one in found] == [None, 2, 2, 3, 4]


def test_packs_and_decisions_hold_together_on_another_day(
    desk: Desk, policies: Policies, tmp_path: Path
) -> None:
    decide(desk, True, "2027-02-01", "resettlement.hdc_on")
    path = desk.path
    desk.close()
    for on, expected in (
        ("2026-09-01", True),
        ("2026-09-02", False),
        ("2027-01-31", False),
        ("2027-02-01", True),
    ):
        other = open_desk(path, secret=SECRET, clock=FrozenClock(day(on)), policies=policies)
        assert other.ask(PolicyOf()).resettlement.hdc_on is expected, on
        other.close()


def test_deciding_again_for_the_same_day_replaces(desk: Desk) -> None:
    decide(desk, 2, "2026-11-01")
    decide(desk, 3, "2026-11-01", reason="a slip")
    (line,) = lines(desk)
    assert (line.value, line.reason) == (3, "a slip")


def test_deciding_the_same_again_changes_nothing(desk: Desk) -> None:
    decide(desk, 2, "2026-11-01")
    assert desk.do(OverrideSetting(KEY, 2, day("2026-11-01"), " agreed ")).operation_id is None


def test_a_decision_and_its_withdrawal_can_be_undone(desk: Desk) -> None:
    first = decide(desk, 2, "2026-11-01")
    desk.undo(first)
    assert desk.ask(PolicyOf()).contact.high_months == 1
    decide(desk, 5, "2026-11-01")
    gone = desk.do(WithdrawOverride(KEY, day("2026-11-01"))).operation_id
    assert desk.ask(PolicyOf()).contact.high_months == 1
    assert gone is not None
    desk.undo(gone)
    (line,) = lines(desk)
    assert (line.value, line.by, line.local) == (5, "A Jones", True)
    assert desk.ask(PolicyOf()).contact.high_months == 5


def test_after_a_withdrawal_the_earlier_decision_holds(desk: Desk) -> None:
    decide(desk, 2, "2026-06-01")
    decide(desk, 3, "2026-10-01")
    desk.do(WithdrawOverride(KEY, day("2026-10-01")))
    assert desk.ask(PolicyOf()).contact.high_months == 2


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("duties.added_holidays", ["2026-12-24", date(2027, 5, 7)], CHRISTMAS_AND_MAY),
        ("open.rules_from", date(2021, 4, 1), date(2021, 4, 1)),
        ("prisons.names", {"LEI": "Leeds", "ZZI": "Łódź"}, {"LEI": "Leeds", "ZZI": "Łódź"}),
        ("contact.counting", {"video", "phone"}, ("phone", "video")),
        ("handover.mappa_high_levels", (3,), (3,)),
        ("pom.strategy", "tier", "tier"),
        ("contact.on", False, False),
    ],
)
def test_values_of_every_kind_are_kept(desk: Desk, key: str, value: Any, kept: Any) -> None:
    decide(desk, value, "2026-11-01", key)
    (line,) = lines(desk, key)
    assert line.value == kept
    assert line.value != line.default


def test_added_days_move_the_calendar_of_the_desk(desk: Desk) -> None:
    decide(desk, ["2026-12-24"], "2026-11-01", "duties.added_holidays")
    assert list(desk.ask(PolicyOf()).duties.added_holidays) == [date(2026, 12, 24)]
    assert not calendar_for(desk.ask(PolicyOf())).is_working(date(2026, 12, 24))


@pytest.mark.parametrize(
    ("key", "value", "code", "reason"),
    [
        ("contact.high_month", 2, "REQ-SETTING", ""),
        ("contact", 2, "REQ-SETTING", ""),
        ("x" * 400, 2, "REQ-SETTING", ""),
        (KEY, "2", "REQ-SETTING-VALUE", "whole-number"),
        (KEY, -2, "REQ-SETTING-VALUE", "negative"),
        ("contact.on", "no", "REQ-SETTING-VALUE", "yes-no"),
        ("contact.counting", [], "REQ-SETTING-VALUE", "empty"),
        ("contact.counting", "phone", "REQ-SETTING-VALUE", "list"),
        ("pom.strategy", "colour", "REQ-SETTING-VALUE", "choice"),
        ("open.rules_from", "soon", "REQ-SETTING-VALUE", "date"),
        ("parole.release_prefix", "", "REQ-SETTING-VALUE", "text"),
        ("prisons.names", ["LEI"], "REQ-SETTING-VALUE", "table"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_changes_nothing(
    desk: Desk, key: str, value: Any, code: str, reason: str
) -> None:
    with pytest.raises(RequestRefused) as caught:
        desk.do(OverrideSetting(key, value, TODAY, "agreed"))
    assert (caught.value.code, caught.value.details.get("reason", "")) == (code, reason)
    words = error_words(Text(), caught.value)
    assert words.endswith("Nothing was changed.")
    if reason:
        assert words != Text()(f"error.{code}")
    assert not desk.ask(OverridesOn(date.max))


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501])
def test_a_reason_is_needed(desk: Desk, reason: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        desk.do(OverrideSetting(KEY, 2, TODAY, reason))
    assert caught.value.code == "REQ-SETTING-REASON"
    assert "500" in error_words(Text(), caught.value)


@pytest.mark.parametrize("starts", [date(202, 6, 1), date(1999, 12, 31), date(2101, 1, 1)])
def test_a_mistyped_year_is_refused(desk: Desk, starts: date) -> None:
    with pytest.raises(RequestRefused) as caught:
        desk.do(OverrideSetting(KEY, 2, starts, "agreed"))
    assert caught.value.code == "REQ-SETTING-STARTS"


def test_a_moment_is_no_day(desk: Desk) -> None:
    with pytest.raises(RequestRefused):
        desk.do(OverrideSetting(KEY, 2, datetime(2026, 11, 22, 9, tzinfo=UTC), "agreed"))


def test_what_was_not_decided_cannot_be_withdrawn(desk: Desk) -> None:
    decide(desk, 2, "2026-11-01")
    with pytest.raises(RequestRefused) as caught:
        desk.do(WithdrawOverride(KEY, day("2026-11-02")))
    assert caught.value.code == "REQ-SETTING-GONE"
    assert error_words(Text(), caught.value)


# ---- what the policy page is told ------------------------------------------------------------


def test_every_setting_has_a_line_with_what_the_pack_says(desk: Desk, policies: Policies) -> None:
    found = desk.ask(PolicySettings())
    policy = policies.on(TODAY)
    assert [line.key for line in found] == list(policy.settings)
    assert all(line.value == line.default and not line.local for line in found)
    assert {line.section for line in found} == {k.partition(".")[0] for k in policy.settings}
    hdc = next(line for line in found if line.key == "resettlement.hdc_on")
    assert (hdc.value, hdc.kind, hdc.starts) == (False, "yes_no", date(2026, 9, 2))
    assert hdc.pack_title == policy.title
    weeks = next(line for line in found if line.key == "contact.low_weeks")
    assert (weeks.unit, weeks.kind, weeks.to_check) == ("weeks", "number", True)


def test_a_local_line_says_what_the_pack_says_and_is_no_longer_to_be_checked(desk: Desk) -> None:
    (before,) = lines(desk)
    decide(desk, 2, "2026-11-01")
    (line,) = lines(desk)
    assert (line.value, line.default, line.local) == (2, 1, True)
    assert (line.by, line.reason, line.starts) == ("A Jones", "agreed", date(2026, 11, 1))
    assert (line.source, line.pack_title) == (before.source, before.pack_title)
    assert (before.to_check, line.to_check) == (True, False)
    assert line.decided


def test_confirming_what_the_pack_says_settles_it(desk: Desk) -> None:
    decide(desk, 1, "2026-11-01", reason="our policy says the same")
    (line,) = lines(desk)
    assert (line.value, line.default, line.local, line.to_check) == (1, 1, True, False)


def test_coming_decisions_stand_under_their_setting_the_nearest_first(desk: Desk) -> None:
    decide(desk, 4, "2027-06-01")
    decide(desk, 3, "2027-01-01")
    found = desk.ask(PolicySettings())
    place = next(n for n, line in enumerate(found) if line.key == KEY)
    three = found[place : place + 3]
    assert [(line.key, line.value) for line in three] == [(KEY, 1), (KEY, 3), (KEY, 4)]
    standing = [line.standing for line in three]
    assert standing == [Standing.IN_FORCE, Standing.COMING, Standing.COMING]
    assert [line.local for line in three] == [False, True, True]
    assert not three[1].to_check


@dataclass(frozen=True)
class Keep:
    """Puts a row in as an earlier version of the program could have left it."""

    name: ClassVar[str] = "override_setting"
    key: str
    value: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        row = {
            "key": self.key,
            "value": self.value,
            "starts": date(2026, 1, 1),
            "reason": "long ago",
            "by": "B Lee",
            "at": uow.now,
        }
        uow.bulk_insert(policy_override, [row])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("contact.gone", "3"),
        (KEY, '"three"'),
        (KEY, "not json"),
        ("duties.added_holidays", '["24 December"]'),
    ],
)
def test_a_decision_of_another_version_is_shown_not_used_and_can_be_withdrawn(
    desk: Desk, policies: Policies, key: str, value: str
) -> None:
    desk.do(Keep(key, value))
    assert desk.ask(PolicyOf()).contact.high_months == 1
    last = desk.ask(PolicySettings())[-1]
    assert (last.key, last.standing, last.value) == (key, Standing.UNUSED, value)
    assert (last.by, last.reason, last.to_check) == ("B Lee", "long ago", False)
    desk.do(WithdrawOverride(key, date(2026, 1, 1)))
    assert len(desk.ask(PolicySettings())) == len(policies.on(TODAY).settings)
