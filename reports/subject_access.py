"""The draft of what is held on one person: a PDF with the same as JSON inside it.

It is made from parts as they go out (``rules.subject_access.given_out``): what is kept back is in
none of them, so it can be in no stream of the file. His Majesty's Prison and Probation Service
answers requests centrally; this is a draft for the data protection team and says so.
"""

import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

import pikepdf

from pomdesk.domain.facts import Source, SourceKind
from pomdesk.domain.rights import Decision, PackItem
from pomdesk.readmodels.rights import Pack
from pomdesk.rules.subject_access import given_out
from reports.blocks import heading, note, notice, paragraphs, subheading, subtitle, title
from reports.page import WIDTH, Block, Furniture
from reports.page import render as render_pages
from reports.style import MM, SMALL_TEXT
from reports.tables import Column, Table
from reports.wording import pdf_language, person_name
from resources.text import Text
from resources.wording import value_words

JSON_NAME = "subject-access-draft.json"
"""Of the file inside the PDF."""

_FORMAT = "pomdesk-subject-access-1"
_FACTS = frozenset({"facts", "history"})
_LISTS = frozenset({"looks", "disclosures", "duties"})
_FAMILIES = {
    "role": "role",
    "what": "entry_what.{kind}",
    "stage": "entry_stage.{kind}",
    "step": "paper_step",
    "request": "request_kind",
}
"""Names whose values are codes, and the family of words each belongs to."""


def as_json(pack: Pack) -> bytes:
    """The pack as JSON: codes and values as they are kept, days in ISO."""
    request = pack.request
    told = {
        "format": _FORMAT,
        "draft": True,
        "prisonerNumber": pack.prisoner_number,
        "firstName": pack.first_name,
        "lastName": pack.last_name,
        "madeOn": pack.made_on.isoformat(),
        "request": None
        if request is None
        else {
            "ref": request.ref,
            "received": request.received.isoformat(),
            "due": request.due.isoformat(),
        },
        "parts": [_part(item) for item in given_out(pack.items)],
        "leftOut": dict(pack.left_out),
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _part(item: PackItem) -> dict[str, object]:
    return {
        "section": item.section,
        "kind": item.kind,
        "day": item.day.isoformat() if item.day else None,
        "source": _source(item.source),
        "fields": [{"name": name, "value": value} for name, value in item.fields],
        "decision": item.decision.value if item.decision else None,
        "ground": item.ground.value if item.ground else None,
    }


def _source(source: Source | None) -> dict[str, str | None] | None:
    if source is None:
        return None
    return {"kind": source.kind.value, "day": source.on.isoformat() if source.on else None}


def render(pack: Pack, text: Text, *, prepared_by: str) -> bytes:
    """The draft as a tagged PDF with the JSON inside; the same pack gives the same pages."""
    kind = text("subject_access.title")
    who = person_name(text, pack.last_name, pack.first_name)
    furniture = Furniture(
        marking=text("app.marking"),
        draft=text("subject_access.draft"),
        subject=f"{who} {pack.prisoner_number}",
        paper=kind,
        foot=text("report.foot", day=text.day(pack.made_on), who=prepared_by),
        page_of=lambda page, total: text("report.page", n=page, total=total),
    )
    blocks = [title(kind), subtitle(f"{who}, {pack.prisoner_number}"), *_cover(pack, text)]
    for section, items in groupby(given_out(pack.items), key=lambda item: item.section):
        blocks += _section(section, list(items), text)
    # The title names nobody, because titles show in lists of windows.
    pdf = render_pages(blocks, furniture, title=kind, language=pdf_language(text), on=pack.made_on)
    return _with_json(pdf, as_json(pack))


def _with_json(pdf: bytes, content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        held = pikepdf.AttachedFileSpec(
            paper,
            content,
            description="",
            filename=JSON_NAME,
            mime_type="application/json",
            creation_date="",
            mod_date="",
        )
        paper.attachments[JSON_NAME] = held
        paper.save(out)
    return out.getvalue()


def _cover(pack: Pack, text: Text) -> Iterator[Block]:
    yield notice(text("subject_access.is_draft"))
    rows = [[text("subject_access.made"), text.day(pack.made_on)]]
    if pack.request is not None:
        rows += [
            [text("subject_access.request"), pack.request.ref],
            [text("subject_access.received"), text.day(pack.request.received)],
            [text("subject_access.due"), text.day(pack.request.due)],
        ]
    decided = Counter(item.decision for item in pack.items)
    rows += [
        [text("subject_access.parts"), f"{len(pack.items):,}"],
        [text("subject_access.changed"), f"{decided[Decision.REDACT]:,}"],
        [text("subject_access.withheld"), f"{decided[Decision.WITHHOLD]:,}"],
    ]
    yield Table([Column(0.4, names_row=True), Column(0.6)], rows, width=WIDTH)
    yield note(text("subject_access.names"))
    for name, count in pack.left_out.items():
        if count:
            yield note(text.count(f"subject_access.left_out.{name}", count))


def _section(section: str, items: Sequence[PackItem], text: Text) -> Iterator[Block]:
    yield heading(text(f"subject_access.section.{section}"))
    told = [item for item in items if item.decision is not Decision.WITHHOLD]
    if section in _FACTS:
        yield from _facts(told, text)
    elif section in _LISTS:
        yield from _listed(told, text)
    else:
        for item in told:
            yield from _whole(item, text)
    kept_back = Counter(item.ground for item in items if item.decision is Decision.WITHHOLD)
    for ground, count in kept_back.items():
        why = text.code("ground", ground)
        yield note(text.count("subject_access.kept_back", count) + f" {why}")


def _facts(items: Sequence[PackItem], text: Text) -> Iterator[Block]:
    columns = [
        Column(0.32, text("subject_access.head.fact"), SMALL_TEXT, names_row=True),
        Column(0.42, text("subject_access.head.value"), SMALL_TEXT),
        Column(0.26, text("subject_access.head.source"), SMALL_TEXT),
    ]
    for kind, group in groupby(items, key=lambda item: item.kind):
        rows = [
            [_name(text, item, name), _value(text, item, name, value), _where(text, item)]
            for item in group
            for name, value in item.fields
        ]
        if rows:
            yield subheading(text.code("subject_access.kind", kind))
            yield Table(columns, rows, width=WIDTH)


def _listed(items: Sequence[PackItem], text: Text) -> Iterator[Block]:
    columns = [
        Column(0.2, text("subject_access.head.day"), SMALL_TEXT, names_row=True),
        Column(0.3, text("subject_access.head.what"), SMALL_TEXT),
        Column(0.5, text("subject_access.head.more"), SMALL_TEXT),
    ]
    rows = [
        [
            text.short_day(item.day),
            _kind(text, item),
            "; ".join(
                f"{_name(text, item, name)}: {_value(text, item, name, value)}"
                for name, value in item.fields
            ),
        ]
        for item in items
    ]
    if rows:
        yield Table(columns, rows, width=WIDTH)


def _whole(item: PackItem, text: Text) -> Iterator[Block]:
    day = text.day(item.day)
    yield subheading(f"{_kind(text, item)}, {day}" if day else _kind(text, item))
    if item.decision is Decision.REDACT:
        yield note(text("subject_access.redacted"), keep_next=True)
    for name, value in item.fields:
        said = _value(text, item, name, value)
        if name in {"text", "earlier_text"}:
            if name == "earlier_text":
                yield note(text("subject_access.earlier"), keep_next=True)
            yield from paragraphs(said)
        else:
            yield from paragraphs(f"{_name(text, item, name)}: {said}")
    if item.source is not None:
        yield note(_where(text, item), before=1 * MM)


def _kind(text: Text, item: PackItem) -> str:
    for family in ("entry_kind", "paper", "duty_mark", "audit.what", "subject_access.kind"):
        if text.has(f"{family}.{item.kind}"):
            return text(f"{family}.{item.kind}")
    return item.kind


def _name(text: Text, item: PackItem, name: str) -> str:
    plain = name.removeprefix("earlier_")
    families = ("subject_access.field", "entry_field")
    if item.section in _FACTS:
        families = ("field", "subject_access.field")
    known = (text(f"{one}.{plain}") for one in families if text.has(f"{one}.{plain}"))
    words = next(known, plain)
    return text("subject_access.was", name=words) if plain != name else words


def _value(text: Text, item: PackItem, name: str, value: str) -> str:
    plain = name.removeprefix("earlier_")
    if plain in _FAMILIES:
        return text.code(_FAMILIES[plain].format(kind=item.kind), value)
    if value in {"true", "false"}:
        return text("value.yes" if value == "true" else "value.no")
    try:
        return text.day(date.fromisoformat(value))
    except ValueError:
        return value_words(text, plain, value)


def _where(text: Text, item: PackItem) -> str:
    if item.section == "history":
        return text("subject_access.until", day=text.short_day(item.day))
    if item.source is None:
        return text("subject_access.unknown")
    day = text.short_day(item.source.on)
    if item.source.kind is SourceKind.TYPED:
        return text("subject_access.typed", day=day)
    return text("source.file", day=day) if day else text("source.file_undated")
