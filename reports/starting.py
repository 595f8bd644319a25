"""How first drafts are told: sentences from the locale, with linked facts in them."""

import string
from collections.abc import Iterable
from datetime import date

from pomdesk.domain.names import fold, proper
from pomdesk.domain.papers import PAPER_SPECS
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import Link, Paragraph, ParagraphKind, Run
from pomdesk.rules.dates import add_months
from pomdesk.rules.papers.links import entry_ref, known
from reports import told
from reports.material import Material
from resources.link_words import link_words
from resources.text import Text

Said = tuple[Run, ...]
"""One sentence."""

MONTHS = 12
"""How far back "in the last year" reaches, and how far ahead what is still to be done."""
_EXCERPT = 240
"""Characters of a note that go into a draft: what was said, not all of it."""
_SHORTENED = "…"


class Teller:
    """Tells about one case in sentences of one language.

    Attributes:
        disclosable: the person may read what is told; so it is unless it is known not to be.

    """

    def __init__(self, material: Material, text: Text) -> None:
        self.material = material
        self.text = text
        self.view = material.view
        self.today = material.view.today
        paper = material.paper
        self.disclosable = PAPER_SPECS[paper.kind].disclosable if paper else True
        subject = paper.subject if paper else ""
        self._known = known(self.view.case, self.view.result, review=subject)

    @property
    def name(self) -> str:
        """The name as it is read in a sentence; the number where there is none."""
        person = self.view.case.person
        names = [proper(part.strip()) for part in (person.first_name, person.last_name)]
        return " ".join(filter(None, names)) or person.prisoner_number

    @property
    def year_ago(self) -> date:
        """The first day of the last year."""
        return add_months(self.today, -MONTHS)

    def by_pom(self) -> bool:
        """Whether the one who writes is the person's POM, as far as the desk can tell."""
        paper = self.material.paper
        writer = paper.writer if paper else self.material.prepared_by
        pom = self.view.pom_name
        return not pom or not writer or fold(writer) == fold(pom)

    def entries(self, kind: EntryKind) -> list[Entry]:
        """What was written down of a kind, earliest first."""
        return told.entries(self.material, kind)

    def fact(self, ref: str) -> Run | None:
        """A fact in words, linked; None where the record has none."""
        value = self._known.get(ref)
        if not value:
            return None
        return Run(link_words(self.text, ref, value) or value, link=Link(ref, value))

    def day_of(self, entry: Entry) -> Run:
        """The day of an entry, linked to it."""
        return Run(self.text.day(entry.day), link=entry_ref(entry))

    def say(self, key: str, /, **parts: Run | str | int) -> Said:
        """The sentence ``start.<key>`` with its places filled; a run keeps its link."""
        runs: list[Run] = []
        for literal, name, _, _ in string.Formatter().parse(self.text(f"start.{key}")):
            if literal:
                runs.append(Run(literal))
            if name:
                part = parts[name]
                runs.append(part if isinstance(part, Run) else Run(str(part)))
        return tuple(runs)

    def code(self, family: str, value: str | None) -> str:
        """A code in words for the middle of a sentence: "face to face"."""
        words = self.text.code(family, value)
        return words[:1].lower() + words[1:] if words[1:2].islower() else words


def paragraph(*sentences: Said) -> Paragraph:
    """Sentences one after the other."""
    return Paragraph(_joined(sentences))


def bullet(*sentences: Said) -> Paragraph:
    """An item of a list."""
    return Paragraph(_joined(sentences), ParagraphKind.BULLET)


def excerpt(said: str) -> str:
    """The beginning of a note in one line, with a full stop; blank for nothing."""
    words = " ".join(said.split())
    if len(words) > _EXCERPT:
        cut = words[:_EXCERPT]
        stop = max(cut.rfind(mark) for mark in (". ", "? ", "! "))
        words = cut[: stop + 1] if stop > _EXCERPT // 3 else cut.rpartition(" ")[0] or cut
        words += " " + _SHORTENED if words[-1:] in ".?!" else _SHORTENED
    return words if not words or words[-1] in ".?!…" else f"{words}."


def listed(text: Text, items: Iterable[str]) -> str:
    """``a, b and c``."""
    given = list(items)
    if len(given) < 2:
        return "".join(given)
    return text("start.and", first=", ".join(given[:-1]), last=given[-1])


def _joined(sentences: Iterable[Said]) -> Said:
    runs: list[Run] = []
    for sentence in sentences:
        if runs and sentence:
            runs.append(Run(" "))
        runs += sentence
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].link is run.link is None and not (merged[-1].strong or run.strong):
            merged[-1] = Run(merged[-1].text + run.text)
        else:
            merged.append(run)
    return tuple(merged)
