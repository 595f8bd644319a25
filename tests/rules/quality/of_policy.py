"""The quality policy that is shipped, with what a test changes of it."""

from dataclasses import replace
from datetime import date
from functools import cache

from pomdesk.rules.policy import QualityPolicy, load
from resources import policy_packs


@cache
def _shipped() -> QualityPolicy:
    return load(policy_packs()).on(date(2026, 11, 2)).quality


def quality(**changes: int) -> QualityPolicy:
    """The shipped policy of quality assurance with some settings changed."""
    return replace(_shipped(), **changes)  # type: ignore[arg-type]
