"""What is typed is kept whole or refused whole, at the desk and on the command line (111)."""

from functools import partial
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused, TextRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import EntryKind, MarkKind
from pomdesk.domain.typed import LONGEST_TYPED, check_characters, check_length
from pomdesk.domain.writing import passage
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.marks import MarkDuty
from pomdesk.services.commands.papers import BeginPaper, WriteSection
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.record import EntriesOf
from pomdesk.services.queries.settings import Settings
from tests.badinput.conftest import TODAY, Everything, Tell, code_of

FIVE_MEGABYTES = "five megabytes of one note " * 190_000


def note(desk: Desk, **given: Any) -> AddEntry:
    person = desk.ask(CaseloadOn()).lines[0].person_id
    return AddEntry(person, EntryKind.CONTACT, TODAY, what="wing", **given)


@pytest.mark.parametrize(
    "text", [FIVE_MEGABYTES, "x" * (LONGEST_TYPED + 1)], ids=["5 MB", "one more"]
)
def test_111_a_note_that_is_too_long_is_refused_and_nothing_is_cut(desk: Desk, text: str) -> None:
    before = desk.ask(Everything())
    for field in ("text", "next_step"):
        long = note(desk, **{field: text})
        assert code_of(partial(desk.do, long)) == "TXT-LONG"
    assert desk.ask(Everything()) == before


def test_111b_a_hundred_thousand_letters_come_back_whole(desk: Desk) -> None:
    text = ("word " * 20_000).strip() + "x"
    receipt = desk.do(note(desk, text=text))
    page = desk.ask(EntriesOf(note(desk).person_id))
    (kept,) = [entry for entry in page.entries if entry.id == receipt.result]
    assert kept.text == text
    assert receipt.operation_id is not None
    desk.undo(receipt.operation_id)


def test_111c_a_section_of_a_paper(desk: Desk) -> None:
    person = desk.ask(CaseloadOn()).lines[0].person_id
    begun = desk.do(BeginPaper(person, PaperKind.PAROLE_REPORT, "en", "1"))
    written = WriteSection(begun.result, "behaviour", passage(FIVE_MEGABYTES))
    assert code_of(lambda: desk.do(written)) == "TXT-LONG"
    assert begun.operation_id is not None
    desk.undo(begun.operation_id)


def test_111d_a_reason(desk: Desk) -> None:
    person = desk.ask(CaseloadOn()).lines[0].person_id
    mark = MarkDuty(person, "contact", MarkKind.DONE, TODAY, note=FIVE_MEGABYTES)
    assert code_of(lambda: desk.do(mark)) == "TXT-LONG"


def test_111e_by_the_command_line(tell: Tell) -> None:
    told = tell("contact", "A1111AA", "--kind", "wing", "--text", FIVE_MEGABYTES, "--json")
    assert (told.code, told.answer["code"], told.answer["changed"]) == (1, "TXT-LONG", False)
    assert "100,000" in told.answer["message"]
    assert len(told.err) < 500


@pytest.mark.parametrize("text", ["a\ud800b", "\udfff", "\0", "A1234\0BC"], ids=ascii)
def test_110_half_a_character_is_told_wherever_it_is_asked_for(desk: Desk, text: str) -> None:
    with pytest.raises((TextRefused, RequestRefused)):
        desk.ask(CaseOf(prisoner_number=text))
    if "\0" not in text:
        assert code_of(lambda: desk.ask(Settings(text))) == "TXT-CHARS"
    assert code_of(lambda: check_characters(text)) == "TXT-CHARS"


@pytest.mark.parametrize(
    "text", ["", "O'Brien", "Ŵyn\n\t", "\U0001f600", "\u202e", "x" * LONGEST_TYPED]
)
def test_110b_other_text_passes(text: str) -> None:
    assert check_characters(check_length(text)) is text
