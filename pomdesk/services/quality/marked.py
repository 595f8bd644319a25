"""Files that were marked, laid side by side: what each question came to over several rounds.

Questions are only added up over versions of an instrument in which they mean the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pomdesk.domain.quality.instruments import Instrument, Option
from pomdesk.domain.quality.terms import Purpose, RootCause
from pomdesk.rules.quality.instruments import comparable_keys
from pomdesk.services.quality.evidence import FileRead, RoundRead, closed_rounds, versions_of
from pomdesk.store.unit_of_work import UnitOfWork

Found = tuple[str, FileRead]
"""A file with the ref of its round."""


@dataclass(frozen=True)
class Marked:
    """The files results are told of, and what each question came to.

    Attributes:
        rounds: routine rounds, in the order of their days.
        versions: every version of their instrument.

    """

    rounds: Sequence[RoundRead]
    versions: Sequence[Instrument]

    @cached_property
    def newest(self) -> Instrument | None:
        """The newest version that was used."""
        used = [one.instrument for one in self.rounds if one.instrument]
        return max(used, key=lambda one: one.version, default=None)

    @cached_property
    def files(self) -> list[Found]:
        """The files that chance chose, of all its rounds."""
        return [(of.ref, one) for of in self.rounds for one in of.random_files]

    @cached_property
    def _same(self) -> dict[int, frozenset[str]]:
        """Keys that mean in the newest version what they meant in this one, by its number."""
        newest = self.newest
        if newest is None:
            return {}
        every = frozenset(question.key for question in newest.questions)
        since = {
            version: [one for one in self.versions if version <= one.version <= newest.version]
            for version in {of.instrument.version for of in self.rounds if of.instrument}
        }
        return {
            version: comparable_keys(*between) if version < newest.version else every
            for version, between in since.items()
        }

    def rounds_of(self, *questions: str) -> list[RoundRead]:
        """The rounds in which these questions meant what they mean in the newest version."""
        return [
            one
            for one in self.rounds
            if one.instrument and set(questions) <= self._same[one.instrument.version]
        ]

    def of_question(self, question: str) -> tuple[list[Found], list[Found]]:
        """Files it applied to, and those of them in which it was answered best."""
        found: list[tuple[Found, Option]] = []
        for of in self.rounds_of(question):
            for one in of.random_files:
                option = chosen(of.instrument, one, question)
                if option is not None and option.points is not None:
                    found.append(((of.ref, one), option))
        return [one for one, _ in found], [one for one, option in found if option.points == 1]

    def failed(self, question: str) -> list[Found]:
        """Files in which a critical question was answered so that it decides."""
        return [
            (of.ref, one)
            for of in self.rounds_of(question)
            for one in of.random_files
            if (option := chosen(of.instrument, one, question)) is not None and option.fails
        ]

    def fell_short(self, questions: Iterable[str]) -> list[tuple[Found, set[RootCause]]]:
        """Files in which one of the questions was not answered best, with the root causes."""
        wanted = tuple(questions)
        found = []
        for of in self.rounds:
            same = self._same[of.instrument.version] if of.instrument else frozenset()
            keys = [key for key in wanted if key in same]
            for one in of.random_files:
                short = [key for key in keys if is_short(of.instrument, one, key)]
                if short:
                    causes = {cause for key in short for cause in one.answers[key].root_causes}
                    found.append(((of.ref, one), causes))
        return found


def chosen(instrument: Instrument | None, one: FileRead, question: str) -> Option | None:
    """The option that was settled on; None where there is no answer."""
    asked = instrument.question(question) if instrument else None
    given = one.answers.get(question)
    if instrument is None or asked is None or given is None:
        return None
    options = instrument.scale_of(asked).options
    return next((option for option in options if option.key == given.option), None)


def is_short(instrument: Instrument | None, one: FileRead, question: str) -> bool:
    """Whether it was answered, applied, and was not answered best."""
    option = chosen(instrument, one, question)
    return option is not None and option.points is not None and option.points != 1


@dataclass(frozen=True, slots=True)
class Results:
    """The closed routine rounds, by code of their instrument, in the order of their days."""

    by_code: Mapping[str, Marked]

    def asking(self, questions: Collection[str]) -> Marked | None:
        """The rounds of the instrument that asks one of these questions; the newest of several."""
        found = [
            marked
            for marked in self.by_code.values()
            if any(
                one.instrument and any(one.instrument.question(key) for key in questions)
                for one in marked.rounds
            )
        ]
        return max(found, key=lambda one: one.rounds[-1].as_of, default=None)

    @property
    def themes(self) -> dict[str, str]:
        """Words of every theme, those of newer versions over those of older ones."""
        return {
            key: words
            for marked in self.by_code.values()
            for version in marked.versions
            for key, words in version.themes
        }

    @property
    def questions(self) -> dict[str, str]:
        """Words of every question, likewise."""
        return {
            one.key: one.text
            for marked in self.by_code.values()
            for version in marked.versions
            for one in version.questions
        }


def results(uow: UnitOfWork) -> Results:
    """What the closed routine rounds found."""
    rounds: dict[str, list[RoundRead]] = {}
    for one in closed_rounds(uow, purposes=[Purpose.ROUTINE]):
        if one.instrument:
            rounds.setdefault(one.instrument.code, []).append(one)
    return Results({code: Marked(of, versions_of(uow, code)) for code, of in rounds.items()})
