"""When a record is due for review: borders of months, who is out, who has moved."""

from datetime import date
from typing import Any

import pytest

from pomdesk.domain.facts import Movement
from pomdesk.domain.rights import Trigger
from pomdesk.rules.retention import Due, Keeping, keeping, review_due
from tests import builders
from tests.builders import day, movement

POLICY = builders.policy()
OURS = builders.policy(retention_prisons='["LEI"]')


def out(on: str, **more: Any) -> Movement:
    """A release."""
    return movement("OUT", on, movement_type="REL", direction_code="OUT", from_agency="LEI", **more)


def due(kept: Keeping, today: str) -> Due | None:
    """What is due under the shipped policy."""
    return review_due(kept, POLICY, day(today))


@pytest.mark.parametrize(
    ("today", "is_due"), [("2026-11-29", False), ("2026-11-30", True), ("2027-06-01", True)]
)
def test_a_release_is_due_after_its_months(today: str, is_due: bool) -> None:
    kept = Keeping(released=day("2026-08-31"))
    found = due(kept, today)
    assert (found is not None) is is_due
    if found is not None:
        assert found == Due(Trigger.RELEASE, day("2026-08-31"), day("2026-11-30"))


def test_what_is_due_first_is_told() -> None:
    kept = Keeping(
        released=day("2026-07-01"),
        sentence_ended=day("2026-01-15"),
        last_contact=day("2026-06-30"),
    )
    found = due(kept, "2027-12-31")
    assert found is not None
    assert found.trigger is Trigger.SENTENCE_END


def test_nothing_known_is_never_due() -> None:
    assert due(Keeping(), "2099-01-01") is None


def test_dates_for_never_do_not_break_it() -> None:
    assert due(Keeping(released=date.max), "2027-01-01") is None
    assert due(Keeping(released=date.min), "2027-01-01") is not None


def test_somebody_inside_is_not_released_and_their_sentence_has_not_ended() -> None:
    who = builders.person(sentence_expiry_date=day("2020-01-01"))
    kept = keeping(who, (movement("LEI", "2024-01-02"),), None, POLICY)
    assert kept == Keeping()


@pytest.mark.parametrize(
    ("moves", "released"),
    [
        ([out("2026-05-01")], "2026-05-01"),
        ([out("2026-05-01"), movement("LEI", "2026-06-01", movement_type="ADM")], None),
        ([movement("LEI", "2024-06-01"), out("2026-05-01")], "2026-05-01"),
        ([out("2026-05-01", movement_time="09:00:00"),
          movement("LEI", "2026-05-01", movement_time="17:00:00")], None),
        ([out("2026-05-01"), movement("LEI", "2026-06-01", movement_type="TAP")], "2026-05-01"),
    ],
)  # fmt: skip
def test_the_last_move_says_whether_somebody_is_out(
    moves: list[Movement], released: str | None
) -> None:
    kept = keeping(builders.person(), tuple(moves), None, POLICY)
    assert kept.released == (day(released) if released else None)


def test_out_without_a_move_in_the_file_has_no_day() -> None:
    kept = keeping(builders.person(prison_id="OUT"), (), None, POLICY)
    assert kept.released is None
    kept = keeping(builders.person(prison_id="OUT"), (movement("LEI", "2024-01-01"),), None, POLICY)
    assert kept.released == day("2024-01-01")


def test_a_restricted_patient_is_not_released() -> None:
    who = builders.person(restricted_patient=True, prison_id="OUT", supporting_prison_id="LEI")
    assert keeping(who, (out("2026-05-01"),), None, OURS) == Keeping()


def test_sentence_and_licence_count_once_somebody_is_out() -> None:
    who = builders.person(
        sentence_expiry_date=day("2026-04-01"), licence_expiry_date=day("2026-09-01")
    )
    kept = keeping(who, (out("2026-05-01"),), None, POLICY)
    assert kept.sentence_ended == day("2026-09-01")


@pytest.mark.parametrize(
    ("prison", "away"), [("MDI", "2026-03-01"), ("LEI", None), ("TRN", None), (None, None)]
)
def test_a_move_away_counts_where_the_unit_names_its_prisons(
    prison: str | None, away: str | None
) -> None:
    who = builders.person(prison_id=prison)
    moves = (movement("LEI", "2025-01-01"), movement("MDI", "2026-03-01"))
    assert keeping(who, moves, None, OURS).moved_away == (day(away) if away else None)
    assert keeping(who, moves, None, POLICY).moved_away is None
