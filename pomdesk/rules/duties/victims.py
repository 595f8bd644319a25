"""Victim liaison: who the officer is, telling them of hearings and of release.

Nothing of this is disclosable; it is asked only where probation says that a liaison officer is
assigned, or where somebody wrote one down.
"""

from collections.abc import Iterator
from datetime import date

from pomdesk.domain.duties import Duty, DutyKind
from pomdesk.domain.facts import ParoleReview
from pomdesk.domain.record import EntryKind
from pomdesk.domain.results import Reason
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.anchor import (
    NOT_CONFIRMED,
    FactReaders,
    Given,
    Noted,
    Release,
    early_enough,
    read_release,
    release_ahead,
)
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.duties.parole import hearing_moved, hearing_of
from pomdesk.rules.parole import is_completed

_MPC = "Manage POM Cases: victim liaison officer contacts"
_WHO = ("probation.vlo_assigned",)
_DETAILS = Reason("vlo_details", facts=_WHO, source=_MPC)
_HEARING = Reason(
    "vlo_hearing",
    facts=("duty.hearing", *_WHO),
    settings=("victims.hearing_weeks", "victims.hearing_lead_weeks"),
    source="Victim liaison is contacted before every hearing, older guidance",
)
_RELEASE = Reason(
    "vlo_release",
    facts=("duty.release", *_WHO),
    settings=("victims.release_weeks", "victims.release_lead_weeks"),
    source=NOT_CONFIRMED,
)
_WEEK = 7


def victim_duties(ground: Ground) -> Iterator[Draft]:
    """Details of the liaison officer, and telling them of each hearing and of the release."""
    probation = ground.case.probation
    officers = ground.entries.get(EntryKind.VICTIM_LIAISON)
    if not officers and not (probation is not None and probation.vlo_assigned):
        return
    policy = ground.policy.victims
    if policy.details_on:
        known = officers[0].day if officers else None
        yield Draft(DutyKind.VLO_DETAILS, (_DETAILS,), done_on=known)
    if policy.hearing_on:
        for review in ground.result.parole.current:
            yield from _hearing(ground, review)
    if policy.release_on and (release := release_ahead(ground)) is not None:
        yield _release(ground, release)


def _told(ground: Ground, what: str, subject: str = "") -> list[date]:
    """The days of notes of the kind; a note without a subject fits any."""
    notes = ground.entries.get(EntryKind.VICTIM_NOTE, ())
    return [note.day for note in notes if note.what == what and note.subject in {"", subject}]


def _hearing(ground: Ground, review: ParoleReview) -> Iterator[Draft]:
    hearing = hearing_of(ground, review)
    if hearing is None or hearing < ground.today:
        return
    if is_completed(review=review, policy=ground.policy.parole):
        return
    policy = ground.policy.victims
    due = add_days(hearing, -_WEEK * policy.hearing_weeks)
    yield early_enough(
        ground,
        DutyKind.VLO_HEARING,
        (_HEARING,),
        due,
        add_days(due, -_WEEK * policy.hearing_lead_weeks),
        _told(ground, "told_of_hearing", review.review_id),
        subject=review.review_id,
        owner=ground.responsible,
    )


def _release(ground: Ground, release: Release) -> Draft:
    policy = ground.policy.victims
    due = add_days(release.on, -_WEEK * policy.release_weeks)
    return early_enough(
        ground,
        DutyKind.VLO_RELEASE,
        (_RELEASE, *release.why),
        due,
        add_days(due, -_WEEK * policy.release_lead_weeks),
        _told(ground, "told_of_release"),
        owner=ground.responsible,
    )


def _read_hearing(ground: Ground, duty: Duty) -> object:
    for review in ground.case.parole_reviews:
        if review.review_id == duty.subject:
            if moved := hearing_moved(ground, review):
                return Noted(moved, "due")
            return Given(review.target_hearing_date, "parole_reviews", "target_hearing_date")
    return None


FACTS: FactReaders = {"duty.release": read_release, "duty.hearing": _read_hearing}
"""The facts of a duty that its reasons name."""
