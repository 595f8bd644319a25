"""Which column of a sheet is which field.

A heading is matched by its letters and digits alone, so ``NOMS No.``, ``noms_no`` and
``Noms No`` are one. Published names match by themselves; the others that people and systems
write are listed here; for the rest a user makes a mapping once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pomdesk.domain.errors import ImportRefused
from pomdesk.domain.names import fold
from pomdesk.intake.faults import shown
from pomdesk.intake.fields import LISTS, PRISONERS, STAFF, ListSpec
from pomdesk.intake.rows import WHY_REFUSED

NAME = "name"
"""Field that is two: ``Surname, Forename`` in one column (``prisoners.name``)."""

IGNORE = ""
"""Target of a heading that a mapping leaves out."""

_MOST_SHOWN = 60

_PEOPLE = ("prisoners", "probation", "allocations")

_NUMBERS = (
    "prisoner number; prison number; prisoner no; prison no; prisoner id; noms no; noms number;"
    "noms id; noms; nomis no; nomis number; nomis id; nomis; offender no; offender number;"
    "offender noms no; offender noms number; noms offender number; offender id display"
)

_KNOWN = {
    "prisoners.name": "name; prisoner name; offender name; full name; prisoner",
    "prisoners.firstName": "forename; forenames; first names; given name; given names",
    "prisoners.lastName": "surname; family name",
    "prisoners.dateOfBirth": "dob; d o b; birth date; date of birth",
    "prisoners.prisonId": "prison; prison code; establishment; establishment code; agency",
    "prisoners.cellLocation": "cell; location; cell location; current location; living unit",
    "prisoners.category": "cat; security category; category code",
    "prisoners.categoryActiveSince": "category date; categorised on; cat date",
    "prisoners.mostSeriousOffence": "main offence; offence; index offence",
    "prisoners.imprisonmentStatus": "sentence status",
    "prisoners.indeterminateSentence": "indeterminate; isp; indeterminate sentence prisoner",
    "prisoners.recall": "recalled; is recall; recall flag",
    "prisoners.sentenceStartDate": "ssd; sentence start; date of sentence; sentence date",
    "prisoners.sentenceExpiryDate": "sed; sentence expiry; sentence end date",
    "prisoners.licenceExpiryDate": "led; licence expiry; license expiry date",
    "prisoners.sentenceExpiryDate+licenceExpiryDate": (
        "sled; sed led; sentence and licence expiry date; sentence licence expiry date"
    ),
    "prisoners.releaseDate": "release; earliest release date",
    "prisoners.conditionalReleaseDate": "crd; conditional release",
    "prisoners.conditionalReleaseOverrideDate": "crd override",
    "prisoners.automaticReleaseDate": "ard; automatic release",
    "prisoners.automaticReleaseOverrideDate": "ard override",
    "prisoners.postRecallReleaseDate": "prrd; post recall release",
    "prisoners.postRecallReleaseOverrideDate": "prrd override",
    "prisoners.paroleEligibilityDate": "ped; parole eligibility",
    "prisoners.actualParoleDate": "apd; approved parole date",
    "prisoners.tariffDate": "ted; tariff; tariff expiry; tariff expiry date; tariff end date",
    "prisoners.homeDetentionCurfewEligibilityDate": "hdced; hdc eligibility date; hdc eligibility",
    "prisoners.homeDetentionCurfewActualDate": "hdcad; hdcea; hdc actual date; hdc approved date",
    "prisoners.pncNumber": "pnc; pnc no; pnc id",
    "prisoners.croNumber": "cro; cro no",
    "prisoners.currentIncentive": "incentive; incentive level; iep; iep level",
    "prisoners.alerts": "alert; active alerts",
    "probation.crn": "delius crn; ndelius crn; case reference number; delius number",
    "probation.tier": "tier level; tiering; current tier",
    "probation.mappaLevel": "mappa",
    "probation.mappaCategory": "mappa cat",
    "probation.roshLevel": "rosh; rosh level; risk of serious harm; risk of serious harm level",
    "probation.comName": (
        "com; com name; community offender manager; community offender manager name"
    ),
    "probation.comEmail": "com email; com e mail; community offender manager email",
    "probation.teamName": "team; com team; probation team",
    "probation.lduCode": "ldu code",
    "probation.lduName": "ldu; local delivery unit; local delivery unit name; pdu",
    "probation.lduEmail": "ldu email; ldu mailbox; local delivery unit email",
    "probation.probationService": "probation region country",
    "probation.enhancedResourcing": "enhanced; enhanced handover; resourcing enhanced",
    "probation.vloAssigned": "vlo; victim liaison; vlo assigned; victim contact",
    "allocations.primaryStaffId": "pom staff id; primary pom staff id; pom id",
    "allocations.coworkingStaffId": "coworking pom staff id; co working staff id",
    "allocations.allocatedOn": "allocated; allocation date; date allocated",
    # The parole export of PPUD.
    "paroleReviews.reviewId": "review id; parole review id",
    "paroleReviews.reviewType": "review type",
    "paroleReviews.reviewStatus": "review status",
    "paroleReviews.custodyReportDue": "ms 13 target date; custody report due",
    "paroleReviews.targetHearingDate": (
        "thd; target hearing date; current target date review; current target date"
    ),
    "paroleReviews.hearingOutcome": "final result review; final result; hearing outcome",
    "paroleReviews.hearingOutcomeReceivedOn": "hearing outcome received; outcome received on",
}


def bare(heading: str) -> str:
    """A heading's letters and digits, without case and accents."""
    return re.sub(r"[^a-z0-9]", "", fold(heading))


def _known(name: str) -> dict[str, tuple[str, ...]]:
    """Bare heading to the fields of one list that it fills."""
    spec = LISTS[name]
    found: dict[str, tuple[str, ...]] = {}
    for target, headings in _KNOWN.items():
        owner, _, fields = target.partition(".")
        if owner == name:
            found |= {bare(h): tuple(fields.split("+")) for h in headings.split(";")}
    if spec is not STAFF:
        found |= {bare(h): (spec.owner,) for h in _NUMBERS.split(";")}
    for field in spec.names:
        found[bare(field)] = found[bare(f"{name}.{field}")] = (field,)
        found[bare(f"{spec.section}.{field}")] = (field,)
    return found


_MATCHES = {name: _known(name) for name in LISTS}
_SILENT = frozenset({bare(WHY_REFUSED), "title"})


@dataclass(frozen=True)
class Columns:
    """Where the columns of a sheet go.

    Attributes:
        owner: column that says whose row it is.
        lists: for each list, its fields with the column of each; without the owner.
        unmatched: headings that are kept out.

    """

    owner: int
    lists: Mapping[str, Mapping[str, int]]
    unmatched: tuple[str, ...]

    def targets(self, column: int) -> tuple[str, ...]:
        """The fields a column fills, as ``list.field``."""
        found = [
            f"{name}.{field}"
            for name, fields in self.lists.items()
            for field, place in fields.items()
            if place == column
        ]
        if column == self.owner:
            found.insert(0, f"{PRISONERS.name}.{PRISONERS.owner}")
        return tuple(found)


def targets() -> list[str]:
    """Every ``list.field`` a heading can be mapped to, in the order of the format."""
    return [
        f"{spec.name}.{field}"
        for spec in LISTS.values()
        for field in (*spec.names, *((NAME,) if spec is PRISONERS else ()))
    ]


def _target(text: str) -> tuple[str, str] | None:
    """``person.tariff_date`` or ``prisoners.tariffDate`` as list and published field."""
    section, _, field = text.partition(".")
    for spec in LISTS.values():
        if section in (spec.name, spec.section):
            if spec is PRISONERS and field == NAME:
                return spec.name, NAME
            for name, column in zip(spec.names, spec.columns, strict=True):
                if field in (name, column):
                    return spec.name, name
    return None


def check_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping of headings to fields in its published form.

    Raises:
        ImportRefused: IMP-MAPPING, for a target that is no field, two headings for one field,
            or nothing that says whose row it is.

    """
    checked: dict[str, str] = {}
    owners = 0
    for heading, text in mapping.items():
        if text == IGNORE:
            checked[heading] = IGNORE
            continue
        target = _target(text)
        if target is None:
            raise ImportRefused("IMP-MAPPING", heading=shown(heading), field=shown(text))
        owners += target[1] == LISTS[target[0]].owner
        if ".".join(target) in checked.values():
            raise ImportRefused("IMP-MAPPING", heading=shown(heading), field=".".join(target))
        checked[heading] = ".".join(target)
    if owners > 1:
        raise ImportRefused("IMP-MAPPING", heading="", field=PRISONERS.owner)
    return checked


def looks_like_headings(cells: Sequence[str], mapping: Mapping[str, str] | None) -> bool:
    """Whether a row of a sheet names whose rows follow."""
    if mapping:
        return any(bare(cell) in {bare(h) for h in mapping} for cell in cells)
    owners = _MATCHES[PRISONERS.name]
    return any(
        owners.get(bare(c)) == (PRISONERS.owner,) or bare(c) == bare(STAFF.owner) for c in cells
    )


def match(headings: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """Match the headings of a sheet.

    Raises:
        ImportRefused: IMP-COLUMNS, with the missing and the found ones; IMP-TWOCOLUMNS where
            two columns are one field; IMP-MAPPING.

    """
    placed: dict[tuple[str, str], int] = {}
    unmatched: list[str] = []
    chosen = {bare(h): t for h, t in check_mapping(mapping or {}).items()}
    names = _lists_of(headings)
    for column, heading in enumerate(headings):
        found = _fields_of(bare(heading), names, chosen)
        if not found and heading.strip() and bare(heading) not in _SILENT | chosen.keys():
            unmatched.append(heading.strip())
        for target in found:
            if target in placed:
                first = headings[placed[target]].strip()
                raise ImportRefused(
                    "IMP-TWOCOLUMNS", first=shown(first), second=shown(heading), field=target[1]
                )
            placed[target] = column
    return _columns(placed, unmatched, headings)


def _lists_of(headings: Sequence[str]) -> tuple[str, ...]:
    """The lists a sheet holds, told by the fields that only one list has."""
    for spec in LISTS.values():
        if spec.marks:
            known = _MATCHES[spec.name]
            fields = {field for h in headings for field in known.get(bare(h), ())}
            if spec.marks <= fields:
                return (spec.name,)
    return _PEOPLE


def _fields_of(
    heading: str, names: tuple[str, ...], chosen: Mapping[str, str]
) -> list[tuple[str, str]]:
    if heading in chosen:
        name, _, field = chosen[heading].partition(".")
        return [(name, field)] if field else []
    for name in names:
        if fields := _MATCHES[name].get(heading):
            return [(name, field) for field in fields]
    return []


def _columns(
    placed: Mapping[tuple[str, str], int], unmatched: list[str], headings: Sequence[str]
) -> Columns:
    owners = {column for (name, field), column in placed.items() if field == LISTS[name].owner}
    lists: dict[str, dict[str, int]] = {}
    for (name, field), column in placed.items():
        if field != LISTS[name].owner:
            lists.setdefault(name, {})[field] = column
    missing = [] if len(owners) == 1 else [PRISONERS.owner]
    for name, fields in lists.items():
        spec: ListSpec = LISTS[name]
        missing += [n for n in spec.needed if n not in fields and n != spec.owner]
    if missing or not lists:
        raise ImportRefused(
            "IMP-COLUMNS",
            reason="" if missing else "alone",
            missing=", ".join(missing),
            found=", ".join(shown(h) for h in headings[:_MOST_SHOWN] if h.strip()) or "…",
        )
    return Columns(owners.pop(), lists, tuple(unmatched))
