"""What the store has of a case, laid out beside the questions of whoever marks its file.

Facts and entries as they stand, section by section, and no word of what they are worth. A heading
is a code of ``quality.file``; one with a dot is a key of the words of its own, such as
``entry_what.contact.face_to_face`` or ``field.tariff_date``.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pomdesk.domain.duties import DutyState
from pomdesk.domain.facts import Assessment, Case
from pomdesk.domain.names import listed
from pomdesk.domain.record import SPECS, Entry, EntryKind
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.quality import FileFact
from pomdesk.readmodels.record import AssessmentLine, CaseRecord
from pomdesk.services.desk import Day
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.record import EntriesOf, RecordOf, TimelineOf
from pomdesk.store.unit_of_work import UnitOfWork

SECTIONS = (
    "identity",
    "sentence",
    "assessments",
    "plan",
    "contacts",
    "parole",
    "handover",
    "public_protection",
    "victims",
    "resettlement",
    "duties",
    "history",
)
"""Codes of the sections, in their order."""

HEADINGS = (
    "name",
    "pom",
    "prison",
    "assessment",
    "countersigned",
    "predictor",
    "review",
    "handover_starts",
    "handover_on",
    "movement",
    "allocation",
    "early_allocation",
)
"""Codes of headings that are no keys of their own."""

MOST_CONTACTS = 40
MOST_HISTORY = 60

_DATES = (
    "sentence_start_date",
    "sentence_expiry_date",
    "licence_expiry_date",
    "conditional_release_date",
    "automatic_release_date",
    "release_date",
    "parole_eligibility_date",
    "tariff_date",
    "actual_parole_date",
    "post_recall_release_date",
    "home_detention_curfew_eligibility_date",
    "home_detention_curfew_actual_date",
)
_IDENTITY = (
    "prisoner_number",
    "category",
    "most_serious_offence",
    "imprisonment_status_description",
)
_SECTION_OF: dict[EntryKind, str] = {
    EntryKind.GOAL: "plan",
    EntryKind.STEP: "plan",
    EntryKind.PLAN_AGREEMENT: "plan",
    EntryKind.INTERVENTION: "plan",
    EntryKind.COMPLEXITY: "plan",
    EntryKind.NEEDS_ASSESSMENT: "plan",
    EntryKind.PAROLE_STEP: "parole",
    EntryKind.HANDOVER_TASK: "handover",
    EntryKind.HANDOVER_MEETING: "handover",
    EntryKind.PUBLIC_PROTECTION: "public_protection",
    EntryKind.RESTRICTION: "public_protection",
    EntryKind.VICTIM_LIAISON: "victims",
    EntryKind.VICTIM_NOTE: "victims",
    EntryKind.REFERRAL: "resettlement",
    EntryKind.LICENCE_CONDITION: "resettlement",
}
_CONTACTS = (
    EntryKind.CONTACT,
    EntryKind.KEY_WORK,
    EntryKind.SIGNIFICANT_EVENT,
    EntryKind.NOTE,
    EntryKind.DOCUMENT,
)
_LATE = frozenset({DutyState.OVERDUE})


def file_of(uow: UnitOfWork, day: Day, person_id: int) -> list[tuple[str, Sequence[FileFact]]]:
    """The file of one person; sections without a line are left out.

    What a file check asked for (``EntryKind.QUALITY_ACTION``) is left out too: who reads a file
    now shall not know that it was read before.
    """
    view = CaseOf(person_id).run(uow, day)
    record = RecordOf(person_id).run(uow, day)
    contacts = EntriesOf(person_id, _CONTACTS, limit=MOST_CONTACTS).run(uow, day).entries
    told: dict[str, list[FileFact]] = {code: [] for code in SECTIONS}
    told["identity"] += _identity(view)
    told["sentence"] += _dates(view.case)
    told["assessments"] += _assessments(record.assessments)
    told["contacts"] += map(_of_entry, contacts)
    told["parole"] += _parole(view.case)
    told["handover"] += _handover(view)
    told["public_protection"] += _risk(view.case)
    told["duties"] += _duties(record)
    told["history"] += _history(uow, day, person_id)
    for kind, section in _SECTION_OF.items():
        told[section] += map(_of_entry, record.entries.get(kind, ()))
    return [(code, _newest_first(told[code], code)) for code in SECTIONS if told[code]]


def _newest_first(lines: Iterable[FileFact], section: str) -> list[FileFact]:
    """Lines without a day first; of dates that are to come, and of duties, the earliest first."""
    ahead = section in ("sentence", "duties")
    undated = [one for one in lines if one.day is None]
    dated = [one for one in lines if one.day is not None]
    return undated + sorted(dated, key=lambda one: one.day or date.min, reverse=not ahead)


def _identity(view: CaseView) -> Iterator[FileFact]:
    person = view.case.person
    yield FileFact("name", listed(person.last_name, person.first_name))
    for name in _IDENTITY:
        if value := getattr(person, name):
            yield FileFact(f"field.{name}", str(value))
    if person.date_of_birth:
        yield FileFact("field.date_of_birth", "", person.date_of_birth)
    if person.legal_status:
        yield FileFact(f"legal_status.{person.legal_status}", "")
    if view.prison_name:
        yield FileFact("prison", view.prison_name)
    if view.pom_name:
        yield FileFact("pom", view.pom_name, view.case.allocated_on)
    if person.alerts:
        yield FileFact("field.alerts", ", ".join(person.alerts))


def _dates(case: Case) -> Iterator[FileFact]:
    for name in _DATES:
        day = getattr(case.person, name)
        if day is not None:
            yield FileFact(f"field.{name}", "", day)
    for name in ("recall", "indeterminate_sentence"):
        if getattr(case.person, name):
            yield FileFact(f"field.{name}", "")


def _assessments(lines: Sequence[AssessmentLine]) -> Iterator[FileFact]:
    for line in lines:
        one = line.assessment
        on = one.completed_on or one.initiated_on
        said = (one.assessment_type, one.purpose, one.status, one.assessor)
        yield FileFact("assessment", ", ".join(part for part in said if part), on)
        if one.rosh_overall:
            yield FileFact("field.rosh_level", one.rosh_overall, on)
        if one.countersigned_on:
            yield FileFact("countersigned", "", one.countersigned_on)
        yield from (FileFact("predictor", words, on) for words in _predictors(one))


def _predictors(one: Assessment) -> Iterator[str]:
    for score in one.predictors:
        said = [f"{name}: {value}" for name, value in score.items() if value not in (None, "")]
        if said:
            yield "; ".join(said)


def _parole(case: Case) -> Iterator[FileFact]:
    for one in case.parole_reviews:
        said = (one.review_type, one.review_status, one.hearing_outcome)
        yield FileFact("review", ", ".join(part for part in said if part), one.target_hearing_date)


def _handover(view: CaseView) -> Iterator[FileFact]:
    handover = view.result.handover
    if handover is not None:
        yield FileFact(f"responsibility.{handover.responsibility}", "")
        if handover.starts:
            yield FileFact("handover_starts", "", handover.starts)
        if handover.on:
            yield FileFact("handover_on", "", handover.on)
    if view.case.probation and view.case.probation.com_name:
        yield FileFact("field.com_name", view.case.probation.com_name)
    for one in view.case.early_allocations:
        yield FileFact("early_allocation", one.outcome, one.created_on)


def _risk(case: Case) -> Iterator[FileFact]:
    probation = case.probation
    if probation is None:
        return
    for name in ("rosh_level", "mappa_level", "mappa_category", "tier"):
        value = getattr(probation, name)
        if value is not None:
            yield FileFact(f"field.{name}", str(value))
    if probation.vlo_assigned:
        yield FileFact("field.vlo_assigned", "")


def _duties(record: CaseRecord) -> Iterator[FileFact]:
    """What is late."""
    for duty in record.duties:
        if duty.state in _LATE:
            yield FileFact(f"duty.{duty.kind}", "", duty.due)


def _history(uow: UnitOfWork, day: Day, person_id: int) -> Iterator[FileFact]:
    """Where the person was and who had the case."""
    lines, _total = TimelineOf(person_id, limit=MOST_HISTORY * 2).run(uow, day)
    kept = [one for one in lines if one.kind in ("movement", "allocation")]
    for one in kept[:MOST_HISTORY]:
        if one.kind == "movement":
            yield FileFact("movement", ", ".join(filter(None, (one.code, one.words))), one.day)
        else:
            yield FileFact("allocation", one.words, one.day)


def _of_entry(one: Entry) -> FileFact:
    """One entry: what it was, and everything that was written."""
    spec = SPECS[one.kind]
    if one.what and one.what in spec.whats:
        heading = f"entry_what.{one.kind}.{one.what}"
    elif one.stage and one.stage in spec.stages:
        heading = f"entry_stage.{one.kind}.{one.stage}"
    else:
        heading = f"entry_kind.{one.kind}"
    said = (one.title, one.who, one.text, one.next_step)
    return FileFact(heading, "\n".join(part for part in said if part), one.day)
