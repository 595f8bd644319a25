"""What must be kept from a person, out of what is withheld from them.

Source: Parole Board Rules 2019, rules 16 and 17: reports are served on the prisoner; what would
harm somebody is withheld. PAROM1: nothing identifies or locates a victim, no victim liaison officer
is named, nothing of third parties' intelligence, no MAPPA minutes.
"""

import re
from collections.abc import Iterable, Iterator, Set

from pomdesk.domain.facts import Person
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.record import withheld as is_withheld
from pomdesk.rules.papers.folding import Folded, words
from pomdesk.rules.papers.names import BOTH, EVERYDAY, ROUTINE, STOP, SURNAMES, TITLES, names_in
from pomdesk.rules.papers.secret import (
    ANY,
    EMAIL,
    OVERLAP,
    POSTCODE,
    Named,
    Secret,
    Secrets,
    Tree,
    stem,
)
from pomdesk.rules.policy import Policy

_CONTENT = 2
"""Words with content that make a stretch of words one that means something."""

_SHORT_CONTENT = 3
"""And of an entry that is shorter than that."""

_LONGEST_WHY = 80
_LONGEST_NAME = 4
_BETWEEN_NAMES = re.compile(r"[;,/&\n(]|\band\b")

_KINDS = {
    EntryKind.VICTIM_LIAISON: "vlo",
    EntryKind.VICTIM_NOTE: "victim",
    EntryKind.RESTRICTION: "restriction",
    EntryKind.PUBLIC_PROTECTION: "mappa_minutes",
}
_OTHERS = "others"
_WITHHELD = "intelligence"
"""What is withheld without one of these kinds."""

_PROTECTED = frozenset({"victim", "vlo", "restriction"})
"""Kinds of what nothing else may clear but that it is the person's own name."""

_REPORTED_WORDS = """
    acct adult adults attempted children closed community harm history known mappa open others
    past prisoners public risk rosh self serious staff suicide
"""
_REPORTED = frozenset(_REPORTED_WORDS.split())
"""Words of alerts that a report may say by itself: risk to the public, self-harm."""

_MUTATIONS = {
    "ch": (),
    "ph": (),
    "th": (),
    "dd": (),
    "ll": ("l",),
    "rh": ("r",),
    "c": ("g", "ch", "ngh"),
    "p": ("b", "mh", "ph"),
    "t": ("d", "nh", "th"),
    "g": ("", "ng"),
    "b": ("f", "m"),
    "d": ("dd", "n"),
    "m": ("f",),
}
"""What Welsh puts instead of a first letter; the longer ones come first."""
_LEAST_MUTATED = 4

_HIS_TITLES = frozenset({"mr", "master", "mx"})
_HER_TITLES = frozenset({"mrs", "ms", "miss", "mx"})


# Bounded, so that no text makes them slow.
_TELEPHONE = re.compile(r"(?<!\d)(?:\+44|0044|0)(?:[ ().-]{0,3}\d){9,11}(?!\d)|\b\d{7,}\b")
_EMAIL_THERE = re.compile(r"\S{1,64}@\S{1,250}")
_LEAST_AREA = 3
_LEAST_SURNAME = 2


def secrets_of(
    withheld: Iterable[Entry],
    others: Iterable[Named],
    policy: Policy,
    *,
    own: Person,
    openly: Iterable[str] = (),
    annexes: Iterable[str] = (),
) -> Secrets:
    """What a paper about a person must not say.

    Args:
        withheld: entries of the person with their texts; those that may be disclosed are left out.
        others: everybody in the desk; the person among them is left out.
        policy: whose watch words.
        own: the person the paper is about: their name and number are never a hit.
        openly: names that the paper says anyway: writer, POM, COM (``Jones, Ray`` or ``Ray
            Jones``), prisons, probation team.
        annexes: texts of the person's restricted annexes.

    """
    own_names = (*words(own.first_name), *words(own.last_name))
    staff = [name for name in map(_spoken, openly) if name]
    last = words(own.last_name)
    own_full = frozenset((frozenset(own_names), frozenset((*own_names[:1], *last))))
    prisons = {words(name) for name in policy.prisons.names.values()}
    womens = own.prison_id in policy.prisons.womens
    secrets = Secrets(
        own=own.prisoner_number.strip().casefold(),
        own_last=last,
        own_initial=own_names[0][:1] if own_names else "",
        own_titles=_HER_TITLES if womens else _HIS_TITLES,
        own_words=frozenset(own_names).union(
            *(name for name in staff if len(name) == 1 and name in prisons)
        ),
        own_names=own_full,
        ours=own_full.union(frozenset(name) for name in staff),
    )
    for name in staff:
        _add_openly(secrets.openly, name)
    known = {name[-1:] for name in staff} | {last, (secrets.own_initial, *last)}
    known |= {(name[0][:1], *name[-1:]) for name in staff}
    for other in others:
        _add_other(secrets, other, known)
    for entry in withheld:
        if is_withheld(entry.kind, entry.what):
            _add_entry(secrets, entry)
    for text in annexes:
        _add_names(secrets, text, _WITHHELD, alone=True)
        _add_stretches(secrets, text, _WITHHELD)
        _add_reachable(secrets, text, _WITHHELD)
    _add_alerts(secrets, own.alerts)
    _add_mutated(secrets)
    _add_watched(secrets, policy)
    return secrets


def _spoken(name: str) -> tuple[str, ...]:
    """A name of staff with the surname last."""
    last, comma, first = name.partition(",")
    return (*words(first), *words(last)) if comma else words(name)


def _add_openly(tree: Tree, name: tuple[str, ...]) -> None:
    """A name of staff or of a place: in both orders, and the surname, of one part or more."""
    for at in range(1, len(name)):
        for said in (name, (*name[at:], *name[:at]), *((title, *name[at:]) for title in TITLES)):
            tree.add(said, Secret("", ""))


def _add_other(secrets: Secrets, other: Named, known: Set[tuple[str, ...]]) -> None:
    """Somebody in the desk.

    By surname, or by initial and surname, only where no staff, nor the person, has the same.
    """
    number = other.prisoner_number.strip().casefold()
    if number == secrets.own:
        return
    secret = Secret(_OTHERS, f"{other.last_name}, {other.first_name} {number.upper()}")
    first = words(other.first_name)[:1]
    for last in _spellings(other.last_name):
        if len("".join(last)) < _LEAST_SURNAME:
            continue
        if first and frozenset((*first, *last)) not in secrets.ours:
            _add_full(secrets.names, first, last, secret)
        if last not in known:
            secrets.surnames.add(last, secret)
        if first and (initial := (first[0][0], *last)) not in known:
            secrets.initials.add(initial, secret)


def _spellings(last_name: str) -> Iterator[tuple[str, ...]]:
    """A surname as it may be typed: ``O'Brien`` also without the sign, or with a space."""
    yield words(last_name)
    apart = words(re.sub(r"['’ʼ`]", " ", last_name))
    if apart != words(last_name):
        yield apart


def _add_full(tree: Tree, first: tuple[str, ...], last: tuple[str, ...], secret: Secret) -> None:
    """Both orders, and run together, as words with an unseen break between them are."""
    tree.add((*first, *last), secret)
    tree.add((*last, *first), secret)
    tree.add(("".join((*first, *last)),), secret)
    tree.add(("".join((*last, *first)),), secret)


def _add_entry(secrets: Secrets, entry: Entry) -> None:
    kind = _KINDS.get(entry.kind, _WITHHELD)
    texts = [entry.title, entry.subject, entry.text, entry.next_step]
    if entry.kind is EntryKind.VICTIM_LIAISON:
        _add_liaison(secrets, entry)
        kind = "victim"
    for text in filter(None, texts):
        _add_names(secrets, text, kind, alone=entry.kind is not EntryKind.PUBLIC_PROTECTION)
        _add_stretches(secrets, text, kind)
        _add_reachable(secrets, text, kind)
    for text in filter(None, (entry.who, entry.title)):
        _add_reachable(secrets, text, _KINDS.get(entry.kind, _WITHHELD))


def _add_liaison(secrets: Secrets, entry: Entry) -> None:
    """The liaison officer: whoever is named as such, however the name was typed."""
    whole = " ".join(entry.who.split())
    secret = Secret("vlo", whole[:_LONGEST_WHY])
    if whole.count(",") == 1 and _is_name(turned := _spoken(whole)):
        _add_person(secrets, turned, secret)
    for part in _BETWEEN_NAMES.split(entry.who):
        if _is_name(name := words(part)):
            _add_person(secrets, name, Secret("vlo", part.strip()[:_LONGEST_WHY]))
        else:
            _add_names(secrets, part, "vlo", alone=True)
    for address in EMAIL.findall(Folded(entry.title).plain):
        if _is_name(name := words(address.partition("@")[0].replace(".", " "))):
            _add_person(secrets, name, Secret("vlo", address))


def _is_name(name: tuple[str, ...]) -> bool:
    """Whether words typed where a name belongs are one: several, and none of the field.

    The last may be a common word that is a surname too: "Jo Hill", "J. Green".
    """
    if not 1 < len(name) <= _LONGEST_NAME or not any(len(word) > 1 for word in name):
        return False
    whole = {word for word in name[:-1] if len(word) > 1}
    return not whole & STOP and (name[-1] not in STOP or name[-1] in SURNAMES)


def _add_names(secrets: Secrets, text: str, kind: str, *, alone: bool) -> None:
    for name in names_in(_EMAIL_THERE.sub(" ", text)):
        secret = Secret(kind, " ".join(name.written.split()))
        # A name that the paper says openly may be a victim's too: that clears it of nothing.
        cleared = secrets.own_names if kind in _PROTECTED else secrets.ours
        if frozenset(name.words) in cleared:
            continue
        if len(name.words) > 1:
            _add_person(secrets, name.words, secret, alone=alone)
            continue
        if name.titled or name.words[0] not in secrets.own_words:
            secrets.surnames.add(name.words, secret)
        if name.titled:
            secrets.initials.add((ANY, *name.words), secret)
        if alone:
            _add_single(secrets, name.words[0], secret)


def _add_person(
    secrets: Secrets, name: tuple[str, ...], secret: Secret, *, alone: bool = True
) -> None:
    """A full name, its surname after a title or an initial, and each part alone."""
    if len(name[0]) > 1:  # "A Price" is found as "Ms Price": "a price" is no name
        for at, then in ((1, 1), (-1, -1), (1, -1)):
            _add_full(secrets.names, name[:at], name[then:], secret)
    secrets.surnames.add(name[-1:], secret)
    if (name[0][0], secrets.own_last) != (secrets.own_initial, name[-1:]):
        secrets.initials.add((name[0][0], *name[-1:]), secret)
    if alone:
        for word in name:
            _add_single(secrets, word, secret)


def _add_single(secrets: Secrets, word: str, secret: Secret) -> None:
    if len(word) > 2 and word not in STOP and word not in BOTH and word not in secrets.own_words:
        secrets.singles.setdefault(word, secret)


def _add_alerts(secrets: Secrets, alerts: Iterable[str]) -> None:
    """Alerts held about the person: their words, or the code; not those any report may say."""
    for alert in alerts:
        said = words(alert)
        secret = Secret(_WITHHELD, alert)
        if len(said) == 1 and alert.isupper() and said[0] not in _REPORTED | STOP:
            secrets.shouted.add((stem(said[0]),), secret)
        elif len({word for word in said if word not in ROUTINE | _REPORTED}) >= _CONTENT:
            secrets.phrases.add(said, secret)


def _add_mutated(secrets: Secrets) -> None:
    """Single names as Welsh changes their beginning: Caerdydd, yng Nghaerdydd, i Gaerdydd."""
    for word, secret in list(secrets.singles.items()):
        begins = next((one for one in _MUTATIONS if word.startswith(one)), "")
        for instead in _MUTATIONS.get(begins, ()):
            changed = instead + word[len(begins) :]
            if len(changed) >= _LEAST_MUTATED and changed not in EVERYDAY | ROUTINE:
                _add_single(secrets, changed, secret)


def _add_stretches(secrets: Secrets, text: str, kind: str) -> None:
    said = words(text)
    secret = Secret(kind, " ".join(text.split())[:_LONGEST_WHY])
    if 2 < len(said) < OVERLAP and _content(said) >= _SHORT_CONTENT:
        secrets.phrases.add(said, secret)
    for at in range(len(said) - OVERLAP + 1):
        stretch = said[at : at + OVERLAP]
        if _content(stretch) >= _CONTENT:
            secrets.stretches.setdefault(" ".join(stretch), secret)


def _content(said: tuple[str, ...]) -> int:
    return sum(word not in ROUTINE and not word.isdecimal() for word in said)


def _add_reachable(secrets: Secrets, text: str, kind: str) -> None:
    """Addresses and numbers at which somebody is found."""
    plain = Folded(text).plain
    for address in EMAIL.findall(plain):
        secrets.emails[address.rstrip(".")] = Secret(kind, address)
    for number in _TELEPHONE.findall(plain):
        secrets.numbers[_national(number)] = Secret(kind, number)
    for area, rest in POSTCODE.findall(plain):
        secrets.codes[area + rest] = Secret(kind, f"{area} {rest}".upper())
        if len(area) >= _LEAST_AREA:
            _add_single(secrets, area, Secret(kind, area.upper()))


def _national(number: str) -> str:
    """The digits of a number without what differs by how it is written: +44, 0044, 0."""
    return re.sub(r"^(?:0044|44(?=0?\d{9,10}$))?0?", "", re.sub(r"\D", "", number))


def _add_watched(secrets: Secrets, policy: Policy) -> None:
    papers = policy.papers
    for kind, watched in (
        ("victim", papers.victim_words),
        ("vlo", papers.vlo_words),
        ("intelligence", papers.intelligence_words),
        ("mappa_minutes", papers.mappa_words),
    ):
        for phrase in watched:
            tree = secrets.shouted if phrase.isupper() else secrets.watched
            tree.add(tuple(map(stem, words(phrase))), Secret(kind, phrase))
