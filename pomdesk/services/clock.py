"""The only place that asks the time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime


class Clock:
    """The machine's clock: the day where the officer sits, the time in UTC."""

    def today(self) -> date:
        """The calendar day."""
        return date.today()  # noqa: DTZ011, TID251 - the one place

    def now(self) -> datetime:
        """The time in UTC, without a zone, as the store keeps it."""
        return datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 - the one place


@dataclass(frozen=True)
class FrozenClock(Clock):
    """A clock whose day stands still: ``--today``, the demonstration store, tests."""

    day: date

    def today(self) -> date:
        """The frozen day."""
        return self.day


def without_zone(now: datetime) -> datetime:
    """A time in UTC as the store keeps it."""
    return now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
