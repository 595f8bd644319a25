"""The last fence before a card: typed words that would tell what is kept from the person.

A next step, a question or what was said last may name a victim's street or a liaison officer,
though the entry it stands in is not withheld, or the offence. Such words are left off; that there
is something to do stays. It sees words, not meanings.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import chain
from typing import Any

from sqlalchemy import Row, and_, or_, select

from pomdesk.domain.facts import Person
from pomdesk.domain.papers import PAPER_SPECS
from pomdesk.domain.record import SPECS, Entry, EntryKind
from pomdesk.domain.visits import PERSON_ROW, Card, Rows
from pomdesk.domain.writing import load, plain
from pomdesk.rules.papers.disclosure import Secrets, hits, secrets_of
from pomdesk.rules.policy import Policy
from pomdesk.rules.visits.telling import (
    ALWAYS,
    small_names,
    tells,
    texts_of,
    words_of_offence,
    words_withheld,
)
from pomdesk.services.cases import as_entry, entry_columns, some
from pomdesk.services.lines import pom_names
from pomdesk.store.tables import entry, paper, paper_section, person, probation
from pomdesk.store.unit_of_work import UnitOfWork

# Beyond this many ids, reading the whole table is quicker than naming them.
_FEW = 500

_WITHHELD = [kind.value for kind, spec in SPECS.items() if not spec.disclosable]
_ANNEXES = [kind.value for kind, spec in PAPER_SPECS.items() if spec.withheld]
_SECURITY = "security"
_A_CARD = "card"


class Fence:
    """Takes from cards what words must not be carried; ``look_at`` reads what it needs, once."""

    def __init__(self, uow: UnitOfWork, policy: Policy) -> None:
        self._uow = uow
        self._policy = policy
        self._secrets: dict[int, Secrets] = {}
        self._telling: dict[int, frozenset[str]] = {}
        # Words to watch for are the same for everybody.
        self._watched = secrets_of((), (), policy, own=Person(""))

    def look_at(self, cards: Iterable[tuple[int, Card]]) -> None:
        """Read what is withheld from those on whose cards, by person, typed words stand."""
        wordy = sorted({number for number, card in cards if words_on(card)})
        if not wordy:
            return
        people, poms = self._people(wordy), pom_names(self._uow, _few(wordy))
        withheld, annexes = self._withheld(wordy), self._annexes(wordy)
        policy = _unwatched(self._policy)
        for number, who in people.items():
            entries = withheld.get(number, [])
            telling = words_of_offence(who.most_serious_offence or "") | words_withheld(entries)
            if number in withheld or number in annexes:
                prison = self._policy.prisons.names.get(who.prison_id or "", "")
                kept = secrets_of(
                    entries,
                    (),
                    _knowing(policy, who.prison_id or "", prison),
                    own=_own(who),
                    openly=filter(None, (poms.get(number), who.com_name, prison)),
                    # So each part of a name in minutes counts by itself, as it does not in papers.
                    annexes=[*annexes.get(number, ()), *chain(*map(texts_of, entries))],
                )
                self._secrets[number] = kept
                telling |= small_names(kept.singles)
            self._telling[number] = telling

    def told(self, number: int, card: Card) -> Card:
        """The card of a person as it may be carried."""
        own = self._secrets.get(number)
        secrets = [self._watched, own] if own else [self._watched]
        telling = ALWAYS | self._telling.get(number, frozenset())
        told = {
            words
            for words in words_on(card)
            if tells(words, telling) or any(hits({_A_CARD: words}, kept) for kept in secrets)
        }
        return _without(card, told) if told else card

    def _people(self, ids: Collection[int]) -> dict[int, Row[Any]]:
        columns = (person.c.prisoner_number, person.c.first_name, person.c.last_name)
        more = (person.c.prison_id, person.c.most_serious_offence, probation.c.com_name)
        statement = select(person.c.id, *columns, *more).outerjoin(
            probation, probation.c.person_id == person.c.id
        )
        rows = self._uow.rows(some(statement, person.c.id, _few(ids)))
        wanted = set(ids)
        return {row.id: row for row in rows if row.id in wanted}

    def _withheld(self, ids: Collection[int]) -> dict[int, list[Entry]]:
        of_events = entry.c.kind == EntryKind.SIGNIFICANT_EVENT.value
        security = and_(of_events, entry.c.what == _SECURITY)
        statement = select(entry.c.person_id, *entry_columns(texts=True)).where(
            or_(entry.c.kind.in_(_WITHHELD), security)
        )
        found: dict[int, list[Entry]] = defaultdict(list)
        for row in self._uow.rows(some(statement, entry.c.person_id, _few(ids))):
            found[row[0]].append(as_entry(row[1:]))
        return {number: found[number] for number in ids if number in found}

    def _annexes(self, ids: Collection[int]) -> dict[int, list[str]]:
        statement = (
            select(paper_section.c.person_id, paper_section.c.body)
            .join(paper, paper.c.id == paper_section.c.paper_id)
            .where(paper.c.kind.in_(_ANNEXES))
        )
        found: dict[int, list[str]] = defaultdict(list)
        for row in self._uow.rows(some(statement, paper_section.c.person_id, _few(ids))):
            found[row.person_id].append(plain(load(row.body)))
        return {number: found[number] for number in ids if number in found}


def _unwatched(policy: Policy) -> Policy:
    """The policy without words to watch for."""
    none: frozenset[str] = frozenset()
    papers = replace(
        policy.papers,
        victim_words=none,
        vlo_words=none,
        intelligence_words=none,
        mappa_words=none,
    )
    return replace(policy, papers=papers)


def _knowing(policy: Policy, prison_id: str, name: str) -> Policy:
    """The policy with the name of one's own prison alone: to read all takes most of the time."""
    return replace(policy, prisons=replace(policy.prisons, names={prison_id: name}))


def _few(ids: Collection[int]) -> Collection[int] | None:
    return ids if len(ids) <= _FEW else None


def _own(who: Row[Any]) -> Person:
    return Person(
        who.prisoner_number,
        first_name=who.first_name,
        last_name=who.last_name,
        prison_id=who.prison_id,
    )


def words_on(card: Card) -> set[str]:
    """What people typed that stands on a card, but for the cell."""
    asked = {ask.words for ask in card.asks}
    steps = {values.get("next_step") or "" for values in card.facts.values()}
    return (asked | steps | {card.last_said}) - {""}


def _without(card: Card, told: set[str]) -> Card:
    """Without these words; an entry whose next step they are cannot be changed on the walk."""
    facts: Rows = {
        key: values
        for key, values in card.facts.items()
        if key == PERSON_ROW or (values.get("next_step") or "") not in told
    }
    asks = tuple(replace(ask, words="") if ask.words in told else ask for ask in card.asks)
    said = "" if card.last_said in told else card.last_said
    return replace(card, asks=asks, facts=facts, last_said=said)
