"""Which days are worked: the bank holidays of England and Wales, and a prison's own days."""

from datetime import date
from functools import cache, lru_cache

from pomdesk.rules.policy import Policy
from pomdesk.rules.working_days import Calendar

FIRST, LAST = 1990, 2060
"""Years whose bank holidays are known; in others only Saturdays and Sundays are free."""


def calendar_for(policy: Policy) -> Calendar:
    """The calendar under a policy; the same one again while its added days stay the same."""
    return _calendar(frozenset(policy.duties.added_holidays))


@lru_cache(maxsize=8)
def _calendar(added: frozenset[date]) -> Calendar:
    return Calendar(bank_holidays() | added)


@cache
def bank_holidays() -> frozenset[date]:
    """The bank holidays of England and Wales, substitute days and one-off ones among them.

    England and Wales have the same ones. What is proclaimed after this program was made (a
    coronation) is not among them: it is added to the policy (``duties.added_holidays``).
    """
    # An eighth of a second: never before the first paint.
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv="ENG", years=range(FIRST, LAST + 1)))
