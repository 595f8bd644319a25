"""The index of many packs made at once: which file is whose, since their names name nobody.

Importing this costs nothing; rendering loads reportlab.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pomdesk.domain.errors import PomdeskError
from resources.text import Text


@dataclass(frozen=True, slots=True)
class PackDone:
    """What came of the pack of one person.

    Attributes:
        prisoner_number: blank where the desk refused to tell of the person at all; so are
            the names.
        file: name of its file, without folder; blank where there is none.
        problem: why there is none.

    """

    person_id: int
    prisoner_number: str = ""
    last_name: str = ""
    first_name: str = ""
    handover: date | None = None
    file: str = ""
    pages: int = 0
    problem: PomdeskError | None = None

    @property
    def code(self) -> str:
        """Code of the problem; blank where there is none."""
        return self.problem.code if self.problem else ""

    def written(self, file: str, pages: int) -> "PackDone":
        """The same person with a file."""
        return replace(self, file=file, pages=pages)

    def failed(self, problem: PomdeskError) -> "PackDone":
        """The same person without one."""
        return replace(self, problem=problem)


def render_index(
    done: Sequence[PackDone], text: Text, prepared_by: str, on: date, anchor: str = ""
) -> bytes:
    """The index as a tagged PDF, in the order the packs were made."""
    from reports.blocks import note, notice, subtitle, title
    from reports.desk_paper import pages
    from reports.page import WIDTH, Block
    from reports.style import BODY, BODY_STRONG, SMALL_TEXT
    from reports.tables import Column, Table

    kind = text("out.packs.title")
    made = sum(one.problem is None for one in done)
    said = [text.count("out.packs.made", made)]
    if made < len(done):
        said.append(text.count("out.packs.failed", len(done) - made))
    columns = [
        Column(0.34, text("out.head.who"), BODY, names_row=True),
        Column(0.17, text("out.packs.handover"), SMALL_TEXT),
        Column(0.39, text("out.packs.file"), SMALL_TEXT),
        Column(0.10, text("out.packs.pages"), BODY_STRONG),
    ]
    blocks: list[Block] = [
        title(kind),
        subtitle(text.day(on)),
        notice(" ".join(said)),
        note(text("out.packs.keep")),
        Table(columns, [_row(one, text) for one in done], width=WIDTH),
    ]
    return pages(blocks, text, kind, subject="", prepared_by=prepared_by, on=on, anchor=anchor)


def _row(one: PackDone, text: Text) -> list[str]:
    from reports.wording import person_name

    name = person_name(text, one.last_name, one.first_name)
    who = " · ".join(part for part in (name, one.prisoner_number) if part)
    told, pages = one.file, f"{one.pages:,}"
    if one.problem is not None:
        told, pages = text(f"error.{one.problem.code}", **one.problem.details), "–"
    return [who or text("out.packs.nobody"), text.short_day(one.handover), told, pages]
