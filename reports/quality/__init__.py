"""Papers of quality assurance. Importing this costs nothing; making a paper loads reportlab."""

from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from typing import Any

from pomdesk.domain.errors import PaperRefused
from resources.text import Text

_MODULES: Mapping[str, str] = {
    "certificate": "reports.quality.certificate",
    "feedback": "reports.quality.feedback",
    "governor": "reports.quality.governor",
    "instrument": "reports.quality.instrument",
}


def render(
    kind: str,
    model: object,
    text: Text,
    *,
    marking_day: date,
    prepared_by: str,
    anchor: str = "",
) -> bytes:
    """A paper of quality assurance as a tagged PDF; the same model gives the same bytes.

    Args:
        kind: ``certificate`` (of a ``Certificate``), ``feedback`` (``FeedbackView``), ``governor``
            (``GovernorReport``) or ``instrument`` (``InstrumentView``: a form to fill in by pen).
        model: what it is made from.
        text: the words of its language.
        marking_day: the day it is of; stands in the foot.
        prepared_by: who printed it; stands in the foot.
        anchor: the end of the audit log when it was made (``Head.anchor``); in the foot too.

    Raises:
        PaperRefused: REP-KIND for a kind that does not exist.

    """
    if kind not in _MODULES:
        raise PaperRefused("REP-KIND", kind=kind)
    make: Callable[..., bytes] = import_module(_MODULES[kind]).render
    made: Any = make(model, text, on=marking_day, prepared_by=prepared_by, anchor=anchor)
    return bytes(made)
