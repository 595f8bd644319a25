"""Who takes part in quality assurance, and what each may do."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Grade, Role
from resources.text import Text
from ui.oversight.shown import Shown
from ui.oversight.tables import people_columns
from ui.theme import Theme
from ui.widgets.fields_form import Field
from ui.widgets.label import Label
from ui.widgets.quality_row_list import Deed, RowList
from ui.widgets.quality_ticks import TickForm
from ui.widgets.quality_words import term
from ui.widgets.scrolled import Scrolled


class People(Scrolled):
    """Everybody who takes part.

    Signals:
        asked: ``name``, ``change`` or ``let_go``, and a member or None.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text("quality_oversight.people.name"))
        self.setFocusPolicy(self.focusPolicy().NoFocus)
        self._shown: Shown | None = None
        self.list: RowList[Member] = RowList(
            text,
            theme,
            "quality_oversight.people",
            people_columns(text, self._names),
            lambda one: one.code,
            deeds=[
                Deed[Member]("name", lambda _one: self._leads(), alone=True, main=True, key="Ins"),
                Deed[Member]("change", lambda one: one is not None and self._leads()),
                Deed[Member]("let_go", lambda one: one is not None and self._leads(), key="Del"),
            ],
            heading=False,
        )
        self.words = Label(text("quality_oversight.people_words"), "quiet", wrap=True)
        self.only = Label(text("quality_oversight.people_only_lead"), "quiet", wrap=True)
        for part in (self.words, self.only, self.list):
            self.inside.addWidget(part)
        self.inside.addStretch(1)
        self.list.asked.connect(self.asked)
        self.list.rows_copied.connect(self.rows_copied)
        self.list.opened.connect(self._open)
        self.setFocusProxy(self.list)

    def _open(self, member: Member) -> None:
        if self._leads():
            self.asked.emit("change", member)

    def _leads(self) -> bool:
        return self._shown is not None and self._shown.leads

    def _names(self) -> Mapping[str, str]:
        return {one.code: one.name for one in self._shown.people} if self._shown else {}

    def display(self, shown: Shown) -> None:
        """Show everybody."""
        self._shown = shown
        self.words.setVisible(shown.leads)
        self.only.setVisible(not shown.leads)
        keys = None if shown.leads else ["name"]
        self.list.table.show_columns(keys or [one.key for one in self.list.model.columns])
        self.list.display(shown.people)

    def set_blank(self, blank: bool) -> None:
        """Hide names, or show them again."""
        self.list.set_blank(blank)


class PersonForm(TickForm):
    """Names somebody, or changes what is known of them.

    Args:
        member: to change; None: somebody new.
        people: who can be the line manager.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        member: Member | None,
        people: Sequence[Member],
        save: Callable[[Member], None],
    ) -> None:
        held = member or Member("", "")

        def keep(values: Mapping[str, object]) -> None:
            save(member_of(held, values))

        super().__init__(
            parent,
            text,
            text("quality_oversight.form.change" if member else "quality_oversight.form.new"),
            _fields(text, held, people),
            keep,
        )


def _fields(text: Text, held: Member, people: Sequence[Member]) -> list[Field]:
    def label(name: str) -> str:
        return text(f"quality_oversight.form.{name}")

    def explained(name: str) -> str:
        return text(f"quality_oversight.form.{name}_help")

    roles = [(term(text, "role", role), role) for role in Role]
    grades = [(term(text, "grade", grade), grade) for grade in Grade]
    managers = [(one.name, one.code) for one in people if one.code != held.code]
    fields = [
        Field("name", label("name"), value=held.name, needed=True),
        Field("code", label("code"), value=held.code, needed=True, help=explained("code")),
        Field("signs_in", label("signs_in"), value=held.signs_in, help=explained("signs_in")),
        Field("roles", label("roles"), "ticks", roles, held.roles, help=explained("roles")),
        Field("grade", label("grade"), "choice", grades, held.grade, help=explained("grade")),
        Field("manager", label("manager"), "choice", managers, held.manager or None,
              help=explained("manager")),
        Field("joined", label("joined"), "day", value=held.joined, help=explained("joined")),
        Field("left", label("left"), "day", value=held.left),
    ]  # fmt: skip
    # Draws and markings name people by their code, so it stays what it was.
    return [one for one in fields if one.name != "code" or not held.code]


def member_of(held: Member, values: Mapping[str, object]) -> Member:
    """The member as the form has it."""
    roles, grade = values["roles"], values["grade"]
    joined, left = values["joined"], values["left"]
    return Member(
        code=held.code or str(values["code"]),
        name=str(values["name"]),
        signs_in=str(values["signs_in"] or ""),
        roles=frozenset(roles) if isinstance(roles, tuple) else held.roles,
        grade=grade if isinstance(grade, Grade) else None,
        manager=str(values["manager"] or ""),
        joined=joined if isinstance(joined, date) else None,
        left=left if isinstance(left, date) else None,
    )
