"""The steps of a paper's life: each thing that is asked becomes a form and a command."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.papers import Hit, Paper, PaperTemplate
from pomdesk.services.commands import paper_life
from pomdesk.services.commands.papers import BeginPaper, KeepVersion
from pomdesk.services.desk import Command, Desk, Receipt
from reports.material import Made
from ui import dialogs
from ui.page import Shell
from ui.widgets.fields_form import Field, FieldsForm, ask
from ui.writing import signing
from ui.writing.life import grouped
from ui.writing.looking import make_final

Values = Mapping[str, Any]


class Panel(Protocol):
    """What forms belong to, and what waits while the final file is made."""

    def window(self) -> QWidget:
        """The window."""

    def set_busy(self, busy: bool) -> None:
        """Whether nothing else can be asked."""


class Steps(QObject):
    """Asks what a step needs, and takes it.

    Args:
        settle: saves at once what was typed and not saved yet, before every step; False: it
            could not be saved, and the step is not taken.
        panel: what has the buttons.

    Signals:
        taken: a step was taken; pages were asked to refresh just before.
        refused: the paper cannot be made final as it is; what is wrong should come into sight.
        output_asked, opened: as of ``Leaving``.
    """

    taken = Signal()
    refused = Signal()
    output_asked = Signal(int)
    opened = Signal(int)

    def __init__(
        self,
        shell: Shell,
        desk: Desk,
        settle: Callable[[], object],
        panel: Panel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell, self._desk, self._settle = shell, desk, settle
        self._text, self._panel = shell.text, panel
        self._on: tuple[Paper, PaperTemplate] | None = None
        self._who, self._named = desk.who, False
        self._ticks = desk.who  # who answers the questions; others may sign in between
        self._actions: dict[str, Callable[[Paper, PaperTemplate], object]] = {
            "check": partial(self._sign, "check", paper_life.CheckPaper),
            "countersign": partial(self._sign, "countersign", paper_life.CountersignPaper),
            "finish": self._finish,
            "send": self._send,
            "return": self._return,
            "take_back": self._take_back,
            "follow": self._follow,
            "keep": self._keep,
            "output": lambda paper, _template: self.output_asked.emit(paper.id),
        }

    def open(self, paper: Paper, template: PaperTemplate) -> None:
        """Turn to a paper, or to the same one as it is now."""
        if self._on is None or self._on[0].id != paper.id:
            self._named = False
        self._on = (paper, template)

    def take(self, action: str) -> None:
        """Take a step: one of ``life.ACTIONS``, or ``keep``."""
        on = self._settled()
        if on is not None:
            self._actions[action](*on)

    def _settled(self) -> tuple[Paper, PaperTemplate] | None:
        """The paper, once all that was typed is saved; None: there is none, or it is not."""
        if self._on is None or self._settle() is False:
            return None
        return self._on

    def _tell(self, receipt: Receipt[Any], words: str | None = None) -> None:
        self._shell.done(receipt, words)
        self.taken.emit()

    def _form(
        self,
        key: str,
        fields: list[Field],
        making: Callable[[Values], Command[Any]],
        note: str = "",
    ) -> None:
        """Show a form; what it asks becomes a command, done while the form is open."""
        receipts: list[Receipt[Any]] = []

        def save(values: Values) -> None:
            receipts.append(self._desk.do(making(values)))
            self._remember(values)

        if self._ask(key, fields, save, note) and receipts:
            self._tell(receipts[0])

    def _ask(
        self, key: str, fields: list[Field], save: Callable[[Values], None], note: str = ""
    ) -> bool:
        text = self._text
        form = FieldsForm(
            self._panel.window(),
            text,
            text(f"leaving.{key}.title"),
            fields,
            save,
            yes=text(f"leaving.{key}.yes"),
            note=note or text(f"leaving.{key}.note"),
        )
        return ask(form)

    def _remember(self, values: Values) -> None:
        self._who = str(values.get("who", self._who))

    # Signatures.

    def _sign(
        self, key: str, command: Callable[..., Command[Any]], paper: Paper, template: PaperTemplate
    ) -> None:
        who = "" if key == "countersign" else self._who
        fields = signing.sign_fields(self._text, who)
        self._form(key, fields, lambda said: command(paper.id, said["who"], template))

    def _return(self, paper: Paper, _template: PaperTemplate) -> None:
        self._form(
            "return",
            signing.return_fields(self._text, self._who),
            lambda said: paper_life.ReturnPaper(paper.id, said["who"], said["comment"]),
        )

    def _take_back(self, paper: Paper, _template: PaperTemplate) -> None:
        why = self._text("leaving.take_back.comment")
        self._tell(self._desk.do(paper_life.ReturnPaper(paper.id, self._desk.who, why)))

    def _keep(self, paper: Paper, _template: PaperTemplate) -> None:
        receipt = self._desk.do(KeepVersion(paper.id))
        kept = "kept" if receipt.operation_id is not None else "same_kept"
        self._tell(receipt, self._text(f"leaving.version.{kept}"))

    # Disclosure.

    def tick(self, item: str) -> None:
        """Somebody answers a disclosure question; who, is asked once a paper."""
        on = self._settled()
        if on is not None and self._knows_who():
            self._tell(self._desk.do(paper_life.TickDisclosure(on[0].id, item, self._ticks)))

    def _knows_who(self) -> bool:
        if not self._named:
            fields = signing.sign_fields(self._text, self._who)
            self._named = self._ask("tick", fields, self._remember)
            self._ticks = self._who
        return self._named

    def accept(self, hit: Hit) -> None:
        """Somebody leaves a place in that the disclosure check found; why, is asked."""
        on = self._settled()
        if on is not None:
            paper = on[0]
            self._form(
                "accept",
                signing.accept_fields(self._text, self._who),
                lambda said: paper_life.AcceptHit(paper.id, hit.key, said["who"], said["comment"]),
                note=signing.accept_note(self._text, hit),
            )

    # Final, and after.

    def _finish(self, paper: Paper, template: PaperTemplate) -> None:
        text, desk = self._text, self._desk
        heading, words = text("leaving.finish.title"), text("leaving.finish.words")
        yes, no = text("leaving.finish.yes"), text("leaving.not_now")
        if not dialogs.confirm(self._panel.window(), heading, words, yes=yes, no=no):
            return
        self._panel.set_busy(True)
        self._shell.message(text("leaving.making"), kind="note")
        self._shell.worker.run(
            lambda: make_final(desk, paper),
            lambda made: self._finished(paper, template, *made),
            owner=self,
            failed=self._unfinished,
        )

    def _finished(
        self, paper: Paper, template: PaperTemplate, made: Made, rendered_from: str
    ) -> None:
        command = paper_life.FinishPaper(
            paper.id, template, made.pdf, made.words, made.sha256, rendered_from
        )
        try:
            receipt = self._desk.do(command)
        except PomdeskError as error:
            self._unfinished(error)
            return
        self._panel.set_busy(False)
        self._tell(receipt, self._text("leaving.finish.done", sha=grouped(made.sha256)))

    def _unfinished(self, error: PomdeskError) -> None:
        self._panel.set_busy(False)
        self._shell.refused(error)
        self.refused.emit()

    def _send(self, paper: Paper, _template: PaperTemplate) -> None:
        title = self._text.code("paper", paper.kind)
        self._form(
            "send",
            signing.send_fields(self._text, paper.kind, self._desk.today),
            lambda said: paper_life.RecordSent(paper.id, title=title, **said),
        )

    def _follow(self, paper: Paper, template: PaperTemplate) -> None:
        command = BeginPaper(
            paper.person_id,
            paper.kind,
            paper.language,
            template.version,
            follows=paper.id,
            subject=paper.subject,
        )
        receipt = self._desk.do(command)
        self._shell.done(receipt)
        self.opened.emit(receipt.result)
