"""Feedback to a supervisor on one case file: what was good, what to mend, room to answer.

It tells nothing of anybody else's files: no rank, no average, only the supervisor's own counts.
Blank parts are ruled, so that it can be used with a pen in the conversation it is for.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from pomdesk.domain.quality.terms import FeedbackReply, Verdict
from pomdesk.readmodels.quality import FeedbackView, QuestionResult
from reports.blocks import (
    Ruled,
    heading,
    note,
    notice,
    paragraph,
    paragraphs,
    subheading,
    subtitle,
    title,
)
from reports.desk_paper import pages
from reports.page import WIDTH, Block
from reports.style import BODY, BODY_STRONG, MM, SMALL, SMALL_TEXT
from reports.tables import Cell, Column, Table
from resources.text import Text

_REFLECTION, _REASON = 5, 3
"""Ruled lines to write on."""


def render(
    view: FeedbackView, text: Text, *, on: date, prepared_by: str, anchor: str = ""
) -> bytes:
    """The form as a tagged PDF."""
    return pages(
        list(_Form(view, text).blocks()),
        text,
        text("quality_paper.feedback.title"),
        subject=f"{view.supervisor_name} · {view.case_ref}",
        prepared_by=prepared_by,
        anchor=anchor,
        on=on,
    )


class _Form:
    def __init__(self, view: FeedbackView, text: Text) -> None:
        self._view, self._text = view, text

    def _words(self, key: str, **values: object) -> str:
        return self._text(f"quality_paper.feedback.{key}", **values)

    def blocks(self) -> Iterator[Block]:
        """The form in the order of the conversation."""
        view = self._view
        yield title(self._words("title"))
        yield subtitle(self._words("to", name=view.supervisor_name, case=view.case_ref))
        yield self._head()
        yield note(self._words("private"))
        yield heading(self._words("good"))
        yield from self._written(view.good, 3)
        yield notice(self._verdict())
        for question in view.critical:
            yield paragraph(self._words("must_be_right", question=question.text))
        yield from self._sections()
        yield heading(self._words("actions"))
        yield from self._actions()
        yield heading(self._words("learning"))
        yield from self._written(view.learning, 2)
        if view.root_causes:
            causes = [self._text(f"quality_term.root_cause.{one}") for one in view.root_causes]
            yield note(self._words("causes", causes=", ".join(causes)))
        yield heading(self._words("support"))
        yield from self._written(view.support, 2)
        yield from self._trend()
        yield heading(self._words("own_view"))
        yield from self._written(view.own_view, _REFLECTION)
        yield heading(self._words("reply"))
        yield from self._reply()
        yield heading(self._words("signed"))
        yield self._signatures()

    def _head(self) -> Table:
        view, text = self._view, self._text
        period = " – ".join(text.day(day) for day in (view.file_from, view.file_to) if day)
        instrument = self._words(
            "instrument", title=view.instrument.title, version=view.instrument.version
        )
        rows = [
            (self._words("label.supervisor"), view.supervisor_name),
            (self._words("label.case"), " · ".join(filter(None, [view.case_ref, view.name]))),
            (self._words("label.instrument"), instrument),
            (self._words("label.period"), period),
            (self._words("label.assessor"), view.assessor_name),
            (self._words("label.round"), view.round_ref),
            (self._words("label.locked"), text.day(view.locked_on)),
            (self._words("label.sent"), text.day(view.sent_on)),
        ]
        columns = [Column(0.3, "", SMALL, names_row=True), Column(0.7, "", BODY)]
        return Table(columns, [row for row in rows if row[1]], width=WIDTH)

    def _verdict(self) -> str:
        view, text = self._view, self._text
        words = text(f"quality_term.verdict.{view.verdict}")
        whole = view.score.whole
        if not whole.possible:
            return self._words("verdict_only", verdict=words)
        key = "verdict_critical" if view.verdict is Verdict.INSUFFICIENT_CRITICAL else "verdict"
        return self._words(
            key,
            verdict=words,
            earned=_number(float(whole.earned)),
            of=_number(float(whole.possible)),
        )

    def _sections(self) -> Iterator[Block]:
        view = self._view
        yield heading(self._words("sections"))
        if view.judgement_why:
            yield from paragraphs(view.judgement_why)
        titles = {section.key: section.title for section in view.instrument.sections}
        for key, results in view.results:
            yield subheading(titles.get(key, key))
            if view.sections.get(key):
                yield from paragraphs(view.sections[key])
            shown = [one for one in results if not one.best or one.answer.comment]
            if shown:
                yield self._results(shown)
            else:
                yield note(self._words("all_met"))

    def _results(self, results: Sequence[QuestionResult]) -> Table:
        head = self._text
        columns = [
            Column(0.42, head("quality_paper.head.question"), SMALL_TEXT, names_row=True),
            Column(0.38, head("quality_paper.head.answer"), SMALL_TEXT),
            Column(0.20, head("quality_paper.head.where"), SMALL_TEXT),
        ]
        return Table(columns, [self._result(one) for one in results], width=WIDTH)

    def _result(self, one: QuestionResult) -> list[str | Cell]:
        critical = self._words("critical") if one.question.critical else ""
        found = [f"{one.label}." if one.label else "", one.answer.comment]
        if one.settled:
            found.append(self._words("settled", before=one.before))
        where = ", ".join(part for part in (one.answer.document, one.answer.location) if part)
        return [
            Cell(one.question.text, SMALL_TEXT, under=critical),
            " ".join(part for part in found if part),
            where,
        ]

    def _actions(self) -> Iterator[Block]:
        text = self._text
        rows: list[list[str | Cell]] = [
            [
                "\n".join(part for part in (one.title, one.text) if part),
                self._view.names.get(one.owner, one.owner),
                text.day(one.due),
            ]
            for one in self._view.actions
        ]
        if not rows:
            yield paragraph(self._words("no_actions"))
            return
        columns = [
            Column(0.55, text("quality_paper.head.action"), BODY, names_row=True),
            Column(0.22, text("quality_paper.head.owner"), BODY),
            Column(0.23, text("quality_paper.head.due"), BODY),
        ]
        yield Table(columns, rows, width=WIDTH)

    def _trend(self) -> Iterator[Block]:
        """The supervisor's own counts, never a percentage: so few files cannot bear one."""
        if not self._view.trend:
            return
        text = self._text
        yield heading(self._words("trend"))
        columns = [
            Column(0.5, text("quality_paper.head.round"), BODY, names_row=True),
            Column(0.5, text("quality_paper.head.sufficient"), BODY),
        ]
        rows = [[ref, self._words("count", k=good, n=of)] for ref, good, of in self._view.trend]
        yield Table(columns, rows, width=WIDTH)
        yield note(self._words("trend_note"))

    def _reply(self) -> Iterator[Block]:
        view, text = self._view, self._text
        if view.reply is None:
            boxes = [f"☐  {text(f'quality_term.feedback_reply.{one}')}" for one in FeedbackReply]
            yield paragraph("      ".join(boxes), BODY_STRONG)
            yield note(self._words("why"))
            yield Ruled(_REASON)
            return
        said = text(f"quality_term.feedback_reply.{view.reply}")
        yield paragraph(f"{said} ({text.day(view.replied_on)})", BODY_STRONG)
        yield from paragraphs(view.reply_text)
        if view.answer:
            yield subheading(self._words("answer", day=text.day(view.answered_on)))
            yield from paragraphs(view.answer)

    def _signatures(self) -> Table:
        view, text = self._view, self._text
        room = 10 * MM
        rows: list[list[str | Cell]] = [
            [Cell(self._words("sign.supervisor"), BODY, room), "", text.day(view.seen_on)],
            [Cell(self._words("sign.assessor"), BODY, room), "", text.day(view.sent_on)],
            [Cell(self._words("sign.manager"), BODY, room), "", ""],
            [Cell(self._words("sign.discussed"), BODY, room), "", text.day(view.discussed_on)],
        ]  # fmt: skip
        columns = [
            Column(0.34, "", BODY, names_row=True),
            Column(0.42, self._words("sign.name"), BODY),
            Column(0.24, self._words("sign.day"), BODY),
        ]
        return Table(columns, rows, width=WIDTH, boxed=True)

    def _written(self, words: str, lines: int) -> Iterator[Block]:
        if words.strip():
            yield from paragraphs(words)
        else:
            yield Ruled(lines)


def _number(value: float) -> str:
    """Points: whole where they are whole."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"
