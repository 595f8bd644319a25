"""What the invented POM of the demo wrote down, and the file of release dates that came later.

``invented`` tells each person's story so far; ``completing`` adds what was done in time for duties
that would otherwise all be late. ``later`` is a second, narrower file: a tranche of release dates.
"""

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.readmodels.duties import DutyLine
from tests.people import pools
from tests.people.one import Row, months_on

LAST_DAY = date(2026, 11, 20)
"""The Friday before the demo's Monday: nothing is written down later."""

_EVERY = {"VERY_HIGH": 28, "HIGH": 28, "MEDIUM": 56, "LOW": 84}
_UNKNOWN = 56
_OUTSIDE = ("CIVIL_PRISONER", "REMAND")

_SAID = (
    "Talked about the sentence plan and what comes next. Settled on the wing, no worries raised.",
    "Went through the release date and what it changes. Understood; will look for an address.",
    "Says the course is going well. Family visit last weekend was good.",
    "Worried about housing. Agreed to start the referral and to speak to resettlement.",
    "Quiet today. Wants to change work place; told how to apply.",
    "Discussed thinking before acting, with the example from last week. Engaged well.",
    "Introduced the coming handover and who the COM will be. Asked good questions.",
    "Upset about a letter from home. Listened; agreed to meet again soon.",
    "Siaradodd am y cynllun ac am y teulu. Dim pryderon newydd.",
)
_NEXT = (
    "Speak to resettlement about an address",
    "Ask education for the course report",
    "Send the leaflet on approved premises",
    "Call the COM about the meeting",
    "See again after the family visit",
)
_KEY_WORK = (
    "Regular session. Cell is tidy, work is fine, asks about gym.",
    "Talked about calls home and money. Nothing to pass on.",
    "Short session before work. In good spirits.",
)
_GOALS = (
    ("drugs", "Stay away from drugs", ("Finish the recovery course", "Meet the link worker")),
    ("accommodation", "Have an address to go to", ("Make the referral", "Speak to family")),
    ("thinking_behaviour", "Think before acting", ("Complete the group work", "Keep a diary")),
    ("education_work", "Be ready for work", ("Take the level 1 certificate", "Write a CV")),
    ("relationships", "Keep contact with the children", ("Apply for family visits",)),
)
_WORK = (
    ("programme", "Thinking Skills"),
    ("substance_misuse", "Recovery group"),
    ("education", "English level 1"),
    ("work", "Kitchens"),
    ("wellbeing", "Sleep and stress workshop"),
)
_STAGES = ("suggested", "waiting_list", "started", "completed", "declined", "unsuitable")
_STEP_STAGES = ("not_started", "in_progress", "completed")
_NOTES = (
    ("Prefers mornings", "Works better before lunch; give time to read papers."),
    ("Reading", "Large print helps. Offer to go through letters together."),
)


def later(caseload: Row, open_now: Iterable[DutyLine] = ()) -> Row:
    """A file that moves a dozen conditional releases, and names COMs where most are missing."""
    moved: list[Row] = []
    for person in caseload["prisoners"]:
        release = person.get("conditionalReleaseDate")
        plain = person["imprisonmentStatus"] == "SENT03" and not person.get("automaticReleaseDate")
        if plain and release and release > "2027-06-01" and len(moved) < 12:
            rng = random.Random(f"later/{person['prisonerNumber']}")
            by = -rng.randint(35, 110) if len(moved) % 6 != 4 else rng.randint(20, 60)
            day = (date.fromisoformat(release) + timedelta(by)).isoformat()
            moved.append(
                {
                    "prisonerNumber": person["prisonerNumber"],
                    "conditionalReleaseDate": day,
                    "releaseDate": day,
                }
            )
    return {
        "format": "pomdesk-caseload",
        "version": 1,
        "asAt": (LAST_DAY + timedelta(2)).isoformat(),
        "prisoners": moved,
        "probation": list(_coms(open_now)),
    }


def _coms(open_now: Iterable[DutyLine]) -> Iterable[Row]:
    """A COM for all who should have one but the last few."""
    numbers = dict.fromkeys(
        line.prisoner_number for line in open_now if line.duty.kind.value.startswith("com_")
    )
    for number in sorted(numbers)[_NO_COM:]:
        rng = random.Random(f"com/{number}")
        name = f"{rng.choice(pools.SURNAMES)}, {rng.choice(pools.WOMEN + pools.MEN)}".title()
        yield {"offenderNo": number, "comName": name, "comEmail": f"com.{number}@probation.example"}


def invented(caseload: Row) -> Row:
    """Contacts, plans and what else there is, for everybody inside the policy."""
    probation = {row["offenderNo"]: row for row in caseload["probation"]}
    arrived: dict[str, str] = {}
    for row in caseload["movements"]:
        if row["movementType"] in ("ADM", "TRN"):
            arrived[row["offenderNo"]] = max(
                arrived.get(row["offenderNo"], ""), row["movementDate"]
            )
    entries: list[Row] = []
    for place, person in enumerate(caseload["prisoners"]):
        if person["legalStatus"] in _OUTSIDE:
            continue
        number = person["prisonerNumber"]
        rng = random.Random(f"record/{number}")
        since = date.fromisoformat(arrived.get(number, "2026-01-01"))
        held = probation.get(number, {})
        for row in _story(rng, place, since, held):
            entries.append({"offenderNo": number, **row})
    return _texts({"entries": entries, "assessments": []})


def _story(
    rng: random.Random, place: int, since: date, probation: Mapping[str, Any]
) -> Iterable[Row]:
    yield from _contacts(rng, place, since, _EVERY.get(str(probation.get("roshLevel")), _UNKNOWN))
    if place % 9 == 1:
        for age in (16, 9, rng.randint(0, 4)):
            if (day := LAST_DAY - timedelta(age)) >= since:
                yield {
                    "kind": "key_work",
                    "day": day,
                    "who": "Officer Rhodes",
                    "text": rng.choice(_KEY_WORK),
                }
    if place % 2 == 0:
        yield from _plan(rng, since)
    if place % 3 == 0:
        what, title = rng.choice(_WORK)
        stage = rng.choice(_STAGES)
        day = max(since, LAST_DAY - timedelta(rng.randint(40, 300)))
        yield {"kind": "intervention", "what": what, "title": title, "stage": stage, "day": day}
    if place % 9 == 4:
        title, text = rng.choice(_NOTES)
        yield {
            "kind": "note",
            "title": title,
            "text": text,
            "day": max(since, LAST_DAY - timedelta(60)),
        }
    if place in (12, 40):
        yield {
            "kind": "significant_event",
            "what": "family",
            "text": "Close relative died; supported by chaplaincy.",
            "day": LAST_DAY - timedelta(7),
        }
    if probation.get("vloAssigned") and place % 5:
        yield {
            "kind": "victim_liaison",
            "who": "Liaison unit, North",
            "day": max(since, date(2026, 9, 1)),
        }


def _contacts(rng: random.Random, place: int, since: date, every: int) -> Iterable[Row]:
    """The last four, the newest long enough ago that some fall due this week and few are late."""
    age = every + rng.randint(1, 8) if place % 19 == 7 else rng.randint(1, every - 3)
    for turn in range(4):
        day = LAST_DAY - timedelta(age + turn * (every - rng.randint(2, 8)))
        if day < since:
            break
        row: Row = {
            "kind": "contact",
            "what": rng.choice(("face_to_face", "face_to_face", "wing", "video", "phone")),
            "text": rng.choice(_SAID),
            "day": day,
        }
        if turn == 0 and place % 6 == 2:
            row["next_step"] = rng.choice(_NEXT)
            row["due"] = date(2026, 11, 23) + timedelta(rng.choice((-4, 2, 4, 9, 17)))
        yield row


def _plan(rng: random.Random, since: date) -> Iterable[Row]:
    begun = max(since, LAST_DAY - timedelta(rng.randint(90, 260)))
    for what, title, steps in rng.sample(_GOALS, rng.choice((1, 2))):
        yield {
            "kind": "goal",
            "what": what,
            "title": title,
            "stage": "active",
            "day": begun,
            "steps": [
                {"kind": "step", "title": step, "stage": rng.choice(_STEP_STAGES), "day": begun}
                for step in steps
            ],
        }
    yield {"kind": "plan_agreement", "stage": "agreed", "day": begun}


_DONE_BY: dict[DutyKind, Row] = {
    DutyKind.CONTACT: {"kind": "contact", "what": "wing", "text": _SAID[4]},
    DutyKind.KEY_WORK: {"kind": "key_work", "who": "Officer Rhodes", "text": _KEY_WORK[2]},
    DutyKind.HANDOVER_TASK: {"kind": "handover_task"},
    DutyKind.IRMM: {"kind": "public_protection", "what": "irmm"},
    DutyKind.MAPPA_F: {"kind": "public_protection", "what": "mappa_f"},
    DutyKind.MAPPA_LEVEL: {"kind": "public_protection", "what": "mappa_level_set"},
    DutyKind.RESTRICTION_REVIEW: {"kind": "public_protection", "what": "restrictions_reviewed"},
    DutyKind.COMPLEXITY: {"kind": "complexity", "what": "medium"},
    DutyKind.DUTY_TO_REFER: {"kind": "referral", "what": "duty_to_refer", "stage": "submitted"},
    DutyKind.CRS_REFERRAL: {"kind": "referral", "what": "crs_accommodation", "stage": "accepted"},
    DutyKind.APPROVED_PREMISES: {
        "kind": "referral",
        "what": "approved_premises",
        "stage": "submitted",
    },
    DutyKind.CAS3_REFERRAL: {"kind": "referral", "what": "cas3", "stage": "submitted"},
    DutyKind.HDC: {"kind": "referral", "what": "hdc", "stage": "submitted"},
    DutyKind.LICENCE_CONDITIONS: {
        "kind": "licence_condition",
        "title": "Live at the agreed address",
        "stage": "agreed",
    },
    DutyKind.NEEDS_ASSESSMENT: {"kind": "needs_assessment", "what": "bcst2"},
    DutyKind.PRE_RELEASE_REVIEW: {"kind": "needs_assessment", "what": "pre_release_review"},
    DutyKind.CUSTODY_REPORT: {"kind": "parole_step", "what": "custody_report"},
    DutyKind.DISCLOSURE_CHECK: {"kind": "parole_step", "what": "disclosure_check"},
    DutyKind.HEARING: {"kind": "parole_step", "what": "hearing_prepared"},
    DutyKind.RECALL_REPORT: {"kind": "parole_step", "what": "recall_report"},
    DutyKind.NEXT_REVIEW: {"kind": "parole_step", "what": "next_review"},
    DutyKind.HANDOVER_NO_DATE: {"kind": "handover_task", "what": "contacted_com"},
    DutyKind.VLO_DETAILS: {"kind": "victim_liaison", "who": "Liaison unit, North"},
    DutyKind.VLO_RELEASE: {"kind": "victim_note", "what": "told_of_release"},
    DutyKind.VLO_HEARING: {"kind": "victim_note", "what": "told_of_hearing"},
}
"""What shows a duty as done."""

_LEFT_LATE = 9
"""Duties that the invented POM is late with."""
_LATE_AT_MOST = 21
_NO_COM = 3
"""People whose COM nobody has named."""


def completing(record: Row, open_now: Iterable[DutyLine], today: date) -> Row:
    """The record with what was done in time for all late duties but a few recent ones.

    Of the open ones without a day, too, most were done.
    """
    entries, assessments = list(record["entries"]), list(record["assessments"])
    left: set[tuple[DutyKind, int]] = set()
    for line in open_now:
        duty, due = line.duty, line.duty.due
        if due is None and duty.kind in _DONE_BY and line.person_id % 5:
            due = LAST_DAY - timedelta(line.person_id % 20)
        elif due is None or duty.state is not DutyState.OVERDUE:
            continue
        recent = duty.due is not None and (today - due).days <= _LATE_AT_MOST
        of_kind = sum(kind is duty.kind for kind, _ in left)
        if recent and len(left) < _LEFT_LATE and of_kind < 2:
            left.add((duty.kind, line.person_id))
            continue
        day = min(max(duty.opens or due, due - timedelta(5)), LAST_DAY)
        number = {"offenderNo": line.prisoner_number}
        if duty.kind in _DONE_BY:
            row: Row = {**number, **_DONE_BY[duty.kind], "day": day}
            if duty.kind is DutyKind.HANDOVER_TASK:
                row["what"] = duty.subject
            elif row["kind"] == "parole_step":
                row["subject"] = duty.subject
            elif duty.kind in (DutyKind.CONTACT, DutyKind.KEY_WORK):
                row["day"] = LAST_DAY - timedelta(line.person_id % 9)
            elif duty.kind is DutyKind.RESTRICTION_REVIEW:
                row["day"] = LAST_DAY - timedelta(30 + line.person_id % 60)
            entries.append(row)
        elif duty.kind.value.startswith("oasys_"):
            assessments.append({**number, **_assessment(line.person_id)})
    return _texts({"entries": entries, "assessments": assessments})


def _assessment(place: int) -> Row:
    """One that was completed a while ago and typed in."""
    done = months_on(LAST_DAY, -1) - timedelta(place % 17)
    return {
        "assessmentType": "LAYER3",
        "purpose": "Review",
        "status": "COMPLETE",
        "initiatedOn": done - timedelta(14),
        "completedOn": done,
        "assessor": "Bethan Prosser",
        "countersignedOn": done + timedelta(3),
        "roshOverall": None,
    }


def _texts(record: Row) -> Row:
    """The same with days as ISO texts, once each."""

    def told(row: Row) -> Row:
        return {
            key: value.isoformat()
            if isinstance(value, date)
            else [told(one) for one in value]
            if isinstance(value, list)
            else value
            for key, value in row.items()
        }

    return {
        name: list({str(row): row for row in map(told, rows)}.values())
        for name, rows in record.items()
    }
