"""Remembering what a user set up: saved filters, columns, file mappings."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from pomdesk.domain.errors import RequestRefused
from pomdesk.services.desk import Day
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class SaveSetting:
    """Keep a value (anything JSON can hold) under a name; None forgets the name.

    Raises:
        RequestRefused: REQ-NAME, for a name that is blank or over 100 characters.

    """

    name: ClassVar[str] = "save_setting"
    setting: str
    value: Any

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write, replace or forget it."""
        from pomdesk.store.records import SettingRecord

        if not self.setting.strip() or len(self.setting) > LONGEST_NAME:
            raise RequestRefused("REQ-NAME", longest=LONGEST_NAME)
        record = uow.find(SettingRecord, name=self.setting)
        if self.value is None:
            if record is not None:
                uow.delete(record)
            return
        value = json.dumps(self.value, ensure_ascii=False, sort_keys=True)
        if record is None:
            uow.add(SettingRecord(name=self.setting, value=value))
        elif record.value != value:
            record.value = value
