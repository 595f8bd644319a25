"""Policy settings that this unit has of its own: kept by key and first day, as JSON."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from pomdesk.domain.errors import PolicyRefused
from pomdesk.rules.pack import LocalSetting
from pomdesk.rules.policy import local_value
from pomdesk.store.tables import policy_override
from pomdesk.store.unit_of_work import UnitOfWork


class Override(NamedTuple):
    """One decision: from a day on, a setting has a value of this unit's own.

    Attributes:
        value: as the setting shows it.
        fits: False: this version of the program has no such setting, or the value does not
            fit it (any more). It is not used, and ``value`` is the text that is stored.
        at: when it was typed (UTC).

    """

    key: str
    value: object
    starts: date
    reason: str
    by: str
    at: datetime
    fits: bool


def read_overrides(uow: UnitOfWork, day: date) -> Mapping[str, LocalSetting]:
    """The unit's own settings in force on a day, by key: of each the latest that has started.

    Those that do not fit this version are left out: a store must never become unusable by
    one, and the policy page shows them.
    """
    return {
        one.key: LocalSetting(one.value, one.starts, one.reason, one.by)
        for one in all_overrides(uow)
        if one.fits and one.starts <= day
    }


def all_overrides(uow: UnitOfWork) -> Iterator[Override]:
    """Every decision: past, present and coming, the earlier ones first."""
    table = policy_override
    for row in uow.rows(select(table).order_by(table.c.starts, table.c.id)):
        value, fits = _read(row.key, row.value)
        yield Override(row.key, value, row.starts, row.reason, row.by, row.at, fits)


def _read(key: str, kept: str) -> tuple[object, bool]:
    try:
        return local_value(key, json.loads(kept)), True
    except (PolicyRefused, ValueError):
        return kept, False


def as_json(value: object) -> str:
    """A value of a setting as the store keeps it; days are ISO texts."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
