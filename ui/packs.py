"""Visit packs in the window: taken out, opened, made ready to bring back, brought back, lost.

Whatever page asks; every refusal is told in its message bar, and what can be taken back is
offered there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QWidget

from pomdesk.carried.contents import LONGEST_DAYS
from pomdesk.domain.errors import PackRefused, PaperRefused, PomdeskError
from pomdesk.services.commands.visit_packs import (
    BringBackVisit,
    ClearVisitPack,
    MakeVisitReturn,
    NoteVisitReturn,
    OpenVisitPack,
    TakeOutVisit,
    WriteOffPack,
)
from pomdesk.services.queries.settings import PolicySettings
from pomdesk.services.queries.visit_packs import PackFile
from pomdesk.services.queries.visits import VisitOf, VisitsNow
from ui import dialogs
from ui.export import csv_bytes, file_name
from ui.out import give_out, write_own
from ui.pack_boxes import (
    CodeBox,
    LostBox,
    code_form,
    show,
    take_out_form,
    why_form,
)
from ui.pack_words import (
    came_in_lines,
    moment,
    pack_name,
    paper_titles,
    read_pack,
    return_name,
)
from ui.page import Shell
from ui.widgets.fields_form import ask
from ui.words import error_words

if TYPE_CHECKING:
    from pomdesk.readmodels.visits import PackLine, VisitView
    from pomdesk.services.desk import Desk, Receipt

_PACK_DAYS = "visits.pack_days"
_USUAL_DAYS = 3


@contextmanager
def _telling(shell: Shell) -> Iterator[None]:
    """Tell a known error in the message bar."""
    try:
        yield
    except PomdeskError as error:
        shell.refused(error)


# At the desk.


def take_out(shell: Shell, parent: QWidget, desk: "Desk", visit_id: int) -> None:
    """Ask who takes a visit along, make its pack, save it, and show the code that opens it."""
    text = shell.text
    with _telling(shell):
        view = desk.ask(VisitOf(visit_id))
        form = take_out_form(parent, text, len(view.stops), desk.who, _usual_days(desk))
        if not ask(form):
            return
        said, suggested = form.values, pack_name(view.line.code)
        target = _target(shell, parent, suggested, "packs.save_title", "packs.pack_kinds")
        if target is None:
            return
        holder, device = str(said["holder"]), str(said["device"] or "")
        receipt = desk.do(TakeOutVisit(visit_id, holder, device, cast(int, said["days"])))
        taken = receipt.result
        saved = _saved(
            shell,
            parent,
            target,
            lambda path: write_own(path, taken.content),
            ("packs.save_title", "packs.pack_kinds"),
        )
        if saved is None:
            shell.done(receipt, text("packs.taken_out_unsaved"))
            return
        until = moment(text, taken.expires_at)
        words = text("packs.taken_out", file=saved.name, until=until)
        if taken.left_out:
            words += " " + text.count("packs.left_out", taken.left_out)
        shell.done(receipt, words)
        show(CodeBox(parent, text, view.line.code, taken.code, taken.expires_at))


def _usual_days(desk: "Desk") -> int:
    """How long a pack opens by policy, as far as the form can offer it."""
    lines = desk.ask(PolicySettings())
    found = next((line.value for line in lines if line.key == _PACK_DAYS), None)
    days = found if isinstance(found, int) else _USUAL_DAYS
    return min(max(days, 1), LONGEST_DAYS)


def show_code(shell: Shell, parent: QWidget, code: str, pack: "PackLine") -> None:
    """Show the code of a pack that is out once more; ``code`` is the visit's."""
    show(CodeBox(parent, shell.text, code, pack.opens_with, pack.expires_at))


def save_again(shell: Shell, parent: QWidget, desk: "Desk", pack_id: int) -> None:
    """Save the file of a pack once more: the stick was lost, or the file could not be written."""
    text = shell.text
    with _telling(shell):
        again = desk.ask(PackFile(pack_id))
        pack, view = _pack(desk, pack_id)
        ways = ("packs.save_title", "packs.pack_kinds")
        target = _target(shell, parent, pack_name(view.line.code), *ways)

        def write(path: Path) -> None:
            give_out(
                desk,
                path,
                again.content,
                "SAVE_VISIT_PACK",
                people=again.people,
                recipient=pack.holder,
            )

        saved = _saved(shell, parent, target, write, ways)
        if saved is not None:
            until = moment(text, pack.expires_at)
            shell.message(text("packs.saved_again", file=saved.name, until=until))
            show_code(shell, parent, view.line.code, pack)


def bring_back(shell: Shell, parent: QWidget, desk: "Desk") -> None:
    """Bring the file of a visit machine back, and say what came in."""
    with _telling(shell):
        chosen = _chosen(shell, parent, "packs.back_title", "packs.back_kinds")
        if chosen is None:
            return
        content, titles = read_pack(chosen), paper_titles(shell.text)
        try:
            receipt: Receipt[Any] | None = desk.do(BringBackVisit(content, titles=titles))
        except PackRefused as error:
            if error.code != "PCK-CODE":
                raise
            receipt = _with_code(
                shell, parent, chosen, lambda code: desk.do(BringBackVisit(content, code, titles))
            )
        if receipt is None:
            return
        came = receipt.result
        words = " ".join(came_in_lines(shell.text, came))
        shell.done(receipt, words)
        shell.open_at("clashes" if came.clashes else "visit", came.visit_id)


def write_off(shell: Shell, parent: QWidget, desk: "Desk", pack_id: int) -> None:
    """Write a lost pack off, and list the people whose details were in it."""
    done: list[Receipt[Any]] = []

    def save(said: Mapping[str, object]) -> None:
        done.append(desk.do(WriteOffPack(pack_id, str(said["why"]))))

    with _telling(shell):
        if ask(why_form(parent, shell.text, save)):
            shell.done(done[0])
            show_lost(shell, parent, desk, pack_id)


def show_lost(shell: Shell, parent: QWidget, desk: "Desk", pack_id: int) -> None:
    """List the people whose details were in a pack that was written off."""
    text = shell.text
    with _telling(shell):
        pack, view = _pack(desk, pack_id)

        def keep() -> str:
            suggested = file_name("lost-visit-pack", desk.today, "csv")
            title, kinds = text("packs.lost_save_title"), text("packs.lost_kinds")
            target = dialogs.choose_target(parent, title, suggested, kinds)
            if target is None:
                return ""
            content = csv_bytes(*lost_table(text, pack.people))
            people = _people(view)
            give_out(desk, target, content, "EXPORT_LIST", people=people, how="lost_visit_pack")
            return str(text("packs.lost_saved", file=target.name))

        show(LostBox(shell, parent, pack.people, keep))


def lost_table(text: Any, people: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the list of those whose details were in a lost pack."""
    head = [text("packs.lost_number"), text("packs.lost_name")]
    return head, [[*one.split(" ", 1), ""][:2] for one in people]


# On the visit machine.


def open_pack(shell: Shell, parent: QWidget, desk: "Desk") -> None:
    """Open a pack with the code that belongs to it, and turn to its visit."""
    with _telling(shell):
        chosen = _chosen(shell, parent, "packs.open_title", "packs.pack_kinds")
        if chosen is None:
            return
        content = read_pack(chosen)
        receipt = _with_code(
            shell, parent, chosen, lambda code: desk.do(OpenVisitPack(content, code))
        )
        if receipt is not None:
            shell.done(receipt)
            shell.open_at("visit", receipt.result)


def make_return(shell: Shell, parent: QWidget, desk: "Desk", visit_id: int) -> None:
    """Make the file to bring back, of everything that was noted so far."""
    text = shell.text
    with _telling(shell):
        view = desk.ask(VisitOf(visit_id))
        receipt = desk.do(MakeVisitReturn(visit_id))
        made = receipt.result
        suggested = return_name(view.line.code, made.number)
        ways = ("packs.return_title", "packs.back_kinds")
        target = _target(shell, parent, suggested, *ways)
        saved = _saved(shell, parent, target, lambda path: write_own(path, made.content), ways)
        if saved is None:
            shell.message(text("packs.return_unsaved"), kind="note")
            return
        # Only now: what could not be written, or was cancelled, is in no file.
        desk.do(NoteVisitReturn(visit_id, made.number))
        noted = text.count("packs.captures", made.captures)
        shell.done(receipt, text("packs.returned", file=saved.name, noted=noted))


def clear(shell: Shell, parent: QWidget, desk: "Desk", visit_id: int) -> None:
    """Take a visit off this machine; where something is not brought back yet, ask once more."""
    text = shell.text
    with _telling(shell):
        if not dialogs.confirm(
            parent,
            text("packs.clear_title"),
            text("packs.clear_words"),
            yes=text("packs.clear_yes"),
            no=text("packs.clear_no"),
            kind="warning",
        ):
            return
        try:
            receipt = desk.do(ClearVisitPack(visit_id))
        except PackRefused as error:
            if error.code != "PCK-UNSENT":
                raise
            if not dialogs.confirm(
                parent,
                text("packs.unsent_title"),
                error_words(text, error),
                yes=text("packs.unsent_yes"),
                no=text("packs.clear_no"),
                kind="warning",
            ):
                return
            receipt = desk.do(ClearVisitPack(visit_id, anyway=True))
        shell.done(receipt)
        shell.show_page("visits")


# Files.


def _target(shell: Shell, parent: QWidget, suggested: str, title: str, kinds: str) -> Path | None:
    return dialogs.choose_target(parent, shell.text(title), suggested, shell.text(kinds))


def _chosen(shell: Shell, parent: QWidget, title: str, kinds: str) -> Path | None:
    files = dialogs.choose_files(parent, shell.text(title), shell.text(kinds))
    return files[0] if files else None


def _saved(
    shell: Shell,
    parent: QWidget,
    target: Path | None,
    write: Callable[[Path], None],
    ways: tuple[str, str],
) -> Path | None:
    """Write a file; where it cannot be written, say why and ask for another place.

    Returns:
        Where it lies now; None: no place was chosen.

    """
    text = shell.text
    while target is not None:
        try:
            write(target)
        except PaperRefused as error:
            title, why = text("packs.unsaved_title"), error_words(text, error)
            yes, no = text("packs.elsewhere"), text("packs.not_now")
            if not dialogs.confirm(parent, title, why, yes=yes, no=no):
                return None
            target = _target(shell, parent, target.name, *ways)
        else:
            return target
    return None


def _with_code(
    shell: Shell, parent: QWidget, file: Path, run: "Callable[[str], Receipt[Any]]"
) -> "Receipt[Any] | None":
    """Ask for the code of a file until it opens or is put away."""
    done: list[Receipt[Any]] = []

    def save(said: Mapping[str, object]) -> None:
        done.append(run(str(said["code"])))

    return done[0] if ask(code_form(parent, shell.text, file.name, save)) else None


def _pack(desk: "Desk", pack_id: int) -> "tuple[PackLine, VisitView]":
    """A pack of this desk, and its visit.

    Raises:
        PackRefused: PCK-NONE, there is none of that number.

    """
    now = desk.ask(VisitsNow())
    newest = [line.pack for line in now.visits if line.pack is not None]
    known = {pack.id: pack for pack in (*now.lost, *newest)}
    first = [known[pack_id].visit_id] if pack_id in known else []
    for visit_id in dict.fromkeys([*first, *(pack.visit_id for pack in known.values())]):
        view = desk.ask(VisitOf(visit_id))
        every = known | {pack.id: pack for pack in view.packs}
        if pack_id in every and every[pack_id].visit_id == visit_id:
            return every[pack_id], view
    raise PackRefused("PCK-NONE")


def _people(view: "VisitView") -> list[int]:
    return [stop.person_id for stop in view.stops if stop.person_id is not None]
