"""Every fact of a case with where it came from, as the tab of dates and sources lists it."""

from dataclasses import fields, replace
from datetime import date

from pomdesk.domain.facts import Person, Probation, SourceKind
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.terms import ReleaseType
from pomdesk.readmodels.case import CaseView
from resources.text import Text
from resources.wording import source_words, stated
from ui.case.change import kind_of
from ui.case.facts import dated
from ui.widgets.facts import FactLine

DATES = (
    "sentence_start_date",
    "conditional_release_date",
    "conditional_release_override_date",
    "automatic_release_date",
    "automatic_release_override_date",
    "home_detention_curfew_eligibility_date",
    "home_detention_curfew_actual_date",
    "parole_eligibility_date",
    "tariff_date",
    "actual_parole_date",
    "post_recall_release_date",
    "post_recall_release_override_date",
    "sentence_expiry_date",
    "licence_expiry_date",
    "release_date",
)
"""Every date of the person, in the order people look for them."""

OTHERS = (
    ("person", "date_of_birth"),
    ("person", "category"),
    ("person", "category_active_since"),
    ("person", "cell_location"),
    ("person", "legal_status"),
    ("person", "imprisonment_status"),
    ("person", "most_serious_offence"),
    ("person", "pnc_number"),
    ("person", "cro_number"),
    ("probation", "crn"),
    ("probation", "tier"),
    ("probation", "rosh_level"),
    ("probation", "mappa_level"),
    ("probation", "mappa_category"),
    ("probation", "enhanced_resourcing"),
    ("probation", "vlo_assigned"),
    ("probation", "com_name"),
    ("probation", "com_email"),
    ("probation", "team_name"),
    ("probation", "ldu_name"),
    ("probation", "ldu_email"),
)
"""The other facts the rules and the papers use."""

STANDING = ("indeterminate_sentence", "recall", "restricted_patient",
            "discharged_hospital_description", "in_out_status")  # fmt: skip
"""Facts of the person that say how the sentence stands."""

_SECTIONS = {
    "person": {field.name for field in fields(Person)},
    "probation": {field.name for field in fields(Probation)},
}
_NUMBERS = ("pnc_number", "cro_number", "crn")


def date_lines(text: Text, view: CaseView) -> list[FactLine]:
    """Every date of the sentence with where it came from, to be asked about and changed."""
    lines = [_changeable(text, view, "person", name) for name in DATES]
    hearing = view.result.parole.target_hearing
    return [
        *lines,
        FactLine(
            f"{text.code('release_type', ReleaseType.THD)} (THD)",
            dated(text, hearing, view.today) or text("preview.unknown"),
            source_words(text, view.sources.of("parole_reviews", "")) if hearing else "",
            why="parole" if hearing else "",
            unknown=hearing is None,
        ),
    ]


def standing_lines(text: Text, view: CaseView) -> list[FactLine]:
    """Recall, hospital, absence: how the sentence stands."""
    lines = [_changeable(text, view, "person", name) for name in STANDING]
    since = view.temporary_absence_since
    if since is not None:
        lines.append(FactLine(text("badge.absent"), dated(text, since, view.today)))
    return lines


def other_lines(text: Text, view: CaseView, *, blank: bool = False) -> list[FactLine]:
    """The other facts, with where they came from; ``blank`` hides numbers of the person."""
    lines = [_changeable(text, view, section, name) for section, name in OTHERS]
    if not blank:
        return lines
    return [
        replace(line, value=HIDDEN) if name in _NUMBERS and not line.unknown else line
        for line, (_section, name) in zip(lines, OTHERS, strict=True)
    ]


def fact_value(view: CaseView, section: str, name: str) -> object:
    """One fact as it stands; None where the record has nothing."""
    owner = view.case.person if section == "person" else view.case.probation
    return getattr(owner, name) if owner is not None else None


def _changeable(text: Text, view: CaseView, section: str, name: str) -> FactLine:
    value = fact_value(view, section, name)
    source = view.sources.of(section, name)
    words = stated(text, f"{section}.{name}", value)
    if name in DATES and isinstance(value, date):
        words = dated(text, value, view.today)
    elif name == "legal_status":
        words = text.code(name, str(value))
    words = words[:1].upper() + words[1:]
    if value is None or value == "":
        words, source = text("preview.unknown"), None
    return FactLine(
        text.code("field", name),
        words,
        source_words(text, source) if source else "",
        change=f"{section}.{name}",
        unknown=value is None or value == "",
        notes=f"{section}.{name}" if source and source.kind is SourceKind.TYPED else "",
    )


def written(text: Text, section: str, field: str, value: str | None) -> str:
    """A value as the journal keeps it (ISO dates, ``true``), in words."""
    if value is None or value == "":
        return text("value.none")
    kind = kind_of(section, field) if field in _SECTIONS.get(section, ()) else str
    if kind is bool:
        return text("value.yes" if value == "true" else "value.no")
    if len(value) == 10 and value[4:5] == "-":
        try:
            return text.day(date.fromisoformat(value))
        except ValueError:
            return value
    return stated(text, f"{section}.{field}", value)
