"""The audit log in words: what the page and the command line both say."""

from collections.abc import Iterator
from datetime import UTC, datetime

from pomdesk.domain.audit import Broken, Kind, Logged, Proof, Remark, Remarked
from pomdesk.domain.names import listed
from pomdesk.readmodels.audit import LastProof, LogLine
from resources.text import Text

_REF = 8
"""Letters of a reference that tell people apart."""
_SHORT = 12
"""Letters of a checksum or a key that are shown."""
_MINUTE = 60
_TIMED = frozenset({"times", "seconds"})
_UNTOLD = frozenset({"query"})
"""Names of details that say nothing to a reader: the words for the event say it."""


def moment(text: Text, at: datetime) -> str:
    """When, where the desk stands: day and minute."""
    here = at.replace(tzinfo=UTC).astimezone() if at.year > 1 else at
    return f"{text.short_day(here.date())} {here:%H:%M}"


def what_words(text: Text, event: Logged) -> str:
    """What was done, in a few words."""
    words = text.code("audit.what", event.what)
    return words[:1].upper() + words[1:]


def whom_words(text: Text, line: LogLine) -> str:
    """Whom it is about: by name while they are on the desk, else their reference, else how many."""
    if line.person_id is not None:
        return f"{listed(line.last_name, line.first_name)} {line.prisoner_number}"
    if line.event.subject:
        return text("audit.ref", ref=line.event.subject[:_REF])
    return text.count("audit.people", line.event.size) if line.event.size else ""


def told_words(text: Text, event: Logged) -> str:
    """Everything else of an event in a line: to whom, which paper, how often, why."""
    said = list(_told(text, event))
    if event.reason:
        said.append(f"“{' '.join(event.reason.split())}”")
    return "; ".join(filter(None, said))


def _told(text: Text, event: Logged) -> Iterator[str]:
    if event.kind is Kind.DISCLOSE:
        yield f"{text('audit.to')} {event.recipient}" if event.recipient else text("audit.own_copy")
    if "times" in event.detail and "seconds" in event.detail:
        looked = text.count("audit.looked", _number(event.detail["times"]))
        yield text("audit.times", times=looked, span=_span(text, event.detail["seconds"]))
    for name, value in event.detail.items():
        if name in _UNTOLD or (name in _TIMED and "seconds" in event.detail):
            continue
        key = f"audit.detail.{name}"
        words = _value(text, name, value, event)
        yield text(key, value=words) if text.has(key) else f"{name}: {words}"


def _value(text: Text, name: str, value: object, event: Logged) -> str:
    if isinstance(value, list):
        return ", ".join(_value(text, name, one, event) for one in value)
    raw = str(value)
    if name == "of":
        for family in ("audit.of", "paper", "audit.what"):
            if text.has(f"{family}.{raw}"):
                return text(f"{family}.{raw}")
    if name == "undone":
        return text.code("audit.what", raw.upper())
    if name == "what":
        return text.code("audit.what", raw)
    if name == "wrong" and text.has(f"audit.wrong.{raw}"):
        return text(f"audit.wrong.{raw}", seq=event.detail.get("seq", ""))
    return raw[:_SHORT] if name in ("sha256", "public") else raw


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _span(text: Text, seconds: object) -> str:
    number = _number(seconds)
    if number < 2 * _MINUTE:
        return text.count("audit.second", number)
    return text.count("audit.minute", round(number / _MINUTE))


# What came of going through it.


def broken_words(text: Text, broken: Broken) -> str:
    """What is wrong, and what it means."""
    wrong = text(f"audit.wrong.{broken.wrong}", seq=f"{broken.seq:,}")
    return text("audit.proof.broken", wrong=wrong)


def proof_words(text: Text, proof: Proof) -> str:
    """What came of it, in a sentence or two."""
    if proof.broken is not None:
        return broken_words(text, proof.broken)
    said = {
        "events": text.count("audit.proof.events", proof.events),
        "signed": text.count("audit.proof.signed", proof.signed),
    }
    if not proof.anchors:
        return text("audit.proof.holds", **said)
    anchors = text.count("audit.proof.anchors", proof.anchors)
    return text("audit.proof.holds_anchored", anchors=anchors, **said)


def remark_lines(text: Text, proof: Proof) -> list[str]:
    """What is to be known besides; a log may hold and yet bear unsigned events."""
    lines = [_remark(text, one) for one in proof.remarks]
    if proof.sealed:
        lines.append(text("audit.proof.sealed", n=f"{proof.sealed:,}"))
    return lines


def _remark(text: Text, one: Remarked) -> str:
    key = f"audit.remark.{one.remark}"
    if one.remark is Remark.UNSIGNED:
        key += ".one" if one.times == 1 else ".other"
    return text(key, seq=f"{one.seq:,}", name=one.name, n=f"{one.times:,}")


def last_words(text: Text, last: LastProof | None) -> str:
    """What came of it the last time."""
    if last is None:
        return text("audit.proof.never")
    day = moment(text, last.at)
    if last.wrong is None:
        events = text.count("audit.proof.events", last.events)
        return text("audit.proof.last", day=day, events=events)
    wrong = text(f"audit.wrong.{last.wrong}", seq=f"{last.seq:,}")
    return text("audit.proof.last_broken", day=day, wrong=wrong)
