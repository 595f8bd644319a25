"""The policy page: shows every setting, and has the desk decide or withdraw local ones."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from pomdesk.readmodels.policy import PolicyLine, Standing
from pomdesk.rules.policy import local_value
from pomdesk.services.commands.policy import OverrideSetting, WithdrawOverride
from pomdesk.services.queries.settings import PolicySettings
from resources.text import Text
from ui import dialogs
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.policy.form import SettingForm
from ui.policy.view import PolicyView
from ui.policy.words import setting_name
from ui.widgets.clipboard import copy_plain

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk


class PolicyPage(Page):
    """Settings of the policy in force, and what this unit has decided of its own."""

    name: ClassVar[str] = "policy"

    def __init__(self, shell: Shell, desk: "Desk") -> None:
        super().__init__(shell, desk)
        self.view: PolicyView = PolicyView(shell.text, shell.theme)
        self.view.change_asked.connect(self._change)
        self.view.withdraw_asked.connect(self._withdraw)
        self.view.rows_copied.connect(self._copy)

    def refresh(self) -> None:
        """Show the policy of the day."""
        lines = self.desk.ask(PolicySettings())
        self.view.display(lines)
        self.say(_matters(self.shell.text, lines))

    def step_back(self) -> bool:
        """Esc shows every setting again."""
        return self.view.step_back()

    def place(self) -> object:
        """The chosen setting."""
        line = self.view.table.chosen()
        return (line.key, line.starts) if line else None

    def return_to(self, place: object) -> None:
        """Choose the setting again."""
        self.view.table.choose(lambda line: (line.key, line.starts) == place)

    def _change(self, line: PolicyLine) -> None:
        text, values = self.shell.text, self.view.values
        if line.standing is Standing.UNUSED:
            self.shell.message(text("policy.done.cannot_change"), kind="note")
            return
        form = SettingForm(self.view.window(), text, line, values, self.desk.today)
        try:
            if not dialogs.show(form):
                return
            done = self.desk.do(OverrideSetting(line.key, form.value, form.starts, form.why))
            new = replace(line, value=local_value(line.key, form.value))
            told = text(
                "policy.done.override",
                name=setting_name(text, line),
                value=values.words(new, new.value),
                day=text.day(form.starts),
            )
        finally:
            form.deleteLater()
        self.shell.done(done, told)
        self.view.table.choose(lambda row: (row.key, row.starts) == (line.key, form.starts))

    def _withdraw(self, line: PolicyLine) -> None:
        text = self.shell.text
        if not line.decided or line.starts is None:
            self.shell.message(text("policy.done.cannot_withdraw"), kind="note")
            return
        done = self.desk.do(WithdrawOverride(line.key, line.starts))
        self.shell.done(done, self._withdrawn(line))
        self.view.table.choose(lambda row: row.key == line.key)

    def _withdrawn(self, line: PolicyLine) -> str:
        """What holds now, which may be what was decided for an earlier day."""
        text = self.shell.text
        if line.standing is Standing.UNUSED:
            return text("policy.done.withdraw_unused")
        now = next(row for row in self.desk.ask(PolicySettings()) if row.key == line.key)
        value = self.view.values.words(now, now.value)
        return text("policy.done.withdraw", name=setting_name(text, now), value=value)

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))


def _matters(text: Text, lines: Sequence[PolicyLine]) -> str:
    """How many settings are local, and how many should be checked, in one line."""
    held = [line for line in lines if line.standing is Standing.IN_FORCE]
    local = sum(line.local for line in held)
    coming = sum(line.standing is Standing.COMING for line in lines)
    check = sum(line.to_check for line in held)
    parts = [text.count("policy.summary.local", local) if local else ""]
    parts[0] = parts[0] or text("policy.summary.local_none")
    parts += [text.count("policy.summary.coming", coming)] if coming else []
    parts += [text.count("policy.summary.check", check)] if check else []
    return " ".join(parts)
