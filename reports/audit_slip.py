"""The slip of an anchor: half a page, printed and kept away from the machine."""

from collections.abc import Iterator
from datetime import UTC

from pomdesk.domain.audit import SignedAnchor
from reports.blocks import note, notice, paragraph, subtitle, title
from reports.desk_paper import pages
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG
from reports.tables import Cell, Column, Table
from resources.text import Text

_GROUP = 16
"""Letters that stand together, so that they can be read out and compared."""


def render(anchor: SignedAnchor, text: Text) -> bytes:
    """The slip as a tagged PDF."""
    kind = text("audit_slip.title")
    return pages(
        list(_blocks(anchor, text)),
        text,
        kind,
        subject="",
        prepared_by=anchor.name,
        on=anchor.at.date(),
        anchor=anchor.head.anchor,
    )


def _blocks(anchor: SignedAnchor, text: Text) -> Iterator[Block]:
    at = anchor.at.replace(tzinfo=UTC).astimezone()
    day = f"{text.day(at.date())}, {at:%H:%M}"
    yield title(text("audit_slip.title"))
    yield subtitle(text("audit_slip.made", day=day, who=anchor.name))
    yield notice(anchor.head.anchor)
    unsigned = text("audit_slip.unsigned", who=anchor.name)
    rows = [
        [Cell(text("audit_slip.anchor")), Cell(f"{anchor.head.seq}-{grouped(anchor.head.hash)}")],
        [Cell(text("audit_slip.store")), Cell(grouped(anchor.store))],
        [Cell(text("audit_slip.signature")), Cell(grouped(anchor.signature) or unsigned)],
    ]
    columns = [Column(0.2, "", BODY_STRONG, names_row=True), Column(0.8, "", BODY)]
    yield Table(columns, rows, width=WIDTH)
    yield paragraph(text("audit_slip.what"))
    yield note(text("audit_slip.how", anchor=anchor.head.anchor))


def grouped(hexadecimal: str) -> str:
    """A long number in groups."""
    places = range(0, len(hexadecimal), _GROUP)
    return " ".join(hexadecimal[at : at + _GROUP] for at in places)
