"""First drafts of sections that only the handover report has, in the manner of ``starters``."""

from collections.abc import Callable, Iterator, Mapping

from pomdesk.domain.record import ATTEMPTS, EntryKind
from pomdesk.domain.terms import ReleaseType
from pomdesk.domain.writing import Paragraph
from reports.starting import Said, Teller, bullet, excerpt, paragraph

ON_CURFEW = {ReleaseType.HDCED, ReleaseType.HDCEA}
"""Dates from which somebody may be out on home detention curfew."""
_TOLD = 3
"""Contacts that show how the person takes part."""


def _conduct(teller: Teller) -> Iterator[Paragraph]:
    """Where the person stands now; the events stand in a table of their own."""
    now = [
        teller.say(f"behaviour.{name}", value=value)
        for name, value in (
            ("incentive", teller.fact("person.current_incentive")),
            ("category", teller.fact("person.category")),
        )
        if value is not None
    ]
    if now:
        yield paragraph(*now)
    yield paragraph(teller.say("handover.ask_conduct"))


def release_ref(teller: Teller) -> str:
    """Which fact is the earliest release: never a curfew date, which is no release."""
    earliest = teller.view.result.earliest_release
    curfew = earliest is not None and earliest.kind in ON_CURFEW
    return "result.handover_release" if curfew else "result.earliest_release"


def _release_plan(teller: Teller) -> Iterator[Paragraph]:
    """When release may be, what was agreed for the licence, where housing stands."""
    said: list[Said] = []
    if day := teller.fact(release_ref(teller)):
        said.append(teller.say("handover.release", day=day))
    wanted = [e for e in teller.entries(EntryKind.LICENCE_CONDITION) if e.stage != "not_wanted"]
    if wanted:
        said.append(teller.say("handover.conditions", n=len(wanted)))
    if said:
        yield paragraph(*said)
    housing = [
        e
        for e in teller.entries(EntryKind.REFERRAL)
        if e.what in ("duty_to_refer", "crs_accommodation", "approved_premises", "cas2", "cas3")
    ]
    for entry in housing:
        what = teller.text.code("entry_what.referral", entry.what)
        stage = teller.code("entry_stage.referral", entry.stage)
        yield bullet(
            teller.say("handover.housing", what=what, stage=stage, day=teller.day_of(entry))
        )
    yield paragraph(teller.say("handover.ask_release"))


def _engagement(teller: Teller) -> Iterator[Paragraph]:
    """What the last contacts show of how the person takes part."""
    met = [
        e for e in teller.entries(EntryKind.CONTACT) if e.what not in ATTEMPTS and excerpt(e.text)
    ]
    for entry in met[-_TOLD:]:
        yield bullet(
            teller.say("handover.contact", day=teller.day_of(entry), said=excerpt(entry.text))
        )
    yield paragraph(teller.say("handover.ask_engagement"))


STARTERS: Mapping[str, Callable[[Teller], Iterator[Paragraph]]] = {
    "conduct": _conduct,
    "release_plan": _release_plan,
    "engagement": _engagement,
}
"""By the name that the template calls it; ``reports.starters`` has them with its own."""
