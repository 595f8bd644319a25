"""Facts, sources and reasons in the words of a paper."""

from dataclasses import dataclass
from datetime import date

from pomdesk.domain.facts import Source
from pomdesk.domain.names import proper
from pomdesk.domain.results import FactUsed, Proof, SettingUsed
from pomdesk.readmodels.case import CaseView
from resources.text import Text
from resources.wording import fact_name, source_words, value_words

_FEW = 4
"""Values of one setting that are printed; of a longer list only the number is."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact ready for paper.

    Attributes:
        value: blank where the record has nothing.
        source: blank where it is the one most facts of the paper share.

    """

    label: str
    value: str
    source: str = ""


class Wording:
    """Words for one case in one language.

    Attributes:
        common: the source most facts share, said once on the paper; blank when it is not known.

    """

    def __init__(self, view: CaseView, text: Text) -> None:
        self._view = view
        self._text = text
        self._answers = {text("value.yes"), text("value.no")}
        person = view.sources.section.get("person")
        self.common = self.source(person) if person else ""

    def fact(self, section: str, name: str, label: str = "") -> Fact:
        """A fact of the record: its name, its value and where it came from."""
        holder = getattr(self._view.case, section)
        value = self.value(name, getattr(holder, name)) if holder is not None else ""
        value = value[:1].upper() + value[1:] if value in self._answers else value
        label = label or self._text.code("field", name)
        return Fact(label, value, self.source_of(section, name) if value else "")

    def source_of(self, section: str, name: str = "") -> str:
        """Where a fact or a whole section came from, if known and not the common source."""
        source = self._view.sources.of(section, name)
        words = self.source(source) if source else ""
        return "" if words == self.common else words

    def source(self, source: Source) -> str:
        """A source in words; a typed fact also says what the file has instead."""
        words = source_words(self._text, source)
        if source.file_value is None:
            return words
        instead = self._text.day(_as_day(source.file_value)) or source.file_value
        return self._text("report.source_file_value", source=words, value=instead)

    def value(self, name: str, value: object) -> str:
        """A value in words; blank for None and for nothing."""
        return value_words(self._text, name, value)

    def day_away(self, day: date | None) -> str:
        """``12 May 2027 (in 5 months)``; blank for None."""
        if day is None:
            return ""
        away = self._text.away(day, self._view.today)
        return self._text("report.day_away", day=self._text.day(day), away=away)

    def name(self) -> str:
        """``MORGAN, Alun``: the surname in capitals, as prison papers have it."""
        person = self._view.case.person
        return (
            person_name(self._text, person.last_name, person.first_name) or person.prisoner_number
        )

    def called(self) -> str:
        """``Alun Morgan``: the name as one writes to a person."""
        person = self._view.case.person
        parts = (proper(person.first_name.strip()), proper(person.last_name.strip()))
        return " ".join(filter(None, parts)) or person.prisoner_number

    def proof(self, proof: Proof) -> tuple[str, str]:
        """The rule, with its citation, and what it read: facts and settings, a line each."""
        text = self._text
        rule = text.code("rule", proof.rule)
        if proof.source:
            rule = f"{rule}\n{text('proof.source', source=proof.source)}"
        read = [self._fact_line(fact) for fact in proof.facts if self._value_of(fact)]
        unknown = [self._name_of(fact) for fact in proof.facts if not self._value_of(fact)]
        if unknown:
            read.append(text("report.proof.unknown", names=", ".join(unknown)))
        for setting in proof.settings:
            value = self._setting(setting)
            mark = text(f"confidence.{setting.confidence}")
            key = "report.proof.setting_marked" if mark else "report.proof.setting"
            read.append(text(key, name=text.code("setting", setting.key), value=value, mark=mark))
        return rule, "\n".join(read)

    def _setting(self, setting: SettingUsed) -> str:
        value = setting.value
        if isinstance(value, list | tuple | set | frozenset) and len(value) > _FEW:
            return self._text("report.proof.many", n=len(value))
        return self.value(setting.key, value)

    def _name_of(self, fact: FactUsed) -> str:
        return fact_name(self._text, fact.name)

    def _value_of(self, fact: FactUsed) -> str:
        return self.value(fact.name, fact.value)

    def _fact_line(self, fact: FactUsed) -> str:
        name, value = self._name_of(fact), self._value_of(fact)
        if fact.source is None:
            return self._text("report.proof.fact", name=name, value=value)
        source = self.source(fact.source)
        return self._text("report.proof.fact_sourced", name=name, value=value, source=source)


def person_name(text: Text, last: str, first: str) -> str:
    """``MORGAN, Alun``; only the part there is, blank where there is none."""
    first, last = first.strip(), last.strip()
    if not (first and last):
        return last or first
    return text("report.names", last=_surname(last), first=proper(first))


def pdf_language(text: Text) -> str:
    """The language of a paper as PDF names it."""
    return {"en": "en-GB", "cy": "cy-GB"}[text.language]


def _as_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _surname(name: str) -> str:
    return name.upper() if _plain(name) else name


def _plain(name: str) -> bool:
    """Letters, spaces and the marks names have: anything else is printed as it is."""
    return all(character.isalpha() or character in " -'’." for character in name)
