"""The policy in force: every setting, and what this unit has decided of its own."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Whether a line of the policy holds."""

    IN_FORCE = "in_force"
    COMING = "coming"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One setting as it is in force, or one local decision that is not (yet).

    Attributes:
        key: of the setting; ``section`` is its first part.
        value: as the setting shows it: whole number, yes or no, day, text, a tuple of these,
            or names by code. The stored text, for an unused decision.
        default: what the policy pack says; the same as ``value`` where nothing is local.
        kind: what kind of value it is (``rules.pack.SettingKind``).
        choices: the codes a value of kind ``choice``, ``choices`` or ``levels`` may have.
        unit: what a number counts (``rules.pack.Unit``), or "".
        source: whose policy the pack's value is.
        confidence: how sure the pack's value is: ``confirmed``, ``official_older`` or
            ``check_local_policy``.
        local: this unit's own value, or one of a pack of its own.
        starts: the first day it holds: of the local decision, else of its pack.
        reason: why it was decided locally.
        by: who decided it locally.
        pack_title: the pack that gave ``default``.
        standing: in force; coming: a local decision for a later day; unused: a local decision
            that does not fit this version of the program.

    """

    key: str
    section: str
    value: object
    default: object
    kind: str
    choices: tuple[str, ...]
    unit: str
    source: str
    confidence: str
    local: bool
    starts: date | None
    reason: str
    by: str
    pack_title: str
    standing: Standing = Standing.IN_FORCE

    @property
    def decided(self) -> bool:
        """Whether somebody decided it at this desk, so that it can be withdrawn."""
        return bool(self.reason)

    @property
    def to_check(self) -> bool:
        """Whether it holds and nobody has confirmed it, in published policy or here."""
        unsure = self.confidence != "confirmed"
        return self.standing is Standing.IN_FORCE and unsure and not self.local
