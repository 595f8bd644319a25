"""Names and places in what somebody wrote, without a dictionary of names.

What is written with a capital and is no everyday word, no word of the field and no month is taken
for a name. That is wrong now and then; it is used only where a missed name does harm and a false
one costs a glance.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pomdesk.rules.papers.folding import Folded, Token

_FUNCTION = """
    a about above after again against all also although always am an and any are as at away back
    be because been before being below between both but by can cannot could did do does doing
    done down during each either else ever every few first for from further had has have having
    he hence her here hers herself him himself his how however i if in into is it its itself
    just last later less many may me might more most much must my neither never next no nobody
    none nor not nothing now of off often on once one only or other others our out over own per
    perhaps please rather same second shall she should since so some someone something soon
    still such than that the their theirs them themselves then there therefore these they third
    this those though three through thus to today together tomorrow too two under until up upon
    us very was we well were what when where whether which while who whom whose why will with
    within without would yes yesterday yet you your
"""

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "master"})
"""What stands before a surname; of staff it is a rank or "Dr", which are left out."""

FUNCTION_WORDS = frozenset(_FUNCTION.split())
"""Words that carry no content of their own."""

_FIELD = """
    accommodation act action address adjourned agency agreed alcohol alert also application
    appointment approved area arrest assessment association authority avenue bail board body
    breach british btp call care case cat category centre chair chaplain check child children
    christmas city civil class clerk clinic close closed college com committee community
    complaint concern condition conditions conduct conference consent contact contacts convicted
    conviction council counsel county court courts cps crd crescent crown custody date dates dc
    decision defence deferred department detective di directions director disclosure district
    domestic dr drive drugs ds east easter education email emergency employment england english
    equip estate europe european event exclusion executive facebook family file final finance
    form friend gardens gate god google gov government governor green group grove guidance
    handover harassment head health hearing high hill hmp hmpps hmpyoi homd home hospital hostel
    house housing indictment information injunction inspector instagram intelligence internet
    interview ipp ireland irish irmm irmt isp judge judgment justice key kingdom lane law lds
    letter level liaison licence life line local london mail male manager mapp mappa mapps mash
    meeting mental mews minister ministry molestation mother national ndelius near new nhs nomis
    noms non north note notes notice notification nps number oasys occupation offence offender
    office officer open oral order orders outcome panel paper parent park parole parom part
    partner partnership pc pdu ped person phone place plan police polish pom ppcs ppud pre
    premises prison prisoner prisoners probation procedure proceedings prof programme protection
    protective public purpose re ref reference referral region registered rehabilitation release
    released remand report request resettlement residence response restraining restriction
    restrictions result rev review rise risk road rotl route row safeguarding scheme school
    scotland scottish secretary section secure security sed sentence sentencing serious service
    services session sex sexual sgt sio sir snapchat social solicitor source south spo square
    skills staff standard state statement submission
    station status strategic street supervision support survivor
    suspended target team ted telephone term terrace thd thinking
    tiktok tribunal trust tused uk unit
    update upw vco vcs vcu vicar victim victims video view violence violent visit visitor
    visitors visits visor vlo vlu vpps vps wales walk ward warning warrant way welsh west
    whatsapp wing witness women womens work worker yoi young youth zone
"""

_SURNAMES = """
    april august bail bishop board brown case child church clark close cook day early field
    gardens gate good gray green grove hall head high hill home hope house ireland judge justice
    key king lane law little long lord major march may ng new north park parole place price prince
    read rice rich rise road small south square street summer wales walk ward way west will wing
    winter wood young
"""

_OPENERS = """
    accepted according added advised aged aim allowed any anyone approached arranged arrived
    asked attempted attended awaiting aware became began believes big booked born brother
    brought called came caused changed checked chose clear comes completed confirmed considered
    contacted copied copy created current currently daughter dear declined denied described
    despite details developed discussed doctor due eight eleven emailed ended entered
    established everyone everything ex expected explained explicit expressed fact father
    feedback feels five followed following forwarded found four full future gave get given gives
    going good grandmother granted happy heard hears held her hers hopes husband identified
    immediate including increased indicated informed initial initially intends invited issued
    keen keep kept known knows large lead learned left let listened little lives living logged
    made mailed make making means mentioned message met mid minimum missing moved named nearby
    needed needs neighbour nine non noted nothing notified offered old older ongoing opted
    parents passed past permitted phoned possible prefers present presented previous previously
    provided put raised read ready reason received recent recently recommended recorded refused
    regarding relating remains reminded replied reported requested requests responded returned
    said says seen sends sent set seven several share shared signed significant sister six small
    son soon sought speak spoke spoken started stated states stays subject submitted suggested
    supported sure take taken talked telephoned tell ten thanks thinks told took transferred
    tried try twelve twice unable unclear understood unknown updated upset urgent used using
    visited voiced wait waiting wants warned was wife wishes withdrew witnessed work works
    worried write written wrote younger yours zero
"""

_ASSESSED = """
    accredited basic enhanced incentive layer low medium overall record
"""

_CALENDAR = """
    apr april aug august autumn awst chwefror dec december ebrill feb february friday gorffennaf
    hydref ionawr jan january jul july jun june mai mar march mawrth medi mehefin monday nov
    november oct october rhagfyr saturday sep sept september spring summer sunday tachwedd
    thursday tuesday wednesday winter
"""

_BOTH = """
    april art august christian hope june king law long lord major may miles price prince rich
    summer will young
"""

_ROUTINE = """
    board condition conditions contact crown court date dates hearing informed licence liaison
    manager notified offender office officer oral parole person pom prison prisoner probation
    release released report reports review said sentence service spoke spoken told victim
"""

ROUTINE = FUNCTION_WORDS | frozenset(f"{_ROUTINE}{_CALENDAR}".split())
"""Words of which any two papers have a few in a row: "of the oral hearing on 12 May"."""

STOP = FUNCTION_WORDS | frozenset(f"{_FIELD}{_OPENERS}{_ASSESSED}{_CALENDAR}".split())
"""Words that are no names although they stand with a capital."""

BOTH = frozenset(_BOTH.split())
"""Words that are names of people too: taken for one only beside another name."""

SURNAMES = frozenset(_SURNAMES.split())
"""Common words that are surnames of many: taken for one after a forename or an initial."""

CALENDAR = frozenset(["may", *_CALENDAR.split()])
"""Days and months, Welsh ones too."""

EVERYDAY = (
    STOP
    | BOTH
    | frozenset(("bill", "dawn", "drew", "faith", "frank", "grace", "grant", "jack", "joy", "mark"))
    | frozenset(("pat", "rob", "robin", "rock", "rose", "sandy", "sue", "victor", "wade", "woods"))
)
"""Words that in small letters are no name, not even two of them in a row."""

_NEAR = re.compile(r"[ \t\u00a0]*\n?[ \t\u00a0]*(?:['’‘\-‐‑][ \t]*)?")
_AFTER_INITIAL = re.compile(r"\.?[ \t\u00a0]+|\.")
_LONGEST = 6
_SHORTEST = 3
_ABBREVIATION = 4
"""Capitals up to so many letters are an abbreviation, unless the whole text is in capitals."""


class Name(NamedTuple):
    """A run of names: folded words, how it was written, and whether a title stands before it."""

    words: tuple[str, ...]
    written: str
    titled: bool = False


def names_in(text: str) -> Iterator[Name]:
    """Runs of names in a text, each as often as it stands there.

    Args:
        text: what somebody wrote; one all in capitals tells names only after a title.

    """
    shouted = text == text.upper()
    run: list[Token] = []
    titled = False
    for token in Folded(text).tokens():
        if run and not _follows(text, run[-1], token):
            yield from _name(run, text, titled=titled)
            run, titled = [], False
        if token.word in TITLES:
            yield from _name(run, text, titled=titled)
            run, titled = [], True
            continue
        large = token.capital and not shouted
        plainly = large or (titled and not _capital(run, shouted))
        may = _may_be_name(token) or _surname(token, run, titled=titled, large=large)
        if plainly and may and len(run) < _LONGEST:
            run.append(token)
        else:
            yield from _name(run, text, titled=titled)
            run, titled = [], False
    yield from _name(run, text, titled=titled)


def _surname(token: Token, run: list[Token], *, titled: bool, large: bool) -> bool:
    """Whether a common word is a name here: first after a title, or after a forename."""
    if token.word[0].isdecimal():
        return False
    if titled and not run:
        return token.word != "and" if large else token.word not in FUNCTION_WORDS
    return large and bool(run) and token.word in SURNAMES


def _capital(run: list[Token], shouted: bool) -> bool:
    """Whether a name after a title began with a capital, so that its other parts do too."""
    return bool(run) and run[0].capital and not shouted


def _follows(text: str, before: Token, after: Token) -> bool:
    between = text[before.end : after.start]
    if len(before.word) == 1 and _AFTER_INITIAL.fullmatch(between):
        return True
    return _NEAR.fullmatch(between) is not None


def _may_be_name(token: Token) -> bool:
    return token.word in BOTH or (token.word not in STOP and not token.word[0].isdecimal())


def _name(run: list[Token], text: str, *, titled: bool) -> Iterator[Name]:
    """The run as a name; an initial alone is none.

    Without a title before it an everyday word or an abbreviation alone is none either.
    """
    if not any(len(token.word) > 1 for token in run):
        return
    written = text[run[0].start : run[-1].end]
    if len(run) == 1 and not titled:
        short = len(written) <= _ABBREVIATION and written.isalpha() and written.isupper()
        word = run[0].word
        if word in BOTH or len(word) < _SHORTEST or (short and text != text.upper()):
            return
    yield Name(tuple(token.word for token in run), written, titled)
