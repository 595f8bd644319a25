"""What the papers of the whole desk share: their running head and foot."""

from collections.abc import Iterable
from datetime import date

from reports.page import PORTRAIT, Block, Furniture, Sheet
from reports.page import render as render_pages
from reports.wording import pdf_language
from resources.text import Text


def anchored(text: Text, anchor: str) -> str:
    """The end of the audit log as the foot of a page tells it; blank where there is none."""
    return text("report.log", anchor=anchor) if anchor else ""


def pages(
    blocks: Iterable[Block],
    text: Text,
    kind: str,
    *,
    subject: str,
    prepared_by: str,
    on: date,
    sheet: Sheet = PORTRAIT,
    anchor: str = "",
    code: str = "",
    last_words: str = "",
    folds: bool = False,
) -> bytes:
    """The tagged PDF; ``kind`` is the paper's name in words, ``subject`` what it is about.

    ``anchor`` is the end of the audit log when it was made; blank: the foot has none.
    ``last_words`` end the foot of every page; ``code`` and ``folds`` are the furniture's. The
    file's title names nobody, because titles show in lists of windows.
    """
    day = text.day(on)
    foot = (
        text("report.foot", day=day, who=prepared_by)
        if prepared_by
        else text("report.foot_nameless", day=day)
    )
    furniture = Furniture(
        marking=text("app.marking"),
        draft="",
        subject=subject,
        paper=kind,
        foot=foot,
        page_of=lambda page, total: text("report.page", n=page, total=total),
        code=code,
        anchor=" · ".join(filter(None, [last_words, anchored(text, anchor)])),
        folds=folds,
    )
    return render_pages(
        blocks, furniture, title=kind, language=pdf_language(text), on=on, sheet=sheet
    )
