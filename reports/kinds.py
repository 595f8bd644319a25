"""The kinds of papers. Importing this costs nothing; rendering loads reportlab."""

from collections.abc import Mapping
from typing import Protocol

from pomdesk.domain.errors import PaperRefused
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import CaseRecord
from reports.desk_view import DeskView
from reports.template import PaperTemplate, shipped
from resources.text import Text


class Render(Protocol):
    """Makes one kind of paper for one case: PDF bytes."""

    def __call__(
        self,
        view: CaseView,
        template: PaperTemplate,
        text: Text,
        *,
        prepared_by: str,
        record: CaseRecord | None = None,
    ) -> bytes:
        """Render the paper in the language of ``text``."""


class RenderDesk(Protocol):
    """Makes one kind of paper of the whole desk: PDF bytes."""

    def __call__(self, view: DeskView, text: Text, *, prepared_by: str) -> bytes:
        """Render the paper in the language of ``text``."""


def _handover_report(
    view: CaseView,
    template: PaperTemplate,
    text: Text,
    *,
    prepared_by: str,
    record: CaseRecord | None = None,
) -> bytes:
    from reports import handover  # loads reportlab

    return handover.render(view, template, text, prepared_by=prepared_by, record=record)


def _transfer_summary(
    view: CaseView,
    template: PaperTemplate,
    text: Text,
    *,
    prepared_by: str,
    record: CaseRecord | None = None,
) -> bytes:
    from reports import transfer  # loads reportlab

    return transfer.render(view, template, text, prepared_by=prepared_by, record=record)


def _week_list(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    from reports import week_list  # loads reportlab

    return week_list.render(view, text, prepared_by=prepared_by)


def _wall_planner(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    from reports import wall_planner  # loads reportlab

    return wall_planner.render(view, text, prepared_by=prepared_by)


def _moves(view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    from reports import moves  # loads reportlab

    return moves.render(view, text, prepared_by=prepared_by)


KINDS: Mapping[str, Render] = {
    "handover-report": _handover_report,
    "transfer-summary": _transfer_summary,
}
"""Papers of one person: kind to what renders it; the words of a kind are ``paper.<kind>``."""

DESK_KINDS: Mapping[str, RenderDesk] = {
    "week-list": _week_list,
    "wall-planner": _wall_planner,
    "moves": _moves,
}
"""Papers of the whole desk; they have no template, because nobody fills them in."""


def render(
    kind: str,
    view: CaseView,
    text: Text,
    *,
    prepared_by: str,
    record: CaseRecord | None = None,
) -> bytes:
    """A paper of one person with the template that comes with the program.

    Raises:
        PaperRefused: REP-KIND for a kind that does not exist; REP-TEMPLATE and its like when
            the template was changed and does not hold together.

    """
    if kind not in KINDS:
        raise PaperRefused("REP-KIND", kind=kind)
    return KINDS[kind](view, shipped(kind), text, prepared_by=prepared_by, record=record)


def render_desk(kind: str, view: DeskView, text: Text, *, prepared_by: str) -> bytes:
    """A paper of the whole desk.

    Raises:
        PaperRefused: REP-KIND for a kind that does not exist.

    """
    if kind not in DESK_KINDS:
        raise PaperRefused("REP-KIND", kind=kind)
    return DESK_KINDS[kind](view, text, prepared_by=prepared_by)
