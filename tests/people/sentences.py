"""What each kind of sentence looks like in Prisoner Search and the Prison API."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.people.one import One, months_on


def _fixed(one: One, start: date, release: date, share: float, kind: str) -> None:
    """Start, conditional release at ``share`` of the term, expiry, and the term itself."""
    months = max(1, round((release - start).days / 30.44 / share))
    expiry = max(months_on(start, months) - timedelta(days=1), release)
    one.person.update(
        sentenceStartDate=start,
        conditionalReleaseDate=release,
        releaseDate=release,
        sentenceExpiryDate=expiry,
        licenceExpiryDate=expiry,
    )
    one.term(kind, start, months)


def determinate(one: One) -> None:
    """Released on licence part way; handover eight months and fourteen days before."""
    release = months_on(one.handover + timedelta(days=14), 8)
    start = min(one.ago(120, 2400), months_on(release, -16))
    _fixed(one, start, release, one.rng.choice((0.4, 0.5, 0.5, 0.667)), "ADIMP")
    if one.chance(0.45):
        one.person["homeDetentionCurfewEligibilityDate"] = months_on(release, -6)
    if one.i % 17 == 3:
        one.person["automaticReleaseDate"] = release
        if one.chance(0.6):
            del one.person["conditionalReleaseDate"]
    if one.i % 29 == 5:
        one.person["conditionalReleaseOverrideDate"] = release - timedelta(days=45)


def short(one: One) -> None:
    """Ten months from sentence to release, a day less, a day more; or plainly short."""
    start = one.ago(5, 200)
    edge = months_on(start, 10) + timedelta(days=one.rng.choice((-1, 0, 1, -120, -180)))
    _fixed(one, start, edge, 0.5, "ADIMP")


def extended(one: One) -> None:
    """EDS or SOPC: a parole eligibility date, conditional release later."""
    kind, words = {
        "eds": ("EDS", "Extended determinate sentence"),
        "sopc": ("SOPC", "Sentence for offenders of particular concern"),
    }[one.kind]
    eligible = months_on(one.handover, 12)
    start = min(one.ago(500, 2600), months_on(eligible, -18))
    _fixed(one, start, eligible + (eligible - start) // 3, 0.667, kind)
    one.person.update(
        imprisonmentStatus=kind,
        imprisonmentStatusDescription=words,
        paroleEligibilityDate=eligible,
    )
    if eligible < one.day(300):
        one.review("Active", eligible + timedelta(days=one.rng.choice((-20, 0, 35))))


def life(one: One) -> None:
    """Life with a tariff: ahead and in open conditions, ahead, or past."""
    if one.in_open_conditions:
        tariff = months_on(one.day(one.rng.randint(20, 300)), 12)
    else:
        tariff = months_on(one.handover, 12) if one.i % 3 else one.ago(0, 2500)
    start = min(one.ago(1200, 7000), months_on(tariff, -96))
    _indeterminate(one, "LIFE", "Sentenced to life imprisonment", start, tariff)


def ipp(one: One) -> None:
    """Imprisonment for public protection: imposed from 2005 to 2012, tariffs long past."""
    start = date(one.rng.randint(2006, 2011), one.rng.randint(1, 12), one.rng.randint(1, 28))
    tariff = months_on(start, one.rng.randint(20, 130))
    _indeterminate(one, "IPP", "Imprisonment for public protection", start, tariff)


def _indeterminate(one: One, status: str, words: str, start: date, tariff: date) -> None:
    one.person.update(
        legalStatus="INDETERMINATE_SENTENCE",
        imprisonmentStatus=status,
        imprisonmentStatusDescription=words,
        indeterminateSentence=True,
        sentenceStartDate=start,
        tariffDate=tariff,
    )
    one.term(status, start, 0)
    if one.i % 13 == 4:  # a second indeterminate sentence that starts later
        one.term(status, months_on(start, 14), 0, case=2)
    if tariff <= one.today:
        _heard_before(one)
    elif one.i % 5 == 0:
        one.review("Active - Future", months_on(tariff, -1))


def _heard_before(one: One) -> None:
    """A refused hearing behind them and another ahead, now and then at just twelve months."""
    heard = one.ago(100, 700)
    refused = ("No Parole Decision - ISP Paper Review", "Recommend Open [*]", "Not Applicable")
    one.review("Inactive", heard, one.rng.choice(refused), heard + timedelta(days=14))
    year = months_on(one.today, 12)
    a_day = timedelta(days=1)
    ahead = (one.day(90), one.day(250), one.day(700), year - a_day, year, year + a_day)
    one.review("Active", one.rng.choice(ahead))


def recall(one: One) -> None:
    """Released, recalled; a post-recall date, sometimes an earlier one from the Parole Board."""
    start, recalled = one.ago(900, 2600), one.ago(10, 300)
    _fixed(one, start, recalled - timedelta(days=one.rng.randint(60, 300)), 0.5, "LR")
    expiry = one.day(one.rng.randint(100, 900))
    one.person.update(
        recall=True,
        legalStatus="RECALL",
        imprisonmentStatus="LR_ORA",
        imprisonmentStatusDescription="Licence recall",
        sentenceExpiryDate=expiry,
        licenceExpiryDate=expiry,
        postRecallReleaseDate=expiry,
    )
    if one.chance(0.3):
        one.person["actualParoleDate"] = expiry - timedelta(days=60)


def indeterminate_recall(one: One) -> None:
    """Released on life or IPP licence, and recalled."""
    (life if one.i % 2 else ipp)(one)
    one.person.update(recall=True, legalStatus="RECALL")


def immigration(one: One) -> None:
    """Held by the Home Office after the sentence, or without one."""
    one.person.update(
        legalStatus="IMMIGRATION_DETAINEE",
        imprisonmentStatus="DET",
        imprisonmentStatusDescription="Immigration detainee",
    )


def civil(one: One) -> None:
    """Committed by a civil court or for a fine: outside the policy."""
    determinate(one)
    one.person.update(
        legalStatus="CIVIL_PRISONER",
        imprisonmentStatus=one.rng.choice(("CIVIL", "A/FINE")),
        imprisonmentStatusDescription="Civil committal",
    )


def remand(one: One) -> None:
    """Not sentenced: outside the policy."""
    one.person.update(
        legalStatus="REMAND",
        imprisonmentStatus="RX",
        imprisonmentStatusDescription="Remanded to crown court",
    )


def undated(one: One) -> None:
    """Sentenced, but with nothing yet to count back from."""
    start = one.ago(3, 60)
    if one.i % 2:
        one.person.update(
            legalStatus="INDETERMINATE_SENTENCE",
            imprisonmentStatus="LIFE",
            imprisonmentStatusDescription="Sentenced to life imprisonment",
            indeterminateSentence=True,
        )
        one.term("LIFE", start, 0)
    else:
        one.person["homeDetentionCurfewEligibilityDate"] = one.day(200)
        one.term("ADIMP", start, 30)
    one.person["sentenceStartDate"] = start


MAKERS: dict[str, Callable[[One], None]] = {
    "determinate": determinate,
    "short": short,
    "eds": extended,
    "sopc": extended,
    "life": life,
    "ipp": ipp,
    "recall": recall,
    "isp_recall": indeterminate_recall,
    "immigration": immigration,
    "civil": civil,
    "under_18": determinate,
    "remand": remand,
    "undated": undated,
}
"""What fills in the sentence of each kind of person."""
