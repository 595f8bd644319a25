"""Spelling: what is a word, what the dictionaries know, and how mistakes are marked and mended."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QTextBlock, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pomdesk.domain.writing import Link, Paragraph, Run, passage
from resources.text import Text
from ui.spelling import Speller, can_be_wrong, plainly, words_of
from ui.spelling_child import MOST_SUGGESTED, Checker, field_words
from ui.theme import Theme
from ui.writing.editor import PassageEditor
from ui.writing.spelling_marks import SpellingMarks

WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


# What is a word.


def words(text: str) -> list[str]:
    return [word for _at, word in words_of(text) if can_be_wrong(word)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He was seen, twice.", ["He", "was", "seen", "twice"]),
        ("on 12th May 2027 as A1234BC", ["on", "May", "as"]),
        ("the POM's OASys and MAPPA, COMs", ["the", "OASys", "and"]),
        ("co-operate / non-disclosure", ["co", "operate", "non", "disclosure"]),
        ("the prisoners\u2019 wing isn\u2019t", ["the", "prisoners", "wing", "isn\u2019t"]),
        ("a.jones@example.org or www.example.org now", ["or", "now"]),
        ("see https://example.org/x", ["see"]),
        ("\u0645\u0631\u062d\u0628\u0627 hello \u4f60\u597d", ["hello"]),
        ("d\u0175r a l\u00f4n", ["d\u0175r", "l\u00f4n"]),
        ("snake_case x", []),
        ("q" * 100_000, []),
        ("", []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_word_says_where_it_begins() -> None:
    text = "He \U0001f600 wrote"
    assert [text[at : at + len(word)] for at, word in words_of(text)] == ["He", "wrote"]


def test_composed_and_straight() -> None:
    assert plainly("dw\u0302r isn\u2019t") == "d\u0175r isn't"


# What the dictionaries know.


@pytest.fixture(scope="module")
def english() -> Checker:
    return Checker("en")


@pytest.fixture(scope="module")
def welsh() -> Checker:
    return Checker("cy")


def test_british_english(english: Checker) -> None:
    right = ["behaviour", "licence", "organise", "prisoner's", "caf\u00e9", "isn't"]
    assert english.wrong([*right, "recieve", "behavour", "licence's"]) == ["recieve", "behavour"]


def test_welsh(welsh: Checker) -> None:
    assert welsh.wrong(["carcharor", "wedi", "drwydded", "trosglwyddoo", "d\u0175r", "dwrr"]) == [
        "trosglwyddoo",
        "dwrr",
    ]


def test_words_of_the_field_are_known_as_they_are_written(english: Checker) -> None:
    assert english.wrong(["OASys", "RoSH", "reoffending", "Reoffending", "desistance"]) == []
    assert english.wrong(["Oasys"]) == ["Oasys"]
    assert english.suggest("Oasys")[0] == "OASys"


def test_no_word_of_the_field_is_in_the_dictionary_or_twice(english: Checker) -> None:
    known = field_words()
    assert len(known) == len(set(known)) > 100
    assert [word for word in known if english._dictionary.lookup(word)] == []


def test_suggestions(english: Checker) -> None:
    assert "receive" in english.suggest("recieve")
    assert len(english.suggest("thee")) <= MOST_SUGGESTED
    assert english.suggest("w" * 50) == []


# The process.


def test_asked_in_the_background(qtbot: QtBot) -> None:
    speller = Speller("en", learned=["frobnicate"], names=["ap Rhys-Quillfeather"])
    assert speller.wrong("recieve") is None  # it can be asked before anything is loaded
    with qtbot.waitSignal(speller.checked, timeout=20_000) as found:
        speller.start()
    assert found.args == [frozenset({"recieve"})]
    assert speller.wrong("recieve") is True
    for word in ("Frobnicate", "Quillfeather\u2019s", "A1234BC"):
        assert speller.wrong(word) is False
    with qtbot.waitSignal(speller.suggested, timeout=20_000) as meant:
        speller.suggest("recieve")
    assert meant.args[0] == "recieve"
    assert "receive" in meant.args[1]
    speller.accept("recieve")
    assert speller.wrong("recieve") is False
    assert speller.wrong("Recieve") is False
    speller.stop()
    process = speller._process
    assert process is not None
    qtbot.waitUntil(lambda: not process.is_alive())


def test_many_words_are_all_looked_up(qtbot: QtBot) -> None:
    speller = Speller("en")
    wanted = [f"{a}{b}qz" for a in "bcdfghjklm" for b in map(chr, range(97, 123))] * 2
    found: set[str] = set()
    speller.checked.connect(found.update)
    for word in [*wanted, *(f"{word}x" for word in wanted), *(f"{word}y" for word in wanted)]:
        speller.wrong(word)
    speller.start()
    qtbot.waitUntil(lambda: len(found) == 3 * len(set(wanted)), timeout=20_000)
    speller.stop()


def test_a_process_that_dies_is_told_of_once(qtbot: QtBot) -> None:
    speller = Speller("en")
    with qtbot.waitSignal(speller.checked, timeout=20_000):
        speller.wrong("recieve")
        speller.start()
    assert speller._process is not None
    with qtbot.waitSignal(speller.failed, timeout=20_000):
        speller._process.kill()
    assert speller.wrong("behavour") is None
    speller.stop()


def test_stopped_before_it_began(qtbot: QtBot) -> None:
    speller = Speller("en")
    speller.stop()
    speller.start()
    assert speller._thread is None


def test_stopped_while_it_loads(qtbot: QtBot) -> None:
    speller = Speller("cy")
    speller.start()
    speller.stop()
    thread = speller._thread
    assert thread is not None
    qtbot.waitUntil(lambda: not thread.is_alive(), timeout=20_000)


# Marks.


class Known(QObject):
    """A speller that knows its mistakes already."""

    checked = Signal(object)
    suggested = Signal(str, object)

    def __init__(self, *mistakes: str) -> None:
        super().__init__()
        self.mistakes: dict[str, bool | None] = dict.fromkeys(mistakes, True)
        self.asked: list[str] = []

    def wrong(self, word: str) -> bool | None:
        return self.mistakes.get(word, False)

    def suggest(self, word: str) -> None:
        self.asked.append(word)

    def accept(self, word: str) -> None:
        self.mistakes[word] = False


@pytest.fixture
def editor(text: Text, theme: Theme, qtbot: QtBot) -> PassageEditor:
    made = PassageEditor(text, theme)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def mark(editor: PassageEditor, text: Text, theme: Theme) -> Iterator[Callable[..., SpellingMarks]]:
    made: list[SpellingMarks] = []

    def begin(*mistakes: str) -> SpellingMarks:
        speller = Known(*mistakes)
        speller.setParent(editor)
        made.append(SpellingMarks(editor, speller, text, theme))  # type: ignore[arg-type]
        return made[-1]

    yield begin
    for one in made:
        one.stop()


def blocks(editor: PassageEditor) -> Iterator[QTextBlock]:
    block = editor.document().begin()
    while block.isValid():
        yield block
        block = block.next()


def marked(editor: PassageEditor) -> list[str]:
    """What is underlined, as it stands there."""
    found = []
    for block in blocks(editor):
        units = block.text().encode("utf-16-le")
        for one in block.layout().formats():
            if one.format.underlineStyle() == WAVE:
                piece = units[2 * one.start : 2 * (one.start + one.length)]
                found.append(piece.decode("utf-16-le"))
    return found


def test_wrong_words_are_underlined(
    editor: PassageEditor, mark: Callable[..., SpellingMarks], qtbot: QtBot
) -> None:
    mark("wrnog", "badd")
    editor.load(passage("A wrnog word.\nAnd \U0001f600\U0001f600 a badd one."))
    qtbot.waitUntil(lambda: marked(editor) == ["wrnog", "badd"])


def test_words_from_the_record_are_not(
    editor: PassageEditor, mark: Callable[..., SpellingMarks], qtbot: QtBot
) -> None:
    mark("wrnog")
    link = Run("wrnog", link=Link("entry.45", "x"))
    editor.load((Paragraph((Run("A wrnog "), link, Run(" thing"))),))
    qtbot.waitUntil(lambda: marked(editor) == ["wrnog"])
    assert len(marked(editor)) == 1


def test_a_word_is_marked_once_it_is_left(
    editor: PassageEditor, mark: Callable[..., SpellingMarks], qtbot: QtBot
) -> None:
    mark("wrnog")
    editor.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClicks(editor, "a wrnog")
    assert marked(editor) == []
    QTest.keyClicks(editor, " w")
    qtbot.waitUntil(lambda: marked(editor) == ["wrnog"])


def test_what_is_found_later_is_marked_later_and_nothing_is_saved_for_it(
    editor: PassageEditor, mark: Callable[..., SpellingMarks], qtbot: QtBot
) -> None:
    marks = mark()
    editor.load(passage("\n".join(["A wrnog word."] * 50)))
    edits: list[int] = []
    editor.edited.connect(lambda: edits.append(1))
    assert marked(editor) == []
    speller = marks._speller
    assert isinstance(speller, Known)
    speller.mistakes["wrnog"] = True
    speller.checked.emit(frozenset({"wrnog"}))
    qtbot.waitUntil(lambda: len(marked(editor)) == 50)
    assert edits == []
    assert not editor.document().isUndoAvailable()


def test_the_next_mistake_goes_round(
    editor: PassageEditor, mark: Callable[..., SpellingMarks]
) -> None:
    marks = mark("wrnog", "badd")
    editor.load(passage("A wrnog word.\nAnd a badd one."))
    said = []
    for _ in range(3):
        assert marks.next_mistake()
        said.append(editor.textCursor().selectedText())
    assert said == ["wrnog", "badd", "wrnog"]


def test_the_key_of_the_next_mistake(
    editor: PassageEditor, mark: Callable[..., SpellingMarks], qtbot: QtBot
) -> None:
    mark("wrnog")
    editor.load(passage("A wrnog word."))
    editor.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClick(editor, Qt.Key.Key_F7)
    assert editor.textCursor().selectedText() == "wrnog"


def test_no_mistake_is_said(
    editor: PassageEditor, mark: Callable[..., SpellingMarks], qtbot: QtBot
) -> None:
    marks = mark()
    editor.load(passage("A right word."))
    with qtbot.waitSignal(marks.nothing_found):
        assert not marks.next_mistake()


def menu_at(editor: PassageEditor, word: str) -> QMenu:
    return editor.make_menu(editor.toPlainText().index(word) + 1)


def labels(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def test_suggestions_come_into_the_open_menu(
    editor: PassageEditor, mark: Callable[..., SpellingMarks]
) -> None:
    marks = mark("wrnog")
    editor.load(passage("A wrnog word."))
    menu = menu_at(editor, "wrnog")
    assert labels(menu)[0] == "Looking for suggestions\u2026"
    assert not menu.actions()[0].isEnabled()
    marks._speller.suggested.emit("wrnog", ["wrong", "Q&A"])
    assert labels(menu)[:3] == ["wrong", "Q&&A", "Learn \u201cwrnog\u201d"]
    menu.actions()[0].trigger()
    assert editor.toPlainText() == "A wrong word."
    editor.undo()
    assert editor.toPlainText() == "A wrnog word."


def test_no_suggestions_are_said(editor: PassageEditor, mark: Callable[..., SpellingMarks]) -> None:
    marks = mark("wrnog")
    editor.load(passage("A wrnog word."))
    menu = menu_at(editor, "wrnog")
    marks._speller.suggested.emit("wrnog", [])
    assert labels(menu)[0] == "No suggestions"
    assert len(labels(menu_at(editor, "word"))) < len(labels(menu))


def test_suggestions_for_a_menu_that_is_gone(
    editor: PassageEditor, mark: Callable[..., SpellingMarks]
) -> None:
    from shiboken6 import delete

    marks = mark("wrnog")
    editor.load(passage("A wrnog word."))
    delete(menu_at(editor, "wrnog"))
    marks._speller.suggested.emit("wrnog", ["wrong"])
    assert editor.toPlainText() == "A wrnog word."


def test_a_suggestion_goes_nowhere_when_the_word_has_gone(
    editor: PassageEditor, mark: Callable[..., SpellingMarks]
) -> None:
    marks = mark("wrnog")
    editor.load(passage("A wrnog word."))
    menu = menu_at(editor, "wrnog")
    marks._speller.suggested.emit("wrnog", ["wrong"])
    editor.load(passage("Something else altogether."))
    menu.actions()[0].trigger()
    assert editor.toPlainText() == "Something else altogether."


@pytest.mark.parametrize(("place", "learned"), [(1, ["wrnog"]), (2, [])])
def test_a_word_that_is_learned_or_ignored_is_marked_no_more(
    editor: PassageEditor,
    mark: Callable[..., SpellingMarks],
    qtbot: QtBot,
    place: int,
    learned: list[str],
) -> None:
    marks = mark("wrnog")
    told: list[str] = []
    marks.learn_asked.connect(told.append)
    editor.load(passage("A wrnog word.\nAgain wrnog."))
    qtbot.waitUntil(lambda: len(marked(editor)) == 2)
    menu_at(editor, "wrnog").actions()[place].trigger()
    qtbot.waitUntil(lambda: marked(editor) == [])
    assert told == learned


def test_colours_follow_the_theme(
    editor: PassageEditor, mark: Callable[..., SpellingMarks], theme: Theme, qtbot: QtBot
) -> None:
    mark("wrnog")
    editor.load(passage("A wrnog word."))
    qtbot.waitUntil(lambda: marked(editor) == ["wrnog"])
    theme.choose("dark")

    def colour() -> str:
        formats = next(blocks(editor)).layout().formats()
        return next(
            one.format.underlineColor().name()
            for one in formats
            if one.format.underlineStyle() == WAVE
        )

    qtbot.waitUntil(lambda: colour() == theme.colour("error").name())


def test_stopped_marks_leave_the_editor_alone(
    editor: PassageEditor, mark: Callable[..., SpellingMarks]
) -> None:
    marks = mark("wrnog")
    editor.load(passage("A wrnog word."))
    marks.stop()
    assert "Learn" not in " ".join(labels(menu_at(editor, "wrnog")))
    editor.load(passage("Another wrnog word."))
    assert marked(editor) == []
