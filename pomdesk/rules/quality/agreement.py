"""How far two markers agree on the same files.

Per cent of agreement comes first; kappa alone misleads where nearly everything is "met". Methods:
Cohen's kappa with the standard error of Fleiss, Cohen and Everitt (1969) and limits by the
normal distribution; Gwet's AC1 with his variance (2008) and limits by the t distribution with
pairs less one degrees of freedom, as in his handbook. A marker who cannot be compared leaves no
number: where nothing varies kappa is not defined, which is neither 1 nor 0, and where the
standard error is 0 there is no interval, for so few pairs never prove that much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from pomdesk.domain.quality.instruments import Scale
from pomdesk.domain.quality.results import Agreement
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.intervals import student_t, z

LEVEL = 0.95

Pair = tuple[str, str]
"""Options that two markers gave, blind, to one question of one file."""
Table = Sequence[Sequence[int]]
"""Files by the first marker's option (rows) and the second's (columns)."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa of a table, with its standard error."""

    value: float
    error: float


def agreement(
    question: str, pairs: Sequence[Pair], scale: Scale, level: float = LEVEL
) -> Agreement:
    """How far two markers agree on one question.

    The table has a row for every option of the scale with points, seen or not. Pairs with "does
    not apply" leave it; where only one said so, that is counted apart. Pairs with "unsure" or
    without an answer are no pair of marks yet and are passed over.

    Raises:
        ValueError: an option that the scale has not.

    """
    options = {one.key: one for one in scale.options}
    order = [one.key for one in scale.options if one.points is not None]
    table = [[0] * len(order) for _ in order]
    na_disagreed = 0
    for pair in pairs:
        if any(key and key not in options for key in pair):
            raise ValueError(f"no such option: {pair}")
        if any(not key or options[key].is_unsure for key in pair):
            continue
        away = sum(options[key].is_na for key in pair)
        na_disagreed += away == 1
        if not away:
            table[order.index(pair[0])][order.index(pair[1])] += 1
    return of_table(question, table, na_disagreed=na_disagreed, level=level)


def of_table(
    question: str, table: Table, *, na_disagreed: int = 0, level: float = LEVEL
) -> Agreement:
    """How far two markers agree, from the table of their marks over all options of the scale.

    Raises:
        ValueError: a table that is not square or has a number below 0.

    """
    if any(len(row) != len(table) for row in table) or any(one < 0 for row in table for one in row):
        raise ValueError("no table of two markers")
    pairs = sum(map(sum, table))
    kappa, ac1 = cohen_kappa(table), gwet_ac1(table)
    return Agreement(
        question=question,
        pairs=pairs,
        agreed=sum(table[one][one] for one in range(len(table))),
        kappa=kappa.value if kappa else None,
        kappa_interval=_limits(kappa, z(level)) if kappa else None,
        weighted_kappa=weighted_kappa(table) if len(table) > 2 else None,
        ac1=ac1.value if ac1 else None,
        ac1_interval=_limits(ac1, student_t(level, pairs - 1)) if ac1 and pairs > 1 else None,
        na_disagreed=na_disagreed,
        max_kappa=max_kappa(table),
    )


def pooled(parts: Sequence[Agreement]) -> Agreement:
    """All questions together: counts only, and ``question`` "".

    Questions differ in how common an answer is and answers of one file hang together, so that
    one kappa or one interval over all of them would claim more than is known.
    """
    return Agreement(
        question="",
        pairs=sum(one.pairs for one in parts),
        agreed=sum(one.agreed for one in parts),
        kappa=None,
        kappa_interval=None,
        weighted_kappa=None,
        ac1=None,
        ac1_interval=None,
        na_disagreed=sum(one.na_disagreed for one in parts),
        max_kappa=None,
    )


def told(found: Agreement, policy: QualityPolicy) -> bool:
    """Whether there are pairs enough to tell of it."""
    return found.pairs >= max(policy.agreement_pairs, 1)


def is_low(found: Agreement, policy: QualityPolicy) -> bool:
    """Whether it may be told and is under the policy's share: the question is looked at first."""
    return told(found, policy) and 100 * found.agreed < policy.low_agreement_percent * found.pairs


def cohen_kappa(table: Table) -> Kappa | None:
    """Cohen's kappa; None without pairs and where both gave one and the same option only."""
    n = sum(map(sum, table))
    if not n:
        return None
    observed, expected = _observed(table), _expected(table)
    if expected == 1:
        return None
    size = len(table)
    rows, columns = _shares(table)
    kappa = float((observed - expected) / (1 - expected))
    po, pe = float(observed), float(expected)
    own = sum(
        table[one][one] / n * (1 - (rows[one] + columns[one]) * (1 - kappa)) ** 2
        for one in range(size)
    )
    others = (1 - kappa) ** 2 * sum(
        table[one][two] / n * (columns[one] + rows[two]) ** 2
        for one in range(size)
        for two in range(size)
        if one != two
    )
    last = (kappa - pe * (1 - kappa)) ** 2
    variance = (own + others - last) / ((1 - pe) ** 2 * n)
    # Full agreement leaves nothing but what floats lose.
    return Kappa(kappa, 0.0 if po == 1 else sqrt(max(variance, 0.0)))


def weighted_kappa(table: Table) -> float | None:
    """Cohen's kappa with linear weights, the options in the order of the scale; None likewise."""
    n = sum(map(sum, table))
    if not n:
        return None
    size = range(len(table))
    rows = [sum(row) for row in table]
    columns = [sum(row[one] for row in table) for one in size]
    apart = sum(abs(one - two) * table[one][two] for one in size for two in size)
    by_chance = sum(abs(one - two) * rows[one] * columns[two] for one in size for two in size)
    return float(1 - Fraction(apart * n, by_chance)) if by_chance else None


def max_kappa(table: Table) -> float | None:
    """The most kappa could be with what each marker gave how often; None where undefined."""
    n = sum(map(sum, table))
    if not n or _expected(table) == 1:
        return None
    size = range(len(table))
    most = sum(min(sum(table[one]), sum(row[one] for row in table)) for one in size)
    expected = _expected(table)
    return float((Fraction(most, n) - expected) / (1 - expected))


def gwet_ac1(table: Table) -> Kappa | None:
    """Gwet's AC1 over all options of the scale; None without pairs or with one option only.

    The standard error is Gwet's for a table of two markers, of pairs drawn from a large number.
    His form for many markers divides by pairs less one, which makes it a shade wider.
    """
    n, size = sum(map(sum, table)), len(table)
    if not n or size < 2:
        return None
    pairs = [(one, two) for one in range(size) for two in range(size)]
    both = [sum(table[one]) + sum(row[one] for row in table) for one in range(size)]
    share = [Fraction(one, 2 * n) for one in both]
    expected = sum((one * (1 - one) for one in share), Fraction(0)) / (size - 1)
    ac1 = (_observed(table) - expected) / (1 - expected)
    # What each pair adds, less what it does to the chance of agreeing.
    spread = Fraction(0)
    for one, two in pairs:
        of_pair = (2 - share[one] - share[two]) / (2 * (size - 1))
        own = (int(one == two) - expected) / (1 - expected)
        moved = own - 2 * (1 - ac1) * (of_pair - expected) / (1 - expected)
        spread += table[one][two] * (moved - ac1) ** 2
    return Kappa(float(ac1), sqrt(spread) / n)


def _observed(table: Table) -> Fraction:
    return Fraction(sum(table[one][one] for one in range(len(table))), sum(map(sum, table)))


def _expected(table: Table) -> Fraction:
    n = sum(map(sum, table))
    products = (sum(table[one]) * sum(row[one] for row in table) for one in range(len(table)))
    return Fraction(sum(products), n * n)


def _shares(table: Table) -> tuple[list[float], list[float]]:
    n = sum(map(sum, table))
    size = range(len(table))
    return [sum(table[one]) / n for one in size], [sum(r[one] for r in table) / n for one in size]


def _limits(found: Kappa, times: float) -> tuple[float, float] | None:
    if not found.error:
        return None
    half = times * found.error
    return max(-1.0, found.value - half), min(1.0, found.value + half)
