"""One box for people and for what was written about them.

People are found by any part of their names, in any order and whatever the accents, and by
prisoner number, CRN and PNC. Where that finds few, names that only resemble what was typed follow.
Entries are found by the words in them (``store.words``), newest written first; what was written
about victims too, for it is the officer's own record.

Whoever sees their own cases only finds nobody else, but for a whole prisoner number: that such a
case is there is told, and neither the name nor anything of it.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from pomdesk.domain import identifiers
from pomdesk.domain.identifiers import IdentifierError
from pomdesk.domain.names import fold
from pomdesk.readmodels.record import Found
from pomdesk.services.cases import as_entry, entry_columns
from pomdesk.services.desk import Day
from pomdesk.store.tables import entry, person, probation
from pomdesk.store.unit_of_work import UnitOfWork
from pomdesk.store.words import entry_words, match

FEW = 3
"""Exact hits below which names that only resemble are looked for."""

SHORTEST_RESEMBLING = 4
"""Letters a word must have to be looked for with its errors; shorter ones resemble everything."""

LIKENESS = 0.7
"""Least share of letters that must fit (one wrong in four, two in seven), swapped ones once."""

LONGEST = 200
"""Characters of the query that are looked at."""

_MOST_WORDS = 8
_MOST_LIKELY = 8
_EXCERPT_LETTERS = 60
_NUMBER = re.compile(r"[A-Z][0-9]{1,4}[A-Z]{0,2}")
_CRN = re.compile(r"[A-Z][0-9]{6}")
_SHOWN = (person.c.id, person.c.prisoner_number, person.c.last_name, person.c.first_name)


@dataclass(frozen=True, slots=True)
class Search:
    """Find people and entries; people first, at most ``limit`` in all.

    Where there are entries too, people leave them half the room. A query under three letters
    finds people only.
    """

    text: str
    limit: int = 20

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Found]:
        """Look for all of the words."""
        # Half a character, as a broken paste has them, cannot be asked for.
        whole = self.text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
        text = " ".join(whole.replace("\0", " ").split())
        if not text or self.limit < 1:
            return []
        people = _people(uow, text, self.limit, day)
        entries = _entries(uow, text, self.limit, day)
        room = max(self.limit - len(entries), self.limit // 2)
        found = people[:room]
        return [*found, *entries[: self.limit - len(found)]]


def _people(uow: UnitOfWork, text: str, limit: int, day: Day) -> list[Found]:
    if any(letter.isdigit() for letter in text):
        people = [_person(row) for row in _by_number(uow, text, limit, day)]
        return people or _not_theirs(uow, text, day)
    words = [word for word in re.split(r"[\s,]+", fold(text)) if word][:_MOST_WORDS]
    mine = day.only(person.c.id)
    found = uow.rows(_by_name(words, limit, mine)) if words else []
    exact = [_person(row) for row in found]
    if len(exact) >= min(FEW, limit):
        return exact
    known = {row.id for row in found}
    like = [row for row in _resembling(uow, words, limit, mine) if row.id not in known]
    return exact + [_person(row, exact=False) for row in like[: limit - len(exact)]]


def _person(row: Row[Any], *, exact: bool = True) -> Found:
    return Found("person", row.id, row.prisoner_number, row.last_name, row.first_name, exact)


def _by_number(uow: UnitOfWork, text: str, limit: int, day: Day) -> list[Row[Any]]:
    """People whose prisoner number begins so, or whose CRN or PNC this is."""
    number = text.upper().replace(" ", "")
    wanted: list[ColumnElement[bool]] = []
    if _NUMBER.fullmatch(number):
        # A range instead of LIKE, which would look through all: "[" comes after "Z".
        wanted.append(person.c.prisoner_number.between(number, number + "["))
    if _CRN.fullmatch(number):
        wanted.append(
            person.c.id.in_(select(probation.c.person_id).where(probation.c.crn == number))
        )
    with suppress(IdentifierError):
        wanted.append(person.c.pnc_number == identifiers.pnc(number, day.today.year))
    if not wanted:
        return []
    mine = day.only(person.c.id)
    found = select(*_SHOWN).where(or_(*wanted), *mine).order_by(*_SHOWN[1:2])
    return uow.rows(found.limit(limit))


def _not_theirs(uow: UnitOfWork, text: str, day: Day) -> list[Found]:
    """Somebody else's case of just this prisoner number, for whoever sees their own only."""
    number = text.upper().replace(" ", "")
    if day.mine is None:
        return []
    wanted = select(person.c.id).where(person.c.prisoner_number == number)
    return [Found("hidden", row.id, number, "", "") for row in uow.rows(wanted)]


def _by_name(words: Sequence[str], limit: int, mine: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """People who have all of the words in their names; those first whose names begin so."""
    key = person.c.name_key
    begin = [func.instr(literal(" ").concat(key), f" {word}") > 0 for word in words]
    rank = case((func.instr(key, words[0]) == 1, 0), (and_(*begin), 1), else_=2)
    return _first([*(func.instr(key, word) > 0 for word in words), *mine], rank, limit)


def _first(
    wanted: Sequence[ColumnElement[bool]], rank: ColumnElement[int], limit: int
) -> Select[Any]:
    """The first people by rank, then by name.

    They are told from the index of names alone: only the rows that are shown are read.
    """
    order = (rank, person.c.name_key, person.c.id)
    hits = select(person.c.id, rank.label("rank")).where(*wanted).order_by(*order).limit(limit)
    found = hits.subquery()
    return (
        select(*_SHOWN)
        .join(found, found.c.id == person.c.id)
        .order_by(found.c.rank, person.c.name_key, person.c.id)
    )


def _resembling(
    uow: UnitOfWork, words: Sequence[str], limit: int, mine: Sequence[ColumnElement[bool]]
) -> list[Row[Any]]:
    """People each of whose names resembles a word, most alike first.

    The words are compared with the names there are, not with the people who have them.
    """
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    if not any(len(word) >= SHORTEST_RESEMBLING for word in words):
        return []
    names = _names(uow, mine)
    like: list[list[str]] = []
    for word in words:
        if len(word) < SHORTEST_RESEMBLING:
            like.append([word])
            continue
        found = extract(
            word, names, scorer=OSA.normalized_similarity, score_cutoff=LIKENESS, limit=_MOST_LIKELY
        )
        if not found:
            return []
        like.append([name for name, *_ in found])
    return uow.rows(_by_likeness(like, limit, mine))


def _names(uow: UnitOfWork, mine: Sequence[ColumnElement[bool]]) -> list[str]:
    """Every name that anybody has, once. They are handed over as one text: a tenth of the time."""
    told = select(func.group_concat(person.c.name_key, " ").label("names")).where(*mine)
    (row,) = uow.rows(told)
    return list(dict.fromkeys(re.sub("[,-]", " ", row.names or "").split()))


def _by_likeness(
    like: Sequence[Sequence[str]], limit: int, mine: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """People who have one of the names of each list; those with the first ones first."""
    key = person.c.name_key
    has = [[func.instr(key, name) > 0 for name in names] for names in like]
    rank = sum((case(*((h, at) for at, h in enumerate(hs))) for hs in has), literal(0))
    return _first([*(or_(*hs) for hs in has), *mine], rank, limit)


def _entries(uow: UnitOfWork, text: str, limit: int, day: Day) -> list[Found]:
    wanted = match(text.split())
    if not wanted:
        return []
    excerpt = func.snippet(literal_column("entry_words"), -1, "", "", "…", _EXCERPT_LETTERS)
    hits = (
        select(entry_words.c.rowid.label("entry_id"), excerpt.label("excerpt"))
        .where(entry_words.c.entry_words.match(wanted), *_of_mine(day))
        .order_by(entry_words.c.rowid.desc())
        .limit(limit)
        .subquery()
    )
    statement = (
        select(hits.c.excerpt, *_SHOWN[1:], entry.c.person_id, *entry_columns(texts=True))
        .join(entry, entry.c.id == hits.c.entry_id)
        .join(person, person.c.id == entry.c.person_id)
        .order_by(entry.c.id.desc())
    )
    return [
        Found(
            "entry",
            row.person_id,
            row.prisoner_number,
            row.last_name,
            row.first_name,
            entry=as_entry(row[5:]),
            excerpt=" ".join(row.excerpt.split()),
        )
        for row in uow.rows(statement)
    ]


def _of_mine(day: Day) -> Sequence[ColumnElement[bool]]:
    """That an entry found by its words is of a case one may see."""
    return [
        entry_words.c.rowid.in_(select(entry.c.id).where(of_mine))
        for of_mine in day.only(entry.c.person_id)
    ]
