"""What is typed as a reason: it says something, and neither numbers nor names the person.

The log keeps reasons longer than the record of the person, and it knows people by a reference
only.
"""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused, RightsRefused
from pomdesk.domain.names import fold
from pomdesk.domain.typed import clean
from pomdesk.store.tables import person
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST = 2_000
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Named:
    """By what a text would name somebody: a prison number and a last name.

    First names are not looked for: too many are a colleague's too.
    """

    number: str
    last_name: str

    def in_(self, text: str) -> bool:
        """Whether a text has the number in it, however spaced, or the last name as a word.

        Neither capitals nor accents count. A name of several words is found as it is kept.
        """
        letters = "".join(filter(str.isalnum, fold(text)))
        if self.number and fold(self.number) in letters:
            return True
        name = _words(self.last_name)
        return bool(name) and f" {name} " in f" {_words(text)} "


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def named(uow: UnitOfWork, person_id: int) -> Named:
    """By what a person would be named.

    Raises:
        RequestRefused: REQ-PERSON.

    """
    columns = (person.c.prisoner_number, person.c.last_name)
    rows = uow.rows(select(*columns).where(person.c.id == person_id))
    if not rows:
        raise RequestRefused("REQ-PERSON", number="")
    return Named(str(rows[0].prisoner_number), str(rows[0].last_name))


def reason(typed: str, whom: Named | None = None) -> str:
    """A reason as it is kept.

    Args:
        typed: as typed.
        whom: the person it is about, where it is about one.

    Raises:
        RightsRefused: RET-WHY (there is none), RET-WHYLONG with ``longest``, RET-NAMED (it has
            the person's prison number or last name in it).

    """
    kept = clean(typed)
    if not any(map(str.isalnum, kept)):
        raise RightsRefused("RET-WHY")
    if len(kept) > LONGEST:
        raise RightsRefused("RET-WHYLONG", longest=LONGEST)
    if whom is not None and whom.in_(kept):
        raise RightsRefused("RET-NAMED")
    return kept


def person_of(uow: UnitOfWork, number: str) -> int:
    """Who has a prison number, however it was typed.

    Raises:
        RequestRefused: REQ-PERSON with ``number``.

    """
    wanted = person.c.prisoner_number == number.strip().upper()
    rows = uow.rows(select(person.c.id).where(wanted))
    if not rows:
        raise RequestRefused("REQ-PERSON", number=number)
    return int(rows[0].id)
