"""Duties as a calendar file (iCalendar, RFC 5545) for the calendar people already use.

A calendar is shown on other people's screens and telephones: titles have no name and no number
unless somebody asks for them. A duty keeps its UID, so a later file moves it; one that is no
longer there is not in the later file.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pomdesk.domain.duties import Duty
from pomdesk.readmodels.duties import DutyLine
from reports.duty_words import duty_title
from reports.wording import person_name
from resources.text import Text

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_NINE = timedelta(hours=9)
"""Reminders ring at nine in the morning."""


class Naming(StrEnum):
    """Whom titles name."""

    NOBODY = "nobody"
    NUMBERS = "numbers"
    NAMES = "names"


def render(
    lines: Iterable[DutyLine],
    text: Text,
    *,
    today: date,
    now: datetime,
    salt: str,
    naming: Naming = Naming.NOBODY,
) -> bytes:
    """The open duties that have a day as all-day events.

    ``now`` is when the file is made (UTC), for DTSTAMP. ``salt`` is a secret of the store, so
    that nobody can find out from a UID whom it is about.
    """
    from icalendar import Calendar  # loading it takes a tenth of a second

    calendar = Calendar()
    calendar.add("prodid", "-//POM desk//duties//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", text("app.name"))
    for line in lines:
        if line.duty.open and line.duty.due:
            event = _event(line, text, line.duty.due, today, naming)
            event.add("uid", uid(line.person_id, line.duty.key, salt))
            event.add("dtstamp", now.replace(tzinfo=UTC))
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def uid(person_id: int, key: str, salt: str) -> str:
    """Names a duty of a person the same in every file of one store, and says nothing else."""
    made = hashlib.sha256(f"{salt}/{person_id}/{key}".encode()).hexdigest()
    return f"{made[:32]}@pomdesk"


def _event(line: DutyLine, text: Text, due: date, today: date, naming: Naming) -> "Event":
    from icalendar import Event

    duty = line.duty
    event = Event()
    event.add("summary", _title(line, text, naming))
    event.add("description", text(f"duty_completes.{duty.kind}"))
    event.add("categories", [text.code("duty_family", duty.family)])
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(1))
    event.add("transp", "TRANSPARENT")  # it takes no time of the day
    event.add("class", "CONFIDENTIAL")
    event.add_component(_reminder(duty, due, today, str(event["summary"])))
    return event


def _title(line: DutyLine, text: Text, naming: Naming) -> str:
    title = duty_title(text, line.duty)
    who = ""
    if naming is Naming.NUMBERS:
        who = line.prisoner_number
    elif naming is Naming.NAMES:
        who = person_name(text, line.last_name, line.first_name) or line.prisoner_number
    return text("out.calendar.whose", title=title, who=who) if who else title


def _reminder(duty: Duty, due: date, today: date, words: str) -> "Alarm":
    """Rings on the day the duty opens; where that is past, on the day it is due."""
    from icalendar import Alarm

    ahead = due - duty.opens if duty.opens and duty.opens > today else timedelta(0)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", _NINE - ahead)
    return alarm
