"""The life of a paper: signed by those who may, frozen whole, sent, and never by mistake."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.duties import DutyState
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.papers import PaperKind, PaperStage, StepKind, words_digest
from pomdesk.domain.record import EntryKind
from pomdesk.domain.writing import Link, Paragraph, Run, passage
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.paper_life import (
    AcceptHit,
    CheckPaper,
    CountersignPaper,
    RecordSent,
    ReturnPaper,
    TickDisclosure,
)
from pomdesk.services.commands.papers import BeginPaper, DropPaper, KeepVersion, WriteSection
from pomdesk.services.commands.policy import OverrideSetting
from pomdesk.services.desk import Desk
from pomdesk.services.queries.duties import DutiesDue
from pomdesk.services.queries.paper_evidence import EvidenceFor
from pomdesk.services.queries.papers import (
    FinalPdf,
    HitsIn,
    PaperByHash,
    PaperOf,
    PapersOf,
    ReadyOf,
    VersionText,
)
from pomdesk.services.queries.record import TimelineOf
from pomdesk.store.tables import entry
from tests.intake.files import TODAY
from tests.services.paper_desk import (
    BEHAVIOUR,
    CHECKER,
    COUNTERSIGNER,
    ITEMS,
    PDF,
    TEXT,
    WRITER,
    Watch,
    drafted,
    finished,
    finishing,
    not_undone,
    opened,
    paper,
    refused,
    said,
    signed,
    template,
    ticked,
)
from tests.services.record_desk import ALUN_ID, done_and_undone, rows

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Desk, Watch]]:
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def desk(both: tuple[Desk, Watch]) -> Desk:
    return both[0]


def sent(number: int, **changes: Any) -> RecordSent:
    return replace(RecordSent(number, "PPCS", "secure e-mail", TODAY), **changes)


def whys(desk: Desk, number: int) -> list[tuple[int, str]]:
    return [(line.number, line.why) for line in reversed(desk.ask(PaperOf(number)).versions)]


def blocking(desk: Desk, number: int) -> set[str]:
    return {gap.code for gap in desk.ask(ReadyOf(number, BEHAVIOUR)) if gap.blocks}


# ---- signing -----------------------------------------------------------------------------


def test_a_paper_goes_from_draft_to_sent(desk: Desk) -> None:
    number = drafted(desk)
    digest = paper(desk, number).text_digest
    ticked(desk, number)
    for command, stage in (
        (CheckPaper(number, CHECKER, BEHAVIOUR), PaperStage.CHECKED),
        (CountersignPaper(number, COUNTERSIGNER, BEHAVIOUR), PaperStage.COUNTERSIGNED),
        (finishing(desk, number), PaperStage.FINAL),
        (sent(number), PaperStage.SENT),
    ):
        done_and_undone(desk, command)
        assert paper(desk, number).stage is stage
    steps = [(step.kind, step.who) for step in paper(desk, number).steps[len(ITEMS) :]]
    assert steps == [
        (StepKind.CHECKED, CHECKER),
        (StepKind.COUNTERSIGNED, COUNTERSIGNER),
        (StepKind.FINISHED, WRITER),
        (StepKind.SENT, WRITER),
    ]
    assert {step.text_digest for step in paper(desk, number).steps} == {digest}
    assert whys(desk, number) == [(1, "checked"), (1, "countersigned"), (1, "final")]
    assert said(desk, number) == TEXT


def test_nothing_is_written_once_it_was_checked_until_it_is_returned(desk: Desk) -> None:
    number = drafted(desk)
    desk.do(CheckPaper(number, CHECKER, BEHAVIOUR))
    assert refused(desk, WriteSection(number, "behaviour", passage("x"))) == "REQ-PAPER-SIGNED"
    assert refused(desk, KeepVersion(number)) == "REQ-PAPER-SIGNED"
    assert refused(desk, CheckPaper(number, CHECKER, BEHAVIOUR)) == "REQ-PAPER-SIGNED"
    done_and_undone(desk, ReturnPaper(number, CHECKER, "Say more about the adjudication."))
    assert (paper(desk, number).stage, paper(desk, number).version) == (PaperStage.DRAFT, 2)
    last = paper(desk, number).steps[-1]
    assert (last.kind, last.who, last.comment) == (
        StepKind.RETURNED,
        CHECKER,
        "Say more about the adjudication.",
    )
    desk.do(WriteSection(number, "behaviour", passage("Other words.")))
    assert whys(desk, number) == [(1, "checked"), (1, "returned")]
    for line in desk.ask(PaperOf(number)).versions:
        assert desk.ask(VersionText(line.id)) == {"behaviour": passage(TEXT)}


def test_a_draft_may_be_returned_without_having_been_checked(desk: Desk) -> None:
    number = drafted(desk)
    desk.do(ReturnPaper(number, CHECKER, "Too thin."))
    desk.do(ReturnPaper(number, CHECKER, "Still too thin."))
    assert whys(desk, number) == [(1, "returned"), (2, "returned")]


def test_what_was_countersigned_may_be_returned_and_is_signed_anew(desk: Desk) -> None:
    number = drafted(desk)
    signed(desk, number)
    desk.do(ReturnPaper(number, COUNTERSIGNER, "One more thing."))
    desk.do(WriteSection(number, "behaviour", passage("Other words.")))
    assert refused(desk, finishing(desk, number), "check") == "REQ-PAPER-STAGE"
    assert "not_ticked" in blocking(desk, number), "ticks were for the other text"
    finished(desk, number)
    assert paper(desk, number).version == 2


@pytest.mark.parametrize("who", [WRITER, "a jones", "A. JONES", "  Á  Jones ", "A-Jones"])
def test_who_wrote_it_does_not_countersign_it(desk: Desk, who: str) -> None:
    number = drafted(desk)
    desk.do(CheckPaper(number, CHECKER, BEHAVIOUR))
    assert refused(desk, CountersignPaper(number, who, BEHAVIOUR)) == "REQ-PAPER-SAME"


@pytest.mark.parametrize("who", [CHECKER, CHECKER.upper(), "sue  manager"])
def test_nor_does_who_checked_it(desk: Desk, who: str) -> None:
    number = drafted(desk)
    desk.do(CheckPaper(number, CHECKER, BEHAVIOUR))
    assert refused(desk, CountersignPaper(number, who, BEHAVIOUR)) == "REQ-PAPER-SAME"
    desk.do(CountersignPaper(number, COUNTERSIGNER, BEHAVIOUR))


def test_who_checked_it_the_last_time_counts(desk: Desk) -> None:
    number = drafted(desk)
    desk.do(CheckPaper(number, COUNTERSIGNER, BEHAVIOUR))
    desk.do(ReturnPaper(number, COUNTERSIGNER, "No."))
    desk.do(CheckPaper(number, CHECKER, BEHAVIOUR))
    desk.do(CountersignPaper(number, COUNTERSIGNER, BEHAVIOUR))


def test_the_writer_may_check_what_nobody_else_has_to_sign(desk: Desk) -> None:
    number = drafted(desk, PaperKind.CASE_SUMMARY)
    desk.do(CheckPaper(number, WRITER, BEHAVIOUR))
    desk.do(finishing(desk, number))


def test_signatures_come_in_their_order(desk: Desk) -> None:
    number = drafted(desk)
    ticked(desk, number)
    countersign = CountersignPaper(number, COUNTERSIGNER, BEHAVIOUR)
    assert refused(desk, countersign, "check") == "REQ-PAPER-STAGE"
    assert refused(desk, finishing(desk, number), "check") == "REQ-PAPER-STAGE"
    desk.do(CheckPaper(number, CHECKER, BEHAVIOUR))
    assert refused(desk, finishing(desk, number), "countersign") == "REQ-PAPER-STAGE"
    desk.do(countersign)
    assert refused(desk, countersign, "signed") == "REQ-PAPER-STAGE"


def test_which_kinds_are_countersigned_is_policy(desk: Desk) -> None:
    number = drafted(desk)
    ticked(desk, number)
    desk.do(CheckPaper(number, CHECKER, BEHAVIOUR))
    desk.do(OverrideSetting("papers.countersigned", ["case-summary"], TODAY, "Agreed here"))
    assert not desk.ask(PaperOf(number)).needs_countersigning
    desk.do(finishing(desk, number))
    other = drafted(desk, PaperKind.CASE_SUMMARY)
    desk.do(CheckPaper(other, CHECKER, BEHAVIOUR))
    assert refused(desk, finishing(desk, other), "countersign") == "REQ-PAPER-STAGE"


def test_names_and_reasons_are_needed(desk: Desk) -> None:
    number = drafted(desk)
    for blank in ("", "  \n"):
        for command, reason in (
            (CheckPaper(number, blank, BEHAVIOUR), "who"),
            (ReturnPaper(number, blank, "x"), "who"),
            (ReturnPaper(number, CHECKER, blank), "comment"),
            (TickDisclosure(number, "victim", blank), "who"),
            (AcceptHit(number, "victim:behaviour:lee", blank, "x"), "who"),
            (AcceptHit(number, "victim:behaviour:lee", CHECKER, blank), "why"),
        ):
            assert refused(desk, command, reason) == "REQ-PAPER-NEEDS", command
    long = "x" * 201
    assert refused(desk, CheckPaper(number, long, BEHAVIOUR)) == "REQ-PAPER-LONG"
    assert refused(desk, ReturnPaper(number, CHECKER, "x" * 4_001)) == "REQ-PAPER-LONG"


# ---- gaps --------------------------------------------------------------------------------


def test_an_empty_section_that_is_needed_stops_a_check(desk: Desk) -> None:
    number = drafted(desk)
    wider = template("behaviour", "risk")
    assert refused(desk, CheckPaper(number, CHECKER, wider)) == "REQ-PAPER-GAPS"
    desk.do(WriteSection(number, "risk", passage("[name of programme]")))
    assert refused(desk, CheckPaper(number, CHECKER, wider)) == "REQ-PAPER-GAPS"
    desk.do(WriteSection(number, "risk", passage("Low.")))
    desk.do(CheckPaper(number, CHECKER, wider))


def test_open_questions_stop_it_only_from_becoming_final(desk: Desk) -> None:
    number = drafted(desk)
    desk.do(CheckPaper(number, CHECKER, BEHAVIOUR))
    desk.do(CountersignPaper(number, COUNTERSIGNER, BEHAVIOUR))
    assert refused(desk, finishing(desk, number)) == "REQ-PAPER-GAPS"
    for item in ITEMS[1:]:
        desk.do(TickDisclosure(number, item, CHECKER))
    assert refused(desk, finishing(desk, number)) == "REQ-PAPER-GAPS"
    done_and_undone(desk, TickDisclosure(number, "victim", CHECKER))
    assert blocking(desk, number) == set()
    desk.do(finishing(desk, number))
    assert desk.ask(ReadyOf(number, BEHAVIOUR)) == []


def test_a_tick_is_said_once_of_one_text(desk: Desk) -> None:
    number = drafted(desk)
    tick = TickDisclosure(number, "victim", CHECKER)
    assert desk.do(tick).operation_id is not None
    assert desk.do(tick).operation_id is None
    desk.do(WriteSection(number, "behaviour", passage("Other words.")))
    assert desk.do(tick).operation_id is not None
    assert refused(desk, TickDisclosure(number, "weather", CHECKER)) == "REQ-PAPER-ITEM"


def test_a_withheld_name_is_found_and_stays_only_if_somebody_says_why(desk: Desk) -> None:
    lives = "Lives with Mina Zephyrine in Todmorden."
    desk.do(AddEntry(ALUN_ID, EntryKind.VICTIM_LIAISON, TODAY, who="Lee Liaison", text=lives))
    number = drafted(desk, text="He asked after Mina Zephyrine.")
    found = [gap.hit for gap in desk.ask(ReadyOf(number, BEHAVIOUR)) if gap.hit]
    assert [(hit.kind, hit.words, hit.section) for hit in found] == [
        ("victim", "Mina Zephyrine", "behaviour")
    ]
    signed(desk, number)
    assert refused(desk, finishing(desk, number)) == "REQ-PAPER-GAPS"
    accept = AcceptHit(number, found[0].key, CHECKER, "Named in open court.")
    done_and_undone(desk, accept)
    desk.do(finishing(desk, number))
    assert refused(desk, accept) == "REQ-PAPER-FROZEN"


def test_names_of_others_on_the_desk_are_found_and_those_of_staff_are_not(desk: Desk) -> None:
    number = drafted(desk, text="Beth Okoro (B2222BB) told A Jones and Sue Manager.")
    desk.do(TickDisclosure(number, "others", CHECKER))
    hits = {gap.hit.words for gap in desk.ask(ReadyOf(number, BEHAVIOUR)) if gap.hit}
    assert hits == {"Beth Okoro", "B2222BB"}


def test_a_paper_the_person_does_not_read_is_not_searched(desk: Desk) -> None:
    number = drafted(desk, PaperKind.CASE_SUMMARY, text="Beth Okoro (B2222BB) told me.")
    assert blocking(desk, number) == set()


# ---- becoming final ----------------------------------------------------------------------


def test_a_final_paper_is_frozen_with_its_file(desk: Desk) -> None:
    number = drafted(desk)
    finished(desk, number)
    frozen = desk.ask(PaperOf(number))
    assert frozen.paper.stage is PaperStage.FINAL
    line = frozen.versions[0]
    assert (line.why, line.file_sha256) == ("final", hashlib.sha256(PDF).hexdigest())
    assert desk.ask(FinalPdf(number)) == PDF
    for digest in (line.file_sha256, line.file_sha256.upper(), line.words_sha256):
        found = desk.ask(PaperByHash(digest))
        assert found is not None
        assert found.id == number
    assert desk.ask(PaperByHash("0" * 64)) is None
    assert desk.ask(PaperByHash("")) is None
    for command in (
        WriteSection(number, "behaviour", passage("x")),
        KeepVersion(number),
        DropPaper(number),
        CheckPaper(number, CHECKER, BEHAVIOUR),
        CountersignPaper(number, COUNTERSIGNER, BEHAVIOUR),
        ReturnPaper(number, CHECKER, "No."),
        TickDisclosure(number, "victim", CHECKER),
        AcceptHit(number, "victim:behaviour:lee", CHECKER, "Yes."),
        finishing(desk, number),
    ):
        assert refused(desk, command) == "REQ-PAPER-FROZEN", command
    assert desk.ask(PaperOf(number)) == frozen


def test_facts_that_move_later_do_not_touch_it(desk: Desk) -> None:
    number = drafted(desk)
    finished(desk, number)
    before = desk.ask(PaperOf(number))
    desk.do(CorrectFact(ALUN_ID, "person", "conditional_release_date", "2027-02-03"))
    assert desk.ask(PaperOf(number)) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rendered_from": "0" * 64}, "REQ-PAPER-CHANGED"),
        ({"pdf": b""}, "REQ-PAPER-FILE"),
        ({"pdf": b"PK\x03\x04"}, "REQ-PAPER-FILE"),
        ({"words_sha256": ""}, "REQ-PAPER-FILE"),
        ({"words_sha256": "X" * 64}, "REQ-PAPER-FILE"),
        ({"words_sha256": "0" * 64}, "REQ-PAPER-FILE"),
        ({"words": ()}, "REQ-PAPER-FILE"),
        ({"words": ("Behaviour",), "words_sha256": words_digest(("Behaviour",))}, "REQ-PAPER-FILE"),
        ({"paper_id": 99}, "REQ-PAPER-GONE"),
        ({"template": template("behaviour", "risk")}, "REQ-PAPER-GAPS"),
    ],
)
def test_what_does_not_fit_is_not_frozen(desk: Desk, changes: dict[str, Any], code: str) -> None:
    number = drafted(desk)
    signed(desk, number)
    good = finishing(desk, number)
    assert refused(desk, replace(good, **changes)) == code
    desk.do(good)


def test_an_answer_falls_when_the_record_changes(desk: Desk) -> None:
    """A paper prints the record as well as the text, so an answer is for both."""
    number = drafted(desk)
    signed(desk, number)
    desk.do(AddEntry(ALUN_ID, EntryKind.REFERRAL, TODAY, what="other", stage="to_make"))
    assert refused(desk, finishing(desk, number)) == "REQ-PAPER-GAPS"
    desk.do(AddEntry(ALUN_ID, EntryKind.DOCUMENT, TODAY, title="Printed"))
    for item in ITEMS:
        desk.do(TickDisclosure(number, item, "Sue Manager"))
    desk.do(AddEntry(ALUN_ID, EntryKind.DOCUMENT, TODAY, title="Printed once more"))
    desk.do(finishing(desk, number))


def test_words_to_watch_for_are_looked_for_in_what_was_typed_into_the_record(desk: Desk) -> None:
    number = drafted(desk)
    said = "An informant named him on the wing."
    desk.do(AddEntry(ALUN_ID, EntryKind.REFERRAL, TODAY, what="other", stage="to_make", text=said))
    signed(desk, number)
    assert refused(desk, finishing(desk, number, words=(said,))) == "REQ-PAPER-HITS"
    desk.do(finishing(desk, number, words=("Information from an informant: none",)))


def test_security_events_are_neither_offered_nor_linked_nor_copied(desk: Desk) -> None:
    number = drafted(desk)
    told = "Kieran Toft on the wing reported that he holds a blade for others."
    kind = EntryKind.SIGNIFICANT_EVENT
    event = desk.do(AddEntry(ALUN_ID, kind, TODAY, what="security", text=told)).result
    other = desk.do(AddEntry(ALUN_ID, kind, TODAY, what="progress", text="Toft aside, well")).result
    offered = {one.id for one in desk.ask(EvidenceFor(number)).entries}
    assert other in offered
    assert event not in offered
    linked = (Paragraph((Run("event", link=Link(f"entry.{event}", "x")),)),)
    assert refused(desk, WriteSection(number, "behaviour", linked)) == "REQ-PAPER-WITHHELD"
    desk.do(WriteSection(number, "behaviour", passage(told)))
    signed(desk, number)
    assert refused(desk, finishing(desk, number)) == "REQ-PAPER-GAPS"


def test_a_name_typed_as_who_ticked_is_looked_for_all_the_same(desk: Desk) -> None:
    number = drafted(desk)
    desk.do(WriteSection(number, "behaviour", passage("Shared a cell with Beth Okoro.")))
    found = [gap for gap in desk.ask(ReadyOf(number, BEHAVIOUR)) if gap.code == "hit"]
    desk.do(TickDisclosure(number, "victim", "Beth Okoro"))
    assert [gap for gap in desk.ask(ReadyOf(number, BEHAVIOUR)) if gap.code == "hit"] == found
    assert found


def test_a_number_is_of_one_final_file_alone(desk: Desk) -> None:
    number = drafted(desk)
    operation = finished(desk, number)
    desk.undo(operation)
    assert refused(desk, finishing(desk, number)) == "REQ-PAPER-WITHDRAWN"
    desk.do(ReturnPaper(number, CHECKER, "Say it again"))
    finished(desk, number)
    assert paper(desk, number).version == 2


def test_a_paper_that_another_goes_on_from_stays_as_it_is(desk: Desk) -> None:
    number = drafted(desk)
    operation = finished(desk, number)
    desk.do(BeginPaper(ALUN_ID, paper(desk, number).kind, follows=number))
    with pytest.raises(RequestRefused) as refusal:
        desk.undo(operation)
    assert refusal.value.code == "REQ-UNDO"


def test_what_the_desk_prints_besides_the_text_is_searched_too(desk: Desk) -> None:
    number = drafted(desk)
    signed(desk, number)
    words = ("Behaviour", TEXT, "Shared a cell with Beth Okoro.")
    finish = finishing(desk, number, words=words)
    assert refused(desk, finish) == "REQ-PAPER-HITS"
    (hit,) = desk.ask(HitsIn(number, words))
    assert (hit.kind, hit.words, hit.section) == ("others", "Beth Okoro", "")
    desk.do(AcceptHit(number, hit.key, CHECKER, "He names her himself."))
    assert desk.ask(HitsIn(number, words)) == []
    desk.do(finish)


def test_a_final_paper_is_opened_again_by_undo_until_it_is_sent(desk: Desk) -> None:
    number = drafted(desk)
    made = finished(desk, number)
    gone = desk.do(sent(number)).operation_id
    again = desk.do(sent(number, to_whom="Solicitor")).operation_id
    not_undone(desk, made, "changed")
    not_undone(desk, gone, "changed")
    assert again is not None
    assert gone is not None
    desk.undo(again)
    desk.undo(gone)
    desk.undo(made)
    assert paper(desk, number).stage is PaperStage.COUNTERSIGNED
    with pytest.raises(Exception, match="REQ-PAPER-NOTFINAL"):
        desk.ask(FinalPdf(number))
    desk.do(ReturnPaper(number, CHECKER, "A date was wrong."))
    desk.do(WriteSection(number, "behaviour", passage("Other words.")))
    not_undone(desk, made, "undone")


def test_a_check_is_undone_only_before_what_came_after(desk: Desk) -> None:
    number = drafted(desk)
    checked = desk.do(CheckPaper(number, CHECKER, BEHAVIOUR)).operation_id
    desk.do(ReturnPaper(number, CHECKER, "No."))
    not_undone(desk, checked, "changed")


# ---- sent --------------------------------------------------------------------------------


def test_only_what_is_final_is_sent(desk: Desk) -> None:
    number = drafted(desk)
    assert refused(desk, sent(number)) == "REQ-PAPER-NOTFINAL"
    finished(desk, number)
    for changes, reason in (({"to_whom": " "}, "to_whom"), ({"how": ""}, "how")):
        assert refused(desk, sent(number, **changes), reason) == "REQ-PAPER-NEEDS"
    for day in (TOMORROW, YESTERDAY, None, "2026-11-22"):
        assert refused(desk, sent(number, day=day)) == "REQ-PAPER-DAY", day
    assert refused(desk, sent(number, to_whom="x" * 201)) == "REQ-PAPER-LONG"
    assert refused(desk, sent(99)) == "REQ-PAPER-GONE"
    desk.do(sent(number))


def test_to_whom_it_went_is_kept_as_often_as_it_went(desk: Desk) -> None:
    number = drafted(desk)
    finished(desk, number)
    desk.do(sent(number, comment="With the annex apart."))
    desk.do(sent(number, to_whom="Solicitor", how="post"))
    steps = [one for one in paper(desk, number).steps if one.kind is StepKind.SENT]
    assert [(one.to_whom, one.how, one.comment) for one in steps] == [
        ("PPCS", "secure e-mail", "With the annex apart."),
        ("Solicitor", "post", ""),
    ]
    (line,) = desk.ask(PapersOf(ALUN_ID))
    assert (line.stage, line.sent_to) == (PaperStage.SENT, "Solicitor")


def entries(desk: Desk) -> list[tuple[str, str | None, str, str]]:
    return [(row.kind, row.what, row.subject, row.title) for row in rows(desk, entry)]


def test_a_report_that_was_sent_is_in_the_record(desk: Desk) -> None:
    number = drafted(desk, subject="7")
    finished(desk, number)
    done_and_undone(desk, sent(number, title="Report to the Parole Board"))
    desk.do(sent(number, to_whom="Solicitor"))
    assert entries(desk) == [
        ("parole_step", "custody_report", "7", ""),
        ("document", None, "", "Report to the Parole Board"),
        ("document", None, "", "parole-report"),
    ]
    lines, _total = desk.ask(TimelineOf(ALUN_ID))
    told = [(line.entry.kind, line.entry.text) for line in lines if line.entry]
    assert (EntryKind.DOCUMENT, "PPCS (secure e-mail)") in told


def test_what_somebody_wrote_down_already_is_not_written_twice(desk: Desk) -> None:
    number = drafted(desk, subject="7")
    step = AddEntry(ALUN_ID, EntryKind.PAROLE_STEP, TODAY, "custody_report", subject="7")
    desk.do(step)
    finished(desk, number)
    desk.do(sent(number))
    assert [kind for kind, *_rest in entries(desk)] == ["parole_step", "document"]


def test_a_desk_whose_day_stands_still_writes_it_once_too(both: tuple[Desk, Watch]) -> None:
    desk, watch = both
    watch.forward(days=400)
    number = drafted(desk, subject="7")
    finished(desk, number)
    desk.do(sent(number))
    desk.do(sent(number, to_whom="Solicitor"))
    assert [kind for kind, *_rest in entries(desk)].count("parole_step") == 1


def test_what_was_written_down_of_an_earlier_report_does_not_count(desk: Desk) -> None:
    old = TODAY - timedelta(days=200)
    desk.do(AddEntry(ALUN_ID, EntryKind.PAROLE_STEP, old, "custody_report", subject="7"))
    number = drafted(desk, subject="7")
    finished(desk, number)
    desk.do(sent(number))
    assert [kind for kind, *_rest in entries(desk)] == ["parole_step", "parole_step", "document"]


@pytest.mark.parametrize(
    ("kind", "subject", "wanted"),
    [
        (PaperKind.CUSTODY_UPDATE, "", [("parole_step", "recall_report", "")]),
        (
            PaperKind.CUSTODY_UPDATE,
            "7",
            [("parole_step", "custody_report", "7"), ("parole_step", "recall_report", "7")],
        ),
        (PaperKind.HANDOVER_REPORT, "", [("handover_task", "sent_handover_report", "")]),
        (PaperKind.MAPPA_F, "", [("public_protection", "mappa_f", "")]),
        (PaperKind.RESTRICTED_ANNEX, "", []),
        (PaperKind.CASE_SUMMARY, "", []),
    ],
)
def test_each_kind_says_what_its_duty_asks_for(
    desk: Desk, kind: PaperKind, subject: str, wanted: list[tuple[str, str, str]]
) -> None:
    number = drafted(desk, kind, subject=subject)
    finished(desk, number)
    done_and_undone(desk, sent(number))
    listed = [one for one in entries(desk) if one[0] == "document"]
    assert [one[:3] for one in entries(desk) if one[0] != "document"] == wanted
    # What must not be known to exist is not among the documents, of which the person is told.
    told = kind not in {PaperKind.MAPPA_F, PaperKind.RESTRICTED_ANNEX}
    assert listed == ([("document", None, "", kind.value)] if told else [])


def test_the_handover_duty_sees_that_the_report_went(desk: Desk) -> None:
    desk.do(CorrectFact(ALUN_ID, "probation", "enhanced_resourcing", "false"))
    lines = desk.ask(DutiesDue(person_id=ALUN_ID, closed=True))
    of_report = [one.duty for one in lines if one.duty.subject == "sent_handover_report"]
    assert of_report
    assert {one.state for one in of_report} != {DutyState.DONE}
    number = drafted(desk, PaperKind.HANDOVER_REPORT)
    finished(desk, number)
    desk.do(sent(number))
    lines = desk.ask(DutiesDue(person_id=ALUN_ID, closed=True))
    of_report = [one.duty for one in lines if one.duty.subject == "sent_handover_report"]
    assert {one.state for one in of_report} == {DutyState.DONE}


def test_days_are_those_of_the_desk(both: tuple[Desk, Watch]) -> None:
    desk, watch = both
    number = drafted(desk)
    finished(desk, number)
    watch.forward(days=3)
    assert {step.day for step in paper(desk, number).steps} == {TODAY}
    assert isinstance(paper(desk, number).steps[0].day, date)
