"""When a backup is due and which ones stay: dates in, dates out, nothing touched.

What stays: of the last two days the newest of every half hour; before that the newest of each of
seven days, and before those the newest of each of four weeks. Nothing stays longer than 35 days,
so that whoever was erased is gone from the backups by then.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

APART = timedelta(minutes=30)
"""How far backups on schedule are apart."""

ALL_OF = timedelta(days=2)
DAYS = 7
WEEKS = 4

LONGEST = timedelta(days=35)
"""No backup stays longer."""

SETTLED = timedelta(days=1)
"""How long a clock that has jumped by more than 35 days is doubted."""

_AHEAD = timedelta(minutes=5)

_EPOCH = datetime(2020, 1, 1)  # noqa: DTZ001 - all times here are UTC without a zone


def due(last: datetime | None, now: datetime, changed: bool) -> bool:
    """Whether a backup is to be made on schedule.

    Args:
        last: when the newest backup was made; one from the future counts as none.
        now: UTC, like all times here.
        changed: whether anything was saved since.

    """
    return changed and (last is None or last > now or now - last >= APART)


def is_future(taken: datetime, now: datetime) -> bool:
    """Whether a backup says that it was made later than now: the clock was, or is, wrong."""
    return taken > now + _AHEAD


def is_doubtful(taken: Iterable[datetime], now: datetime) -> bool:
    """Whether the clock seems to have jumped: then nothing is old yet.

    It is doubted where the backups, now included, have a gap longer than any of them may stay, and
    it is not a day since: time enough for a wrong clock to be seen and set right.
    """
    known = sorted({*(at for at in taken if not is_future(at, now)), now}, reverse=True)
    for at, before in pairwise(known):
        if at - before > LONGEST:
            return now - at < SETTLED
    return False


def surplus(taken: Collection[datetime], now: datetime) -> set[datetime]:
    """Which backups are to be removed; those from the future stay, and the newest always."""
    if is_doubtful(taken, now):
        return set()
    past = sorted((at for at in taken if not is_future(at, now)), reverse=True)
    kept = set(past[:1])
    older = [at for at in past if now - at > ALL_OF]
    kept |= _newest_of([at for at in past if now - at <= ALL_OF], _half_hour)
    daily = _newest_of(older, datetime.date, DAYS)
    kept |= daily
    kept |= _newest_of([at for at in older if at < min(daily)], _week, WEEKS)
    kept = {at for at in kept if now - at <= LONGEST} | (kept & set(past[:1]))
    return set(past) - kept


def _newest_of(
    times: Sequence[datetime], part: Callable[[datetime], Hashable], most: int | None = None
) -> set[datetime]:
    """The newest of each part of time, of so many parts at most; ``times`` newest first."""
    newest: dict[Hashable, datetime] = {}
    for at in times:
        newest.setdefault(part(at), at)
    return set(list(newest.values())[:most])


def _half_hour(at: datetime) -> int:
    return (at - _EPOCH) // APART


def _week(at: datetime) -> tuple[int, int]:
    return at.isocalendar()[:2]
