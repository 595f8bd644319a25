"""Why to see somebody: what is due and needs them, in the order of its weight, and no secret."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner, DutyState
from pomdesk.domain.papers import PAPER_SPECS, PaperKind
from pomdesk.domain.record import SPECS, Entry, EntryKind
from pomdesk.domain.visits import Ask, Why
from pomdesk.rules.pack import FoldedTexts
from pomdesk.rules.visits.proposing import (
    NEEDS_PERSON,
    InHand,
    Reasons,
    asks_for,
    chosen,
    landing_alerts,
    open_follow_ups,
    questions_in,
)
from tests.copies import policies

TODAY = date(2026, 11, 23)
POLICY = policies().on(TODAY)
VISITS = POLICY.visits
SEEN = TODAY - timedelta(1)


def days(number: int) -> date:
    return TODAY + timedelta(number)


def duty(kind: DutyKind = DutyKind.CONTACT, due: date | None = TODAY, **more: Any) -> Duty:
    state = DutyState.OVERDUE if due is not None and due < TODAY else DutyState.DUE
    given = {"subject": "", "opens": None, "state": state, "because": ()} | more
    return Duty(kind, due=due, **given)


def follow_up(entry: Entry, **more: Any) -> Duty:
    subject = str(entry.id)
    return duty(DutyKind.FOLLOW_UP, entry.due, subject=subject, entry_id=entry.id, **more)


def contact(number: int = 5, due: date | None = None, **more: Any) -> Entry:
    given = {"next_step": "Ask about the course", "what": "wing"} | more
    return Entry(number, EntryKind.CONTACT, days(-9), due=due or days(3), **given)


def asks(*duties: Duty, seen: date | None = SEEN, **more: Any) -> tuple[Ask, ...]:
    return asks_for(Reasons(duties, last_seen=seen, **more), POLICY, TODAY)


def keys(*duties: Duty, **more: Any) -> list[str]:
    return [ask.key for ask in asks(*duties, **more)]


# ---- duties ----------------------------------------------------------------------------------


def test_what_is_due_soon_and_needs_the_person_is_a_reason() -> None:
    assert keys(duty(due=days(VISITS.soon_days))) == ["duty:contact"]
    assert keys(duty(due=days(VISITS.soon_days + 1))) == []
    (late,) = asks(duty(due=days(-1)))
    assert (late.why, late.code, late.due, late.late) == (Why.DUTY, "contact", days(-1), True)


def test_only_a_contact_is_a_reason_without_a_day() -> None:
    assert keys(duty(due=None)) == ["duty:contact"]
    assert keys(duty(DutyKind.OASYS_REVIEW, None)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"owner": DutyOwner.COM},
        {"state": DutyState.BLOCKED},
        {"state": DutyState.DONE},
        {"state": DutyState.NOT_NEEDED},
        {"snoozed_until": days(1)},
    ],
)
def test_what_cannot_be_done_now_by_the_pom_is_none(more: dict[str, Any]) -> None:
    assert keys(duty(**more)) == []


def test_what_was_put_off_until_today_is_back() -> None:
    assert keys(duty(snoozed_until=TODAY)) == ["duty:contact"]


def test_no_kind_is_a_reason_but_those_that_need_the_person() -> None:
    of_all = {ask.code for ask in asks(*(duty(kind) for kind in DutyKind))}
    assert of_all == NEEDS_PERSON
    assert not {kind for kind in of_all if kind.startswith(("vlo", "mappa", "irmm", "restriction"))}


def test_a_follow_up_carries_its_next_step_and_nothing_of_the_text() -> None:
    held = contact(text="Said something private.", next_step=" Ask about\n the course ")
    (ask,) = asks(follow_up(held), entries=[held])
    assert (ask.key, ask.words, ask.due) == ("duty:follow_up:5", "Ask about the course", days(3))
    step = Entry(6, EntryKind.STEP, days(-9), title="Write a CV", due=days(3), text="private")
    assert asks(follow_up(step), entries=[step])[0].words == "Write a CV"


def test_words_of_an_event_or_a_programme_are_not_carried() -> None:
    event = Entry(7, EntryKind.INTERVENTION, days(-9), title="A course that tells the offence")
    (ask,) = asks(duty(DutyKind.OASYS_PROGRAMME, entry_id=7, subject="7"), entries=[event])
    assert ask.words == ""


WITHHELD = [(kind, what) for kind, spec in SPECS.items() for what in (spec.whats or (None,))]


@pytest.mark.parametrize(("kind", "what"), WITHHELD)
def test_what_hangs_on_a_withheld_entry_is_no_reason(kind: EntryKind, what: str | None) -> None:
    held = Entry(5, kind, days(-9), what, due=days(3), title="told", next_step="told")
    of_entry = [
        follow_up(held),
        duty(DutyKind.OASYS_SIGNIFICANT_CHANGE, subject="5", entry_id=5),
    ]
    told = not SPECS[kind].disclosable or what == "security"
    assert bool(asks(*of_entry, entries=[held])) is not told
    if told:
        assert not list(open_follow_ups(of_entry, [held]))


def test_an_entry_nobody_can_see_is_taken_for_withheld() -> None:
    assert keys(follow_up(contact()), entries=[]) == []


# ---- meetings, papers, questions, not seen -----------------------------------------------------


def meeting(number: int, on: date, stage: str = "booked") -> Entry:
    return Entry(number, EntryKind.HANDOVER_MEETING, on, stage=stage)


def of_meeting(held: Entry, **more: Any) -> Duty:
    subject = str(held.id)
    return duty(DutyKind.HANDOVER_MEETING, held.day, subject=subject, entry_id=held.id, **more)


def test_a_meeting_is_a_reason_once_whoever_tells_of_it() -> None:
    held = meeting(9, days(2))
    (ask,) = asks(of_meeting(held), entries=[held])
    assert (ask.key, ask.why, ask.due) == ("meeting:9", Why.MEETING, days(2))
    assert asks(entries=[held]) == (ask,)
    assert asks(of_meeting(held, state=DutyState.DONE), entries=[held]) == ()


def test_meetings_that_are_over_or_far_off_are_none() -> None:
    for held in (
        meeting(9, days(-1)),
        meeting(9, days(VISITS.soon_days + 1)),
        meeting(9, days(2), "cancelled"),
        meeting(9, days(2), "held"),
    ):
        assert keys(entries=[held]) == []
    missed = meeting(9, days(-3))
    (late,) = asks(of_meeting(missed), entries=[missed])
    assert late.late


@pytest.mark.parametrize("kind", PaperKind)
def test_only_finished_papers_that_the_person_may_read_are_served(kind: PaperKind) -> None:
    served = ["paper:3"] if PAPER_SPECS[kind].disclosable else []
    assert keys(papers=[InHand(3, kind, finished=True)]) == served
    assert keys(papers=[InHand(3, kind, finished=False)]) == []


@pytest.mark.parametrize("kind", PaperKind)
def test_questions_come_from_drafts_that_are_no_secret(kind: PaperKind) -> None:
    spec = PAPER_SPECS[kind]
    found = asks(papers=[InHand(3, kind, finished=False, texts=("Ask: why?", "ask:  WHY?"))])
    assert [ask.why for ask in found] == ([] if spec.withheld or spec.quiet else [Why.QUESTION])
    if found:
        assert found[0].key.startswith("question:3:")
    assert keys(papers=[InHand(3, kind, True, ("Ask: why?",))]) == (
        ["paper:3"] if spec.disclosable else []
    )


def test_who_was_not_seen_for_long_is_to_be_seen() -> None:
    limit = days(-7 * VISITS.not_seen_weeks)
    assert keys(seen=limit) == []
    (ask,) = asks(seen=limit - timedelta(1))
    assert (ask.key, ask.why, ask.due, ask.late) == (
        "not_seen", Why.NOT_SEEN, limit - timedelta(1), True,
    )  # fmt: skip
    (never,) = asks(seen=None)
    assert (never.key, never.due, never.late) == ("not_seen", None, True)
    assert keys(duty(), seen=None) == ["duty:contact"]
    assert keys(seen=None, ours=False) == []


# ---- order and time ----------------------------------------------------------------------------


def test_late_ones_come_first_and_then_the_weightiest() -> None:
    held = meeting(9, days(2))
    papers = [
        InHand(1, PaperKind.PAROLE_REPORT, finished=True),
        InHand(2, PaperKind.PAROLE_REPORT, finished=False, texts=("Ask: why?",)),
    ]
    found = keys(
        duty(DutyKind.OASYS_REVIEW, days(4)),
        duty(DutyKind.NEEDS_ASSESSMENT, days(-4)),
        of_meeting(held),
        entries=[held],
        papers=papers,
        seen=None,
    )
    parts = [key.split(":")[0] for key in found]
    assert found[:3] == ["duty:needs_assessment", "not_seen", "duty:oasys_review"]
    assert parts[3:] == ["meeting", "paper", "question"]


def test_the_time_of_a_stop_counts_seeing_once_and_one_interview() -> None:
    assert [ask.minutes for ask in asks(duty())] == [VISITS.contact_minutes]
    both = asks(duty(DutyKind.OASYS_REVIEW), duty(DutyKind.OASYS_PAROLE), duty())
    assert sum(ask.minutes for ask in both) == VISITS.oasys_minutes + VISITS.contact_minutes
    held = contact()
    (alone,) = asks(follow_up(held), entries=[held])
    assert alone.minutes == VISITS.question_minutes + VISITS.contact_minutes
    (only,) = chosen(VISITS)
    assert (only.key, only.why, only.minutes) == ("chosen", Why.CHOSEN, VISITS.contact_minutes)


# ---- what may be changed, alerts, questions -----------------------------------------------------


def test_open_follow_ups_of_the_pom_may_be_changed_however_far_off() -> None:
    held, far = contact(5), contact(6, days(200))
    step = Entry(7, EntryKind.STEP, days(-9), title="Write a CV", due=days(3))
    mine = [
        follow_up(held),
        follow_up(far, state=DutyState.UPCOMING),
        follow_up(step),
    ]
    assert [one.id for one in open_follow_ups(mine, [held, far, step])] == [5, 6]
    done = follow_up(held, state=DutyState.DONE)
    assert not list(open_follow_ups([done], [held]))
    others = follow_up(held, owner=DutyOwner.KEY_WORKER)
    assert not list(open_follow_ups([others], [held]))


def test_only_alerts_that_the_policy_names_are_carried() -> None:
    given = ("ACCT open", "Risk to children", "VLO contact", "HOSTAGE TAKER", "", "Escape List")
    assert landing_alerts(given, POLICY) == ("ACCT open", "HOSTAGE TAKER", "Escape List")
    none = replace(POLICY, visits=replace(VISITS, alerts=FoldedTexts(frozenset({""}))))
    assert landing_alerts(given, none) == ()


def test_questions_are_what_says_that_it_is_one() -> None:
    draft = (
        "He did well. Task: none.\n"
        "Ask: what he makes of the course\n"
        "- gofyn : am y teulu\n"
        "He [Ask about the new job] and [ask: when] [sic] [asked] works.\n"
        "ask:  WHAT he makes of the   course\n"
        "Ask:\n"
        "[ask]"
    )
    assert questions_in(draft) == (
        "what he makes of the course",
        "am y teulu",
        "about the new job",
        "when",
    )


@given(st.text("askAg: \n[]-ofyn?x", max_size=200))
def test_no_text_is_too_odd_to_look_for_questions_in(text: str) -> None:
    found = questions_in(text)
    assert all(one.strip() == one and one for one in found)
    assert len({one.casefold() for one in found}) == len(found)
