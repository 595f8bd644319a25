"""Visit packs in the window: taken out, opened on a second machine, brought back, lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.audit import Kind
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.visits import SEEN_AS, Captured, Keep, PackState
from pomdesk.readmodels.visit_merges import CameIn
from pomdesk.services.commands.visit_planning import PlanVisit
from pomdesk.services.commands.visits import BeginVisit, CaptureStop
from pomdesk.services.desk import Desk
from pomdesk.services.queries.audit import LogLines
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.visits import VisitOf, VisitsNow
from pomdesk.services.visits.captures import new_uid
from resources.text import Text
from tests.services.desks import MONDAY, new_desk
from tests.services.rights_desk import desk_of
from tests.ui.walking import clashing, nameless, out_of_order
from ui import dialogs, packs
from ui.clashes.controller import ClashesPage
from ui.pack_boxes import CodeBox, LostBox, code_form, show
from ui.pack_words import came_in_lines, groups_of
from ui.page import Page
from ui.slip import draw_slip
from ui.theme import Theme
from ui.widgets.fields_form import FieldsForm
from ui.window import Window

UNTIL = datetime(2026, 11, 26, 14, 5, tzinfo=UTC).replace(tzinfo=None)


class Blank(Page):
    """A page that remembers what it was turned to."""

    in_rail = False

    def __init__(self, shell: Any, desk: Any) -> None:
        super().__init__(shell, desk)
        self.view = QWidget()
        self.number = 0

    def open(self, number: int) -> None:
        """Remember it."""
        self.number = number


class ListOfVisits(Blank):
    """In place of the list."""

    name = "visits"


class OneVisit(Blank):
    """In place of the page about one visit."""

    name = "visit"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "desk"
    folder.mkdir()
    made = desk_of(folder, 3)
    yield made
    made.close()


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "laptop"
    folder.mkdir()
    made = new_desk(folder)
    yield made
    made.close()


@pytest.fixture
def shell(window: Window, desk: Desk, qtbot: QtBot) -> Window:
    """A window with the pages that packs turn to."""
    qtbot.addWidget(window)
    made = (ListOfVisits, OneVisit, ClashesPage)
    window.show_pages([page(window, desk) for page in made], "visits", [])
    window.show()
    return window


@pytest.fixture
def visit_id(desk: Desk) -> int:
    people = [line.person_id for line in desk.ask(CaseloadOn()).lines]
    return desk.do(PlanVisit(MONDAY, people)).result


def fill(**answers: str) -> Callable[[Any], bool]:
    """Answer a form and accept it."""

    def answer(form: Any) -> bool:
        for name, value in answers.items():
            control = cast(FieldsForm, form).control(name)
            if isinstance(control, QComboBox):
                control.setCurrentIndex(control.findText(value))
            else:
                cast(QLineEdit, control).setText(value)
        form.accept()
        return bool(form.result())

    return answer


def choose(path: Path | None) -> Callable[[Any], Any]:
    """Answer a file chooser."""
    return lambda _chooser: [path] if path else []


def target(path: Path | None) -> Callable[[Any], Any]:
    return lambda _chooser: str(path) if path else None


def said(box: Any) -> str:
    return " ".join(label.text() for label in box.findChildren(QLabel))


def refused_in(told: list[str], **answers: str) -> Callable[[Any], bool]:
    """Answer a form that the desk refuses, hear why, and put it away."""

    def answer(form: Any) -> bool:
        assert not fill(**answers)(form)
        told.append(said(form))
        return False

    return answer


def code_read(codes: list[str]) -> Callable[[CodeBox], bool]:
    """Read the code that is shown."""

    def read(box: CodeBox) -> bool:
        codes.append(box.code.text())
        return True

    return read


def taken_out(shell: Window, desk: Desk, visit_id: int, path: Path) -> str:
    """Take a visit out to a file; its code."""
    codes: list[str] = []
    dialogs.answer_next(fill(device="OMU laptop 3"))
    dialogs.answer_next(target(path))
    dialogs.answer_next(code_read(codes))
    packs.take_out(shell, shell, desk, visit_id)
    return codes[0]


def capture(desk: Desk, visit_id: int, place: int = 0, **more: Any) -> None:
    """Note something at a stop."""
    desk.do(BeginVisit(visit_id))
    stop = desk.ask(VisitOf(visit_id)).stops[place]
    uid = stop.captured.uid if stop.captured else new_uid()
    desk.do(CaptureStop(stop.stop_id, Captured(uid, MONDAY, **more)))


def logged(desk: Desk, kind: Kind) -> list[str]:
    """What the audit log has of a kind, oldest first."""
    lines = desk.ask(LogLines(limit=None)).lines
    return [line.event.what for line in reversed(lines) if line.event.kind is kind]


def test_a_visit_goes_out_is_opened_and_comes_back(
    shell: Window, desk: Desk, laptop: Desk, visit_id: int, tmp_path: Path
) -> None:
    pack, back = tmp_path / "visit.pomvisit", tmp_path / "visit.pomback"
    code = taken_out(shell, desk, visit_id, pack)
    assert "Taken out: visit.pomvisit." in shell.messages.words
    assert logged(desk, Kind.DISCLOSE) == ["TAKE_OUT_VISIT"]
    (out,) = desk.ask(VisitOf(visit_id)).packs
    assert (out.holder, out.device, out.state) == (desk.who, "OMU laptop 3", PackState.OUT)
    # On the laptop, the code typed as people type.
    dialogs.answer_next(choose(pack))
    dialogs.answer_next(fill(code=code.lower()))
    packs.open_pack(shell, shell, laptop)
    here = cast(Blank, shell.page).number
    assert shell.page is not None
    assert (shell.page.name, len(laptop.ask(VisitOf(here)).stops)) == ("visit", 3)
    capture(laptop, here, what=SEEN_AS[0], text="Talked about the flat.")
    dialogs.answer_next(target(back))
    packs.make_return(shell, shell, laptop, here)
    assert "with what was noted at 1 stop" in shell.messages.words
    # Back at the desk.
    dialogs.answer_next(choose(back))
    packs.bring_back(shell, shell, desk)
    assert "Came in: 1 contact." in shell.messages.words
    assert not shell.messages.undo.isHidden()
    assert (shell.page.name, cast(Blank, shell.page).number) == ("visit", visit_id)
    dialogs.answer_next(choose(back))
    packs.bring_back(shell, shell, desk)
    assert "was here already" in shell.messages.words
    # And off the laptop.
    dialogs.answer_next(lambda _box: True)
    packs.clear(shell, shell, laptop, here)
    assert laptop.ask(VisitsNow()).visits == []


def test_what_both_changed_is_decided_on_the_page(
    shell: Window, desk: Desk, laptop: Desk, visit_id: int, tmp_path: Path
) -> None:
    from pomdesk.services.commands.correct_fact import CorrectFact

    pack, back = tmp_path / "visit.pomvisit", tmp_path / "visit.pomback"
    code = taken_out(shell, desk, visit_id, pack)
    dialogs.answer_next(choose(pack))
    dialogs.answer_next(fill(code=code))
    packs.open_pack(shell, shell, laptop)
    here = cast(Blank, shell.page).number
    capture(laptop, here, changes={"person": {"cell_location": "Z-9-009"}})
    dialogs.answer_next(target(back))
    packs.make_return(shell, shell, laptop, here)
    person_id = desk.ask(VisitOf(visit_id)).stops[0].person_id
    assert person_id is not None
    desk.do(CorrectFact(person_id, "person", "cell_location", "B-1-001", "Moved."))
    dialogs.answer_next(choose(back))
    packs.bring_back(shell, shell, desk)
    page = shell.page
    assert isinstance(page, ClashesPage)
    assert page.summary == "1 thing was changed on both sides."
    assert page.person() == person_id
    assert [side.words.toPlainText() for side in page.view.sides.values()][1:] == [
        "B-1-001",
        "Z-9-009",
    ]
    shown = page.view.shown
    assert shown is not None
    page.view.decided.emit(shown.id, Keep.BOTH)
    assert "Only two texts" in shell.messages.words
    page.view.buttons[Keep.THEIRS].click()
    assert (page.view.shown, page.summary) == (None, "")
    assert "the visit's was taken" in shell.messages.words
    with_undo: list[int] = []
    shell.undo_asked.connect(with_undo.append)
    shell.messages.undo.click()
    desk.undo(with_undo[0])
    shell.refresh()
    assert page.view.shown is not None
    assert page.place() == visit_id


def test_a_pack_that_cannot_be_written_is_saved_elsewhere_or_later(
    shell: Window, desk: Desk, visit_id: int, tmp_path: Path
) -> None:
    told: list[str] = []

    def elsewhere(answer: bool) -> Callable[[Any], bool]:
        def tell(box: Any) -> bool:
            told.append(said(box))
            return answer

        return tell

    dialogs.answer_next(fill())
    dialogs.answer_next(target(tmp_path / "missing" / "a.pomvisit"))
    dialogs.answer_next(elsewhere(True))
    dialogs.answer_next(target(tmp_path / "missing" / "b.pomvisit"))
    dialogs.answer_next(elsewhere(False))
    packs.take_out(shell, shell, desk, visit_id)
    assert all("folder is missing" in words for words in told)
    assert "not saved yet" in shell.messages.words
    (out,) = desk.ask(VisitOf(visit_id)).packs
    assert out.state is PackState.OUT
    again = tmp_path / "again.pomvisit"
    codes: list[str] = []
    dialogs.answer_next(target(again))
    dialogs.answer_next(code_read(codes))
    packs.save_again(shell, shell, desk, out.id)
    assert codes == [groups_of(out.opens_with)]
    assert again.stat().st_size
    assert logged(desk, Kind.DISCLOSE) == ["TAKE_OUT_VISIT", "SAVE_VISIT_PACK"]


def test_whoever_changes_their_mind_takes_nothing_out(
    shell: Window, desk: Desk, visit_id: int
) -> None:
    dialogs.answer_next(lambda _form: False)
    packs.take_out(shell, shell, desk, visit_id)
    dialogs.answer_next(fill())
    dialogs.answer_next(target(None))
    packs.take_out(shell, shell, desk, visit_id)
    assert desk.ask(VisitOf(visit_id)).packs == ()
    for do in (packs.open_pack, packs.bring_back):
        dialogs.answer_next(choose(None))
        do(shell, shell, desk)
    assert shell.messages.words == ""


def test_a_lost_pack_lists_its_people_to_be_told(
    shell: Window, desk: Desk, visit_id: int, tmp_path: Path
) -> None:
    taken_out(shell, desk, visit_id, tmp_path / "visit.pomvisit")
    (out,) = desk.ask(VisitOf(visit_id)).packs
    saved, listed = tmp_path / "lost.csv", []

    def look(box: LostBox) -> bool:
        listed.append(box.lines.toPlainText().splitlines())
        box.set_blank(True)
        listed.append(box.lines.toPlainText().splitlines())
        assert "line manager" in said(box)
        dialogs.answer_next(target(saved))
        box.save.click()
        assert box.told.text() == "Saved: lost.csv."
        return True

    dialogs.answer_next(fill(why="Left on a train."))
    dialogs.answer_next(look)
    packs.write_off(shell, shell, desk, out.id)
    assert listed == [list(out.people), [HIDDEN] * 3]
    assert [row.split(",")[0] for row in saved.read_text("utf-8-sig").splitlines()[1:]] == [
        one.split()[0] for one in out.people
    ]
    assert logged(desk, Kind.DISCLOSE)[-1] == "EXPORT_LIST"
    assert desk.ask(VisitsNow()).lost[0].why == "Left on a train."
    assert not shell.messages.undo.isHidden()
    told: list[str] = []
    dialogs.answer_next(refused_in(told, why="Again."))
    packs.write_off(shell, shell, desk, out.id)
    assert "written off already" in told[0]


def test_a_wrong_code_and_a_wrong_file_are_told_where_they_are_given(
    shell: Window, desk: Desk, laptop: Desk, visit_id: int, tmp_path: Path
) -> None:
    pack = tmp_path / "visit.pomvisit"
    taken_out(shell, desk, visit_id, pack)
    told: list[str] = []

    dialogs.answer_next(choose(pack))
    dialogs.answer_next(refused_in(told, code="AAAA BBBB"))
    packs.open_pack(shell, shell, laptop)
    assert "does not open this file" in told[0]
    dialogs.answer_next(choose(pack))
    packs.bring_back(shell, shell, desk)
    assert "visit pack" in shell.messages.words
    dialogs.answer_next(choose(tmp_path / "gone.pomback"))
    packs.bring_back(shell, shell, desk)
    assert "gone.pomback cannot be read" in shell.messages.words
    packs.save_again(shell, shell, desk, 999)
    assert laptop.ask(VisitsNow()).visits == []


def test_what_is_not_brought_back_is_asked_about_before_it_is_lost(
    shell: Window, desk: Desk, laptop: Desk, visit_id: int, tmp_path: Path
) -> None:
    pack = tmp_path / "visit.pomvisit"
    code = taken_out(shell, desk, visit_id, pack)
    dialogs.answer_next(choose(pack))
    dialogs.answer_next(fill(code=code))
    packs.open_pack(shell, shell, laptop)
    here = cast(Blank, shell.page).number
    capture(laptop, here, what=SEEN_AS[0])
    words: list[str] = []

    def no(box: Any) -> bool:
        words.append(said(box))
        return False

    dialogs.answer_next(lambda _box: True)
    dialogs.answer_next(no)
    packs.clear(shell, shell, laptop, here)
    assert "would be lost" in words[0]
    assert len(laptop.ask(VisitsNow()).visits) == 1
    dialogs.answer_next(target(None))
    packs.make_return(shell, shell, laptop, here)
    assert "Nothing that was noted is lost" in shell.messages.words
    # A file that was made and not saved is none: it is still asked.
    dialogs.answer_next(lambda _box: True)
    dialogs.answer_next(no)
    packs.clear(shell, shell, laptop, here)
    assert "would be lost" in words[1]
    capture(laptop, here, what=SEEN_AS[0], text="One more thing.")
    dialogs.answer_next(lambda _box: True)
    dialogs.answer_next(lambda _box: True)
    packs.clear(shell, shell, laptop, here)
    assert laptop.ask(VisitsNow()).visits == []


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (CameIn(1, contacts=2, notes=1), "Came in: 2 contacts, 1 note."),
        (CameIn(1), "The file holds nothing that goes into the record."),
        (CameIn(1, older=True), "newer file"),
        (CameIn(1, done=1, clashes=2, gone=1), "2 things were changed on both sides"),
        (CameIn(1, gone=1), "1 person is no longer on this desk"),
        (CameIn(1, contacts=1, clock_ahead_minutes=60), "about 60 minutes ahead"),
        (CameIn(1, contacts=1, clock_behind_minutes=60), "about 60 minutes behind"),
        (CameIn(1, contacts=1, unasked=2), "2 ticks were of things that are not asked for"),
        (CameIn(1, contacts=1, note_cut=7), "the last 7 characters of the laptop's were left off"),
        (CameIn(1, contacts=1, moved_days=1), "kept as of today"),
        (CameIn(1, contacts=1, lost=True), "written off"),
    ],
)
def test_what_came_in_is_told_in_words(text: Text, came: CameIn, words: str) -> None:
    assert words in " ".join(came_in_lines(text, came))


def test_clocks_that_differ_a_little_are_not_told(text: Text) -> None:
    assert "clock" not in " ".join(came_in_lines(text, CameIn(1, clock_ahead_minutes=4)))
    assert "clock" not in " ".join(came_in_lines(text, CameIn(1, clock_behind_minutes=4)))


def test_the_code_is_large_copied_and_printed_to_no_file(
    text: Text, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    box = CodeBox(None, text, "V7K-3MQ", "ABCD-EFGH-IJKL-MNOP-QRST-UVWX", UNTIL)
    qtbot.addWidget(box)
    box.show()
    assert box.code.text().split() == ["ABCD", "EFGH", "IJKL", "MNOP", "QRST", "UVWX"]
    assert box.code.font().pointSizeF() > box.told.font().pointSizeF()
    box.copy.click()
    assert box.told.text() == text("packs.code_copied")
    assert [*nameless(box), *clashing(box), *out_of_order(box)] == []
    assert box.draft() is None
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "slip.pdf"))
    draw_slip(printer, box.slip())
    assert (tmp_path / "slip.pdf").stat().st_size
    box.close()


def test_a_code_that_is_typed_is_kept_in_no_draft(text: Text, theme: Theme, qtbot: QtBot) -> None:
    form = code_form(None, text, "visit.pomvisit", lambda _said: None)
    qtbot.addWidget(form)
    form.show()
    QTest.keyClicks(form.control("code"), "ABCD")
    assert form.draft() is None
    form.close()


def test_a_box_of_lost_people_has_names_for_its_controls(shell: Window) -> None:
    seen: list[list[str]] = []

    def look(box: LostBox) -> bool:
        box.show()
        assert box.findChildren(QPlainTextEdit)
        box.copy.click()
        seen.append([*nameless(box), *clashing(box), *out_of_order(box)])
        return True

    dialogs.answer_next(look)
    show(LostBox(shell, shell, ["A1234BC Specimen"], lambda: ""))
    assert seen == [[]]
