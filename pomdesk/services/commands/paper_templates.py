"""What a unit makes its own of papers: templates, and the words its spelling check knows."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.typed import clean
from pomdesk.services.commands.paper_keeping import not_longer
from pomdesk.services.commands.papers import LANGUAGES
from pomdesk.services.commands.settings import keep_setting
from pomdesk.services.desk import Day
from pomdesk.services.papers import learned_as
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_TEMPLATE = 200_000
LONGEST_REASON = 500
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]{0,58}[\w.])?")


@dataclass(frozen=True, slots=True)
class UseTemplate:
    """From now on papers of a kind are made by this unit's own template.

    That its sections hold together is checked where it is typed (``reports.template.load``);
    here it has to be TOML.

    Attributes:
        kind: of the papers.
        toml: the template.
        reason: why this unit has its own.

    Raises:
        RequestRefused: REQ-PAPER-TEMPLATE (no TOML), REQ-PAPER-NEEDS (no reason),
            REQ-PAPER-LONG.

    """

    name: ClassVar[str] = "use_template"
    kind: PaperKind
    toml: str
    reason: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it down with who decided it and when."""
        from pomdesk.store.records import PaperTemplateRecord

        kind, reason = PaperKind(self.kind).value, clean(self.reason)
        if not reason:
            raise RequestRefused("REQ-PAPER-NEEDS", reason="reason")
        not_longer(reason, LONGEST_REASON)
        try:
            tomllib.loads(not_longer(self.toml, LONGEST_TEMPLATE))
        except tomllib.TOMLDecodeError:
            raise RequestRefused("REQ-PAPER-TEMPLATE") from None
        record = uow.find(PaperTemplateRecord, kind=kind)
        if record is None:
            record = uow.add(PaperTemplateRecord(kind=kind))
        elif (record.toml, record.reason) == (self.toml, reason):
            return
        record.toml, record.reason = self.toml, reason
        record.by, record.at = uow.by, uow.now


@dataclass(frozen=True, slots=True)
class DropTemplate:
    """Papers of a kind are made by the template that comes with the program again.

    Raises:
        RequestRefused: REQ-PAPER-OWN, where this unit has none of its own.

    """

    name: ClassVar[str] = "drop_template"
    kind: PaperKind

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out; undo puts it back."""
        from pomdesk.store.records import PaperTemplateRecord

        record = uow.find(PaperTemplateRecord, kind=PaperKind(self.kind).value)
        if record is None:
            raise RequestRefused("REQ-PAPER-OWN")
        uow.delete(record)


@dataclass(frozen=True, slots=True)
class LearnWord:
    """The spelling check knows a word from now on.

    Raises:
        RequestRefused: REQ-WORD (it is not one word of at most 60 characters),
            REQ-PAPER-LANGUAGE.

    """

    name: ClassVar[str] = "learn_word"
    word: str
    language: str = "en"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Remember it."""
        keep_setting(uow, _learned(self.word, self.language), True)


@dataclass(frozen=True, slots=True)
class ForgetWord:
    """The spelling check no longer knows a word it was taught.

    Raises:
        RequestRefused: REQ-WORD, REQ-PAPER-LANGUAGE.

    """

    name: ClassVar[str] = "forget_word"
    word: str
    language: str = "en"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Forget it."""
        keep_setting(uow, _learned(self.word, self.language), None)


def _learned(word: str, language: str) -> str:
    found = unicodedata.normalize("NFC", word).strip()
    if language not in LANGUAGES:
        raise RequestRefused("REQ-PAPER-LANGUAGE", language=language[:20])
    if not _WORD.fullmatch(found):
        raise RequestRefused("REQ-WORD")
    return learned_as(language) + found
