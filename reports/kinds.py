"""The kinds of papers. Importing this costs nothing; rendering loads reportlab."""

from collections.abc import Mapping
from typing import Protocol

from pomdesk.domain.errors import PaperRefused
from pomdesk.readmodels.case import CaseView
from reports.template import PaperTemplate, shipped
from resources.text import Text


class Render(Protocol):
    """Makes one kind of paper for one case: PDF bytes."""

    def __call__(
        self, view: CaseView, template: PaperTemplate, text: Text, *, prepared_by: str
    ) -> bytes:
        """Render the paper in the language of ``text``."""


def _handover_report(
    view: CaseView, template: PaperTemplate, text: Text, *, prepared_by: str
) -> bytes:
    from reports import handover  # loads reportlab

    return handover.render(view, template, text, prepared_by=prepared_by)


KINDS: Mapping[str, Render] = {"handover-report": _handover_report}
"""Kind to what renders it; the words of a kind are ``paper.<kind>``."""


def render(kind: str, view: CaseView, text: Text, *, prepared_by: str) -> bytes:
    """A paper with the template that comes with the program.

    Raises:
        PaperRefused: REP-KIND for a kind that does not exist; REP-TEMPLATE and its like when
            the template was changed and does not hold together.

    """
    if kind not in KINDS:
        raise PaperRefused("REP-KIND", kind=kind)
    return KINDS[kind](view, shipped(kind), text, prepared_by=prepared_by)
