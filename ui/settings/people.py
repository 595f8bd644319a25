"""Who opens the store and what they are: added, changed, taken away."""

from collections.abc import Mapping, Sequence

from pomdesk.domain.access import DeskRole
from pomdesk.domain.errors import PomdeskError
from pomdesk.readmodels.roles import RoleLine, Roles
from pomdesk.services import people
from pomdesk.services.desk import Desk
from pomdesk.services.queries.roles import RolesNow, Watched
from pomdesk.services.queries.rules_of_case import StaffKnown
from ui import dialogs
from ui.page import Shell
from ui.settings.keys import Keys
from ui.settings.people_view import NewPerson, PeopleView
from ui.widgets.fields_form import Field, FieldsForm, ask

_ASKED = 2
"""Staff numbers that the form asks for; who has more keeps the others."""


class People:
    """Feeds the list of who opens the store and answers it."""

    def __init__(self, shell: Shell, desk: Desk, view: PeopleView) -> None:
        self._shell, self._desk, self._view = shell, desk, view
        view.add_asked.connect(self._add)
        view.removal_asked.connect(self._remove)
        view.change_asked.connect(self._change)
        view.drop_asked.connect(self._drop)
        self._keys = Keys(shell, desk, view, self.refresh)
        view.left_asked.connect(lambda: self._keys.somebody_left(self._others()))

    def refresh(self) -> None:
        """Show them as they are, and to seniors what they look over each month."""
        roles = self._roles()
        self._view.display(roles, self._desk.who)
        watched = roles.in_force and self._desk.may("Watched")
        watch = self._desk.ask(Watched()) if watched else None
        self._view.display_watch(watch, blank=self._shell.blank)

    def _roles(self) -> Roles:
        return self._desk.ask(RolesNow(tuple(self._desk.people())))

    def _others(self) -> list[str]:
        """Everybody but whoever is signed in."""
        return [line.name for line in self._roles().lines if line.name != self._desk.who]

    def _add(self) -> None:
        staff = self._desk.ask(StaffKnown()) if self._roles().in_force else None
        form = NewPerson(self._view.window(), self._shell.text, self._let_in, staff)
        try:
            if dialogs.show(form):
                self._shell.message(self._shell.text("sign_in.added", name=form.person.text()))
                self.refresh()
        finally:
            form.deleteLater()

    def _let_in(
        self, name: str, passphrase: str, role: DeskRole | None, staff_ids: Sequence[str]
    ) -> None:
        people.let_in(self._desk, name, passphrase, role, staff_ids)

    def _remove(self, name: str) -> None:
        if not self._sure("sign_in.sure", name, "sign_in.sure_words", "sign_in.remove"):
            return
        try:
            people.take_away(self._desk, name)
        except PomdeskError as error:
            self._shell.refused(error)
            return
        self._shell.message(self._shell.text("sign_in.removed", name=name))
        self.refresh()

    def _sure(self, heading: str, name: str, words: str, yes: str) -> bool:
        text = self._shell.text
        return dialogs.confirm(
            self._view.window(),
            text(heading, name=name),
            text(words),
            yes=text(yes),
            no=text("caseload.cancel"),
            kind="warning",
        )

    # Roles.

    def _change(self, name: str) -> None:
        text, roles = self._shell.text, self._roles()
        line = next((one for one in roles.lines if one.name == name), None)
        if line is None:
            return

        def save(said: Mapping[str, object]) -> None:
            numbers = _numbers(line, [said["staff"], said["other"]])
            people.set_role(self._desk, name, DeskRole(str(said["role"])), numbers)

        form = FieldsForm(
            self._view.window(),
            text,
            text("roles.title", name=name),
            self._fields(line, roles),
            save,
            yes=text("roles.save"),
            note=text("roles.note" if roles.in_force else "roles.note_first"),
        )
        if ask(form):
            role = text(f"role.{form.values['role']}")
            self._shell.message(text("roles.saved", name=name, role=role))
            self.refresh()

    def _fields(self, line: RoleLine, roles: Roles) -> list[Field]:
        """What is asked of a role; the first of all is the head of OMU."""
        text = self._shell.text
        offered = list(DeskRole) if roles.in_force else [DeskRole.HEAD]
        staff = [(f"{name} ({number})", number) for number, name in self._desk.ask(StaffKnown())]
        held = [number for number, _name in line.staff] + [None] * _ASKED
        chosen = (line.role or offered[0]).value
        return [
            Field(
                "role",
                text("roles.role"),
                "choice",
                [(text(f"role.{role}"), role.value) for role in offered],
                value=chosen,
                needed=True,
                help=" ".join(_said(text(f"role.{r}"), text(f"role_may.{r}")) for r in offered),
            ),
            Field(
                "staff",
                text("roles.staff"),
                "choice",
                staff,
                value=held[0],
                help=text("roles.staff_help"),
            ),
            Field("other", text("roles.staff_other"), "choice", staff, value=held[1]),
        ]

    def _drop(self, name: str) -> None:
        if not self._sure("roles.sure", name, "roles.sure_words", "roles.drop"):
            return
        try:
            people.drop_role(self._desk, name)
        except PomdeskError as error:
            self._shell.refused(error)
            return
        self._shell.message(self._shell.text("roles.dropped", name=name))
        self.refresh()


def _said(role: str, may: str) -> str:
    return f"{role}: {may}"


def _numbers(line: RoleLine, said: Sequence[object]) -> list[str]:
    """The staff numbers that were chosen, and those that were not asked for."""
    kept = [number for number, _name in line.staff[_ASKED:]]
    return list(dict.fromkeys([*(str(one) for one in said if one), *kept]))
