"""Who a person is, where they are, and what probation and OASys hold of them."""

import random
from datetime import date, timedelta

from tests.people import pools
from tests.people.one import INDETERMINATE, One, Row, check_letter, months_on

_ESTATES = {
    "leeds": ["LEI"],
    "closed": pools.CLOSED,
    "open": pools.OPEN,
    "wales": pools.WELSH,
    "womens": pools.WOMENS,
}


def identity(one: One) -> None:
    """Name, numbers, prison, category and the sentence status most people have."""
    rng = one.rng
    estate = rng.choices(list(_ESTATES), (62, 13, 9, 8, 8))[0]
    if one.kind == "immigration":
        estate = "closed"
    elif one.in_open_conditions:
        estate = "open"
    prison = rng.choice(_ESTATES[estate])
    category = {"open": "D", "womens": rng.choice("RRRQ")}.get(estate, rng.choice("BCCC"))
    if prison == "AGI":
        category = "T"
    grave = one.kind in INDETERMINATE or one.kind in ("eds", "sopc")
    one.person.update(
        firstName=rng.choice(pools.WOMEN if estate == "womens" else pools.MEN),
        lastName=rng.choice(pools.SURNAMES),
        dateOfBirth=_born(one),
        prisonId=prison,
        cellLocation=f"{rng.choice('ABCDEF')}-{rng.randint(1, 4)}-{rng.randint(1, 45):03}",
        inOutStatus="IN",
        lastMovementTypeCode="TRN",
        restrictedPatient=False,
        category=category,
        categoryActiveSince=one.ago(20, 900),
        legalStatus="SENTENCED",
        imprisonmentStatus="SENT03",
        imprisonmentStatusDescription="Adult Imprisonment Without Option CJA03",
        mostSeriousOffence=rng.choice(pools.GRAVE_OFFENCES if grave else pools.OFFENCES),
        recall=False,
        indeterminateSentence=False,
        currentIncentive=rng.choice(("Standard", "Standard", "Enhanced", "Basic")),
        alerts=sorted(rng.sample(pools.ALERTS, rng.choice((0, 0, 1, 1, 2, 3)))),
        **_police_numbers(one),
    )


def _born(one: One) -> date:
    """Any adult's birthday; now and then 29 February, or eighteen today or yesterday."""
    rng = one.rng
    year = one.today.year - rng.randint(21, 72)
    born = date(year, rng.randint(1, 12), rng.randint(1, 28))
    if one.kind == "under_18":
        return months_on(one.day(rng.choice((1, 40, 200))), -18 * 12)
    if one.kind in INDETERMINATE:
        return born.replace(year=one.today.year - rng.randint(38, 72))
    if one.i % 53 == 7:
        return months_on(one.day(-(one.i % 2)), -18 * 12)
    return date(1988, 2, 29) if one.i % 97 == 13 else born


def _police_numbers(one: One) -> dict[str, str]:
    year = one.rng.randint(1995, one.today.year - 1)
    pnc, cro = f"{one.rng.randint(1, 9_999_999):07}", f"{one.rng.randint(1, 999_999):06}"
    short = f"{year % 100:02}"
    return {
        "pncNumber": f"{year}/{pnc}{check_letter(short + pnc)}",
        "croNumber": f"{cro}/{short}{check_letter(short + cro)}",
    }


def whereabouts(one: One) -> None:
    """How they came here; who is out for the day; who is held in a hospital."""
    person, rng = one.person, one.rng
    here, start = person["prisonId"], person.get("sentenceStartDate") or one.ago(5, 90)
    first = rng.choice(("LEI", "DNI", "HLI", "LPI"))
    one.movement("ADM", "IN", "COURT" if one.chance(0.8) else "OUT", first, start)
    if first != here:
        one.movement("TRN", "IN", first, here, max(start, one.ago(2, 700)))
    if one.i % 41 == 17:
        person.update(inOutStatus="OUT", lastMovementTypeCode="TAP")
        one.movement("TAP", "OUT", here, "OUT", one.ago(0, 2))
    elif one.i % 67 == 30:
        person.update(
            prisonId="OUT",
            supportingPrisonId=here,
            restrictedPatient=True,
            dischargedHospitalDescription=rng.choice(pools.HOSPITALS),
            cellLocation=None,
            inOutStatus="OUT",
            lastMovementTypeCode="REL",
        )
        one.movement("REL", "OUT", here, "OUT", one.ago(30, 400))
    elif one.i % 59 == 11:
        person["cellLocation"] = None


def probation(one: One) -> None:
    """The nDelius record; some have none, and some have no COM when one is needed."""
    if one.i % 19 == 6 or one.kind == "remand":
        return
    rng = one.rng
    team, code, ldu, service = rng.choice(pools.TEAMS)
    com = f"{rng.choice(pools.SURNAMES)}, {rng.choice(pools.WOMEN + pools.MEN)}".title()
    allocated = one.at < 45 and one.chance(0.7)
    mappa = rng.choices((None, 0, 1, 2, 3), (15, 45, 22, 14, 4))[0]
    one.probation = {
        "offenderNo": one.number,
        "crn": f"{chr(65 + one.i % 26)}{(one.i * 7_919 + 362_207) % 1_000_000:06}",
        "tier": _tier(rng),
        "mappaLevel": mappa,
        "mappaCategory": rng.choice((1, 2, 2, 3)) if mappa else None,
        "roshLevel": rng.choices((None, *pools.LEVELS), (6, 14, 44, 32, 4))[0],
        "comName": com if allocated else None,
        "comEmail": f"com.{one.i}@probation.example" if allocated and one.chance(0.9) else None,
        "teamName": team,
        "lduCode": code,
        "lduName": ldu,
        "lduEmail": f"{code.lower()}@probation.example",
        "probationService": service,
        "enhancedResourcing": rng.choice((True, True, False, False, None)),
        "vloAssigned": one.chance(0.12),
    }


def _tier(rng: random.Random) -> str:
    """A letter; the older tiers come with a number, written in two ways."""
    letter, number = (
        rng.choices("ABCDE", (14, 27, 33, 21, 5))[0],
        rng.choice(("", "", "", "_2", "1")),
    )
    return letter if letter == "E" else letter + number


def early_allocation(one: One) -> None:
    """An early allocation assessment for a few, decided or not."""
    if one.i % 23 != 8 or "sentenceStartDate" not in one.person:
        return
    outcome = one.rng.choice(("eligible", "discretionary", "ineligible"))
    decision = one.rng.choice((True, False, None)) if outcome == "discretionary" else None
    one.early.append(
        {
            "offenderNo": one.number,
            "createdOn": one.ago(1, 40),
            "outcome": outcome,
            "communityDecision": decision,
            "createdWithinReferralWindow": one.chance(0.8),
        }
    )


def assessments(one: One) -> None:
    """The first OASys of the sentence and the latest, with the RoSH grid; some late, some open."""
    start = one.person.get("sentenceStartDate")
    if one.probation is None or one.kind in ("remand", "civil") or start is None:
        return
    first = start + timedelta(days=one.rng.randint(25, 62))
    if first < one.day(-20):
        _assessment(one, first, "Start custody")
    arrived = max(
        (row["movementDate"] for row in one.movements if row["movementType"] in ("ADM", "TRN")),
        default=start,
    )
    if one.i % 14 == 5:  # overlooked
        return
    if first < one.day(-330):
        latest = one.rng.randint(4, 300)
        since_arrival = (one.today - arrived).days
        # After a move there is a review within four weeks; the newest arrivals wait for theirs.
        if latest > since_arrival:
            latest = max(1, since_arrival - one.rng.randint(6, 26))
        if one.day(-latest) >= arrived:
            _assessment(one, one.day(-latest), one.rng.choice(pools.PURPOSES[1:]))
    if one.i % 11 == 2:
        _assessment(one, None, "Review")


def _assessment(one: One, completed: date | None, purpose: str) -> None:
    """One assessment; without a day it is still being written."""
    assert one.probation is not None
    rng = one.rng
    overall = one.probation["roshLevel"] or "MEDIUM"
    initiated = (completed or one.day(-3)) - timedelta(days=rng.randint(5, 24))
    signed = None
    if completed and (overall in ("HIGH", "VERY_HIGH") or one.probation["mappaLevel"]):
        signed = min(completed + timedelta(days=rng.randint(2, 6)), one.today)
        if one.day(-4) < completed:
            signed = None
    one.assessments.append(
        {
            "offenderNo": one.number,
            "assessmentType": rng.choice(("LAYER3", "LAYER3", "LAYER1")),
            "purpose": purpose,
            "status": "COMPLETE" if completed else "OPEN",
            "initiatedOn": initiated,
            "completedOn": completed,
            "assessor": f"{rng.choice(pools.WOMEN)} {rng.choice(pools.SURNAMES)}".title(),
            "countersignedOn": signed,
            "roshOverall": overall,
            "rosh": _rosh_grid(rng, overall),
            "predictors": _predictors(rng),
        }
    )


def _rosh_grid(rng: random.Random, overall: str) -> dict[str, dict[str, str]]:
    top = pools.LEVELS.index(overall)

    def below(*steps: int) -> str:
        return pools.LEVELS[max(0, top - rng.choice(steps))]

    custody = {group: below(0, 1, 1, 2) for group in pools.GROUPS}
    community = {group: below(0, 0, 1) for group in pools.GROUPS if group != "Prisoners"}
    return {"custody": custody, "community": community | {"Public": overall}}


def _predictors(rng: random.Random) -> list[Row]:
    """Three scores with their bands, by the cut-offs of the 2026 predictors."""
    found: list[Row] = []
    for name, most, cuts in (
        ("All Reoffending Predictor", 95.0, (50, 75, 90)),
        ("Violent Reoffending Predictor", 85.0, (30, 60, 80)),
        ("Combined Serious Reoffending Predictor", 9.0, (1, 3, 6.9)),
    ):
        score = round(rng.random() * most, 2)
        band = pools.LEVELS[sum(score >= cut for cut in cuts)]
        found.append({"name": name, "score": score, "band": band, "unit": "%"})
    return found
