"""The desk in a line, and in a few facts: status line and settings page."""

from collections.abc import Sequence
from datetime import UTC

from pomdesk import __version__
from pomdesk.rules.policy import Policies
from pomdesk.services.clock import Clock
from pomdesk.services.desk import Desk
from pomdesk.services.queries.status import StatusOfDesk
from resources.text import Text


def day_stands_still(desk: Desk) -> bool:
    """Whether the desk's day is another one than the machine's."""
    return desk.today != Clock().today()


def status_words(text: Text, desk: Desk) -> str:
    """How many people, as of which file, saved when, and on which day if it stands still."""
    status = desk.ask(StatusOfDesk())
    parts = [text.count("status.people", status.people)]
    if status.as_at is not None:
        parts.append(text("status.as_at", day=text.day(status.as_at)))
    if status.saved_at is not None:
        saved = status.saved_at.replace(tzinfo=UTC).astimezone()
        parts.append(text("status.saved", day=text.day(saved.date()), time=f"{saved:%H:%M}"))
    if day_stands_still(desk):
        parts.append(text("status.day", day=text.day(desk.today)))
    return " · ".join(parts)


def facts(text: Text, desk: Desk, policies: Policies) -> Sequence[tuple[str, str]]:
    """What the desk is working with, as name and value."""
    policy = policies.on(desk.today)
    day = text.day(desk.today)
    if day_stands_still(desk):
        day = text("settings.day_frozen", day=day)
    return [
        (text("settings.who"), desk.who),
        (text("settings.store"), str(desk.path)),
        (text("settings.day"), day),
        (text("settings.policy"), policy.title),
        (text("settings.strategy"), text(f"strategy.{policy.pom.strategy}")),
        (text("settings.version"), __version__),
    ]
