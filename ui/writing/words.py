"""What the writing page says of linked facts and of entries; no widgets are made here."""

import re
from collections.abc import Mapping

from pomdesk.domain.facts import Source
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import Link, Paragraph, Passage, Run
from pomdesk.readmodels.papers import EvidenceFact, LinkMoved
from resources.link_words import link_words
from resources.text import Text
from resources.wording import fact_name, source_words

_SHORT = re.compile(r"\(([A-Z][A-Z0-9]{1,6})\)$")
_SAYS_IT_ALL = frozenset({EntryKind.CONTACT, EntryKind.KEY_WORK})
"""Kinds whose words stand for themselves: what they were is in the reference."""


def ref_name(text: Text, ref: str) -> str:
    """What a linked fact is called: "Conditional release (CRD)"."""
    own = f"writing.fact.{ref}"
    return text(own) if text.has(own) else fact_name(text, ref)


def short_name(text: Text, ref: str) -> str:
    """What officers call it: "CRD", where there is such a short name."""
    name = ref_name(text, ref)
    found = _SHORT.search(name)
    return found[1] if found else name


def moved_words(text: Text, moved: LinkMoved, entry: Entry | None) -> str:
    """How a linked fact moved: "CRD was 12 May 2027, now 3 February 2027"."""
    ref = moved.link.ref
    if ref.startswith("entry."):
        said = "gone" if moved.present is None else "changed"
        what = reference_words(text, entry) if entry else text("writing.moved.entry")
        return text(f"writing.moved.entry_{said}", what=what)
    was = link_words(text, ref, moved.link.value)
    if moved.present is None:
        return text("writing.moved.gone", name=short_name(text, ref), was=was)
    now = link_words(text, ref, moved.present)
    return text("writing.moved.now", name=short_name(text, ref), was=was, now=now)


def link_told(
    text: Text, link: Link, sources: Mapping[str, Source | None], entries: Mapping[str, Entry]
) -> str:
    """What a link in the text is and where it came from."""
    if link.ref.startswith("entry."):
        entry = entries.get(link.ref)
        if entry is None:
            return text("writing.link.entry")
        who = entry.written_by
        words = reference_words(text, entry)
        return text("writing.link.entry_by", what=words, who=who) if who else words
    name, said = ref_name(text, link.ref), link_words(text, link.ref, link.value)
    if link.ref not in sources:
        return text("writing.link.fact", name=name, value=said)
    where = source_words(text, sources[link.ref])
    return text("writing.link.fact_from", name=name, value=said, source=where)


def kind_words(text: Text, entry: Entry) -> str:
    """What an entry is: "POM contact, face to face"."""
    parts = [text(f"entry_kind.{entry.kind}")]
    if entry.what:
        parts.append(text.code(f"entry_what.{entry.kind}", entry.what).lower())
    return ", ".join(parts)


def reference_words(text: Text, entry: Entry) -> str:
    """An entry as it is referred to: "POM contact, 3 November 2026"."""
    name = text(f"entry_kind.{entry.kind}")
    return text("writing.reference", kind=name, day=text.day(entry.day))


def entry_said(text: Text, entry: Entry) -> str:
    """What an entry says, as it is put into a draft; lines as they were written."""
    if entry.kind in _SAYS_IT_ALL:
        return entry.text
    lead = entry.title or text.code(f"entry_what.{entry.kind}", entry.what)
    if entry.stage:
        stage = text.code(f"entry_stage.{entry.kind}", entry.stage)
        lead = f"{lead}: {stage.lower()}" if lead else stage
    return f"{lead}. {entry.text}".strip() if lead and entry.text else lead or entry.text


def entry_passage(text: Text, entry: Entry, link: Link) -> Passage:
    """The words of an entry and after them a linked reference to it.

    Args:
        text: the language of the paper.
        entry: what is put in.
        link: to the entry as it is now.

    """
    lines = [line.strip() for line in entry_said(text, entry).splitlines() if line.strip()]
    reference = Run(f"({reference_words(text, entry)})", link=link)
    made = [Paragraph((Run(line),)) for line in lines[:-1]]
    last = (Run(f"{lines[-1]} "), reference) if lines else (reference,)
    return (*made, Paragraph(last))


def fact_passage(text: Text, fact: EvidenceFact) -> Passage:
    """A fact as a linked run, in the language of the paper."""
    words = link_words(text, fact.ref, fact.value) or fact.value
    return (Paragraph((Run(words, link=Link(fact.ref, fact.value)),)),)
