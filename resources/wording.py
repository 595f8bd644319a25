"""Facts, their values and their sources in words: the same on screen, paper and command line."""

from collections.abc import Set as AbstractSet
from datetime import date
from enum import Enum

from pomdesk.domain.facts import Source, SourceKind
from pomdesk.domain.record import DutyMark
from pomdesk.domain.results import ReleasePoint
from resources.text import Text

# Facts and settings whose value is a code, and the family of words it belongs to.
_FAMILIES = {
    "rosh_level": "rosh",
    "rosh_overall": "rosh",
    "rosh_levels": "rosh",
    "mappa_level": "mappa",
    "countersigned": "paper",
    "disclosure_items": "disclosure",
    "legal_status": "legal_status",
    "legal_statuses": "legal_status",
    "assessment_type": "assessment_type",
    "handover_release": "release_type",
    "responsibility": "responsibility",
    "handover_reason": "handover_reason",
    "strategy": "pom_strategy",
    "standard": "checklist",
    "enhanced": "checklist",
    "simplified": "checklist",
    "non_working_day": "move",
    "countersign_prison_pom": "grade",
    "countersign_probation_pom": "grade",
    "countersign_other": "grade",
    "countersign_grade_2": "rosh",
    "countersign_grade_3": "rosh",
    "ap_rosh_levels": "rosh",
    "mappa_high_levels": "mappa",
    "mappa_f_levels": "mappa",
    "counting": "entry_what.contact",
    "countersign": "countersign",
    "event": "entry_what.significant_event",
    "oasys_status": "report.assessment_status",
}


def value_words(text: Text, name: str, value: object) -> str:
    """A value in words; blank for None and for nothing.

    Args:
        text: the language.
        name: of the fact or setting, with or without its section (``probation.rosh_level``).
        value: of whatever type the fact has.
    """
    name = name.rpartition(".")[2]
    if value is None or value == "":
        return ""
    if name == "added_holidays" and not value:
        return text("value.no_days")
    if value == ():
        return ""
    if isinstance(value, bool):
        return text("value.yes" if value else "value.no")
    if isinstance(value, date):
        return text.day(value)
    if isinstance(value, ReleasePoint):
        return f"{text.day(value.on)}, {text.code('release_type', value.kind)} ({value.kind})"
    if isinstance(value, Enum | str | int) and name in _FAMILIES:
        return text.code(_FAMILIES[name], value)
    if isinstance(value, list | tuple | AbstractSet):
        return ", ".join(value_words(text, name, item) for item in value)
    return str(value)


def stated(text: Text, name: str, value: object) -> str:
    """A value in words, "not known" where there is none."""
    return value_words(text, name, value) or text("value.none")


def fact_name(text: Text, name: str) -> str:
    """What a fact is called: "Tariff expiry (TED)" for ``person.tariff_date``."""
    section, _, field = name.rpartition(".")
    return text.code("worked" if section == "worked" else "field", field)


def source_words(text: Text, source: Source | None) -> str:
    """Where a fact came from: "caseload file of 20 November 2026", "typed by A Jones ..."."""
    if source is None:
        return text("source.worked")
    day = text.short_day(source.on)
    if source.kind is SourceKind.TYPED:
        return text("source.typed", who=source.name, day=day)
    return text("source.file", day=day) if day else text("source.file_undated")


def said_words(text: Text, mark: DutyMark | None) -> str:
    """What somebody said about a duty: "Not needed, 3 May 2027, A Khan: why"; blank for nothing."""
    if mark is None:
        return ""
    parts = [text.code("duty_mark", mark.mark), text.short_day(mark.day), mark.by]
    said = ", ".join(part for part in parts if part)
    return f"{said}: {mark.note}" if mark.note else said
