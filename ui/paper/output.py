"""What the output page shows and gives out: one paper as PDF, and the same as other files.

Nothing here touches the window: all of it runs in the worker.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.papers import Paper
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import FinalPdf, PaperOf
from reports import kinds
from reports.material import Material
from resources.text import Text
from ui.page_images import page_sizes
from ui.papers import material

FORMS = ("pdf", "archive", "password", "word")
"""What a paper can be saved as: PDF, PDF/A-2b, PDF with a password, Word document."""

SUFFIXES = {"word": "docx"}
"""Of the forms that are no ``pdf``."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper: what was written in one, or one of a kind straight from the record.

    Attributes:
        person_id: whose, for a paper from the record.
        paper_id: what was written; then the other fields are those of that paper.
        language: of the paper, which need not be that of the screen.
    """

    kind: str
    language: str
    person_id: int | None = None
    paper_id: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """One paper.

    Attributes:
        pdf: the file; of a final paper the very bytes that were frozen.
        sizes: width and height of each page, in points.
        material: what it was made from; None: a final paper, which is never made anew.
        paper: what was written, or None.
    """

    wanted: Wanted
    kind: str
    language: str
    person_id: int
    last_name: str
    first_name: str
    day: date
    pdf: bytes
    sizes: list[tuple[float, float]]
    material: Material | None = None
    paper: Paper | None = None

    @property
    def final(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.paper is not None and self.paper.frozen


def output(desk: Desk, wanted: Wanted) -> Output:
    """Make a paper, or take the final one as it was frozen.

    Raises:
        PomdeskError: there is no such person or paper, or it cannot be made.

    """
    if wanted.paper_id is not None:
        found = desk.ask(PaperOf(wanted.paper_id))
        if found.paper.frozen:
            pdf = desk.ask(FinalPdf(wanted.paper_id))
            return Output(
                wanted,
                found.paper.kind.value,
                found.paper.language,
                found.paper.person_id,
                found.last_name,
                found.first_name,
                desk.today,
                pdf,
                page_sizes(pdf),
                paper=found.paper,
            )
        wanted_kind, language = found.paper.kind.value, found.paper.language
    else:
        wanted_kind, language = wanted.kind, wanted.language
    held = material(desk, wanted_kind, person_id=wanted.person_id, paper_id=wanted.paper_id)
    pdf = kinds.render(wanted_kind, held, Text(language))
    who = held.view.case.person
    return Output(
        wanted,
        wanted_kind,
        language,
        held.view.person_id,
        who.last_name,
        who.first_name,
        held.view.today,
        pdf,
        page_sizes(pdf),
        material=held,
        paper=held.paper if wanted.paper_id is not None else None,
    )


def file_of(shown: Output, form: str, password: str = "") -> bytes:
    """The paper in one of ``FORMS``.

    Raises:
        PaperRefused: it cannot be made in that form.
        ValueError: a Word document of a final paper: it would be a second, open version of it.

    """
    from reports import finish  # loads pikepdf

    if form == "word":
        if shown.material is None:
            raise ValueError("a final paper has no Word document")
        return kinds.docx(shown.kind, shown.material, Text(shown.language))
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: shown.pdf,
        "archive": lambda: finish.as_archive(shown.pdf),
        "password": lambda: finish.with_password(shown.pdf, password),
    }
    return makers[form]()
