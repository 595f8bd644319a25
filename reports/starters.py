"""First drafts of sections, from the record: what a careful colleague would have typed.

Nothing is concluded and nothing invented: sentences say what the record says, and facts in
them stay linked to it. What only the writer knows is asked for in square brackets, which the
check before a paper leaves finds. In a paper that the person may read stands nothing that was
told in confidence; while it is not known which paper it is for, it is taken to be such a one.
"""

from collections.abc import Callable, Iterator, Mapping

from pomdesk.domain.duties import Duty, DutyFamily, DutyKind, DutyOwner
from pomdesk.domain.record import ATTEMPTS, Entry, EntryKind
from pomdesk.domain.writing import Paragraph, Passage
from pomdesk.rules.dates import add_months
from reports import handover_starters, told
from reports.contact_starters import contact
from reports.duty_words import duty_title
from reports.material import Material
from reports.plan_starters import interventions, plan, views
from reports.starting import MONTHS, Said, Teller, bullet, excerpt, paragraph
from resources.text import Text

_EVENTS = 20
"""Significant events that are listed, the newest."""
_ACTIONS = 15
_NOT_TOLD = {
    DutyKind.CUSTODY_REPORT,
    DutyKind.DISCLOSURE_CHECK,
    DutyKind.RECALL_REPORT,
    DutyKind.CONTACT,
    DutyKind.KEY_WORK,
    DutyKind.OASYS_STALE,
}
"""Duties that are the paper itself, and those that only keep a rhythm or say one thing twice."""
_ADMISSION = ("ADM", "IN")


def start(name: str, material: Material, text: Text) -> Passage:
    """The first draft of a section; blank where the record has nothing for it.

    Args:
        name: the section's ``starter``, one of ``STARTERS``.
        material: the case; of its paper the kind and the writer are asked.
        text: the language of the paper.

    Raises:
        KeyError: there is no such starter; ``reports.kinds.check_template`` finds it earlier.

    """
    return tuple(STARTERS[name](Teller(material, text)))


def _sources(teller: Teller) -> Iterator[Paragraph]:
    yield paragraph(teller.say("sources.begin"))
    file = teller.view.sources.section.get("person")
    if file is not None and file.on is not None:
        yield bullet(teller.say("sources.file", day=teller.text.day(file.on)))
    if assessed := _assessment(teller, "sources.oasys"):
        yield bullet(assessed)
    text, record = teller.text, teller.material.record
    counts = record.counts if record else {}
    contacts, sessions = (counts.get(k, 0) for k in (EntryKind.CONTACT, EntryKind.KEY_WORK))
    said = text.count("start.contact.contacts", contacts)
    key_work = text.count("start.contact.sessions", sessions)
    if contacts and sessions:
        yield bullet(teller.say("sources.record", contacts=said, sessions=key_work))
    elif contacts:
        yield bullet(teller.say("sources.contacts", contacts=said))
    yield bullet(teller.say("sources.ask"))
    yield paragraph(teller.say("sources.ask_limits"))


def _assessment(teller: Teller, key: str) -> Said | None:
    """The newest completed OASys: its layer, its day and, where it is known, by whom."""
    day, layer = teller.fact("oasys.completed_on"), teller.fact("oasys.assessment_type")
    if day is None or layer is None:
        return None
    who = teller.fact("oasys.assessor")
    if who is None:
        return teller.say(key, day=day, layer=layer)
    return teller.say(f"{key}_by", day=day, layer=layer, who=who)


def _behaviour(teller: Teller) -> Iterator[Paragraph]:
    level, category = teller.fact("person.current_incentive"), teller.fact("person.category")
    now = [
        teller.say(f"behaviour.{name}", value=value)
        for name, value in (("incentive", level), ("category", category))
        if value is not None
    ]
    if now:
        yield paragraph(*now)
    held = told.events(teller.material, disclosable=teller.disclosable)
    if held:
        yield paragraph(teller.say("behaviour.events"))
        yield from (_event(teller, entry) for entry in held[-_EVENTS:])
    else:
        yield paragraph(teller.say("behaviour.no_events"))
    yield paragraph(teller.say("behaviour.ask"))


def _event(teller: Teller, entry: Entry) -> Paragraph:
    what = teller.code("entry_what.significant_event", entry.what)
    said = excerpt(entry.text)
    key = "behaviour.event" if said else "behaviour.event_bare"
    return bullet(teller.say(key, day=teller.day_of(entry), what=what, said=said))


def _self_harm(teller: Teller) -> Iterator[Paragraph]:
    held = [
        entry
        for entry in told.events(teller.material, disclosable=teller.disclosable)
        if entry.what in ("self_harm", "health")
    ]
    if held:
        yield paragraph(teller.say("self.events"))
        yield from (_event(teller, entry) for entry in held[-_EVENTS:])
    else:
        yield paragraph(teller.say("self.none"))
    yield paragraph(teller.say("self.ask"))


def _risk(teller: Teller) -> Iterator[Paragraph]:
    said = []
    if assessed := _assessment(teller, "risk.oasys"):
        said.append(assessed)
        if overall := teller.fact("oasys.rosh_overall"):
            said.append(teller.say("risk.overall", level=overall))
    else:
        said.append(teller.say("risk.no_oasys"))
    if level := teller.fact("probation.rosh_level"):
        said.append(teller.say("risk.probation", level=level))
    yield paragraph(*said)
    yield paragraph(teller.say("risk.ask"))


def _rotl(teller: Teller) -> Iterator[Paragraph]:
    held = told.events(teller.material, disclosable=teller.disclosable)
    away = [entry for entry in held if entry.what == "escape"]
    yield paragraph(teller.say("rotl.escapes" if away else "rotl.no_escape"))
    yield from (_event(teller, entry) for entry in away)
    asked = [one for one in teller.entries(EntryKind.REFERRAL) if one.what == "rotl"]
    yield paragraph(teller.say("rotl.asked" if asked else "rotl.not_asked"))
    for entry in asked:
        stage = teller.code("entry_stage.referral", entry.stage)
        said = excerpt(entry.text)
        key = "rotl.item" if said else "rotl.item_bare"
        yield bullet(teller.say(key, day=teller.day_of(entry), stage=stage, said=said))
    yield paragraph(teller.say("rotl.ask"))


def _recall(teller: Teller) -> Iterator[Paragraph]:
    back = [
        move
        for move in teller.view.case.movements
        if (move.movement_type, move.direction_code) == _ADMISSION
    ]
    said = []
    if back and teller.view.case.person.recall:
        day = teller.text.day(max(move.movement_date for move in back))
        said.append(teller.say("recall.back", name=teller.name, day=day))
    if day_again := teller.fact("person.post_recall_release_date"):
        said.append(teller.say("recall.release", day=day_again))
    yield paragraph(*said, teller.say("recall.ask"))


def _outstanding(teller: Teller) -> Iterator[Paragraph]:
    following = told.follow_ups(teller.material)
    ahead = add_months(teller.today, MONTHS)
    duties = [
        duty
        for duty in told.open_duties(teller.material)
        if duty.kind not in _NOT_TOLD
        and duty.family is not DutyFamily.DATA
        and (duty.due is None or duty.due <= ahead)
    ]
    for duty in duties[:_ACTIONS]:
        entry = following.get(duty.entry_id) if duty.entry_id is not None else None
        yield bullet(_action(teller, duty, entry))
    yield paragraph(teller.say("outstanding.ask" if duties else "outstanding.none"))


def _action(teller: Teller, duty: Duty, entry: Entry | None) -> Said:
    what = duty_title(teller.text, duty)
    if duty.kind is DutyKind.HANDOVER_TASK:
        what = teller.text.code("checklist", duty.subject)
    if duty.kind is DutyKind.FOLLOW_UP and entry is not None:
        what = " ".join((entry.next_step or entry.title).split()) or what
    who = "" if duty.owner is DutyOwner.POM else teller.text.code("duty_owner", duty.owner)
    if duty.due is None:
        return teller.say("outstanding.item_who" if who else "outstanding.item", what=what, who=who)
    key = "outstanding.item_who_due" if who else "outstanding.item_due"
    return teller.say(key, what=what, who=who, day=teller.text.day(duty.due))


def _summed_up(teller: Teller) -> Iterator[Paragraph]:
    said: list[Said] = []
    described = teller.fact("person.imprisonment_status_description")
    offence = teller.fact("person.most_serious_offence")
    began = teller.fact("person.sentence_start_date")
    if described and offence and began:
        said.append(
            teller.say(
                "summary.sentence", name=teller.name, status=described, offence=offence, day=began
            )
        )
    for key, ref in (
        ("release", handover_starters.release_ref(teller)),
        ("handover", "result.handover_date"),
        ("responsible", "result.responsibility"),
        ("com", "probation.com_name"),
    ):
        if value := teller.fact(ref):
            said.append(teller.say(f"summary.{key}", value=value))
    seen = [one for one in teller.entries(EntryKind.CONTACT) if one.what not in ATTEMPTS]
    if seen:
        said.append(teller.say("summary.seen", day=teller.day_of(seen[-1])))
    if said:
        yield paragraph(*said)
    yield paragraph(teller.say("summary.ask"))


STARTERS: Mapping[str, Callable[[Teller], Iterator[Paragraph]]] = {
    "contact": contact,
    "sources": _sources,
    "behaviour": _behaviour,
    "interventions": interventions,
    "plan": plan,
    "views": views,
    "risk": _risk,
    "self_harm": _self_harm,
    "rotl": _rotl,
    "recall": _recall,
    "outstanding": _outstanding,
    "summary": _summed_up,
    **handover_starters.STARTERS,
}
"""What the desk can draft, by the name templates call it."""
