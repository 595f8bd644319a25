"""What is done with paper templates: a copy saved, an edited one brought in, one given up."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pomdesk.domain.errors import PaperRefused, PomdeskError
from pomdesk.domain.papers import PaperKind, PaperTemplate
from pomdesk.services.commands.paper_templates import DropTemplate, UseTemplate
from pomdesk.services.desk import Desk, Receipt
from pomdesk.services.queries.paper_templates import OwnTemplates
from reports import kinds
from reports.template import load, shipped
from resources import read_text
from ui import dialogs
from ui.export import clipboard_lines
from ui.out import give_out
from ui.page import Shell
from ui.settings.templates_view import TemplateRow, TemplatesView
from ui.widgets.clipboard import copy_plain
from ui.widgets.fields_form import Field, FieldsForm, ask
from ui.widgets.paper_words import local_day
from ui.words import error_words

_LARGEST = 200_000
"""Bytes of a template file; ours have a few thousand."""


class Templates:
    """Feeds the list of templates and answers it."""

    def __init__(self, shell: Shell, desk: Desk, view: TemplatesView) -> None:
        self._shell, self._desk, self._view = shell, desk, view
        view.copy_asked.connect(self._copy)
        view.bring_asked.connect(self._bring)
        view.back_asked.connect(self._back)
        view.rows_copied.connect(self._to_clipboard)

    def refresh(self) -> None:
        """Show the templates as they are."""
        self._view.display(self._rows())

    def _rows(self) -> Sequence[TemplateRow]:
        own, rows = self._desk.ask(OwnTemplates()), []
        for kind in kinds.KINDS:
            ours = own.get(kind)
            if ours is None:
                rows.append(TemplateRow(kind, shipped(kind).version))
                continue
            row = TemplateRow(kind, "", True, local_day(ours.at), ours.by, ours.reason)
            try:
                row = replace(row, version=load(f"{kind}.toml", ours.toml).version)
            except PomdeskError as error:
                row = replace(row, fault=error_words(self._shell.text, error))
            rows.append(row)
        return rows

    def _copy(self, kind: str) -> None:
        text = self._shell.text
        target = dialogs.choose_target(
            self._view.window(),
            text("templates.copy_title"),
            f"{kind}.toml",
            text("templates.kinds"),
        )
        if target is None:
            return
        desk = self._desk
        own = desk.ask(OwnTemplates()).get(kind)
        toml = own.toml if own is not None else read_text("papers", f"{kind}.toml")

        def job() -> Path:
            give_out(desk, target, toml.encode(), "EXPORT_TEMPLATE", how=kind)
            return target

        def told(path: Path) -> None:
            self._shell.message(text("templates.copied", file=path.name))

        self._shell.worker.run(job, told, owner=self._view)

    def _bring(self, kind: str) -> None:
        text = self._shell.text
        files = dialogs.choose_files(
            self._view.window(), text("templates.bring_title"), text("templates.kinds")
        )
        if not files:
            return
        file = files[0]

        def job() -> str:
            toml = read_template(file)
            checked(kind, file.name, toml)
            return toml

        self._shell.worker.run(job, lambda toml: self._use(kind, toml), owner=self._view)

    def _use(self, kind: str, toml: str) -> None:
        """Ask why, then use it from now on."""
        text, receipts = self._shell.text, list[Receipt[object]]()
        name = text(f"paper.{kind}")
        reason = Field(
            "reason", text("templates.reason"), needed=True, help=text("templates.reason_help")
        )
        form = FieldsForm(
            self._view.window(),
            text,
            text("templates.use_title", name=name),
            [reason],
            lambda values: receipts.append(
                self._desk.do(UseTemplate(PaperKind(kind), toml, str(values["reason"])))
            ),
            yes=text("templates.use"),
            note=text("templates.use_note"),
        )
        if ask(form) and receipts:
            self._shell.done(receipts[0], text("templates.used", name=name))

    def _back(self, kind: str) -> None:
        text = self._shell.text
        receipt = self._desk.do(DropTemplate(PaperKind(kind)))
        self._shell.done(receipt, text("templates.went_back", name=text(f"paper.{kind}")))

    def _to_clipboard(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))


def read_template(file: Path) -> str:
    """The text of a template file.

    Raises:
        PaperRefused: REP-TEMPLATE-READ, when it cannot be read or is no text.

    """
    try:
        if file.stat().st_size > _LARGEST:
            raise PaperRefused("REP-TEMPLATE-READ", file=file.name)
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise PaperRefused("REP-TEMPLATE-READ", file=file.name) from None


def checked(kind: str, file: str, toml: str) -> PaperTemplate:
    """An edited template, if papers of the kind can be made with it.

    Raises:
        PaperRefused: REP-TEMPLATE and its like, with file, line and setting.

    """
    template = replace(load(file, toml), changed=True)
    kinds.check_template(kind, template)
    return template
