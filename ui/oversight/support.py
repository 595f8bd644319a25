"""Support: advice, meetings, one-to-ones, oversight; and the cases that wait for some."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.readmodels.quality import CaseToSee
from resources.text import Text
from ui.oversight.shown import SUPPORT, Shown
from ui.oversight.tables import case_columns, support_columns
from ui.oversight.told import item_facts
from ui.theme import Theme
from ui.widgets.form import Button
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.quality_row_list import Deed, RowList
from ui.widgets.scrolled import Scrolled


class Support(Scrolled):
    """Quick forms, two lists of cases, and what was given.

    Signals:
        asked: code of what is to be done, and an item or None.
        case_opened: id of a person.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    case_opened = Signal(int)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text("quality_oversight.tab.support"))
        self.setFocusPolicy(self.focusPolicy().NoFocus)
        self._text = text
        self._shown: Shown | None = None
        self.quick = {
            kind: Button(
                text(f"quality_oversight.write.{kind}"),
                partial(self._write, Item(0, kind, "")),
            )
            for kind in SUPPORT
        }
        self.new = self._cases(theme, "new_cases", ItemKind.ADVICE, risk=False)
        self.risk = self._cases(theme, "high_risk", ItemKind.OVERSIGHT, risk=True)
        self.given: RowList[Item] = RowList(
            text,
            theme,
            "quality_oversight.given",
            support_columns(text, self._names, self._today),
            lambda item: item.id,
            deeds=[
                Deed[Item]("change", lambda item: item is not None),
                Deed[Item]("drop", lambda item: item is not None, key="Del"),
            ],
            facts=lambda item, blank: item_facts(text, self._name, item, blank),
        )
        self.given.table.sort_by("day", descending=True)
        self.inside.addWidget(Label(text("quality_oversight.support_words"), "quiet", wrap=True))
        self.inside.addWidget(flowing(*self.quick.values()))
        for part in (self.new, self.risk, self.given):
            self.inside.addWidget(part)
            part.rows_copied.connect(self.rows_copied)
        self.inside.addStretch(1)
        self.given.asked.connect(self.asked)
        self.given.opened.connect(lambda item: self.asked.emit("change", item))
        self.setFocusProxy(self.quick[SUPPORT[0]])

    def _cases(self, theme: Theme, name: str, kind: ItemKind, *, risk: bool) -> RowList[CaseToSee]:
        def some(line: CaseToSee | None) -> bool:
            return line is not None

        made: RowList[CaseToSee] = RowList(
            self._text,
            theme,
            f"quality_oversight.{name}",
            case_columns(self._text, self._today, risk=risk),
            lambda line: line.person_id,
            deeds=[Deed[CaseToSee]("write", some), Deed[CaseToSee]("open", some)],
        )

        def of(line: CaseToSee) -> Item:
            return Item(0, kind, "", supervisor=line.supervisor, case_ref=line.case_ref)

        def do(code: str, line: CaseToSee) -> None:
            if code == "open":
                self.case_opened.emit(line.person_id)
            else:
                self._write(of(line))

        made.table.sort_by("due")
        made.asked.connect(do)
        made.opened.connect(lambda line: self._write(of(line)))
        return made

    def _write(self, item: Item) -> None:
        self.asked.emit("write", item)

    def _today(self) -> date:
        return self._shown.today if self._shown else date.min

    def _names(self) -> dict[str, str]:
        return dict(self._shown.view.names) if self._shown else {}

    def _name(self, code: str) -> str:
        return self._names().get(code, code)

    def display(self, shown: Shown) -> None:
        """Show the cases that wait and what was given."""
        self._shown = shown
        self.new.display(shown.view.new_cases)
        self.risk.display(shown.view.high_risk)
        self.given.display(shown.support())

    def set_blank(self, blank: bool) -> None:
        """Hide names, or show them again."""
        for part in (self.new, self.risk, self.given):
            part.set_blank(blank)
