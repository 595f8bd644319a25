"""The page of reports to the Governor: asks for them, and has them made, checked and approved."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pomdesk.domain.errors import PomdeskError, RequestRefused
from pomdesk.domain.quality.people import CHECKERS
from pomdesk.domain.quality.terms import Purpose, Role, RoundStage
from pomdesk.readmodels.quality import Acting, GovernorReport, ReportLine
from pomdesk.services.commands.quality_report import (
    ApproveReport,
    CheckReport,
    DropReport,
    MakeReport,
    WriteReport,
)
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_people import ActingNow
from pomdesk.services.queries.quality_report import ReportLines, ReportOf, ReportPdf
from pomdesk.services.queries.quality_rounds import Rounds
from reports.quality import render
from ui import dialogs
from ui.governor.told import unwritten
from ui.governor.view import GovernorView, Shown
from ui.out import anchor_of, give_out
from ui.page import Page, Shell
from ui.widgets.fields_form import Field, ask
from ui.widgets.quality_outside import outside_words
from ui.widgets.quality_ticks import TickForm
from ui.widgets.typed import Part

_TOLD = (Purpose.ROUTINE, Purpose.TARGETED, Purpose.IN_DEPTH)
"""Rounds that a report can be made of."""


class GovernorPage(Page):
    """Reports to the Governor; who may only read them sees those that are approved."""

    name = "governor"
    in_rail = False
    view: GovernorView

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._number = 0
        self._acting = Acting(None, can_begin=False)
        self._lines: Sequence[ReportLine] = ()
        self._report: GovernorReport | None = None
        self._answers: Mapping[str, Callable[[], None]] = {
            "make": self._make,
            "print": self._print,
            "check": self._check,
            "approve": self._approve,
            "drop": self._drop,
        }
        self.view = GovernorView(shell.text, shell.theme)
        self.view.chosen.connect(self._choose)
        self.view.asked.connect(lambda code: self._answers[code]())
        self.view.written.connect(self._write)

    def open(self, number: int) -> None:
        """Turn to a report; 0: the newest."""
        self._number = number

    def parts(self) -> Sequence[Part]:
        """The words of the report that is shown."""
        report = self._report
        return () if report is None else (Part(f"report {report.id}", self.view),)

    def refresh(self) -> None:
        """Ask for the list, and for the chosen report in the background: it is counted anew."""
        desk = self.desk
        self._acting = desk.ask(ActingNow())
        try:
            self._lines = desk.ask(ReportLines())
        except RequestRefused:
            words = outside_words(self.shell.text, self._acting, desk.who, "quality_governor")
            self.view.refuse(words)
            self.say("")
            return
        known = [line.id for line in self._lines]
        number = self._number if self._number in known else (known[0] if known else 0)
        self._number = number
        if self._report is not None and self._report.id != number:
            self._report = None  # nothing is done to one report while another is on its way
        if number:
            self.shell.worker.run(lambda: desk.ask(ReportOf(number)), self._show, owner=self)
        else:
            self._show(None)

    def _show(self, report: GovernorReport | None) -> None:
        if report is not None and report.id != self._number:
            return  # somebody went on to another one meanwhile
        self._report = report
        self.view.display(Shown(self._lines, report, self._may(), self.desk.today))
        self.say(self._matters(self._acting.may(Role.LEAD)))

    def _may(self) -> frozenset[str]:
        report, leads = self._report, self._acting.may(Role.LEAD)
        found = {"make"} if leads else set()
        if report is None:
            return frozenset(found)
        found.add("print")
        if report.stage == "approved":
            return frozenset(found)
        me = self._acting.member
        if report.stage == "draft" and me is not None and me.name != report.made_by:
            # Whoever else wrote in it is told by the desk that somebody else must check it.
            found |= {"check"} if me.may(*CHECKERS) else set()
        if leads:
            found |= {"write", "drop"} | ({"approve"} if report.stage == "checked" else set())
        return frozenset(found)

    def _matters(self, leads: bool) -> str:
        text, report = self.shell.text, self._report
        if report is None:
            return text(
                "quality_governor.matters.none" if leads else "quality_governor.matters.wait"
            )
        return text(f"quality_governor.matters.{report.stage}")

    def _choose(self, number: int) -> None:
        if number == self._number:
            return
        if self._leaving():
            self.view.stay()
            return
        self.open(number)
        self.refresh()

    def _leaving(self) -> bool:
        """Whether something unsaved keeps the page where it is; says so."""
        if self.view.unsaved:
            self.shell.message(self.shell.text("window.unsaved"), kind="trouble")
        return self.view.unsaved

    def _make(self) -> None:
        if self._leaving():
            return
        text, today = self.shell.text, self.desk.today
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        closed = [
            one
            for one in self.desk.ask(Rounds())
            if one.stage is RoundStage.CLOSED and one.purpose in _TOLD
        ]
        if not closed:
            self.shell.message(text("quality_governor.no_closed"), kind="note")
            return

        def save(values: Mapping[str, object]) -> None:
            start, end, rounds = values["from"], values["to"], values["rounds"]
            assert isinstance(start, date)  # noqa: S101 - needed in the form
            assert isinstance(end, date)  # noqa: S101
            assert isinstance(rounds, tuple)  # noqa: S101
            made = MakeReport(start, end, rounds, str(values["title"] or ""))
            receipt = self.desk.do(made)
            self._number = receipt.result or 0
            self.shell.done(receipt, text("quality_governor.made"))

        words = [
            (f"{one.title} ({one.ref}), {text.short_day(one.as_of)}", one.id) for one in closed
        ]
        lately = tuple(one.id for one in closed if one.as_of >= first)
        title = text("quality_governor.usual_title")
        fields = (
            Field("title", text("quality_governor.title"), value=title, needed=True),
            Field("from", text("quality_governor.from"), "day", value=first, needed=True),
            Field("to", text("quality_governor.to"), "day", value=today, needed=True, latest=today),
            Field("rounds", text("quality_governor.rounds"), "ticks", words, lately, needed=True),
        )
        ask(TickForm(self.view.window(), text, text("quality_governor.new"), fields, save,
                     yes=text("quality_governor.make_it"),
                     note=text("quality_governor.new_words")))  # fmt: skip

    def _write(self, words: Mapping[str, str]) -> None:
        if self._report is not None and self._report.id is not None:
            receipt = self.desk.do(WriteReport(self._report.id, dict(words)))
            self.shell.done(receipt, self.shell.text("quality_governor.kept"))

    def _check(self) -> None:
        report = self._report
        if report is None or report.id is None or self._leaving():
            return
        text = self.shell.text
        if missing := unwritten(report.words):
            parts = ", ".join(text(f"quality_governor.part.{name}") for name in missing)
            self.shell.message(text("quality_governor.unwritten", parts=parts), kind="trouble")
            return
        if self._sure("check"):
            receipt = self.desk.do(CheckReport(report.id))
            self.shell.done(receipt, text("quality_governor.checked"))

    def _approve(self) -> None:
        report = self._report
        if report is None or report.id is None or self._leaving() or not self._sure("approve"):
            return
        number, me = report.id, self._acting.member
        told = replace(
            report,
            stage="approved",
            approved_by=me.name if me else self.desk.who,
            approved_on=self.desk.today,
        )

        def approve(pdf: bytes) -> None:
            digest = hashlib.sha256(pdf).hexdigest()
            try:
                receipt = self.desk.do(ApproveReport(number, digest, pdf))
            except PomdeskError as error:
                self.shell.refused(error)
                return
            self.shell.done(receipt, self.shell.text("quality_governor.approved"))

        self.shell.worker.run(lambda: self._pdf(told), approve, owner=self)

    def _drop(self) -> None:
        report = self._report
        if report is not None and report.id is not None and self._sure("drop"):
            self._number = 0
            self.shell.done(self.desk.do(DropReport(report.id)))

    def _sure(self, code: str) -> bool:
        text = self.shell.text
        return dialogs.confirm(
            self.view.window(),
            text(f"quality_governor.sure.{code}"),
            text(f"quality_governor.sure.{code}_words"),
            yes=text(f"quality_governor.do.{code}"),
            no=text("caseload.cancel"),
            kind="warning" if code == "drop" else "main",
        )

    def _pdf(self, report: GovernorReport) -> bytes:
        return render(
            "governor",
            report,
            self.shell.text,
            marking_day=self.desk.today,
            prepared_by=self.desk.who,
            anchor=anchor_of(self.desk),
        )

    def _print(self) -> None:
        report = self._report
        if report is None:
            return
        text = self.shell.text
        target = dialogs.choose_target(
            self.view.window(),
            text("quality_governor.save_title"),
            f"quality-report-{report.ref}.pdf",
            text("paperpage.pdf"),
        )
        if target is None:
            return

        def saved(path: Path) -> None:
            self.shell.message(text("quality_governor.saved", file=path.name))

        number, desk, recipient = report.id, self.desk, text("audit.recipient.governor")

        def job() -> Path:
            # An approved one is the paper that was approved, to the byte.
            kept = desk.ask(ReportPdf(number)) if number and report.stage == "approved" else None
            made = kept or self._pdf(report)
            give_out(desk, target, made, "EXPORT_PDF", how="governor", recipient=recipient)
            return target

        self.shell.worker.run(job, saved, owner=self)

    def set_blank(self, blank: bool) -> None:
        """Hide who made and checked a report, or show it again."""
        self.view.set_blank(blank)

    def place(self) -> object:
        """The report that is shown."""
        return self._number

    def return_to(self, place: object) -> None:
        """Go back to it."""
        if isinstance(place, int):
            self.open(place)
            self.refresh()
