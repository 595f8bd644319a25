"""What is to look at before a paper leaves, in words: the same beside a draft and on a terminal."""

from datetime import date

from pomdesk.domain.papers import Gap
from resources.link_words import link_words
from resources.text import Text
from resources.wording import fact_name

_LONGEST = 80
"""Characters of found words that are quoted."""


def fact_ref_words(text: Text, ref: str) -> str:
    """What a linked fact is called: "Tariff expiry (TED)" for ``person.tariff_date``."""
    if text.has(f"fact_ref.{ref}"):
        return text(f"fact_ref.{ref}")
    return text("gap.entry") if ref.startswith("entry.") else fact_name(text, ref)


def gap_words(text: Text, gap: Gap) -> str:
    """What a gap is and how it is mended; the section it is in is told beside it."""
    details = gap.details
    said: dict[str, object] = {name: _said(text, value) for name, value in details.items()}
    if isinstance(ref := details.get("ref"), str):
        said["fact"] = fact_ref_words(text, ref)
        said["was"] = link_words(text, ref, str(details.get("was", "")))
        said["now"] = link_words(text, ref, str(details.get("now", "")))
    elif isinstance(fact := details.get("fact"), str):
        said["fact"] = fact_name(text, fact)
    if isinstance(item := details.get("item"), str):
        said["item"] = text.code("disclosure", item)
    return text(f"gap.{_key(gap)}", **said)


def _said(text: Text, value: str | int | date) -> str:
    if isinstance(value, date):
        return text.day(value)
    if isinstance(value, int):
        return f"{value:,}"
    words = " ".join(value.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"


def _key(gap: Gap) -> str:
    """The words of a code, or of a case of it that is said in another way."""
    details = gap.details
    if gap.code == "fact_moved":
        key = "entry_moved" if str(details.get("ref", "")).startswith("entry.") else "fact_moved"
        return key if details.get("now") else f"{key}_gone"
    if gap.code == "not_seen" and "day" not in details:
        return "never_seen"
    if gap.code == "hit":
        return f"hit_{details['kind']}"
    return gap.code
