"""Writing papers: saved as typed, nothing cut, nothing in the journal, nothing that may not be."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import TextRefused
from pomdesk.domain.papers import PAPER_SPECS, PaperKind, PaperStage, SectionState, text_digest
from pomdesk.domain.record import SPECS, EntryKind
from pomdesk.domain.writing import Link, Paragraph, ParagraphKind, Run, passage, plain
from pomdesk.rules.papers.links import NOT_DISCLOSABLE
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry, RemoveEntry
from pomdesk.services.commands.papers import (
    LONGEST_SECTION,
    BeginPaper,
    DropPaper,
    KeepVersion,
    WriteSection,
)
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.papers import PaperOf, VersionText
from pomdesk.services.queries.record import TimelineOf
from pomdesk.services.queries.search import Search
from pomdesk.store.tables import PAPERS, journal, operation, paper_section
from tests.services.paper_desk import (
    Watch,
    drafted,
    finished,
    linked,
    not_undone,
    opened,
    paper,
    refused,
    said,
)
from tests.services.record_desk import ALUN_ID, BETH_ID, Rows, done_and_undone, rows
from tests.services.test_entries import least

REPORT = BeginPaper(ALUN_ID, PaperKind.PAROLE_REPORT, subject="7")


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Desk, Watch]]:
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def desk(both: tuple[Desk, Watch]) -> Desk:
    return both[0]


@pytest.fixture
def watch(both: tuple[Desk, Watch]) -> Watch:
    return both[1]


def operations(desk: Desk, command: str) -> int:
    return sum(row.command == command for row in rows(desk, operation))


# ---- beginning ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind, spec in PAPER_SPECS.items() if spec.written])
def test_every_kind_that_is_written_is_begun_and_undone(desk: Desk, kind: PaperKind) -> None:
    number = done_and_undone(desk, BeginPaper(ALUN_ID, kind, "cy", "3", subject="7"))
    view = desk.ask(PaperOf(number))
    begun = view.paper
    assert (begun.id, begun.person_id, begun.kind) == (number, ALUN_ID, kind)
    assert (begun.language, begun.template_version, begun.subject) == ("cy", "3", "7")
    assert (begun.stage, begun.version, begun.writer) == (PaperStage.DRAFT, 1, "A Jones")
    assert (begun.sections, begun.steps, begun.text_digest) == ({}, (), text_digest({}))
    assert (view.prisoner_number, view.last_name, view.first_name) == ("A1111AA", "MORGAN", "ALUN")
    assert view.needs_countersigning == (kind in {"parole-report", "custody-update"})


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(REPORT, person_id=99), "REQ-PERSON"),
        (replace(REPORT, kind=PaperKind.HANDOVER_PACK), "REQ-PAPER-KIND"),
        (replace(REPORT, language="de"), "REQ-PAPER-LANGUAGE"),
        (replace(REPORT, subject="x" * 61), "REQ-PAPER-LONG"),
        (replace(REPORT, template_version="x" * 41), "REQ-PAPER-LONG"),
        (replace(REPORT, follows=99), "REQ-PAPER-GONE"),
    ],
)
def test_what_cannot_be_begun_is_refused(desk: Desk, command: BeginPaper, code: str) -> None:
    assert refused(desk, command) == code


def test_a_paper_that_was_written_in_is_dropped_and_not_undone(desk: Desk) -> None:
    begun = desk.do(REPORT)
    desk.do(WriteSection(begun.result, "behaviour", passage("Words.")))
    not_undone(desk, begun.operation_id, "changed")
    done_and_undone(desk, DropPaper(begun.result))
    assert refused(desk, DropPaper(begun.result)) == "REQ-PAPER-GONE"


def test_a_dropped_paper_comes_back_with_its_words_and_versions(desk: Desk) -> None:
    number = drafted(desk)
    version = desk.do(KeepVersion(number)).result
    desk.do(WriteSection(number, "behaviour", passage("Other words.")))
    before = desk.ask(PaperOf(number))
    dropped = desk.do(DropPaper(number)).operation_id
    assert dropped is not None
    assert not any(desk.ask(Rows(PAPERS)).values())
    desk.undo(dropped)
    assert desk.ask(PaperOf(number)) == before
    assert plain(desk.ask(VersionText(version or 0))["behaviour"]).startswith("He has worked")


# ---- saving ------------------------------------------------------------------------------


def test_what_is_written_comes_back_as_it_was(desk: Desk) -> None:
    number = desk.do(REPORT).result
    fact = Link("person.conditional_release_date", "2027-05-12", "2027-02-03")
    text = (
        Paragraph((Run("Plain "), Run("strong", strong=True), Run("<b>&nbsp;{x} %s 🙂 שלום"))),
        Paragraph((Run("12 May 2027", link=fact),), ParagraphKind.BULLET),
        Paragraph((Run(""),)),
        Paragraph((Run("\x00\x07\u202e tab\t"),), ParagraphKind.NUMBER),
    )
    desk.do(WriteSection(number, "behaviour", text))
    assert paper(desk, number).sections["behaviour"].passage == text


def test_halves_of_characters_are_marked_and_not_lost_silently(desk: Desk) -> None:
    number = drafted(desk, text="before \ud83d after")
    assert said(desk, number) == "before \ufffd after"


def test_a_hundred_thousand_characters_fit_and_one_more_is_refused_uncut(desk: Desk) -> None:
    number = desk.do(REPORT).result
    long = (Paragraph((Run("x" * LONGEST_SECTION),)),)
    desk.do(WriteSection(number, "behaviour", long))
    assert paper(desk, number).sections["behaviour"].passage == long
    longer = (*long, Paragraph((Run("y"),)))
    with pytest.raises(TextRefused) as told:
        desk.do(WriteSection(number, "behaviour", longer))
    assert told.value.code == "TXT-LONG"
    assert paper(desk, number).sections["behaviour"].passage == long


@pytest.mark.parametrize("section", ["", "a b", "x" * 61, "../x", "a.b"])
def test_a_section_has_the_name_of_one(desk: Desk, section: str) -> None:
    number = desk.do(REPORT).result
    assert refused(desk, WriteSection(number, section, passage("x"))) == "REQ-PAPER-SECTION"
    assert refused(desk, WriteSection(99, "behaviour", passage("x"))) == "REQ-PAPER-GONE"


def test_states_follow_the_text(desk: Desk) -> None:
    number = desk.do(REPORT).result

    def now(text: str, state: SectionState | None = None) -> SectionState:
        desk.do(WriteSection(number, "behaviour", passage(text), state))
        return paper(desk, number).sections["behaviour"].state

    assert now("one") is SectionState.DRAFTED
    assert now("one", SectionState.DONE) is SectionState.DONE
    assert now("one") is SectionState.DONE, "nothing changed"
    assert now("one and two") is SectionState.DRAFTED
    assert now("one", SectionState.NEEDS_CHECKING) is SectionState.NEEDS_CHECKING
    assert now("one", SectionState.EMPTY) is SectionState.DRAFTED, "it is not empty"
    assert now("  \n ", SectionState.DONE) is SectionState.EMPTY
    assert now("again", SectionState.DONE) is SectionState.DONE


def test_saving_what_is_there_already_is_nothing_done(desk: Desk) -> None:
    number = drafted(desk)
    before = rows(desk, paper_section), rows(desk, journal)
    text = passage("He has worked on the wing since May.")
    assert desk.do(WriteSection(number, "behaviour", text)).operation_id is None
    assert desk.do(WriteSection(number, "risk", passage("   "))).operation_id is None
    assert (rows(desk, paper_section), rows(desk, journal)) == before


# ---- the journal -------------------------------------------------------------------------


def test_saves_of_a_sitting_are_one_operation(desk: Desk, watch: Watch) -> None:
    number = desk.do(REPORT).result
    first = desk.do(WriteSection(number, "behaviour", passage("a")))
    assert first.operation_id is not None
    told = rows(desk, journal)
    for n in range(5):
        watch.forward(seconds=10)
        receipt = desk.do(WriteSection(number, "behaviour", passage(f"a{n}")))
        assert receipt.operation_id is None
        assert said(desk, number) == f"a{n}"
        assert paper(desk, number).changed_at == watch.now().replace(tzinfo=None)
    assert rows(desk, journal) == told
    watch.forward(minutes=15)
    assert desk.do(WriteSection(number, "behaviour", passage("b"))).operation_id is not None
    assert operations(desk, "write_section") == 2


def test_a_sitting_goes_over_several_sections(desk: Desk) -> None:
    number = desk.do(REPORT).result
    for text in ("a", "ab", "abc"):
        for section in ("behaviour", "risk", "plan"):
            desk.do(WriteSection(number, section, passage(text)))
    assert operations(desk, "write_section") == 3, "one a section"
    assert {said(desk, number, name) for name in ("behaviour", "risk", "plan")} == {"abc"}


def test_whatever_is_done_with_the_paper_ends_the_sitting(desk: Desk) -> None:
    number = drafted(desk)
    desk.do(KeepVersion(number))
    receipt = desk.do(WriteSection(number, "behaviour", passage("other words")))
    assert receipt.operation_id is not None
    state = WriteSection(number, "behaviour", passage("other words"), SectionState.DONE)
    assert desk.do(state).operation_id is not None, "how far it has come is journalled"


def test_no_history_tells_words_of_a_paper(desk: Desk) -> None:
    number = desk.do(REPORT).result
    for n in range(3):
        desk.do(WriteSection(number, "behaviour", passage(f"Zanzibar {n}")))
        desk.do(KeepVersion(number))
    desk.do(DropPaper(desk.do(REPORT).result))
    told = [row for row in rows(desk, journal) if row.table_name.startswith("paper")]
    assert len(told) > 6
    assert "Zanzibar" not in repr(told)
    assert "Zanzibar" not in repr(desk.ask(CaseOf(ALUN_ID)))
    assert "Zanzibar" not in repr(desk.ask(TimelineOf(ALUN_ID)))
    assert desk.ask(Search("Zanzibar")) == []


def test_writing_does_not_push_changed_facts_out_of_the_history(desk: Desk, watch: Watch) -> None:
    typed = CorrectFact(ALUN_ID, "person", "conditional_release_date", "2027-02-03")
    desk.do(typed)
    number = desk.do(REPORT).result
    for n in range(60):
        watch.forward(minutes=16)
        desk.do(WriteSection(number, "behaviour", passage(f"words {n}")))
    changed = desk.ask(CaseOf(ALUN_ID)).changes
    assert "conditional_release_date" in {line.field for line in changed}


def test_what_was_written_is_not_undone_from_outside(desk: Desk) -> None:
    number = desk.do(REPORT).result
    first = desk.do(WriteSection(number, "behaviour", passage("one")))
    not_undone(desk, first.operation_id, "text")
    desk.do(WriteSection(number, "behaviour", passage("one and two")))
    not_undone(desk, first.operation_id, "text")
    assert said(desk, number) == "one and two"


# ---- versions ----------------------------------------------------------------------------


def test_versions_keep_what_was_said(desk: Desk) -> None:
    number = desk.do(REPORT).result
    assert desk.do(KeepVersion(number)).result is None, "there is nothing to keep"
    desk.do(WriteSection(number, "behaviour", passage("one")))
    first = done_and_undone(desk, KeepVersion(number))
    assert paper(desk, number).version == 2
    again = desk.do(KeepVersion(number))
    assert (again.result, again.operation_id) == (first, None), "it says the same"
    desk.do(WriteSection(number, "behaviour", passage("two")))
    second = desk.do(KeepVersion(number)).result
    lines = desk.ask(PaperOf(number)).versions
    assert [(line.id, line.number, line.why) for line in lines] == [
        (second, 2, "kept"),
        (first, 1, "kept"),
    ]
    assert {line.by for line in lines} == {"A Jones"}
    assert desk.ask(VersionText(first)) == {"behaviour": passage("one")}
    assert refused(desk, KeepVersion(99)) == "REQ-PAPER-GONE"


def test_a_save_that_takes_most_away_is_kept_first(desk: Desk) -> None:
    much = "He has worked on the wing. " * 40
    number = drafted(desk, text=much)
    assert desk.do(WriteSection(number, "behaviour", passage(much[:700]))).operation_id is None
    desk.do(WriteSection(number, "behaviour", ()))
    (line,) = desk.ask(PaperOf(number)).versions
    assert desk.ask(VersionText(line.id)) == {"behaviour": passage(much[:700])}
    assert said(desk, number) == ""


def test_a_days_writing_begins_with_what_was_there(desk: Desk, watch: Watch) -> None:
    number = drafted(desk, text="Sunday")
    watch.forward(days=1)
    desk.do(WriteSection(number, "behaviour", passage("Monday")))
    watch.forward(minutes=40)
    desk.do(WriteSection(number, "behaviour", passage("Monday at noon")))
    (line,) = desk.ask(PaperOf(number)).versions
    assert desk.ask(VersionText(line.id)) == {"behaviour": passage("Sunday")}
    assert paper(desk, number).version == 2


# ---- links -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EntryKind)
def test_a_paper_the_person_reads_takes_no_link_to_what_is_withheld(
    desk: Desk, kind: EntryKind
) -> None:
    entry = desk.do(least(kind)).result
    text = linked(f"entry.{entry}", "abc")
    for paper_kind, spec in PAPER_SPECS.items():
        if not spec.written:
            continue
        number = desk.do(BeginPaper(ALUN_ID, paper_kind)).result
        command = WriteSection(number, "behaviour", text)
        if spec.disclosable and not SPECS[kind].disclosable:
            assert refused(desk, command) == "REQ-PAPER-WITHHELD", paper_kind
        else:
            desk.do(command)


@pytest.mark.parametrize("ref", sorted(NOT_DISCLOSABLE))
def test_nor_to_a_fact_that_is_withheld(desk: Desk, ref: str) -> None:
    report, summary = drafted(desk), drafted(desk, PaperKind.CASE_SUMMARY)
    refusal = refused(desk, WriteSection(report, "behaviour", linked(ref, "x")))
    assert refusal == "REQ-PAPER-WITHHELD"
    desk.do(WriteSection(summary, "behaviour", linked(ref, "x")))


def test_no_paper_is_linked_to_the_record_of_somebody_else(desk: Desk) -> None:
    entry = desk.do(AddEntry(BETH_ID, EntryKind.NOTE, desk.today, text="hers")).result
    number = drafted(desk, PaperKind.CASE_SUMMARY)
    command = WriteSection(number, "behaviour", linked(f"entry.{entry}", "x"))
    assert refused(desk, command) == "REQ-PAPER-OTHER"


def test_a_link_to_an_entry_that_is_gone_does_not_stop_the_saving(desk: Desk) -> None:
    entry = desk.do(least(EntryKind.NOTE)).result
    number = drafted(desk)
    desk.do(WriteSection(number, "behaviour", linked(f"entry.{entry}", "x", "then")))
    desk.do(RemoveEntry(entry))
    desk.do(WriteSection(number, "behaviour", linked(f"entry.{entry}", "x", "now")))
    (moved,) = desk.ask(PaperOf(number)).moved
    assert (moved.section, moved.link.ref, moved.present) == ("behaviour", f"entry.{entry}", None)


def test_a_fact_that_moved_is_told_and_its_section_needs_checking(desk: Desk) -> None:
    ref = "person.conditional_release_date"
    number = desk.do(REPORT).result
    text = linked(ref, "2027-05-12")
    desk.do(WriteSection(number, "behaviour", text, SectionState.DONE))
    desk.do(WriteSection(number, "risk", passage("no link"), SectionState.DONE))
    assert desk.ask(PaperOf(number)).moved == []
    digest = paper(desk, number).text_digest
    desk.do(CorrectFact(ALUN_ID, "person", "conditional_release_date", "2027-02-03"))
    view = desk.ask(PaperOf(number))
    (moved,) = view.moved
    assert (moved.link.value, moved.present) == ("2027-05-12", "2027-02-03")
    states = {name: one.state for name, one in view.paper.sections.items()}
    assert states == {"behaviour": SectionState.NEEDS_CHECKING, "risk": SectionState.DONE}
    assert view.paper.text_digest == digest
    declined = (Paragraph((Run("then", link=Link(ref, "2027-05-12", "2027-02-03")),)),)
    desk.do(WriteSection(number, "behaviour", declined))
    assert desk.ask(PaperOf(number)).moved == []


# ---- going on from a final paper ---------------------------------------------------------


def test_a_paper_goes_on_from_a_final_one(desk: Desk) -> None:
    first = drafted(desk)
    desk.do(WriteSection(first, "risk", passage("Low."), SectionState.DONE))
    desk.do(KeepVersion(first))
    finished(desk, first)
    assert paper(desk, first).version == 2
    second = done_and_undone(desk, replace(REPORT, follows=first))
    begun = paper(desk, second)
    assert (begun.version, begun.follows, begun.stage) == (3, first, PaperStage.DRAFT)
    assert {name: one.passage for name, one in begun.sections.items()} == {
        name: one.passage for name, one in paper(desk, first).sections.items()
    }
    assert {one.state for one in begun.sections.values()} == {SectionState.NEEDS_CHECKING}
    assert (begun.steps, begun.text_digest) == ((), paper(desk, first).text_digest)
    desk.do(KeepVersion(second))
    numbers = [(line.paper_id, line.number) for line in desk.ask(PaperOf(second)).versions]
    assert numbers == [(second, 3), (first, 2), (first, 2), (first, 2), (first, 1)]
    assert [line.paper_id for line in desk.ask(PaperOf(first)).versions] == [first] * 4


def test_it_goes_on_from_nothing_else(desk: Desk) -> None:
    draft = drafted(desk)
    assert refused(desk, replace(REPORT, follows=draft)) == "REQ-PAPER-FOLLOWS"
    finished(desk, draft)
    for odd in ({"kind": PaperKind.CASE_SUMMARY}, {"person_id": BETH_ID}):
        changes: dict[str, Any] = {"follows": draft, **odd}
        assert refused(desk, replace(REPORT, **changes)) == "REQ-PAPER-FOLLOWS"
    second = desk.do(replace(REPORT, follows=draft)).result
    assert refused(desk, replace(REPORT, follows=draft)) == "REQ-PAPER-FOLLOWED"
    desk.do(DropPaper(second))
    desk.do(replace(REPORT, follows=draft))
