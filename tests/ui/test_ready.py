"""The list before a paper leaves: grouped, opened, ticked, left in with a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from pomdesk.domain.papers import Hit, PaperKind, StepKind
from pomdesk.domain.writing import Link, Paragraph, Run, passage, plain
from pomdesk.services.commands.papers import WriteSection
from pomdesk.services.desk import Desk
from tests.ui.finished import finished
from tests.ui.leaving_desk import Shown, fill, person_of, show
from tests.ui.walking import nameless, out_of_order, settle
from ui import dialogs
from ui.window import Window
from ui.writing import looking
from ui.writing.looking import place_of

VLO = "He wrote to the victim liaison officer about it."


@pytest.fixture
def report(window: Window, demo_desk: Desk, qtbot: QtBot) -> Shown:
    return show(window, demo_desk, qtbot, PaperKind.PAROLE_REPORT)


def heads(feed: Any) -> list[str]:
    return [item.head for item in feed.items]


def test_what_must_be_mended_stands_apart(report: Shown) -> None:
    ready = report.leaving.ready
    assert not ready.must.isVisible()
    report.write("behaviour", "")
    report.write("attitude", "He will be seen on [date] again.")
    assert ready.must.isVisible()
    assert sorted(heads(ready.must)) == sorted(
        [report.leaving.readiness.titles[name] for name in ("behaviour", "attitude")]
    )
    assert "[date]" in next(one.body for one in ready.must.items if "[" in one.body)
    blocking = report.leaving.blocking()
    assert report.leaving.gaps_line() == f"{blocking} things before this can go"
    assert blocking == 2 + len(report.leaving.readiness.questions)


def test_a_line_opens_its_place(report: Shown) -> None:
    text = "First this.\nHe will be seen on [date] again."
    report.write("attitude", text)
    ready = report.leaving.ready
    ready.must.item_opened.emit(ready.must.items[0].row)
    name, section, start, end = report.told[-1]
    assert (name, section) == ("place_asked", "attitude")
    assert plain(passage(text))[start:end] == "[date]"


def test_an_empty_section_opens_at_its_beginning(report: Shown) -> None:
    report.write("behaviour", "")
    report.leaving.ready.must.item_opened.emit(report.leaving.ready.must.items[0].row)
    assert report.told[-1] == ("place_asked", "behaviour", 0, 0)


def test_a_linked_fact_is_found_behind_list_signs(report: Shown) -> None:
    from pomdesk.domain.papers import Gap
    from pomdesk.domain.writing import ParagraphKind

    link = Run("12 May 2027", link=Link("person.tariff_date", "2027-05-12"))
    said = (
        Paragraph((Run("Kept \U0001f600."),), ParagraphKind.BULLET),
        Paragraph((Run("Tariff "), link, Run(".")), ParagraphKind.BULLET),
    )
    report.desk.do(WriteSection(report.number, "attitude", said))
    gap = Gap("fact_moved", "attitude", {"ref": "person.tariff_date", "was": "2027-05-12"})
    start, end = place_of(gap, report.paper)
    assert plain(said)[start:end] == "12 May 2027"


def test_the_questions_are_asked_of_papers_the_person_may_read(
    report: Shown, window: Window, demo_desk: Desk, qtbot: QtBot
) -> None:
    assert list(report.leaving.ready.questions)[:2] == ["victim", "vlo"]
    assert len(report.leaving.ready.questions) == 6
    other = show(window, demo_desk, qtbot, PaperKind.CASE_SUMMARY)
    assert not other.leaving.ready.questions
    assert not other.leaving.ready.hits.isVisible()


def test_a_person_ticks_and_is_asked_their_name_once(report: Shown) -> None:
    ready = report.leaving.ready
    dialogs.answer_next(fill(who="Mair Preston"))
    ready.questions["victim"].box.click()
    ready.questions["others"].box.click()
    ticks = [step for step in report.paper.steps if step.kind is StepKind.DISCLOSURE_TICKED]
    assert [(step.item, step.who) for step in ticks] == [
        ("victim", "Mair Preston"),
        ("others", "Mair Preston"),
    ]
    assert ready.questions["victim"].box.isChecked()
    assert not ready.questions["victim"].box.isEnabled()
    assert ready.questions["victim"].by.text().startswith("Mair Preston, ")
    assert not ready.questions["vlo"].box.isChecked()


def test_not_saying_who_ticks_nothing(report: Shown) -> None:
    dialogs.answer_next(lambda _form: False)
    report.leaving.ready.questions["victim"].box.click()
    assert not report.paper.steps
    assert not report.leaving.ready.questions["victim"].box.isChecked()


def test_ticks_fall_when_the_text_changes(report: Shown) -> None:
    report.tick_all()
    assert report.leaving.blocking() == 0
    report.write("behaviour", "He has said something else since.")
    asked = report.leaving.ready.questions["victim"]
    assert not asked.box.isChecked()
    assert asked.box.isEnabled()
    assert "changed since" in asked.by.text()
    assert report.leaving.blocking() == 6


def test_a_place_is_left_in_with_a_reason(report: Shown) -> None:
    report.write("behaviour", VLO)
    ready = report.leaving.ready
    assert ready.hits.isVisible()
    assert [item.marks[0].words for item in ready.hits.items] == ["Victim liaison"]
    ready.hits.item_opened.emit(ready.hits.items[0].row)
    _name, section, start, end = report.told[-1]
    assert section == "behaviour"
    assert VLO[start:end] in VLO
    assert end > start
    said: list[str] = []

    def no_reason(form: Any) -> bool:
        form.accept()
        said.append(form.rows["comment"].error)
        form.control("comment").setPlainText("The letter was hers to him.")
        form.accept()
        return bool(form.result())

    dialogs.answer_next(no_reason)
    ready.leave.click()
    assert said[0]
    step = next(one for one in report.paper.steps if one.kind is StepKind.HIT_ACCEPTED)
    assert step.comment == "The letter was hers to him."
    assert not ready.hits.isVisible()


def test_names_hidden_hide_what_was_found(report: Shown) -> None:
    report.write("behaviour", VLO + " On [date of Ann].")
    report.leaving.set_blank(True)
    ready = report.leaving.ready
    assert not ready.hits.isVisible()
    assert "Ann" not in " ".join(item.spoken for item in ready.must.items)
    report.leaving.set_blank(False)
    assert ready.hits.isVisible()
    assert "Ann" in " ".join(item.spoken for item in ready.must.items)


def test_what_the_desk_prints_is_looked_through_too(
    report: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    @dataclass(frozen=True)
    class Found:
        paper_id: int
        words: tuple[str, ...]

        def run(self, _uow: Any, _day: Any) -> list[Hit]:
            assert len(self.words) > 5
            return [Hit("others", "Carl Invented")]

    monkeypatch.setattr(looking, "HitsIn", Found)
    report.leaving.refresh()
    assert heads(report.leaving.ready.hits) == ["In what the desk prints from the record"]
    report.turn_to("versions")  # nobody looks: it is not made for nothing
    report.leaving.refresh()
    assert not report.leaving.readiness.gaps[-1].hit


def test_a_final_paper_has_no_list(window: Window, demo_desk: Desk, qtbot: QtBot) -> None:
    number = finished(demo_desk, person_of(demo_desk))
    shown = show(window, demo_desk, qtbot, PaperKind.CASE_SUMMARY, number)
    assert shown.leaving.gaps_line() == "Nothing of it changes any more"
    assert not shown.leaving.ready.must.isVisible()
    assert not shown.leaving.ready.look.isVisible()


def test_another_paper_shows_nothing_of_the_one_before(
    report: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    report.write("behaviour", "")
    assert report.leaving.ready.must.items
    held: list[Callable[[], object]] = []
    worker = report.window.worker
    monkeypatch.setattr(worker, "run", lambda job, done, **_kw: held.append(lambda: done(job())))
    report.leaving.refresh()
    report.number = finished(report.desk, person_of(report.desk))
    report.reload()
    assert not report.leaving.ready.must.items
    held[0]()  # the answer about the paper before comes late
    assert report.leaving.paper is not None
    assert report.leaving.paper.id == report.number
    assert not report.leaving.ready.must.items


def test_every_control_has_a_name_and_its_place(report: Shown) -> None:
    report.write("behaviour", VLO + " On [date].")
    settle()
    assert nameless(report.page) == []
    assert out_of_order(report.page) == []
