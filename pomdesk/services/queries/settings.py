"""Settings: what the desk remembers for its users, and the policy with what is local in it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from pomdesk.readmodels.policy import PolicyLine, Standing
from pomdesk.rules.pack import Setting
from pomdesk.rules.policy import about
from pomdesk.services.desk import Day
from pomdesk.services.overrides import Override, all_overrides
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


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """Every setting of the policy in force, in the order of the packs.

    Under a setting stand the local decisions for later days, the nearest first; at the end
    those that do not fit this version of the program.
    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[PolicyLine]:
        """Put settings and decisions together."""
        coming: dict[str, list[Override]] = defaultdict(list)
        unused: list[Override] = []
        for one in all_overrides(uow):
            if not one.fits:
                unused.append(one)
            elif one.starts > day.today:
                coming[one.key].append(one)
        lines: list[PolicyLine] = []
        for key, held in day.policy.settings.items():
            lines.append(_line(key, held))
            lines.extend(_coming(key, held, coming.pop(key, ())))
        return [*lines, *map(_unused, unused)]


def _line(key: str, setting: Setting) -> PolicyLine:
    what, given = about(key), setting.instead_of or setting
    return PolicyLine(
        key=key,
        section=key.partition(".")[0],
        value=setting.value,
        default=given.value,
        kind=what.kind.value,
        choices=what.choices,
        unit=what.unit.value if what.unit else "",
        source=given.source,
        confidence=given.confidence.value,
        local=setting.local,
        starts=setting.starts,
        reason=setting.reason,
        by=setting.by,
        pack_title=given.pack,
    )


def _coming(key: str, setting: Setting, decided: Sequence[Override]) -> Iterator[PolicyLine]:
    now = _line(key, setting)
    for one in decided:
        yield replace(
            now,
            value=one.value,
            local=True,
            starts=one.starts,
            reason=one.reason,
            by=one.by,
            standing=Standing.COMING,
        )


def _unused(one: Override) -> PolicyLine:
    return PolicyLine(
        key=one.key,
        section="",
        value=one.value,
        default=None,
        kind="",
        choices=(),
        unit="",
        source="",
        confidence="confirmed",
        local=True,
        starts=one.starts,
        reason=one.reason,
        by=one.by,
        pack_title="",
        standing=Standing.UNUSED,
    )
