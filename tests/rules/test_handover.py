"""Handover date, start, window, type and checklist (Manage POM Cases: handover calculation)."""

from typing import Any

import pytest

from pomdesk.domain.results import Handover, HandoverPlan
from pomdesk.domain.terms import ChecklistItem, HandoverReason, HandoverType, HandoverWindow
from pomdesk.domain.terms import HandoverReason as R
from pomdesk.domain.terms import Responsibility as Who
from pomdesk.rules.case import work_out
from pomdesk.rules.handover import handover_date, handover_start, handover_window, plan_handover
from tests.builders import assessed, case, day, lifer, movement, person, policy, probation, review

POLICY = policy()


@pytest.mark.parametrize(
    ("started", "release", "flags", "expected", "reason"),
    [
        # short: sentence start and ten months reach the release date
        ("2024-01-01", "2024-10-31", "", None, R.DETERMINATE_SHORT),
        ("2024-01-01", "2024-11-01", "", None, R.DETERMINATE_SHORT),  # exactly ten months
        ("2024-01-01", "2024-11-02", "", "2024-02-17", R.DETERMINATE),
        ("2024-01-01", "2024-11-03", "", "2024-02-18", R.DETERMINATE),
        ("2024-04-30", "2025-02-28", "", None, R.DETERMINATE_SHORT),
        ("2024-04-30", "2025-03-01", "", "2024-06-17", R.DETERMINATE),
        ("2024-12-31", "2025-10-31", "", None, R.DETERMINATE_SHORT),
        ("2024-12-31", "2025-11-01", "", "2025-02-15", R.DETERMINATE),
        ("2024-02-29", "2024-12-29", "", None, R.DETERMINATE_SHORT),
        ("2024-02-29", "2024-12-30", "", "2024-04-16", R.DETERMINATE),
        ("2024-01-01", "2024-10-15", "PED", None, R.DETERMINATE_SHORT),  # short beats parole
        # eight months, then fourteen days
        ("2024-01-01", "2027-03-01", "", "2026-06-17", R.DETERMINATE),
        ("2024-01-01", "2026-10-31", "", "2026-02-14", R.DETERMINATE),
        ("2023-06-15", "2024-10-29", "", "2024-02-15", R.DETERMINATE),
        ("2023-06-15", "2024-10-30", "", "2024-02-15", R.DETERMINATE),
        ("2023-06-15", "2024-10-31", "", "2024-02-15", R.DETERMINATE),
        ("2025-01-31", "2026-05-31", "", "2025-09-16", R.DETERMINATE),
        ("2020-02-29", "2028-02-29", "", "2027-06-15", R.DETERMINATE),
        ("2024-01-01", "2027-08-31", "", "2026-12-17", R.DETERMINATE),
        # parole and indeterminate: twelve months
        ("2024-01-01", "2026-01-01", "PED", "2025-01-01", R.DETERMINATE_PAROLE),
        ("2024-01-01", "2028-02-29", "PED", "2027-02-28", R.DETERMINATE_PAROLE),
        ("2024-01-01", "2026-01-01", "ISP", "2025-01-01", R.INDETERMINATE),
        ("2024-01-01", "2026-01-01", "ISP open", "2025-01-01", R.INDETERMINATE_OPEN),
        ("2024-01-01", "2024-06-01", "ISP", "2023-06-01", R.INDETERMINATE),  # never short
        # early allocation: fifteen months, whatever the sentence
        ("2024-01-01", "2026-01-01", "EA", "2024-10-01", R.EARLY_ALLOCATION),
        ("2024-01-01", "2026-01-01", "EA PED", "2024-10-01", R.EARLY_ALLOCATION),
        ("2024-01-01", "2026-01-01", "EA ISP", "2024-10-01", R.EARLY_ALLOCATION),
        ("2026-01-01", "2026-08-01", "EA", "2025-05-01", R.EARLY_ALLOCATION),
        ("2020-01-01", "2027-05-31", "EA", "2026-02-28", R.EARLY_ALLOCATION),
        ("2020-01-01", "2026-12-31", "EA", "2025-09-30", R.EARLY_ALLOCATION),
    ],
)
def test_handover_date(
    started: str, release: str, flags: str, expected: str | None, reason: HandoverReason
) -> None:
    who = person(
        sentence_start_date=day(started),
        indeterminate_sentence="ISP" in flags,
        parole_eligibility_date=day(release) if "PED" in flags else None,
    )
    found = handover_date(
        case=case(who),
        release=day(release),
        early_allocation="EA" in flags,
        open_conditions="open" in flags,
        policy=POLICY.handover,
    )
    assert found == (day(expected) if expected else None, reason)


@pytest.mark.parametrize(
    ("prison", "opened", "arrived", "rules", "isp", "expected"),
    [
        ("DHI", "2020-06-01", "2019-01-01", True, True, "2020-06-01"),
        ("DHI", "2020-06-03", "2019-01-01", True, True, "2020-06-02"),
        ("DHI", None, "2019-01-01", True, True, "2020-06-02"),
        ("LYI", "2019-01-01", "2020-06-01", True, True, "2020-06-01"),
        ("LYI", "2019-01-01", "2020-06-03", True, True, "2020-06-02"),
        ("LYI", "2019-01-01", None, True, True, "2020-06-02"),
        ("LYI", None, "2020-06-01", False, True, "2020-06-02"),
        ("LYI", None, "2020-06-01", True, False, "2020-06-02"),
    ],
)
def test_handover_start(
    prison: str, opened: str | None, arrived: str | None, rules: bool, isp: bool, expected: str
) -> None:
    who = lifer(
        prison_id=prison,
        category="T",
        category_active_since=day(opened) if opened else None,
        indeterminate_sentence=isp,
    )
    starts, _ = handover_start(
        case=case(who),
        on=day("2020-06-02"),
        open_rules=rules,
        arrived=day(arrived) if arrived else None,
        policy=POLICY,
    )
    assert starts == day(expected)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-10-04", HandoverWindow.LATER),
        ("2026-10-05", HandoverWindow.UPCOMING),
        ("2026-11-15", HandoverWindow.UPCOMING),
        ("2026-11-16", HandoverWindow.DUE_SOON),
        ("2026-11-29", HandoverWindow.DUE_SOON),
        ("2026-11-30", HandoverWindow.PASSED),
        ("2026-12-01", HandoverWindow.PASSED),
    ],
)
def test_the_window_before_a_handover(today: str, expected: HandoverWindow) -> None:
    on = day("2026-11-30")
    assert handover_window(on=on, policy=POLICY.handover, today=day(today)) is expected


@pytest.mark.parametrize(
    ("today", "upcoming"),
    [
        ("2022-11-20", False),
        ("2022-11-21", True),
        ("2022-11-30", True),
        ("2022-12-01", False),
        ("2022-12-02", False),
    ],
)
def test_a_window_of_ten_days(today: str, upcoming: bool) -> None:
    ten = policy(handover_upcoming_days="10", handover_due_soon_days="0").handover
    found = handover_window(on=day("2022-12-01"), policy=ten, today=day(today))
    assert (found is HandoverWindow.UPCOMING) is upcoming


def whole(of: Any, today: str) -> Handover:
    found = work_out(of, POLICY, day(today)).handover
    assert found is not None
    return found


def test_a_man_in_an_open_prison_from_arrival_on() -> None:
    who = lifer(prison_id="LYI", category="D", tariff_date=day("2029-06-30"))
    of = case(who, movements=[movement("LYI", "2026-03-01")])
    found = whole(of, "2026-11-22")
    assert (found.starts, found.on) == (day("2026-03-01"), day("2028-06-30"))
    assert (found.responsibility, found.reason) == (Who.CUSTODY_WITH_COM, R.INDETERMINATE_OPEN)
    assert whole(of, "2026-03-01").responsibility is Who.CUSTODY_WITH_COM
    assert whole(of, "2028-06-29").responsibility is Who.CUSTODY_WITH_COM
    assert whole(of, "2028-06-30").responsibility is Who.COMMUNITY


@pytest.mark.parametrize(
    ("today", "on"),
    [
        # tariff tomorrow, today, yesterday; a hearing follows a year on
        ("2026-11-21", "2025-11-22"),
        ("2026-11-22", "2026-12-01"),
        ("2026-11-23", "2026-12-01"),
    ],
)
def test_when_the_tariff_expires_the_hearing_takes_over(today: str, on: str) -> None:
    of = case(lifer(tariff_date=day("2026-11-22")), parole_reviews=[review("2027-12-01")])
    assert whole(of, today).on == day(on)


def test_early_allocation_moves_the_handover_of_the_whole_case() -> None:
    who = person(conditional_release_date=day("2028-01-01"))
    early = case(who, early_allocations=[assessed("2026-10-01")])
    assert whole(case(who), "2026-11-22").on == day("2027-04-17")
    found = whole(early, "2026-11-22")
    assert (found.on, found.reason) == (day("2026-10-01"), R.EARLY_ALLOCATION)


def test_a_short_sentence_is_the_coms_at_once() -> None:
    who = person(sentence_start_date=day("2026-11-01"), conditional_release_date=day("2027-08-01"))
    found = whole(case(who), "2026-11-22")
    assert (found.responsibility, found.on, found.starts) == (Who.COMMUNITY, None, None)


def planned(
    resourcing: bool | None,
    *,
    on: str | None = "2027-04-17",
    reason: HandoverReason = R.DETERMINATE,
    record: bool = True,
    **settings: str,
) -> HandoverPlan:
    decided = Handover(Who.CUSTODY_ONLY, reason, None, day(on) if on else None, None)
    held = probation(enhanced_resourcing=resourcing) if record else None
    return plan_handover(probation=held, handover=decided, policy=policy(**settings).checklist)


OASYS, CONTACT = ChecklistItem.REVIEWED_OASYS, ChecklistItem.CONTACTED_COM
MEETING, REPORT = ChecklistItem.ATTENDED_HANDOVER_MEETING, ChecklistItem.SENT_HANDOVER_REPORT


def test_standard_and_enhanced_handovers_and_their_tasks() -> None:
    assert planned(False).kind is HandoverType.STANDARD
    assert planned(False).items == (CONTACT, REPORT)
    assert planned(True).kind is HandoverType.ENHANCED
    assert planned(True).items == (OASYS, CONTACT, MEETING)
    assert not planned(True).assumed
    assert not planned(False).assumed


def test_resourcing_that_nobody_recorded_is_enhanced_and_assumed() -> None:
    found = planned(None)
    assert (found.kind, found.assumed) == (HandoverType.ENHANCED, True)


def test_a_short_sentence_has_no_handover_even_with_enhanced_resourcing() -> None:
    found = planned(True, on=None, reason=R.DETERMINATE_SHORT)
    assert (found.kind, found.items) == (HandoverType.NONE, (CONTACT, REPORT))
    assert not found.assumed


def test_without_a_probation_record_the_type_is_unknown() -> None:
    found = planned(None, record=False)
    assert (found.kind, found.assumed) == (HandoverType.UNKNOWN, False)
    assert found.items == (CONTACT, REPORT)


@pytest.mark.parametrize(
    ("switched", "on", "tasks"),
    [
        ("true", "2026-08-31", 3),
        ("true", "2026-09-01", 2),
        ("true", "2027-01-01", 2),
        ("true", None, 3),
        ("false", "2027-01-01", 3),
    ],
)
def test_the_simplified_checklist_is_a_switch_and_a_day(
    switched: str, on: str | None, tasks: int
) -> None:
    found = planned(True, on=on, checklist_simplified_on=switched)
    assert len(found.items) == tasks
    assert planned(False, on=on, checklist_simplified_on=switched).items == (CONTACT, REPORT)
