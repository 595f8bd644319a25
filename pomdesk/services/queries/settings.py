"""What the desk remembers for its users: saved filters, columns, file mappings."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from pomdesk.services.desk import Day
from pomdesk.store.tables import setting
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings whose name starts with ``prefix``: name to value, sorted by name."""

    prefix: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> dict[str, Any]:
        """Read them."""
        statement = (
            select(setting.c.name, setting.c.value)
            .where(setting.c.name.startswith(self.prefix, autoescape=True))
            .order_by(setting.c.name)
        )
        return {row.name: json.loads(row.value) for row in uow.rows(statement)}
