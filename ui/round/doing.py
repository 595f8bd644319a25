"""What is done on the round page: each thing asked becomes a command, a file or another page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pomdesk.domain.quality.results import Finding, FrameRow
from pomdesk.domain.quality.terms import RoundStage
from pomdesk.readmodels.quality import Certificate, RoundView
from pomdesk.services.commands import (
    quality_draws,
    quality_files,
    quality_rounds,
    quality_swaps,
)
from pomdesk.services.commands.quality_settling import Settle
from pomdesk.services.desk import Command, Desk
from pomdesk.services.queries.quality_rounds import CertificatesOf, ChainOf
from resources.text import Text
from ui import dialogs
from ui.export import file_name
from ui.out import anchor_of, give_out
from ui.page import Shell
from ui.round import asks
from ui.round.asks import Planned
from ui.round.closing import ConfirmVoidAsked
from ui.widgets.quality_words import finding_words

if TYPE_CHECKING:
    from pomdesk.intake.case_list import CaseList
    from ui.round.controller import RoundPage

_MOST_TOLD = 5
"""Lines of a list that are told one by one."""

Making = Callable[[Any, RoundView], Command[Any]]
"""What was asked of a round becomes a command."""


class Doing:
    """Does what is asked of the round that is shown."""

    def __init__(self, shell: Shell, desk: Desk, page: "RoundPage") -> None:
        self._shell, self._desk, self._page = shell, desk, page
        self._text = shell.text
        self._rows: dict[str, tuple[FrameRow, ...]] = {}
        self._plain: dict[type, tuple[str, Making]] = {
            asks.AssignAsked: ("assign", _assign),
            asks.ShareAsked: (
                "share",
                lambda one, view: quality_files.AssignAll(view.id, one.assessors),
            ),
            asks.SubstituteAsked: (
                "substitute",
                lambda one, view: quality_swaps.Substitute(one.sample_id, one.reason, one.note),
            ),
            asks.WithdrawAsked: (
                "withdraw",
                lambda one, view: quality_swaps.WithdrawSample(one.sample_id, one.note),
            ),
            asks.SettleAsked: ("settle", _settle),
        }
        self._sure: dict[type, tuple[str, Making]] = {
            asks.FreezeAsked: ("freeze", lambda one, view: quality_rounds.FreezeFrame(view.id)),
            asks.DrawAsked: (
                "draw",
                lambda one, view: quality_draws.DrawRound(
                    view.id, one.source, seed=one.seed, witness=one.witness
                ),
            ),
            asks.DoubleAsked: ("double", lambda one, view: quality_draws.DrawDouble(view.id)),
            asks.CloseAsked: ("close", lambda one, view: quality_rounds.CloseRound(view.id)),
            asks.VoidAsked: (
                "void",
                lambda one, view: quality_rounds.VoidRound(view.id, one.reason, one.second_person),
            ),
            ConfirmVoidAsked: (
                "confirm_void",
                lambda one, view: quality_rounds.ConfirmVoid(view.id),
            ),
        }
        self._other: dict[type, Callable[[Any], object]] = {
            asks.PlanAsked: lambda one: self._plan(one.planned),
            asks.ListAsked: lambda one: self._take_list(file=one.file),
            asks.DropAsked: lambda one: self._drop(),
            asks.RedrawAsked: self._redraw,
            asks.PaperAsked: lambda one: self._save_paper(one.certificate),
            asks.RecordAsked: lambda one: self._save_record(one.certificate),
            asks.VerifyAsked: lambda one: self._verify(),
            asks.MarkingAsked: lambda one: shell.open_at("marking", one.review_id),
            asks.ReportAsked: lambda one: shell.open_at("governor", 0),
        }

    def answer(self, asked: object) -> None:
        """Do what was asked."""
        kind, view = type(asked), self._page.round
        if kind in self._other:
            self._other[kind](asked)
        elif view is not None and kind in self._plain:
            key, making = self._plain[kind]
            self._shell.done(self._desk.do(making(asked, view)), self._words(key))
        elif view is not None:
            self._do_for_good(asked, view)

    def _do_for_good(self, asked: object, view: RoundView) -> None:
        """Ask before what is never taken back; large draws take a moment."""
        key, making = self._sure[type(asked)]
        if not self._sure_of(key):
            return
        command, desk = making(asked, view), self._desk
        self._shell.worker.run(
            lambda: desk.do(command),
            # ``VoidRound`` alone may have only asked, and says so.
            lambda receipt: self._shell.done(
                receipt, self._words("void_asked" if receipt.result is False else key)
            ),
            owner=self._page,
        )

    def _words(self, key: str) -> str:
        return self._text(f"quality_round.done.{key}")

    def _sure_of(self, key: str) -> bool:
        text = self._text
        return dialogs.confirm(
            self._page.view.window(),
            text(f"quality_round.sure.{key}.title"),
            text(f"quality_round.sure.{key}.words"),
            yes=text(f"quality_round.sure.{key}.yes"),
            no=text("quality_round.sure.no"),
            kind="warning" if key in ("void", "confirm_void") else "main",
        )

    # The plan.

    def _plan(self, planned: Planned) -> None:
        """Begin a round, or change the one that is shown without a word: it is a preview."""
        view, desk = self._page.round, self._desk
        fields = {name: getattr(planned, name) for name in Planned.__slots__}
        rows = self._rows.get(planned.plan.from_file)
        if planned.plan.from_file and rows is None:
            self._shell.message(self._text("quality_round.plan.again"), kind="note")
        elif view is None:
            receipt = desk.do(quality_rounds.PlanRound(**fields, parent_id=None, rows=rows))
            self._page.open(receipt.result)
            self._shell.done(receipt, self._text("quality_round.begun", ref=planned.ref))
        elif view.stage is RoundStage.PREPARING:
            desk.do(quality_rounds.ChangeRound(view.id, **fields, rows=rows))
            self._page.refresh()

    def _take_list(self, *, file: bool) -> None:
        """Read a list of cases from a file, or go back to the desk's own."""
        form, text = self._page.view.frame.form, self._text
        if not file:
            form.tell_list("")
            form.changed.emit()
            return
        kinds = text("quality_round.plan.kinds")
        found = dialogs.choose_files(form.window(), text("quality_round.plan.choose"), kinds)
        if not found:
            return
        listed = read_list(found[0])
        if listed.refused:
            # A frame lacks nothing: a list with lines that cannot be read is no frame.
            self._shell.message(refused_words(text, listed), kind="trouble")
            return
        self._rows[listed.name] = tuple(listed.rows)
        form.tell_list(listed.name)
        words = text.count("quality_round.plan.taken", len(listed.rows))
        self._shell.message(words, kind="note")
        form.changed.emit()

    def _drop(self) -> None:
        view = self._page.round
        if view is not None:
            receipt = self._desk.do(quality_rounds.DropRound(view.id))
            self._page.open(0)
            self._shell.done(receipt, self._words("drop"))
            self._shell.show_page("quality")

    def _redraw(self, one: asks.RedrawAsked) -> None:
        view = self._page.round
        if view is not None:
            receipt = self._desk.do(quality_rounds.RedrawRound(view.id, one.reason))
            self._page.open(receipt.result)
            self._shell.done(receipt, self._words("anew"))

    # The certificate.

    def _verify(self) -> None:
        view, desk, shell = self._page.round, self._desk, self._shell
        if view is None:
            return

        def told(found: tuple[Sequence[Certificate], Sequence[Finding]]) -> None:
            certificates, chain = found
            self._page.view.draw.display(view, certificates)
            broken = any(one.findings for one in certificates)
            words = [self._text(f"quality_round.draw.{'broken' if broken else 'holds'}")]
            if chain:
                words = [self._text("quality_round.draw.chain")]
                words += [finding_words(self._text, one) for one in chain]
            shell.message(" ".join(words), kind="trouble" if broken or chain else "done")

        shell.worker.run(
            lambda: (desk.ask(CertificatesOf(view.id)), desk.ask(ChainOf())),
            told,
            owner=self._page,
        )

    def _save_paper(self, one: Certificate) -> None:
        text, desk = self._text, self._desk
        suggested = file_name("draw-certificate", desk.today, "pdf")
        title, kinds = text("paperpage.save_title_pdf"), text("paperpage.pdf")
        target = dialogs.choose_target(self._page.view.window(), title, suggested, kinds)
        if target is None:
            return

        def job() -> Path:
            from reports import quality

            made = quality.render(
                "certificate",
                one,
                text,
                marking_day=desk.today,
                prepared_by=desk.who,
                anchor=anchor_of(desk),
            )
            give_out(desk, target, made, "EXPORT_PDF", how="certificate")
            return target

        def told(path: Path) -> None:
            self._shell.message(text("paperpage.saved", file=path.name))

        self._shell.worker.run(job, told, owner=self._page)

    def _save_record(self, one: Certificate) -> None:
        """Write record and frame exactly as they were hashed, under names that belong together."""
        text, window = self._text, self._page.view.window()
        folder = dialogs.choose_folder(window, text("quality_round.draw.record_folder"))
        if folder is None:
            return
        stem = Path(file_name("draw", self._desk.today, "json")).stem
        names = [f"{stem}-record.json", f"{stem}-frame.json"]
        for name, content in zip(names, (one.record, one.frame), strict=True):
            give_out(self._desk, folder / name, content.encode(), "EXPORT_LIST", how="draw_record")
        words = text("quality_round.draw.record_saved", record=names[0], frame=names[1])
        self._shell.message(words)


def read_list(path: Path) -> "CaseList":
    """A list of cases in a file.

    Raises:
        ImportRefused: it cannot be read at all.

    """
    from pomdesk.intake.case_list import read_case_list  # loads what reads spreadsheets

    return read_case_list(path)


def refused_words(text: Text, listed: "CaseList") -> str:
    """Which lines of a list cannot be read, and how they are mended."""
    told = [text.count("quality_round.plan.refused", len(listed.refused))]
    for one in listed.refused[:_MOST_TOLD]:
        key = f"quality_list.{one.code}"
        why = text(key, **one.details) if text.has(key) else one.code
        told.append(text("quality_round.plan.refused_row", row=one.row, column=one.column, why=why))
    return " ".join(told)


def _assign(one: asks.AssignAsked, _view: RoundView) -> Command[Any]:
    if one.second:
        return quality_files.AssignSecond(one.sample_id, one.assessor, one.due)
    return quality_files.AssignSample(one.sample_id, one.assessor, one.due)


def _settle(one: asks.SettleAsked, _view: RoundView) -> Command[Any]:
    found = one.dispute
    return Settle(
        found.review_id,
        found.trigger,
        found.question,
        one.after,
        one.rationale,
        together_with=one.together_with,
    )
