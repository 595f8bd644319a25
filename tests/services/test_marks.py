"""What people say of duties is kept with its reason, and can be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import MarkKind
from pomdesk.services.commands.marks import MarkDuty, UnmarkDuty
from pomdesk.services.desk import Desk
from pomdesk.store.tables import duty_mark
from tests.intake.files import TODAY
from tests.services.record_desk import ALUN_ID, BETH_ID, CaseIn, done_and_undone, opened, rows

TOMORROW = TODAY + timedelta(days=1)
DONE = MarkDuty(ALUN_ID, "disclosure_check:7", MarkKind.DONE, TODAY)
NOT_NEEDED = MarkDuty(ALUN_ID, "irmm", MarkKind.NOT_NEEDED, TODAY, note="not MAPPA")
SNOOZED = MarkDuty(ALUN_ID, "hdc", MarkKind.SNOOZED, TODAY, TOMORROW, "on leave")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as made:
        yield made


@pytest.mark.parametrize("command", [DONE, NOT_NEEDED, SNOOZED])
def test_a_mark_is_kept_with_who_said_it_and_undone(desk: Desk, command: MarkDuty) -> None:
    done_and_undone(desk, command)
    (mark,) = desk.ask(CaseIn()).marks
    assert (mark.duty, mark.mark, mark.day) == (command.duty, command.mark, TODAY)
    assert (mark.until, mark.note, mark.by) == (command.until, command.note, "A Jones")
    assert desk.ask(CaseIn(entries="duties")).marks == (mark,)
    assert desk.ask(CaseIn(BETH_ID)).marks == ()


@pytest.mark.parametrize(
    ("command", "changes", "code"),
    [
        (DONE, {"person_id": 99}, "REQ-PERSON"),
        (DONE, {"duty": "washing_up"}, "REQ-DUTY"),
        (DONE, {"duty": "hearing:" + "x" * 120}, "REQ-DUTY"),
        (DONE, {"day": TOMORROW}, "REQ-MARK-DAY"),
        (DONE, {"day": date(1026, 1, 1)}, "REQ-MARK-DAY"),
        (DONE, {"until": TOMORROW}, "REQ-MARK-UNTIL"),
        (DONE, {"note": "x" * 2_001}, "REQ-MARK-LONG"),
        (NOT_NEEDED, {"note": " \n"}, "REQ-MARK-WHY"),
        (NOT_NEEDED, {"day": TOMORROW}, "REQ-MARK-DAY"),
        (SNOOZED, {"note": ""}, "REQ-MARK-WHY"),
        (SNOOZED, {"until": None}, "REQ-MARK-UNTIL"),
        (SNOOZED, {"until": TODAY}, "REQ-MARK-UNTIL"),
    ],
)
def test_what_does_not_fit_is_refused(
    desk: Desk, command: MarkDuty, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(RequestRefused, match=code):
        desk.do(replace(command, **changes))
    assert rows(desk, duty_mark) == []


def test_marks_come_in_the_order_in_which_they_were_said(desk: Desk) -> None:
    desk.do(replace(DONE, day=TODAY))
    desk.do(replace(DONE, mark=MarkKind.NOT_NEEDED, note="withdrawn", day=TODAY - timedelta(9)))
    assert [m.mark for m in desk.ask(CaseIn()).marks] == [MarkKind.DONE, MarkKind.NOT_NEEDED]


def test_taking_back_takes_all_that_was_said_of_the_one_duty(desk: Desk) -> None:
    desk.do(DONE)
    desk.do(replace(DONE, mark=MarkKind.NOT_NEEDED, note="withdrawn"))
    desk.do(NOT_NEEDED)
    done_and_undone(desk, UnmarkDuty(ALUN_ID, DONE.duty))
    assert [m.duty for m in desk.ask(CaseIn()).marks] == ["irmm"]
    for person_id, duty in ((ALUN_ID, DONE.duty), (BETH_ID, "irmm")):
        with pytest.raises(RequestRefused, match="REQ-MARK"):
            desk.do(UnmarkDuty(person_id, duty))
