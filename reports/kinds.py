"""The kinds of papers. Importing this costs nothing; making a paper loads reportlab."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.papers import PaperKind, PaperTemplate
from reports.desk_view import DeskView
from reports.material import Made, Material
from reports.template import shipped
from resources.text import Text

if TYPE_CHECKING:
    from reports.case_paper import Composed


class RenderDesk(Protocol):
    """Makes one kind of paper of the whole desk: PDF bytes."""

    def __call__(self, view: DeskView, text: Text, *, prepared_by: str) -> bytes:
        """Render the paper in the language of ``text``."""


def _week_list(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    from reports import week_list  # loads reportlab

    return week_list.render(view, text, prepared_by=prepared_by)


def _wall_planner(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    from reports import wall_planner  # loads reportlab

    return wall_planner.render(view, text, prepared_by=prepared_by)


def _moves(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    from reports import moves  # loads reportlab

    return moves.render(view, text, prepared_by=prepared_by)


def _caseload_list(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    from reports import caseload_list  # loads reportlab

    return caseload_list.render(view, text, prepared_by=prepared_by)


KINDS: tuple[str, ...] = tuple(kind.value for kind in PaperKind)
"""Papers of one person; the words of a kind are ``paper.<kind>``."""

DESK_KINDS: Mapping[str, RenderDesk] = {
    "week-list": _week_list,
    "wall-planner": _wall_planner,
    "moves": _moves,
    "caseload-list": _caseload_list,
}
"""Papers of the whole desk; they have no template, because nobody fills them in."""


def make(kind: str, material: Material, text: Text) -> Made:
    """A paper of one person in the language of ``text``: its PDF, its words, their digest.

    Made with ``material.template``, or else with the template that comes with the program. The
    same material gives the same bytes.

    Raises:
        PaperRefused: REP-KIND for a kind that does not exist; REP-TEMPLATE and its like when
            the template does not hold together or does not fit the kind.

    """
    from reports import case_paper  # loads reportlab

    return case_paper.finish(_composed(kind, material, text))


def render(kind: str, material: Material, text: Text) -> bytes:
    """The PDF of a paper of one person; raises as ``make``."""
    return make(kind, material, text).pdf


def docx(kind: str, material: Material, text: Text) -> bytes:
    """A paper of one person for a word processor; raises as ``make``."""
    from reports import case_paper  # loads reportlab

    return case_paper.docx(_composed(kind, material, text))


def check_template(kind: str, template: PaperTemplate) -> None:
    """Refuse a template that does not fit papers of a kind.

    Raises:
        PaperRefused: REP-KIND; REP-TEMPLATE-KIND, REP-TEMPLATE-FACT, REP-TEMPLATE-STARTER and
            REP-TEMPLATE-DISCLOSE as ``reports.case_paper.check``.

    """
    from reports import case_paper  # loads reportlab

    _known(kind)
    case_paper.check(kind, template)


def render_desk(kind: str, view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    """A paper of the whole desk.

    Raises:
        PaperRefused: REP-KIND for a kind that does not exist.

    """
    if kind not in DESK_KINDS:
        raise PaperRefused("REP-KIND", kind=kind)
    return DESK_KINDS[kind](view, text, prepared_by=prepared_by)


def _composed(kind: str, material: Material, text: Text) -> "Composed":
    _known(kind)
    template = material.template or shipped(kind)
    check_template(kind, template)
    if kind == PaperKind.HANDOVER_REPORT:
        from reports import handover

        return handover.composed(material, template, text)
    if kind == PaperKind.HANDOVER_PACK:
        from reports import pack

        return pack.composed(material, template, text)
    from reports import written_paper

    return written_paper.composed(kind, material, template, text)


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise PaperRefused("REP-KIND", kind=kind)
