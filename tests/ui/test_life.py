"""The life of a paper from the page: checked, signed, returned, frozen, sent, followed."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from pomdesk.domain.papers import PaperKind, PaperStage, StepKind
from pomdesk.domain.writing import passage
from pomdesk.services.commands.paper_life import ReturnPaper
from pomdesk.services.commands.papers import WriteSection
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import FinalPdf, PaperOf
from tests.ui.leaving_desk import Shown, fill, show
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.widgets.label import Label
from ui.widgets.tag import Tag
from ui.window import Window
from ui.writing import looking
from ui.writing import steps as steps_module
from ui.writing.life import grouped, next_actions, path_of


@pytest.fixture
def summary(window: Window, demo_desk: Desk, qtbot: QtBot) -> Shown:
    return show(window, demo_desk, qtbot, PaperKind.CASE_SUMMARY)


@pytest.fixture
def report(window: Window, demo_desk: Desk, qtbot: QtBot) -> Shown:
    return show(window, demo_desk, qtbot, PaperKind.PAROLE_REPORT)


def stage(shown: Shown) -> PaperStage:
    return shown.paper.stage


def yes(_box: Any) -> bool:
    return True


def test_a_draft_can_be_checked_and_printed(summary: Shown) -> None:
    assert summary.shown_actions() == {"check", "output"}
    summary.press("output")
    assert summary.told == [("output_asked", summary.number)]


def test_the_path_leaves_out_what_nobody_asks_for(summary: Shown, report: Shown) -> None:
    assert PaperStage.COUNTERSIGNED not in path_of(summary.desk.ask(PaperOf(summary.number)))
    assert PaperStage.COUNTERSIGNED in path_of(report.desk.ask(PaperOf(report.number)))
    path = report.leaving.life._path.accessibleDescription()
    assert path.startswith("Draft: it stands here. Checked: still to come")


def test_the_path_is_words_with_the_present_one_as_a_tag(report: Shown) -> None:
    path = report.leaving.life._path
    words = [part.text() for part in path.findChildren(Label) if part.isVisible()]
    assert "".join(words) == "Draft\u203aChecked\u203aCountersigned\u203aFinal\u203aSent"
    assert [tag.text() for tag in path.findChildren(Tag) if tag.isVisible()] == ["Draft"]
    assert path.accessibleName() == "How far the paper has come"


def test_the_next_step_is_the_main_button_only_when_nothing_blocks(summary: Shown) -> None:
    check = summary.leaving.life.buttons["check"]
    assert summary.leaving.blocking() == 0
    assert check.property("kind") == "main"
    section = next(iter(summary.paper.sections))
    summary.write(section, "To be said: [name].")
    assert summary.leaving.blocking() == 1
    assert check.property("kind") == "quiet"
    summary.write(section, "All is said.")
    assert check.property("kind") == "main"


def test_from_draft_to_sent(summary: Shown) -> None:
    summary.press("check", fill(who="Ola Brown"))
    assert summary.paper.stage is PaperStage.CHECKED
    assert summary.shown_actions() == {"finish", "return", "take_back", "output"}
    assert "Checked by Ola Brown" in summary.leaving.life.words.text()
    summary.press("finish", yes)
    view = summary.desk.ask(PaperOf(summary.number))
    assert view.paper.stage is PaperStage.FINAL
    sha = view.versions[0].words_sha256
    assert grouped(sha) in summary.leaving.life.checksum.text()
    assert grouped(sha) in summary.window.messages.words
    assert summary.desk.ask(FinalPdf(summary.number)).startswith(b"%PDF-")
    assert summary.shown_actions() == {"send", "follow", "output"}
    summary.press("send", fill(to_whom="Leeds probation"))
    sent = summary.paper.steps[-1]
    assert (sent.kind, sent.to_whom, sent.how) == (
        StepKind.SENT,
        "Leeds probation",
        "by secure email",
    )
    assert "Sent to Leeds probation, by secure email" in summary.leaving.life.words.text()
    assert "again" in summary.leaving.life.buttons["send"].text()


def test_whoever_checked_does_not_countersign(report: Shown) -> None:
    report.tick_all()
    report.press("check", fill(who="Ola Brown"))
    assert "countersign" in report.shown_actions()
    assert "finish" not in report.shown_actions()
    said: list[str] = []

    def same_then_another(form: Any) -> bool:
        form.control("who").setText("OLA BROWN")
        form.accept()
        said.append(form._refused.text())
        form.control("who").setText("Pat Head")
        form.accept()
        return bool(form.result())

    report.press("countersign", same_then_another)
    assert said[0]
    assert report.paper.stage is PaperStage.COUNTERSIGNED
    assert "Countersigned by Pat Head" in report.leaving.life.words.text()
    assert "finish" in report.shown_actions()


def test_a_returned_paper_tells_the_writer_why(summary: Shown) -> None:
    life = summary.leaving.life
    summary.press("check", fill(who="Ola Brown"))
    assert not life.comment.isVisible()
    summary.press("return", fill(who="Ola Brown", comment="Say when he was seen <b>last</b>."))
    assert summary.paper.stage is PaperStage.DRAFT
    assert life.comment.isVisible()
    assert life._comment.text() == "Say when he was seen <b>last</b>."
    assert "Ola Brown" in life._comment_head.text()
    summary.leaving.set_blank(True)
    assert not life.comment.isVisible()
    summary.leaving.set_blank(False)
    assert life.comment.isVisible()
    summary.press("check", fill(who="Ola Brown"))
    assert not life.comment.isVisible()
    assert life.words.text().count("Checked by") == 1


def test_a_comment_is_needed_to_return(summary: Shown) -> None:
    summary.press("check", fill(who="Ola Brown"))
    summary.press("return", fill(comment="  "))
    assert summary.paper.stage is PaperStage.CHECKED


def test_the_writer_takes_it_back(summary: Shown) -> None:
    summary.press("check", fill(who="Ola Brown"))
    summary.press("take_back")
    assert summary.paper.stage is PaperStage.DRAFT
    assert "Taken back" in summary.leaving.life._comment.text()


def test_not_checked_with_things_missing(summary: Shown) -> None:
    section = next(iter(summary.paper.sections))
    summary.write(section, "To be said: [name].")
    said: list[str] = []

    def refused(form: Any) -> bool:
        form.control("who").setText("Ola Brown")
        form.accept()
        said.append(form._refused.text())
        return bool(form.result())

    summary.press("check", refused)
    assert said[0]
    assert summary.paper.stage is PaperStage.DRAFT


def test_nothing_is_made_final_unasked(summary: Shown) -> None:
    summary.press("check", fill(who="Ola Brown"))
    summary.press("finish", lambda _box: False)
    assert summary.paper.stage is PaperStage.CHECKED


def test_a_text_that_changed_meanwhile_is_not_frozen(
    summary: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary.press("check", fill(who="Ola Brown"))
    section = next(iter(summary.paper.sections))
    make_final = looking.make_final

    def slow(desk: Desk, paper: Any) -> Any:
        made = make_final(desk, paper)
        desk.do(ReturnPaper(paper.id, "Ola Brown", "One word."))
        desk.do(WriteSection(paper.id, section, passage("Other words.")))
        return made

    monkeypatch.setattr(steps_module, "make_final", slow)
    summary.press("finish", yes)
    assert summary.paper.stage is PaperStage.DRAFT
    assert ("ready_asked",) in summary.told
    assert all(button.isEnabled() for button in summary.leaving.life.buttons.values())


def test_open_questions_hold_up_what_is_checked(report: Shown) -> None:
    report.press("check", fill(who="Ola Brown"))
    report.press("countersign", fill(who="Pat Head"))
    report.press("finish", yes)
    assert stage(report) is PaperStage.COUNTERSIGNED
    assert ("ready_asked",) in report.told
    report.tick_all()
    report.press("finish", yes)
    assert stage(report) is PaperStage.FINAL


def test_what_cannot_be_saved_is_not_signed(summary: Shown) -> None:
    summary.settled = False
    summary.leaving.life.buttons["check"].click()  # no form comes
    assert summary.paper.stage is PaperStage.DRAFT
    assert dialogs.unanswered() == 0


def test_a_new_version_begins_with_the_text(summary: Shown) -> None:
    summary.press("check", fill(who="Ola Brown"))
    summary.press("finish", yes)
    before = summary.paper
    summary.press("follow")
    name, number = summary.told[-1]
    assert name == "opened"
    new = summary.desk.ask(PaperOf(number))
    assert new.paper.follows == before.id
    assert new.paper.text_digest == before.text_digest
    assert next_actions(new) == ("check", "output")


def test_a_paper_stays_signed_in_the_keyboards_reach(summary: Shown, qtbot: QtBot) -> None:
    button = summary.leaving.life.buttons["check"]
    summary.page.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    summary.press("check", fill(who="Ola Brown"))
    assert summary.leaving.life.buttons["finish"].hasFocus()


def test_every_stage_is_named_and_in_order(report: Shown) -> None:
    report.tick_all()
    for action, answer in (
        ("check", fill(who="Ola Brown")),
        ("countersign", fill(who="Pat Head")),
        ("finish", yes),
        ("send", fill(to_whom="PPCS")),
    ):
        settle()
        assert nameless(report.page) == []
        assert out_of_order(report.page) == []
        assert clashing(report.page) == []
        report.press(action, answer)
    assert report.paper.stage is PaperStage.SENT
