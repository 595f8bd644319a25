"""The value of a linked fact in words: the same in a draft, beside it and on paper."""

from datetime import date

from resources.text import Text
from resources.wording import value_words

# Facts whose value is a code that ``wording.value_words`` does not know by the fact's name.
_FAMILIES = {
    "result.early_allocation": "early_allocation_status",
    "result.handover_type": "handover_type",
    "oasys.status": "report.assessment_status",
}
_KIND = "_type"
"""``result.earliest_release_type`` tells the kind of the date of ``result.earliest_release``."""
_ANSWERS = ("yes", "no")


def link_words(text: Text, ref: str, value: str) -> str:
    """A linked value in words: "12 May 2027", "High", "yes"; blank for a blank value.

    Args:
        text: the language.
        ref: what is linked (``person.tariff_date``). Of an entry (``entry.45``) the value is a
            digest, which nobody reads: it has no words.
        value: as ``domain.writing.Link.value`` has it: an ISO day, ``yes`` or ``no``, a code or
            plain text. A code that nobody foresaw is shown as it is.

    """
    family, _, name = ref.partition(".")
    if not value or family == "entry":
        return ""
    if day := _day(value):
        return text.day(day)
    if value in _ANSWERS:
        return text(f"value.{value}")
    if ref in _FAMILIES:
        return text.code(_FAMILIES[ref], value)
    if family == "result" and name.endswith(_KIND):
        return text.code("release_type", value)
    return value_words(text, name, value)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == len("2027-05-12") else None
    except ValueError:
        return None
