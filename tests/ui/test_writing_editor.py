"""The editor of a section: what goes in comes out, links stay whole, nothing hostile hurts."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.writing import Link, Paragraph, ParagraphKind, Passage, Run, passage, plain
from resources.text import Text
from ui.theme import Theme
from ui.writing import text_box
from ui.writing.document import from_plain, tidy
from ui.writing.editor import PassageEditor
from ui.writing.text_box import MOST, OURS

BULLET, NUMBER, TEXT = ParagraphKind.BULLET, ParagraphKind.NUMBER, ParagraphKind.TEXT
CRD = Link("person.conditional_release_date", "2027-05-12")
FACT = Run("12 May 2027", link=CRD)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right


@pytest.fixture
def editor(text: Text, theme: Theme, qtbot: QtBot) -> PassageEditor:
    made = PassageEditor(text, theme, lambda link: f"from {link.ref}")
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def item(words: str, kind: ParagraphKind) -> Paragraph:
    return Paragraph((Run(words),), kind)


def go_to(editor: PassageEditor, position: int, to: int | None = None) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(position)
    if to is not None:
        cursor.setPosition(to, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def paste(editor: PassageEditor, **content: str) -> None:
    source = QMimeData()
    for kind, words in content.items():
        {"text": source.setText, "html": source.setHtml}[kind](words)
    editor.insertFromMimeData(source)


# What goes in comes out.

WORDS = st.text(max_size=30) | st.sampled_from(
    [
        "a\nb",
        "\0",
        "\ud800",
        "\ufdd0",
        "\ufffc",
        "\u2028",
        "\u202eabc",
        "👩‍👩‍👧",
        " ",
        "\t",
        "<b>x</b>",
    ]
)
LINKS = st.none() | st.builds(Link, st.just("entry.4"), st.text("ab", max_size=2), st.just(""))
RUNS = st.builds(Run, WORDS, st.booleans(), LINKS)
PASSAGES = st.lists(
    st.builds(
        Paragraph,
        st.lists(RUNS, max_size=4).map(tuple),
        st.sampled_from(ParagraphKind),
    ),
    max_size=6,
).map(tuple)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(written=PASSAGES)
def test_what_goes_in_comes_out(editor: PassageEditor, written: Passage) -> None:
    wanted = tidy(written)
    assert tidy(wanted) == wanted
    editor.load(written)
    assert editor.passage() == wanted
    editor.load(wanted)
    assert editor.passage() == wanted


@settings(max_examples=60, deadline=None)
@given(written=PASSAGES)
def test_tidying_loses_nothing_that_can_be_read(written: Passage) -> None:
    def readable(one: Passage) -> str:
        return "".join(
            c for p in one for c in p.text if c.isprintable() and not c.isspace() and c < "\ud7ff"
        )

    assert readable(written) == readable(tidy(written)).replace("\ufffd", "") or "\ufffd" in plain(
        written
    )


def test_two_links_side_by_side_stay_two(editor: PassageEditor) -> None:
    written = (Paragraph((FACT, FACT, Run("x", link=CRD), Run(" and "), FACT)),)
    editor.load(written)
    assert editor.passage() == written


def test_lists_are_kept(editor: PassageEditor) -> None:
    written = (
        item("One", NUMBER),
        item("Two", NUMBER),
        item("between", TEXT),
        item("One again", NUMBER),
        item("a", BULLET),
        item("b", BULLET),
    )
    editor.load(written)
    assert editor.passage() == written
    numbers = [editor.document().findBlockByNumber(n).textList() for n in (0, 1, 3)]
    assert [one.itemNumber(editor.document().findBlockByNumber(n)) for one, n in
            zip(numbers, (0, 1, 3), strict=True)] == [0, 1, 0]  # fmt: skip


# Links are edited only as a whole.


@pytest.fixture
def linked(editor: PassageEditor) -> PassageEditor:
    editor.load((Paragraph((Run("Release is "), FACT, Run(" at the latest."))),))
    return editor


def test_the_keyboard_steps_over_a_link(linked: PassageEditor) -> None:
    go_to(linked, 11)
    QTest.keyClick(linked, RIGHT)
    assert linked.textCursor().position() == 22
    QTest.keyClick(linked, LEFT)
    assert linked.textCursor().position() == 11


def test_nothing_is_typed_into_a_link(linked: PassageEditor) -> None:
    go_to(linked, 0)
    go_to(linked, 15)  # from the left: it goes on behind the link
    QTest.keyClicks(linked, "xy")
    QTest.keyClick(linked, LEFT)
    QTest.keyClick(linked, LEFT)
    QTest.keyClick(linked, LEFT)
    QTest.keyClicks(linked, "z")
    assert linked.passage()[0].runs == (
        Run("Release is z"),
        FACT,
        Run("xy at the latest."),
    )


@pytest.mark.parametrize(
    ("at", "key", "held"),
    [
        (22, Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier),
        (22, Qt.Key.Key_Backspace, CONTROL),
        (11, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (11, Qt.Key.Key_Delete, CONTROL),
    ],
)
def test_a_link_is_deleted_whole_and_comes_back_whole(
    linked: PassageEditor, at: int, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    before = linked.passage()
    go_to(linked, at)
    QTest.keyClick(linked, key, held)
    assert plain(linked.passage()) == "Release is  at the latest."
    QTest.keyClick(linked, Qt.Key.Key_Z, CONTROL)
    assert linked.passage() == before
    linked.redo()
    assert plain(linked.passage()) == "Release is  at the latest."


def test_a_selection_takes_a_link_whole(linked: PassageEditor) -> None:
    go_to(linked, 5, 15)
    assert linked.textCursor().selectedText() == "se is 12 May 2027"
    QTest.keyClicks(linked, "x")
    assert linked.passage() == (Paragraph((Run("Releax at the latest."),)),)


def test_words_typed_after_a_link_are_not_of_it(linked: PassageEditor) -> None:
    go_to(linked, 22)
    QTest.keyClicks(linked, "!")
    assert linked.passage()[0].runs[1:] == (FACT, Run("! at the latest."))
    go_to(linked, 11)
    QTest.keyClicks(linked, "?")
    assert linked.passage()[0].runs[:2] == (Run("Release is ?"), FACT)


def test_a_link_that_begins_a_paragraph_takes_nothing_before_it(editor: PassageEditor) -> None:
    editor.load((Paragraph((FACT,)),))
    go_to(editor, 0)
    QTest.keyClicks(editor, "On ")
    assert editor.passage() == (Paragraph((Run("On "), FACT)),)


def test_a_link_whose_words_were_altered_is_none_any_more(linked: PassageEditor) -> None:
    cursor = QTextCursor(linked.document())
    cursor.setPosition(15)
    cursor.insertText("x")  # what no key does
    assert linked.passage() == passage("Release is 12 Mxay 2027 at the latest.")


def test_it_says_where_a_link_came_from(linked: PassageEditor) -> None:
    said: list[str] = []
    linked.link_reached.connect(said.append)
    go_to(linked, 22)
    go_to(linked, 3)
    assert said == ["from person.conditional_release_date", ""]


def test_a_link_is_replaced_wherever_it_stands(editor: PassageEditor) -> None:
    editor.load((Paragraph((FACT, Run(" and ", strong=True), FACT)), Paragraph((FACT,), BULLET)))
    later = Run("3 February 2027", link=Link(CRD.ref, "2027-02-03"))
    assert editor.replace_link(CRD, lambda run: replace(later, strong=run.strong)) == 3
    assert editor.passage() == (
        Paragraph((later, Run(" and ", strong=True), later)),
        Paragraph((later,), BULLET),
    )
    assert editor.replace_link(later.link or CRD, lambda run: None) == 3
    assert plain(editor.passage()) == " and "
    editor.undo()
    editor.undo()
    assert editor.passage()[0].runs[0] == FACT


# Structure by the keyboard.


def test_strong_by_key(editor: PassageEditor) -> None:
    QTest.keyClicks(editor, "He is ")
    QTest.keyClick(editor, Qt.Key.Key_B, CONTROL)
    QTest.keyClicks(editor, "not")
    QTest.keyClick(editor, Qt.Key.Key_B, CONTROL)
    QTest.keyClicks(editor, " well")
    assert editor.passage() == (Paragraph((Run("He is "), Run("not", True), Run(" well"))),)
    editor.selectAll()
    editor.toggle_strong()
    assert editor.passage() == (Paragraph((Run("He is not well", True),)),)
    editor.toggle_strong()
    assert editor.passage() == (Paragraph((Run("He is not well"),)),)


def test_a_strong_link_stays_a_link(linked: PassageEditor) -> None:
    linked.selectAll()
    linked.toggle_strong()
    assert linked.passage()[0].runs[1] == Run(FACT.text, True, CRD)


def test_a_list_by_key(editor: PassageEditor) -> None:
    enter = Qt.Key.Key_Return
    QTest.keyClicks(editor, "First")
    QTest.keyClick(editor, Qt.Key.Key_Asterisk, CONTROL | SHIFT)
    QTest.keyClick(editor, enter)
    QTest.keyClicks(editor, "Second")
    QTest.keyClick(editor, enter)
    QTest.keyClick(editor, enter)  # an empty item ends the list
    QTest.keyClicks(editor, "After")
    assert editor.passage() == (item("First", BULLET), item("Second", BULLET), item("After", TEXT))
    go_to(editor, 0)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.passage()[0] == item("First", TEXT)
    QTest.keyClick(editor, Qt.Key.Key_7, CONTROL | SHIFT)
    assert editor.passage()[0] == item("First", NUMBER)


def test_lists_that_meet_count_on(editor: PassageEditor) -> None:
    editor.load((item("a", NUMBER), item("x", TEXT), item("b", NUMBER)))
    go_to(editor, 2)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert plain(editor.passage()) == "- a\n- b"
    last = editor.document().lastBlock()
    assert last.textList().itemNumber(last) == 1


def test_shift_enter_is_a_new_paragraph(editor: PassageEditor) -> None:
    QTest.keyClicks(editor, "a")
    QTest.keyClick(editor, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(editor, "b")
    assert editor.passage() == (item("a", TEXT), item("b", TEXT))


def test_tab_leaves(editor: PassageEditor) -> None:
    assert editor.tabChangesFocus()


def test_undo_is_the_editors_own_while_the_keyboard_is_in_it(
    text: Text, theme: Theme, qtbot: QtBot
) -> None:
    window, taken = QWidget(), []
    qtbot.addWidget(window)
    action = QAction("undo", window)
    action.setShortcut(QKeySequence("Ctrl+Z"))
    action.triggered.connect(lambda: taken.append(1))
    window.addAction(action)
    editor = PassageEditor(text, theme)
    layout = QVBoxLayout(window)
    layout.addWidget(editor)
    window.show()
    window.activateWindow()
    editor.setFocus()
    QTest.keyClicks(editor, "abc")
    for _ in range(3):  # nothing is left to undo after the first: still not the window's
        QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.passage() == ()
    assert taken == []


# Pasting.


def test_paste_takes_text_paragraphs_and_lists(editor: PassageEditor) -> None:
    paste(
        editor,
        text="Plan\r\n\r\n\u2022\tHousing\r\n\u2022\tWork\r\n1. Ask\r\n"
        "2) Wait\r\n12. May\r\n- last",
        html="<h1 style='color:red'>Plan</h1><img src='file:///c:/x.png'>",
    )
    assert editor.passage() == (
        item("Plan", TEXT),
        item("Housing", BULLET),
        item("Work", BULLET),
        item("Ask", NUMBER),
        item("Wait", NUMBER),
        item("12. May", TEXT),
        item("last", BULLET),
    )


def test_markup_is_text(editor: PassageEditor) -> None:
    paste(editor, text="<b>not bold <img src=x> &amp;")
    assert plain(editor.passage()) == "<b>not bold <img src=x> &amp;"
    assert not any(run.strong for run in editor.passage()[0].runs)


def test_files_and_pictures_do_not_come_in(editor: PassageEditor) -> None:
    source = QMimeData()
    source.setUrls([QUrl.fromLocalFile("/etc/hostname")])
    assert not editor.canInsertFromMimeData(source)
    editor.insertFromMimeData(source)
    only_html = QMimeData()
    only_html.setHtml("<img src='file:///etc/hostname'>")
    editor.insertFromMimeData(only_html)
    assert editor.passage() == ()
    assert editor.loadResource(2, QUrl("file:///etc/hostname")) is None


def test_copied_and_put_in_again_it_keeps_lists_and_links(linked: PassageEditor) -> None:
    linked.load((*linked.passage(), item("Housing", BULLET)))
    before = linked.passage()
    linked.selectAll()
    content = linked.createMimeDataFromSelection()
    assert content.text() == plain(before)
    assert content.hasFormat("x-kde-passwordManagerHint")
    linked.load(())
    linked.insertFromMimeData(content)
    assert linked.passage() == before


def test_what_only_says_it_is_ours_comes_in_as_text(editor: PassageEditor) -> None:
    for kept in (b"{", b"\xff", json.dumps([{"r": [{"x": 1}]}]).encode()):
        source = QMimeData()
        source.setData(OURS, kept)
        source.setText("words ")
        editor.insertFromMimeData(source)
    assert plain(editor.passage()) == "words words words "


def test_plain_text_becomes_paragraphs() -> None:
    assert from_plain("") == ()
    assert from_plain("a\u2028b\x0bc") == (item("a", TEXT), item("b", TEXT), item("c", TEXT))
    assert from_plain("-no list\n3. neither") == (item("-no list", TEXT), item("3. neither", TEXT))


# Put in beside what is written.


def test_put_in_where_the_keyboard_is(editor: PassageEditor) -> None:
    editor.load(passage("Release is now."))
    go_to(editor, 10)
    assert editor.put((Paragraph((FACT,)),))
    assert plain(editor.passage()) == "Release is 12 May 2027 now."
    editor.undo()
    assert plain(editor.passage()) == "Release is now."


def test_put_in_after_what_is_written(editor: PassageEditor) -> None:
    editor.load((item("a", BULLET),))
    assert editor.put((item("b", TEXT), item("c", NUMBER)), at_end=True)
    assert editor.passage() == (item("a", BULLET), item("b", TEXT), item("c", NUMBER))
    editor.undo()
    assert editor.passage() == (item("a", BULLET),)


def test_a_place_is_found_by_its_characters(editor: PassageEditor) -> None:
    written = (item("👩‍👩‍👧 family", TEXT), item("Mrs Vale", BULLET), item("end", TEXT))
    editor.load(written)
    start = plain(written).index("Vale")
    editor.select_place(start, start + 4)
    assert editor.textCursor().selectedText() == "Vale"
    editor.select_place(start, 10_000)
    assert editor.textCursor().selectedText().endswith("end")


# Hostile.


TENTH = MOST // 10


@pytest.mark.parametrize(
    ("most", "words"),
    [
        (MOST, "x" * MOST),
        (TENTH, "\u05d0" * TENTH),
        (TENTH, "\U0001f600" * TENTH),
        (TENTH, "a\0b\x07" * (TENTH // 4)),
        (TENTH, "word\n" * (TENTH // 5)),
    ],
    ids=["no space", "right to left", "emoji", "control", "paragraphs"],
)
def test_as_much_as_there_may_be(
    editor: PassageEditor, most: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(words) == most
    monkeypatch.setattr(text_box, "MOST", most)  # the size itself is tried once
    told: list[int] = []
    editor.too_long.connect(lambda: told.append(1))
    paste(editor, text=words)
    assert told == []
    assert len(plain(editor.passage())) == len(words.rstrip("\n"))
    editor.grab()
    before = editor.passage()
    paste(editor, text="y" * (most + 1))
    assert len(told) == 1
    if len(words) == len(plain(before)):  # line breaks do not count
        QTest.keyClicks(editor, "y")
        assert len(told) == 2
    assert editor.passage() == before


def test_what_is_selected_makes_room(
    editor: PassageEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_box, "MOST", TENTH)
    paste(editor, text="x" * TENTH)
    editor.selectAll()
    paste(editor, text="y" * TENTH)
    assert plain(editor.passage()) == "y" * TENTH


def test_lone_surrogates_and_their_like_are_seen(editor: PassageEditor) -> None:
    editor.load((Paragraph((Run("a\ud800b\0c\ufdd0d"),)),))
    assert plain(editor.passage()) == "a\ufffdb\ufffdc\ufffdd"
    plain(editor.passage()).encode()


def test_names_are_covered(editor: PassageEditor) -> None:
    editor.load(passage("Mr VALE saw vale and Valerie."))
    editor.hide_words(["Vale", ""])
    assert len(editor.extraSelections()) == 3
    QTest.keyClicks(editor, "Vale ")
    assert len(editor.extraSelections()) == 4
    editor.hide_words([])
    assert editor.extraSelections() == []


def test_read_only_can_be_read_by_key_but_not_written(linked: PassageEditor) -> None:
    before = linked.passage()
    linked.setReadOnly(True)
    QTest.keyClicks(linked, "x")
    paste(linked, text="x")
    assert linked.passage() == before
    linked.selectAll()
    assert linked.textCursor().hasSelection()


def test_the_menu_is_in_our_words(linked: PassageEditor, text: Text) -> None:
    linked.selectAll()
    menu = linked.make_menu(0)
    able = {action.text(): action.isEnabled() for action in menu.actions()}
    assert able[text("writing.menu.cut")]
    assert not able[text("writing.menu.undo")]
    linked.setReadOnly(True)
    assert not linked.make_menu(0).actions()[2].isEnabled()


def test_another_size_of_type_measures_again(editor: PassageEditor, theme: Theme) -> None:
    before = editor.document().defaultFont().pointSizeF()
    theme.set_zoom(200)
    assert editor.document().defaultFont().pointSizeF() == 2 * before
    theme.set_zoom(100)


def test_the_clipboard_of_the_program(linked: PassageEditor, qapp: QApplication) -> None:
    linked.selectAll()
    linked.copy()
    go_to(linked, linked.document().characterCount() - 1)
    linked.paste()
    assert [run.link for run in linked.passage()[0].runs].count(CRD) == 2
    qapp.clipboard().clear()
