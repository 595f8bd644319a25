"""What is held on a person, told to that person: what must be decided first, and what goes out.

DPA 2018 s.45: the right of access, which may be restricted where that is necessary and
proportionate, for instance for the rights of others. The desk points and a person decides; it does
not understand what is written.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pomdesk.domain.papers import PAPER_SPECS, Hit, PaperKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.record import withheld as is_withheld
from pomdesk.domain.rights import Decision, Flag, PackItem

_OF_KIND = {
    EntryKind.VICTIM_LIAISON: Flag.VICTIM,
    EntryKind.VICTIM_NOTE: Flag.VICTIM,
    EntryKind.RESTRICTION: Flag.THIRD_PARTY,
    EntryKind.PUBLIC_PROTECTION: Flag.INTELLIGENCE,
    EntryKind.SIGNIFICANT_EVENT: Flag.INTELLIGENCE,
}
"""Why entries that are withheld from the person are."""

_OF_HIT = {
    "victim": Flag.VICTIM,
    "vlo": Flag.VICTIM,
    "restriction": Flag.THIRD_PARTY,
    "others": Flag.THIRD_PARTY,
    "intelligence": Flag.INTELLIGENCE,
    "mappa_minutes": Flag.INTELLIGENCE,
}

_PRIVILEGED = re.compile(
    r"\b(?:solicitors?|barristers?|legal advice|legally privileged|privileged|without prejudice|"
    r"counsel'?s? (?:advice|opinion)|litigation|cyfreithiw?r|cyfreithwyr|cyngor cyfreithiol)\b",
    re.IGNORECASE,
)
"""Words that may tell of what a lawyer was asked or said (legal professional privilege)."""

_LEAST_QUOTED = 3
"""Words of what is kept back that, standing elsewhere, tell it there."""


def digest_of(fields: Sequence[tuple[str, str]]) -> str:
    """SHA-256 of a part, in hexadecimal: of another text nothing was decided."""
    said = json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()


def flags_of_entry(kind: EntryKind, what: str | None) -> frozenset[Flag]:
    """Why an entry of a kind needs a decision, whatever stands in it."""
    if not is_withheld(kind, what):
        return frozenset()
    return frozenset({Flag.NOT_DISCLOSED, _OF_KIND.get(kind, Flag.NOT_DISCLOSED)})


def flags_of_paper(kind: PaperKind) -> frozenset[Flag]:
    """Why a paper of a kind needs a decision: it is one that the person does not read."""
    return frozenset() if PAPER_SPECS[kind].disclosable else frozenset({Flag.NOT_DISCLOSED})


def flags_of_text(text: str, found: Iterable[Hit]) -> frozenset[Flag]:
    """Why a text needs a decision, by what was found in it."""
    flags = {_OF_HIT.get(hit.kind, Flag.NOT_DISCLOSED) for hit in found}
    return frozenset(flags | ({Flag.PRIVILEGED} if _PRIVILEGED.search(text) else set()))


def given_out(items: Sequence[PackItem]) -> list[PackItem]:
    """The parts as they go out: without what is kept back, and with what stands there instead.

    Nothing that is made from these can tell more.
    """
    return [_given(item) for item in items]


def _given(item: PackItem) -> PackItem:
    if item.decision is Decision.WITHHOLD:
        return replace(item, kind="", fields=(), source=None, day=None, key="", digest="")
    if item.decision is Decision.REDACT:
        # The row's own words are not in the fields any more, and a digest of them tells them.
        return replace(item, fields=item.instead, key="", digest="")
    return replace(item, digest="")


def told_elsewhere(items: Sequence[PackItem]) -> list[PackItem]:
    """Parts to be given out in which words stand that are kept back in another part."""
    kept_back = {
        _folded(value)
        for item in items
        if item.decision in (Decision.WITHHOLD, Decision.REDACT)
        for _name, value in item.fields
        if len(value.split()) >= _LEAST_QUOTED
    }
    found = []
    for item in items:
        if item.decision is Decision.WITHHOLD:
            continue
        said = item.instead if item.decision is Decision.REDACT else item.fields
        texts = [_folded(value) for _name, value in said]
        if any(words in text for words in kept_back for text in texts):
            found.append(item)
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
