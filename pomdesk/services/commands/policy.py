"""Policy settings of this unit's own: decided with a reason and a first day, or withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from pomdesk.domain.errors import PolicyRefused, RequestRefused
from pomdesk.rules.policy import local_value
from pomdesk.services.desk import Day
from pomdesk.services.overrides import as_json
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_REASON = 500
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class OverrideSetting:
    """From a day on, this unit has a value of its own for a setting.

    A value decided earlier for the same first day is replaced; for other days it stands.

    Attributes:
        key: of the setting, e.g. ``contact.high_months``.
        value: as a policy pack would give it; days may be ISO texts.
        starts: the first day it holds; it may be past or to come.
        reason: why, as the "why?" of every duty will say it.

    Raises:
        RequestRefused: REQ-SETTING for a key that there is not; REQ-SETTING-VALUE for a value
            that does not fit (``reason`` says how); REQ-SETTING-REASON without a reason or
            with one over 500 characters; REQ-SETTING-STARTS for a day no policy begins on.

    """

    name: ClassVar[str] = "override_setting"
    key: str
    value: Any
    starts: date
    reason: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it down with who decided it and when."""
        from pomdesk.store.records import PolicyOverrideRecord

        value = as_json(_checked(self.key, self.value))
        reason = self.reason.strip()
        if not reason or len(reason) > LONGEST_REASON:
            raise RequestRefused("REQ-SETTING-REASON", longest=LONGEST_REASON)
        if isinstance(self.starts, datetime) or not _FIRST_YEAR <= self.starts.year <= _LAST_YEAR:
            raise RequestRefused("REQ-SETTING-STARTS", first=_FIRST_YEAR, last=_LAST_YEAR)
        record = uow.find(PolicyOverrideRecord, key=self.key, starts=self.starts)
        if record is None:
            record = uow.add(PolicyOverrideRecord(key=self.key, starts=self.starts))
        elif (record.value, record.reason) == (value, reason):
            return
        record.value, record.reason = value, reason
        record.by, record.at = uow.by, uow.now


@dataclass(frozen=True, slots=True)
class WithdrawOverride:
    """Take back what was decided for a setting from a day on.

    What was decided for an earlier day holds again; else what the policy pack says.

    Raises:
        RequestRefused: REQ-SETTING-GONE, where nothing was decided for that day.

    """

    name: ClassVar[str] = "withdraw_override"
    key: str
    starts: date

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take the row out; the journal keeps who had decided what."""
        from pomdesk.store.records import PolicyOverrideRecord

        record = uow.find(PolicyOverrideRecord, key=self.key, starts=self.starts)
        if record is None:
            raise RequestRefused("REQ-SETTING-GONE")
        uow.delete(record)


def _checked(key: str, value: object) -> object:
    try:
        return local_value(key, value)
    except PolicyRefused as refused:
        if refused.code == "POL-UNKNOWN":
            raise RequestRefused("REQ-SETTING", key=key[:100]) from None
        fault = refused.code.removeprefix("POL-").lower()
        allowed = str(refused.details.get("allowed", ""))
        raise RequestRefused("REQ-SETTING-VALUE", reason=fault, allowed=allowed) from None
