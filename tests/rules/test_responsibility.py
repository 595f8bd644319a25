"""Who is responsible (Manage POM Cases: handover calculation): the order of the rules."""

from itertools import product
from typing import Any

import pytest

from pomdesk.domain.facts import Case
from pomdesk.domain.results import Handover
from pomdesk.domain.terms import HandoverReason, Responsibility
from pomdesk.rules.case import work_out
from pomdesk.rules.policy import Policy
from pomdesk.rules.responsibility import is_far, responsible_by_dates
from tests.builders import case, day, lifer, person, policy, probation, review, term

POLICY = policy()
COMMUNITY, CUSTODY = Responsibility.COMMUNITY, Responsibility.CUSTODY_ONLY
BOTH = Responsibility.CUSTODY_WITH_COM


def decide(of: Case, today: str = "2024-05-20", under: Policy = POLICY) -> Handover:
    found = work_out(of, under, day(today)).handover
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("starts", "on", "expected"),
    [
        (None, None, COMMUNITY),
        ("2023-04-29", "2023-04-30", COMMUNITY),
        ("2023-04-30", "2023-05-01", COMMUNITY),
        ("2023-05-01", "2023-05-01", COMMUNITY),
        ("2023-04-30", "2023-05-02", BOTH),
        ("2023-05-01", "2023-05-02", BOTH),
        ("2023-05-02", "2023-05-03", CUSTODY),
    ],
)
def test_responsible_by_dates(starts: str | None, on: str | None, expected: Responsibility) -> None:
    found, _ = responsible_by_dates(
        starts=day(starts) if starts else None, on=day(on) if on else None, today=day("2023-05-01")
    )
    assert found is expected


@pytest.mark.parametrize(
    ("hearing", "today", "inclusive", "exclusive"),
    [
        # Manage POM Cases asks for a day more than twelve months (the last column); its words
        # say "12 months or more", which is the desk's default.
        ("2025-05-19", "2024-05-20", False, False),
        ("2025-05-20", "2024-05-20", True, False),
        ("2025-05-21", "2024-05-20", True, True),
        ("2025-05-10", "2024-05-20", False, False),
        ("2026-05-12", "2024-05-20", True, True),
        ("2029-02-28", "2028-02-29", True, False),
        ("2029-03-01", "2028-02-29", True, True),
        ("2028-02-29", "2027-02-28", True, True),
    ],
)
def test_a_target_hearing_twelve_months_away(
    hearing: str, today: str, inclusive: bool, exclusive: bool
) -> None:
    strict = policy(handover_thd_far_inclusive="false").handover
    days: dict[str, Any] = {"target_hearing": day(hearing), "today": day(today)}
    assert is_far(policy=POLICY.handover, **days) is inclusive
    assert is_far(policy=strict, **days) is exclusive


NEAR, FAR = "2024-12-01", "2026-05-12"
RELEASE, REFUSED = "Release [*]", "Stay In Closed [*]"


def by_the_book(
    *,
    isp: bool,
    more: bool,
    recall: bool,
    level: int | None,
    hearing: str,
    last: str | None,
    detained: bool,
    dated: bool,
) -> tuple[HandoverReason, Responsibility] | None:
    """The published order, written down once more and plainly; None: the dates decide."""
    far = hearing == FAR
    high = level in (2, 3)
    refused = last == REFUSED
    table = [
        (isp and more, HandoverReason.ADDITIONAL_ISP, CUSTODY),
        (isp and far and recall and not high, HandoverReason.RECALL_THD_OVER_12_MONTHS, BOTH),
        (isp and far and refused and high, HandoverReason.PAROLE_MAPPA_2_3, COMMUNITY),
        (isp and far and refused, HandoverReason.THD_OVER_12_MONTHS, BOTH),
        (recall, HandoverReason.RECALL_CASE, COMMUNITY),
        (detained, HandoverReason.IMMIGRATION_CASE, COMMUNITY),
        (not isp and not dated, HandoverReason.RELEASE_DATE_UNKNOWN, CUSTODY),
    ]
    return next(((reason, who) for fits, reason, who in table if fits), None)


def test_every_combination_is_decided_in_the_published_order() -> None:
    seen = set()
    for isp, more, recall, level, hearing, last, detained, dated in product(
        (True, False),
        (True, False),
        (True, False),
        (None, 0, 1, 2, 3),
        (NEAR, FAR),
        (None, RELEASE, REFUSED),
        (True, False),
        (True, False),
    ):
        who = lifer(
            indeterminate_sentence=isp,
            recall=recall,
            imprisonment_status="DET" if detained else "LIFE",
            release_date=day("2030-01-01"),
            conditional_release_date=day("2030-01-01") if dated else None,
        )
        reviews = [review(hearing, review_id="2")]
        if last:
            reviews.insert(0, review("2024-01-01", last, review_id="1"))
        terms = [term(1, "2019-02-05"), term(2, "2021-01-01" if more else "2019-02-05")]
        found = decide(
            case(
                who,
                probation=probation(mappa_level=level),
                parole_reviews=reviews,
                sentence_terms=terms,
            )
        )
        expected = by_the_book(
            isp=isp,
            more=more,
            recall=recall,
            level=level,
            hearing=hearing,
            last=last,
            detained=detained,
            dated=dated,
        )
        if expected is None:
            assert found.on is not None
            assert found.reason in (HandoverReason.INDETERMINATE, HandoverReason.DETERMINATE)
        else:
            assert (found.reason, found.responsibility) == expected
            assert (found.starts, found.on, found.window) == (None, None, None)
        seen.add(found.reason)
    assert len(seen) == 9  # all seven special rules, and both kinds of date


def test_recall_far_hearing_high_mappa_without_a_completed_review_is_a_recall_case() -> None:
    who = lifer(recall=True)
    reviews = [review(FAR)]
    found = decide(case(who, probation=probation(mappa_level=2), parole_reviews=reviews))
    assert found.reason is HandoverReason.RECALL_CASE


def test_without_a_target_hearing_none_is_far() -> None:
    assert not is_far(target_hearing=None, policy=POLICY.handover, today=day("2024-05-20"))
    assert decide(case(lifer(recall=True))).reason is HandoverReason.RECALL_CASE


def test_a_day_of_outcome_without_an_outcome_is_not_release() -> None:
    done = review("2024-01-01", None, review_id="1", hearing_outcome_received_on=day("2024-02-01"))
    found = decide(case(lifer(), parole_reviews=[done, review(FAR, review_id="2")]))
    assert found.reason is HandoverReason.THD_OVER_12_MONTHS


def test_a_person_without_a_probation_record_has_no_known_mappa_level() -> None:
    found = decide(case(lifer(), probation=None, parole_reviews=[review(FAR, REFUSED)]))
    assert found.reason is HandoverReason.THD_OVER_12_MONTHS


def test_the_switch_moves_a_case_whose_hearing_is_exactly_twelve_months_away() -> None:
    of = case(lifer(), parole_reviews=[review("2025-05-20", REFUSED)])
    strict = policy(handover_thd_far_inclusive="false")
    assert decide(of).reason is HandoverReason.THD_OVER_12_MONTHS
    assert decide(of, under=strict).reason is HandoverReason.INDETERMINATE


ISP_2019 = {"date_of_birth": day("1991-01-01"), "sentence_start_date": day("2019-02-05")}
OPEN_YES, OPEN_NO = "Open Conditions - Accepted [*]", "Open Conditions - Rejected [*]"


@pytest.mark.parametrize(
    ("changes", "level", "reviews", "expected", "on", "reason"),
    [
        (
            {"tariff_date": day("2025-01-20")}, None, [],
            COMMUNITY, "2024-01-20", HandoverReason.INDETERMINATE,
        ),
        (
            {}, None, [review("2024-02-01", OPEN_NO), review("2025-01-30", OPEN_YES)],
            COMMUNITY, "2024-01-30", HandoverReason.INDETERMINATE,
        ),
        (
            {}, 1, [review("2026-05-12", REFUSED)],
            BOTH, None, HandoverReason.THD_OVER_12_MONTHS,
        ),
        (
            {"tariff_date": day("2045-11-06")}, None, [],
            CUSTODY, "2044-11-06", HandoverReason.INDETERMINATE,
        ),
        (
            {}, None,
            [review("2022-05-15", "Not Applicable"), review("2023-05-15", RELEASE)],
            COMMUNITY, "2022-05-15", HandoverReason.INDETERMINATE,
        ),
        (
            {}, 3, [review("2027-05-16", REFUSED)],
            COMMUNITY, None, HandoverReason.PAROLE_MAPPA_2_3,
        ),
        (
            {"recall": True}, None, [review("2025-05-10", REFUSED)],
            COMMUNITY, None, HandoverReason.RECALL_CASE,
        ),
    ],
    ids=["tariff", "open conditions", "far", "young", "release", "mappa", "recall"],
)  # fmt: skip
def test_published_personas(
    changes: dict[str, Any],
    level: int | None,
    reviews: list[Any],
    expected: Responsibility,
    on: str | None,
    reason: HandoverReason,
) -> None:
    who = lifer(**(ISP_2019 | changes))
    found = decide(case(who, probation=probation(mappa_level=level), parole_reviews=reviews))
    assert (found.responsibility, found.reason) == (expected, reason)
    assert found.on == (day(on) if on else None)


def test_an_additional_indeterminate_sentence_goes_before_recall() -> None:
    terms = [term(1, "2019-02-05"), term(2, "2021-01-01")]
    found = decide(case(lifer(recall=True), sentence_terms=terms))
    assert (found.reason, found.responsibility) == (HandoverReason.ADDITIONAL_ISP, CUSTODY)


def test_the_terms_matter_only_where_the_person_is_indeterminate() -> None:
    terms = [term(1, "2019-02-05"), term(2, "2021-01-01")]
    assert decide(case(person(), sentence_terms=terms)).reason is HandoverReason.DETERMINATE
