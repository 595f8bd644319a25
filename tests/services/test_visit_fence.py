"""Typed words on cards, held against the record each time they leave the desk."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pomdesk.carried import contents, sealed
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.visits import PERSON_ROW, Card, Why
from pomdesk.domain.writing import passage
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.papers import BeginPaper, DropPaper, WriteSection
from pomdesk.services.commands.visit_planning import ChangeVisit
from pomdesk.services.commands.visits import BeginVisit
from pomdesk.services.queries.visit_packs import PackFile
from pomdesk.services.queries.visits import VisitAfterwards
from pomdesk.store import tables
from tests.intake.files import TODAY
from tests.services.record_desk import ALUN_ID
from tests.services.visit_desks import BY_DAY, STEP, Machine, both, office, take_out

TOLD = "Ask who told him of 14 Harrogate Road."
VICTIM = {"who": "Rachel Quint", "text": "Sarah Greenwood moved to 14 Harrogate Road."}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Machine]:
    machine = office(tmp_path / "office")
    yield machine
    assert machine.desk.check() == []
    machine.desk.close()


def alun(desk: Machine) -> Card:
    return next(stop.card for stop in desk.view.stops if stop.person_id == ALUN_ID)


def step_of(desk: Machine) -> Any:
    return next(row for row in desk.entries() if row.person_id == ALUN_ID and row.next_step)


def typed(card: Card) -> list[str]:
    steps = [values.get("next_step") for values in card.facts.values()]
    return [words for words in (*(ask.words for ask in card.asks), card.last_said, *steps) if words]


def planned_with(desk: Machine, step: str) -> None:
    desk.desk.do(ChangeEntry(step_of(desk).id, {"next_step": step}))
    desk.desk.do(ChangeVisit(desk.visit, again=True))


def withhold(desk: Machine, kind: EntryKind = EntryKind.VICTIM_LIAISON, **more: Any) -> None:
    desk.desk.do(AddEntry(ALUN_ID, kind, TODAY, **(more or VICTIM)))


def packed(content: bytes, code: str) -> Card:
    pack = contents.read_pack(sealed.unseal(content, code))
    return next(stop.card for stop in pack.stops if stop.card.prisoner_number == "A1111AA")


def test_what_was_withheld_after_the_plan_is_left_off_wherever_it_is_shown(desk: Machine) -> None:
    planned_with(desk, TOLD)
    key = f"entry:{step_of(desk).id}"
    assert TOLD in typed(alun(desk))
    asked = [ask.key for ask in alun(desk).asks]
    withhold(desk)
    card = alun(desk)
    assert TOLD not in typed(card)
    assert key not in card.facts
    assert [ask.key for ask in card.asks] == asked
    after = desk.desk.ask(VisitAfterwards(desk.visit))
    due = [ask.words for asks in after.still_due.values() for ask in asks]
    assert TOLD not in due + [words for stop in after.visit.stops for words in typed(stop.card)]
    # The store keeps what was agreed on.
    assert any(TOLD in row.card for row in desk.rows(tables.visit_stop))


def test_a_pack_is_held_against_the_record_when_made_and_when_saved_again(desk: Machine) -> None:
    planned_with(desk, TOLD)
    desk.desk.do(BeginVisit(desk.visit))
    # So the cards are not made anew.
    desk.note(1, what="wing")
    taken = take_out(desk)
    assert TOLD in typed(packed(taken.content, taken.code))
    withhold(desk)
    again = packed(desk.desk.ask(PackFile(taken.pack_id)).content, taken.code)
    assert typed(again) == ["Spoke."]
    assert again.facts.keys() == {PERSON_ROW}


def test_a_noted_visit_is_taken_out_without_what_is_withheld_by_now(desk: Machine) -> None:
    planned_with(desk, TOLD)
    desk.desk.do(BeginVisit(desk.visit))
    desk.note(1, what="wing")
    withhold(desk)
    taken = take_out(desk)
    assert typed(packed(taken.content, taken.code)) == ["Spoke."]


def test_words_of_an_entry_that_is_gone_are_left_off(desk: Machine) -> None:
    assert set(typed(alun(desk))) == {STEP, "Spoke."}
    gone = step_of(desk).id
    desk.desk.do(RemoveEntry(gone))
    card = alun(desk)
    assert typed(card) == []
    assert f"duty:follow_up:{gone}" in [ask.key for ask in card.asks]
    assert card.facts.keys() == {PERSON_ROW}


def test_what_was_said_last_goes_when_its_words_were_changed_and_stays_cut_short(
    desk: Machine,
) -> None:
    number = step_of(desk).id
    desk.desk.do(ChangeEntry(number, {"text": "Spoke  of\nwork. " + "More words. " * 60}))
    desk.desk.do(ChangeVisit(desk.visit, again=True))
    said = alun(desk).last_said
    assert said.startswith("Spoke of work. More")
    assert said.endswith("…")
    desk.desk.do(ChangeEntry(number, {"text": "Nothing said."}))
    assert alun(desk).last_said == ""
    assert STEP in typed(alun(desk))


def test_a_question_stays_while_its_paper_does(desk: Machine) -> None:
    begun = desk.desk.do(BeginPaper(ALUN_ID, PaperKind.PAROLE_REPORT, subject="7"))
    written = WriteSection(begun.result, "behaviour", passage("Ask: how he sees the group"))
    desk.desk.do(written)
    desk.desk.do(ChangeVisit(desk.visit, again=True))

    def asked() -> list[str]:
        return [ask.words for ask in alun(desk).asks if ask.why is Why.QUESTION]

    assert asked() == ["how he sees the group"]
    dropped = desk.desk.do(DropPaper(begun.result))
    assert asked() == [""]
    desk.desk.undo(dropped.operation_id or 0)
    assert asked() == ["how he sees the group"]


def test_on_a_visit_machine_the_card_stays_as_it_is(tmp_path: Path) -> None:
    with both(tmp_path) as (_desk, machine):
        assert set(typed(machine.stop(0).card)) == {STEP, "Spoke."}


@pytest.mark.parametrize(
    "step",
    [
        "Talk of the robberies",
        "His ROBBERY again",
        "Index offence work",
        "Why the offences?",
        "Tell him of MAPPA",
        "DS Lowe rang",
        "karim",
        "at Quayside",
        "Ask about spice",
        "Does dean visit",
    ],
)
def test_words_of_offence_minutes_and_security_are_left_off(desk: Machine, step: str) -> None:
    desk.desk.do(CorrectFact(ALUN_ID, "person", "most_serious_offence", "Robbery"))
    minutes = "Level 3. DS Karim Lowe attends. Lodges at Quayside."
    withhold(desk, EntryKind.PUBLIC_PROTECTION, what="mappa_level_set", text=minutes)
    spice = "Spice came in by Dean Harker."
    withhold(desk, EntryKind.SIGNIFICANT_EVENT, what="security", text=spice)
    desk.desk.do(
        AddEntry(ALUN_ID, EntryKind.CONTACT, date(2026, 11, 3), what="wing", text=f"Well. {step}")
    )
    planned_with(desk, step)
    assert typed(alun(desk)) == []
    desk.desk.do(ChangeEntry(step_of(desk).id, {"next_step": STEP, "due": BY_DAY}))
    desk.desk.do(ChangeVisit(desk.visit, again=True))
    assert set(typed(alun(desk))) == {STEP}
