"""The calendar file: read back by the library, with nobody in it unless asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from pomdesk.domain.duties import DutyKind, DutyState
from reports import calendar_file
from reports.calendar_file import Naming, uid
from resources.text import Text
from tests.reports import desks

NOW = datetime(2026, 11, 23, 8, 15)  # noqa: DTZ001 - UTC without a zone, as the store keeps it


def made(lines: Any, naming: Naming = Naming.NOBODY, salt: str = "salt") -> bytes:
    return calendar_file.render(lines, Text(), today=desks.TODAY, now=NOW, salt=salt, naming=naming)


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_open_duties_with_a_day_are_all_day_events() -> None:
    held = events(made(desks.few()))
    wanted = [line for line in desks.few() if line.duty.open and line.duty.due]
    assert len(held) == len(wanted) == 9
    first = held[0]
    assert first["dtstart"].dt == date(2026, 11, 14)
    assert first["dtend"].dt == date(2026, 11, 15)
    assert str(first["summary"]) == "Review the OASys"
    assert first["dtstamp"].dt == NOW.replace(tzinfo=UTC)


def test_nobody_is_named_unless_asked() -> None:
    plain = made(desks.few()).decode()
    for line in desks.few():
        assert line.prisoner_number not in plain
        assert line.last_name not in plain
    numbered = made(desks.few(), Naming.NUMBERS).decode()
    assert "A1000AB" in numbered
    assert "MORGAN" not in numbered
    named = made(desks.few(), Naming.NAMES).decode()
    assert "MORGAN-JONES\\, Alun" in named
    assert "A1000AB" not in named


def test_a_duty_keeps_its_uid_when_its_day_moves() -> None:
    before = desks.line(3, desks.duty(DutyKind.IRMM, desks.on(3)))
    after = desks.line(3, desks.duty(DutyKind.IRMM, desks.on(30)))
    (one,), (other,) = events(made([before])), events(made([after]))
    assert one["uid"] == other["uid"]
    assert one["dtstart"].dt != other["dtstart"].dt


def test_uids_differ_by_duty_person_and_store_and_tell_nothing() -> None:
    told = {uid(1, "irmm", "a"), uid(2, "irmm", "a"), uid(1, "hdc", "a"), uid(1, "irmm", "b")}
    assert len(told) == 4
    assert len({str(event["uid"]) for event in events(made(desks.many(60)))}) == len(
        {(line.person_id, line.duty.key) for line in desks.many(60)}
    )


@pytest.mark.parametrize("state", [DutyState.DONE, DutyState.NOT_NEEDED])
def test_what_is_closed_is_not_in_it(state: DutyState) -> None:
    line = desks.line(1, desks.duty(DutyKind.IRMM, desks.on(3), state))
    assert events(made([line])) == []


@pytest.mark.parametrize(
    ("opens", "trigger"),
    [
        (desks.on(10), timedelta(hours=9) - timedelta(30)),
        (desks.on(-3), timedelta(hours=9)),
        (None, timedelta(hours=9)),
        (desks.on(0), timedelta(hours=9)),
    ],
)
def test_it_reminds_on_the_day_a_duty_opens(opens: date | None, trigger: timedelta) -> None:
    line = desks.line(1, desks.duty(DutyKind.HEARING, desks.on(40), opens=opens))
    (event,) = events(made([line]))
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == trigger


def test_lines_are_folded_and_ended_as_the_standard_asks() -> None:
    data = made(desks.many(40), Naming.NAMES)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_name_cannot_break_out_of_its_line() -> None:
    line = desks.line(1, desks.duty(DutyKind.IRMM, desks.on(1)))
    line = type(line)(9, "A1234BC", "X\r\nEND:VEVENT", "Y\nATTACH:file:///etc", None, line.duty)
    (event,) = events(made([line], Naming.NAMES))
    assert "attach" not in event
