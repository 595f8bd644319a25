"""Remembering what a user set up: saved filters, columns, the secret of calendar files."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from pomdesk.domain.errors import RequestRefused
from pomdesk.services.desk import FROZEN_DAY, Day
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_NAME = 100

_FACE: Final = "caseload."
"""What the window remembers of its lists begins with this."""
CALENDAR_SALT: Final = "calendar_salt"
"""The setting that keeps the secret with which this store makes its calendar files' UIDs."""


@dataclass(frozen=True, slots=True)
class SaveSetting:
    """Keep a value (anything JSON can hold) under a name; None forgets the name.

    Only what the window remembers of its lists, and the secret of calendar files: whatever means
    more (the day, backups, mappings, words that were taught) has a command of its own, and with it
    roles of its own.

    Raises:
        RequestRefused: REQ-NAME, for a name that is blank or over 100 characters;
            REQ-SETTING-OWN with ``name``, for one that is not kept by this.

    """

    name: ClassVar[str] = "save_setting"
    setting: str
    value: Any

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write, replace or forget it."""
        _need_name(self.setting)
        if not self.setting.startswith(_FACE) and self.setting != CALENDAR_SALT:
            raise RequestRefused("REQ-SETTING-OWN", name=self.setting)
        keep_setting(uow, self.setting, self.value)


@dataclass(frozen=True, slots=True)
class FreezeDay:
    """Let this store stand still at a day from when it is next opened, as the invented one does."""

    name: ClassVar[str] = "freeze_day"
    on: date

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it."""
        keep_setting(uow, FROZEN_DAY, self.on.isoformat())


def keep_setting(uow: UnitOfWork, name: str, value: Any) -> None:
    """Keep a value (anything JSON can hold) under a name, for a command; None forgets the name.

    Raises:
        RequestRefused: REQ-NAME, for a name that is blank or over 100 characters.

    """
    from pomdesk.store.records import SettingRecord

    _need_name(name)
    record = uow.find(SettingRecord, name=name)
    if value is None:
        if record is not None:
            uow.delete(record)
        return
    kept = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if record is None:
        uow.add(SettingRecord(name=name, value=kept))
    elif record.value != kept:
        record.value = kept


def _need_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise RequestRefused("REQ-NAME", longest=LONGEST_NAME)
