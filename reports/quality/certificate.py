"""The certificate of a draw: what was drawn, from what, and how anybody repeats it.

It is made from the record and the frame alone, as they are stored, never from the live tables.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pomdesk.domain.quality.draws import Seed, SeedSource
from pomdesk.readmodels.quality import Certificate
from pomdesk.rules.quality.draws import key_for
from pomdesk.rules.quality.tickets import digest_commands, recipe
from reports.blocks import Bullets, heading, note, notice, paragraph, subheading, subtitle, title
from reports.desk_paper import pages
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG, SMALL, SMALL_TEXT
from reports.tables import Cell, Column, Table
from resources.text import Text

_SHORT = 16
"""Characters of a ticket that are printed: enough to see the order."""


def render(
    certificate: Certificate, text: Text, *, on: date, prepared_by: str, anchor: str = ""
) -> bytes:
    """The certificate as a tagged PDF."""
    kind = text("quality_paper.certificate.title")
    subject = f"{certificate.round_ref} · {certificate.draw.ref}"
    return pages(
        list(_blocks(certificate, text)),
        text,
        kind,
        subject=subject,
        prepared_by=prepared_by,
        anchor=anchor,
        on=on,
    )


def _blocks(one: Certificate, text: Text) -> Iterator[Block]:
    record: Mapping[str, Any] = json.loads(one.record)

    def words(key: str, **values: object) -> str:
        return text(f"quality_paper.certificate.{key}", **values)

    yield title(words("title"))
    yield subtitle(f"{one.round_ref} · {one.title}")
    if one.findings:
        yield notice(words("broken"))
        yield Bullets([text(f"draw_finding.{f.code}", about=f.about) for f in one.findings])
    else:
        yield notice(words("holds"))
    yield _facts(record, one, text)
    yield heading(words("allocation"))
    yield paragraph(words("allocation_words", n=record["allocation"]["n"]))
    yield _shares(record, text)
    if record["certainty"]:
        yield subheading(words("certainty"))
        rows = [
            [one["case_ref"], one["stratum"], text(f"quality_term.certainty.{one['why']}")]
            for one in record["certainty"]
        ]
        yield Table(
            _columns(text, ("case", 0.3), ("stratum", 0.3), ("why", 0.4)), rows, width=WIDTH
        )
    yield heading(words("drawn"))
    yield paragraph(words("drawn_words"))
    yield from _picked(record, text)
    yield heading(words("recipe"))
    yield from _recipe(record, one, text)


def _moment(value: str, text: Text) -> str:
    at = datetime.fromisoformat(value)
    return f"{text.day(at.date())}, {at:%H:%M} UTC"


def _facts(record: Mapping[str, Any], one: Certificate, text: Text) -> Table:
    def label(name: str) -> str:
        return text(f"quality_paper.certificate.label.{name}")

    left_out = ", ".join(
        f"{text(f'quality_term.exclusion.{code}')}: {n}"
        for code, n in sorted(record["exclusions"].items())
    )
    source = text(f"quality_term.seed_source.{record['seed_source']}")
    frame = text(
        "quality_paper.certificate.frame",
        n=record["frame_count"],
        of=record["whole_frame_count"],
        day=text.day(date.fromisoformat(record["as_of"])),
    )
    rows: list[tuple[str, str]] = [
        (label("draw"), record["draw_id"]),
        (label("purpose"), text(f"quality_term.purpose.{record['purpose']}")),
        (label("frame"), frame),
        (label("eligibility"), record["eligibility"]["words"]),
        (label("left_out"), left_out or text("quality_paper.certificate.nobody")),
        (label("frozen"), _moment(record["frozen_at"], text)),
        (label("drawn"), f"{_moment(record['drawn_at'], text)}, {record['drawn_by']}"),
        (label("seed"), record["seed"]),
        (label("seed_source"), source),
        (label("witness"), record["witness"]),
        (label("reason"), record["reason"]),
        (label("record"), one.draw.sha256),
        (label("frame_hash"), record["frame_sha256"]),
        (label("whole_frame_hash"), record["whole_frame_sha256"]),
        (label("before"), record["prev_record_sha256"]),
    ]
    columns = [Column(0.26, "", SMALL, names_row=True), Column(0.74, "", SMALL_TEXT)]
    return Table(columns, [row for row in rows if row[1]], width=WIDTH)


def _columns(text: Text, *parts: tuple[str, float]) -> list[Column]:
    return [
        Column(share, text(f"quality_paper.head.{name}"), BODY_STRONG if at == 0 else BODY,
               names_row=at == 0)
        for at, (name, share) in enumerate(parts)
    ]  # fmt: skip


def _shares(record: Mapping[str, Any], text: Text) -> Table:
    rows = [
        [one["stratum"], str(one["size"]), str(one["floor"]), str(one["n"]), str(one["reserves"])]
        for one in record["allocation"]["strata"]
    ]
    columns = _columns(
        text, ("stratum", 0.36), ("eligible", 0.16), ("floor", 0.16), ("drawn", 0.16),
        ("reserves", 0.16),
    )  # fmt: skip
    return Table(columns, rows, width=WIDTH)


def _picked(record: Mapping[str, Any], text: Text) -> Iterator[Block]:
    for stratum, chosen in record["selected"].items():
        reserves = record["reserves"].get(stratum, [])
        rows: list[Sequence[str | Cell]] = [
            [str(rank), one["case_ref"], text(f"quality_term.sample_role.{role}"), _ticket(one)]
            for rank, (role, one) in enumerate(
                [*(("primary", one) for one in chosen), *(("reserve", one) for one in reserves)], 1
            )
        ]
        yield subheading(stratum)
        columns = _columns(text, ("rank", 0.1), ("case", 0.3), ("role", 0.25), ("ticket", 0.35))
        yield Table(columns, rows, width=WIDTH)


def _ticket(one: Mapping[str, str]) -> str:
    return f"{one['ticket'][:_SHORT]}…"


def _recipe(record: Mapping[str, Any], one: Certificate, text: Text) -> Iterator[Block]:
    """Half a page: hash the files, work out each ticket, sort, take the first."""

    def words(key: str, **values: object) -> str:
        return text(f"quality_paper.certificate.{key}", **values)

    stratum, first = _example(record)
    seed = Seed(
        record["seed"],
        SeedSource(record["seed_source"]),
        record["witness"],
        int(record["seed_round"]),
    )
    shown = recipe(key_for(seed, stratum), first)
    on_unix, on_windows = digest_commands(f"{one.draw.ref}-record.json")
    yield Bullets(
        [
            words("step.hash", record=one.draw.sha256),
            words("step.ticket", case=first),
            words("step.sort"),
            words("step.take"),
        ],
        numbered=True,
    )
    rows = [
        [words("hash_unix"), on_unix],
        [words("hash_windows"), on_windows],
        [words("ticket_unix"), shown.openssl],
        [words("ticket_windows"), shown.powershell],
        [words("must_print"), shown.ticket],
    ]
    columns = [Column(0.22, "", SMALL, names_row=True), Column(0.78, "", SMALL_TEXT)]
    yield Table(columns, rows, width=WIDTH)
    yield note(words("verify"))


def _example(record: Mapping[str, Any]) -> tuple[str, str]:
    """The first file that was drawn, with its stratum."""
    for stratum, chosen in record["selected"].items():
        if chosen:
            return stratum, chosen[0]["case_ref"]
    first = record["certainty"][0]
    return first["stratum"], first["case_ref"]
