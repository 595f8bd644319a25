"""Visits: who is proposed and what is carried of them, planned, changed, thrown away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import event

from pomdesk.domain.errors import PomdeskError, TextRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.domain.record import SPECS, EntryKind, MarkKind
from pomdesk.domain.visits import Ask, Captured, Card, Flag, PackState, Place, Rows, Why
from pomdesk.domain.writing import passage
from pomdesk.readmodels.visits import Proposed
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands import visit_planning
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.marks import MarkDuty
from pomdesk.services.commands.paper_life import RecordSent
from pomdesk.services.commands.papers import BeginPaper, WriteSection
from pomdesk.services.commands.visit_planning import (
    LONGEST_PLACE,
    LONGEST_TITLE,
    MOST_PEOPLE,
    ChangeVisit,
    CorrectPlace,
    DropPlace,
    DropVisit,
    PlanVisit,
)
from pomdesk.services.commands.visits import BeginVisit, CaptureStop
from pomdesk.services.desk import Day, Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.visit_planning import VisitProposal
from pomdesk.services.visits.captures import new_uid
from pomdesk.services.visits.cards import cards_for, dump_card, load_card
from pomdesk.store import tables
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies
from tests.intake import files
from tests.intake.files import TODAY, caseload, write
from tests.people import caseload as people
from tests.services import paper_desk, role_desk
from tests.services.desks import MONDAY, bring_in, new_desk
from tests.services.record_desk import (
    ALUN_ID,
    BETH_ID,
    PEOPLE,
    bring,
    done_and_undone,
    rows,
)

ALUN = files.ALUN | {"cellLocation": "LEI-B-2-014"}
BETH = files.BETH | {"cellLocation": "LEI-A-1-003", "prisonId": "LEI"}
NOW = datetime.fromisoformat("2026-11-22T09:00")


def _made(folder: Path) -> Desk:
    desk = copies.empty(folder, FrozenClock(TODAY))
    bring(desk, write(folder / "cells.json", PEOPLE | {"prisoners": [ALUN, BETH]}))
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = copies.copied(_made, tmp_path, FrozenClock(TODAY))
    yield desk
    assert desk.check() == []
    desk.close()


def days(number: int) -> date:
    return TODAY + timedelta(number)


def everybody(desk: Desk, **wanted: Any) -> dict[int, Proposed]:
    return {one.person_id: one for one in desk.ask(VisitProposal(**wanted)).lines}


def alun(desk: Desk) -> Proposed:
    return everybody(desk)[ALUN_ID]


def keys(one: Proposed) -> list[str]:
    return [ask.key for ask in one.card.asks]


def contact(**more: Any) -> AddEntry:
    given: dict[str, Any] = {"what": "wing", "day": days(-1)} | more
    return AddEntry(ALUN_ID, EntryKind.CONTACT, **given)


def moved_to(desk: Desk, folder: Path, as_at: str, cell: str | None, name: str = "next") -> None:
    alun_now = ALUN | {"cellLocation": cell}
    bring(desk, write(folder / f"{name}.json", caseload(as_at=as_at, prisoners=[alun_now, BETH])))


def refused(desk: Desk, command: Any) -> str:
    """The code with which something is refused; nothing was changed."""
    kept = (tables.visit, tables.visit_stop, tables.place, tables.journal)
    before = [rows(desk, table) for table in kept]
    with pytest.raises(PomdeskError) as found:
        desk.do(command)
    assert [rows(desk, table) for table in kept] == before
    return found.value.code


# ---- the proposal ----------------------------------------------------------------------------


def test_everybody_is_proposed_in_walking_order_with_why_and_how_long(desk: Desk) -> None:
    found = desk.ask(VisitProposal())
    assert (found.today, found.walking, found.as_at) == (TODAY, 3, date(2026, 11, 20))
    assert found.prisons == [("LEI", "Leeds")]
    assert [one.person_id for one in found.lines] == [BETH_ID, ALUN_ID]
    assert [one.place.wing for one in found.lines] == ["A", "B"]
    for one in found.lines:
        assert one.minutes == sum(ask.minutes for ask in one.card.asks)
        assert one.card.facts["person"] == {"cell_location": one.card.location or None}


def test_a_proposal_is_for_a_prison_a_wing_a_landing(desk: Desk) -> None:
    desk.do(CorrectFact(ALUN_ID, "person", "cell_location", "LEI-A-2-021"))
    desk.do(CorrectFact(BETH_ID, "person", "cell_location", "LEI-B-2-001"))
    assert everybody(desk, prison_id="lei", wing="a").keys() == {ALUN_ID}
    assert everybody(desk, landing="2").keys() == {ALUN_ID, BETH_ID}
    assert everybody(desk, wing="C").keys() == set()
    assert everybody(desk, prison_id="MDI").keys() == set()
    assert desk.ask(VisitProposal("MDI")).prisons == [("LEI", "Leeds")]


def test_contacts_follow_ups_meetings_papers_and_questions_come_on_the_card(desk: Desk) -> None:
    entry = desk.do(contact(next_step="Ask about the course", due=days(3))).result
    held = AddEntry(ALUN_ID, EntryKind.HANDOVER_MEETING, days(2), stage="booked")
    meeting = desk.do(held).result
    report = desk.do(BeginPaper(ALUN_ID, PaperKind.PAROLE_REPORT, subject="7")).result
    desk.do(WriteSection(report, "behaviour", passage("Good.\nAsk: how he sees the group")))
    now = alun(desk)
    assert f"duty:follow_up:{entry}" in keys(now)
    assert f"meeting:{meeting}" in keys(now)
    asked = next(ask for ask in now.card.asks if ask.why is Why.QUESTION)
    assert asked.words == "how he sees the group"
    assert asked.key.startswith(f"question:{report}:")
    assert now.card.last_seen == days(-1)
    assert now.card.facts[f"entry:{entry}"] == {
        "next_step": "Ask about the course",
        "due": days(3).isoformat(),
    }


def test_a_finished_paper_is_served_until_it_was_sent(tmp_path: Path) -> None:
    with paper_desk.opened(tmp_path) as (desk, _watch):
        report = paper_desk.drafted(desk, subject="7")
        assert f"paper:{report}" not in keys(alun(desk))
        paper_desk.finished(desk, report)
        assert f"paper:{report}" in keys(alun(desk))
        anew = desk.do(BeginPaper(ALUN_ID, PaperKind.PAROLE_REPORT, follows=report)).operation_id
        assert f"paper:{report}" not in keys(alun(desk))
        desk.undo(anew or 0)
        assert f"paper:{report}" in keys(alun(desk))
        desk.do(RecordSent(report, "Mr Morgan", "by hand", TODAY))
        assert f"paper:{report}" not in keys(alun(desk))


def test_who_was_not_seen_for_long_is_proposed_and_a_mark_counts_as_seen(desk: Desk) -> None:
    of_contact = MarkDuty(ALUN_ID, "contact", MarkKind.DONE, days(-1))
    asked = set(keys(alun(desk)))
    assert asked & {"duty:contact", "not_seen"}
    desk.do(of_contact)
    assert not set(keys(alun(desk))) & {"duty:contact", "not_seen"}
    assert alun(desk).card.last_seen is None


def test_an_attempt_is_not_seeing_somebody(desk: Desk) -> None:
    for what in ("attempted", "not_in_cell", "declined", "unlocked_late"):
        desk.do(contact(what=what))
    assert alun(desk).card.last_seen is None


def carried(desk: Desk) -> Card:
    """The card as it is taken along."""
    return desk.ask(CardsOf((ALUN_ID,)))[ALUN_ID].card


def test_a_card_tells_what_was_said_last_and_what_is_ahead(desk: Desk) -> None:
    assert carried(desk).last_said == ""
    desk.do(contact(day=days(-9), text="Older."))
    desk.do(contact(day=days(-3), text="First of the day."))
    desk.do(contact(day=days(-3), text="14:05 Talked of\n\nthe course ."))
    desk.do(contact(day=days(-1), what="not_in_cell", text="Banged up."))
    desk.do(AddEntry(ALUN_ID, EntryKind.NOTE, days(-1), text="A note."))
    card = carried(desk)
    assert (card.last_seen, card.last_said) == (days(-3), "14:05 Talked of the course .")
    line = next(one for one in desk.ask(CaseloadOn()).lines if one.person_id == ALUN_ID)
    assert (card.handover_on, card.release_on) == (line.handover_on, line.earliest_release_on)
    assert card.handover_on is not None
    assert card.release_on is not None
    desk.do(CorrectFact(ALUN_ID, "probation", "com_name", "Cerys Rees"))
    assert carried(desk).com_name == "Cerys Rees"
    # Lists do not need it.
    assert alun(desk).card == replace(carried(desk), last_said="")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * 300, "a" * 300),
        ("word " * 60 + "word", "word " * 59 + "word…"),
        ("a" * 301, "a" * 299 + "…"),
        ("a" * 298 + " bcd", "a" * 298 + "…"),
        ("", ""),
    ],
)
def test_long_words_of_last_time_end_with_a_word(desk: Desk, text: str, said: str) -> None:
    desk.do(contact(text=text, what="wing"))
    assert carried(desk).last_said == said


# ---- what may not be carried -----------------------------------------------------------------

SECRET = "Rhiannon Whitlock of Marsh Lane"


def with_secrets(desk: Desk) -> None:
    """Everything that is withheld, all of it due."""
    for kind, spec in SPECS.items():
        for what in spec.whats or (None,):
            if spec.disclosable and what != "security":
                continue
            given: dict[str, Any] = {"what": what}
            for name in spec.fields:
                if name in {"text", "title", "next_step", "who"}:
                    given[name] = SECRET
                elif name == "due":
                    given[name] = days(1)
                elif name == "stage":
                    given[name] = next(one for one in spec.stages if one not in spec.closed)
            desk.do(AddEntry(ALUN_ID, kind, days(-2), **given))
    for secret in (PaperKind.RESTRICTED_ANNEX, PaperKind.MAPPA_F):
        paper = desk.do(BeginPaper(ALUN_ID, secret)).result
        desk.do(WriteSection(paper, "body", passage(f"[ask about {SECRET}]")))


def test_nothing_withheld_comes_on_a_card(desk: Desk) -> None:
    before = alun(desk)
    with_secrets(desk)
    desk.do(CorrectFact(ALUN_ID, "probation", "vlo_assigned", "true"))
    after = alun(desk)
    assert after == before
    kept = dump_card(after.card).casefold()
    for word in ("whitlock", "marsh", "victim", "vlo", "mappa", "annex", "security", "restrict"):
        assert word not in kept


def test_typed_words_that_tell_a_secret_are_left_off_and_the_ask_stays(desk: Desk) -> None:
    with_secrets(desk)
    told = desk.do(contact(next_step="Mention Whitlock and her letter", due=days(3))).result
    watched = desk.do(contact(next_step="Ring the VLO about it", due=days(3))).result
    plain = desk.do(contact(next_step="Ask about victim awareness", due=days(3))).result
    report = desk.do(BeginPaper(ALUN_ID, PaperKind.PAROLE_REPORT, subject="7")).result
    desk.do(WriteSection(report, "behaviour", passage("Ask: does he write to Marsh Lane")))
    card = alun(desk).card
    words = {ask.key: ask.words for ask in card.asks}
    assert words[f"duty:follow_up:{told}"] == words[f"duty:follow_up:{watched}"] == ""
    assert words[f"duty:follow_up:{plain}"] == "Ask about victim awareness"
    assert [ask.words for ask in card.asks if ask.why is Why.QUESTION] == [""]
    assert {key for key in card.facts if key.startswith("entry:")} == {f"entry:{plain}"}


@pytest.mark.parametrize("before", ["", "Talked for long. " * 20, "x" * 290 + " "])
def test_what_was_said_last_is_left_off_whole_where_it_tells_a_secret(
    desk: Desk, before: str
) -> None:
    with_secrets(desk)
    desk.do(contact(text="Talked about work."))
    assert carried(desk).last_said == "Talked about work."
    for told in ("Afraid of Rhiannon Whitlock still.", "Wants to ring the VLO."):
        desk.do(contact(text=before + told))
        assert carried(desk).last_said == ""


def test_words_to_watch_for_are_left_off_where_nothing_is_withheld(desk: Desk) -> None:
    number = desk.do(contact(next_step="Ring the VLO about it", due=days(3))).result
    card = alun(desk).card
    assert {ask.key: ask.words for ask in card.asks}[f"duty:follow_up:{number}"] == ""
    assert f"entry:{number}" not in card.facts


def test_of_alerts_only_those_for_a_landing_are_carried(desk: Desk, tmp_path: Path) -> None:
    given = ALUN | {"alerts": ["ACCT open", "Risk to children", "Contact with victim"]}
    bring(desk, write(tmp_path / "a.json", caseload(as_at="2026-11-21", prisoners=[given, BETH])))
    assert alun(desk).card.alerts == ("ACCT open",)


# ---- flags and places ------------------------------------------------------------------------


def test_who_moved_with_the_newest_file_is_flagged_with_the_former_cell(
    desk: Desk, tmp_path: Path
) -> None:
    moved_to(desk, tmp_path, "2026-11-21", "LEI-C-3-001", "one")
    was = ALUN["cellLocation"]
    assert (alun(desk).flags, alun(desk).was) == ((Flag.MOVED,), was)
    assert alun(desk).place == Place("C", "3", "001")
    desk.do(CorrectFact(ALUN_ID, "person", "cell_location", was))
    assert (alun(desk).flags, alun(desk).was) == ((), "")
    desk.do(CorrectFact(ALUN_ID, "person", "cell_location", "LEI-D-1-001"))
    assert alun(desk).was == was
    bring(desk, write(tmp_path / "two.json", caseload(as_at="2026-11-22", prisoners=[BETH])))
    assert (alun(desk).flags, alun(desk).was) == ((), "")


def test_who_has_no_cell_and_who_is_elsewhere_is_flagged(desk: Desk, tmp_path: Path) -> None:
    moved_to(desk, tmp_path, "2026-11-21", None)
    assert alun(desk).flags == (Flag.MOVED, Flag.NO_CELL)
    assert (alun(desk).place, alun(desk).card.location) == (Place(), "")
    found = desk.ask(CardsOf((ALUN_ID,), "MDI"))
    assert Flag.ELSEWHERE in found[ALUN_ID].flags
    assert Flag.ELSEWHERE not in desk.ask(CardsOf((ALUN_ID,), "LEI"))[ALUN_ID].flags


def test_a_patient_is_in_hospital_and_in_no_cell(desk: Desk, tmp_path: Path) -> None:
    patient = ALUN | {
        "restrictedPatient": True,
        "dischargedHospitalDescription": "Hill House",
        "supportingPrisonId": "LEI",
    }
    bring(desk, write(tmp_path / "a.json", caseload(as_at="2026-11-21", prisoners=[patient, BETH])))
    now = alun(desk)
    assert (now.flags, now.place, now.card.location) == ((Flag.HOSPITAL,), Place(), "Hill House")


def test_who_is_out_for_the_day_is_flagged(desk: Desk, tmp_path: Path) -> None:
    out = ALUN | {"inOutStatus": "OUT", "lastMovementTypeCode": "TAP"}
    went = {"offenderNo": "A1111AA", "movementType": "TAP", "movementDate": "2026-11-20"}
    file = caseload(
        as_at="2026-11-21", prisoners=[out, BETH], movements=[went | {"directionCode": "OUT"}]
    )
    bring(desk, write(tmp_path / "a.json", file))
    assert alun(desk).flags == (Flag.ABSENT,)


@dataclass(frozen=True)
class CardsOf:
    """Cards of some people, as another module asks for them."""

    person_ids: tuple[int, ...]
    prison_id: str | None = None

    def run(self, uow: UnitOfWork, day: Day) -> dict[int, Proposed]:
        return dict(cards_for(uow, day, self.person_ids, prison_id=self.prison_id))


def test_a_correction_holds_for_its_prison_until_it_is_taken_back(desk: Desk) -> None:
    desk.do(CorrectFact(ALUN_ID, "person", "cell_location", "LEI-HB1-2-14"))
    number = done_and_undone(desk, CorrectPlace("lei", "LEI-hb1-", "  House  1 ", walk=2))
    assert alun(desk).place == Place("House 1", "", "2-14", known=True)
    assert desk.do(CorrectPlace("LEI", "HB1-", "Houseblock 1", "all")).result == number
    assert alun(desk).place == Place("Houseblock 1", "all", "2-14", known=True)
    (kept,) = rows(desk, tables.place)
    assert (kept.prison_id, kept.begins, kept.walk) == ("LEI", "hb1-", 0)
    done_and_undone(desk, DropPlace(number))
    assert alun(desk).place == Place("HB1", "2", "14")
    assert refused(desk, DropPlace(number)) == "REQ-PLACE"


def test_corrections_that_cannot_be(desk: Desk) -> None:
    for command, code in [
        (CorrectPlace("", "A", "A"), "REQ-PLACE-BLANK"),
        (CorrectPlace("LEI", "  ", "A"), "REQ-PLACE-BLANK"),
        (CorrectPlace("LEI", "A", " "), "REQ-PLACE-BLANK"),
        (CorrectPlace("LEI", "A" * (LONGEST_PLACE + 1), "A"), "REQ-PLACE-LONG"),
        (CorrectPlace("LEI", "A", "A" * (LONGEST_PLACE + 1)), "REQ-PLACE-LONG"),
        (CorrectPlace("LEI", "A", "A", "A" * (LONGEST_PLACE + 1)), "REQ-PLACE-LONG"),
        (CorrectPlace("L" * 11, "A", "A"), "REQ-PLACE-LONG"),
        (CorrectPlace("LEI", "A", "A", walk=-1), "REQ-PLACE-WALK"),
        (CorrectPlace("LEI", "A", "A", walk=1000), "REQ-PLACE-WALK"),
    ]:
        assert refused(desk, command) == code, command


# ---- cards are kept --------------------------------------------------------------------------


def test_a_card_is_kept_whole() -> None:
    asks = (Ask("chosen", Why.CHOSEN, due=TODAY, minutes=10), Ask("x", Why.DUTY, late=True))
    facts: Rows = {"person": {"cell_location": None}, "entry:4": {"next_step": "Ŵ", "due": None}}
    card = Card("A1234BC", "Ŵyn", "B", "LEI", "A-1", ("ACCT",), asks, TODAY, "Said Ŵ…", TODAY,
                TODAY, "C Rees", facts)  # fmt: skip
    assert load_card(dump_card(card)) == card
    assert load_card(dump_card(Card("A1234BC"))) == Card("A1234BC")


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"prisoner_number": 1}',
        '{"prisoner_number":"A","asks":[{}]}',
        "\ud800",
    ],
)
def test_what_is_no_card_is_refused(kept: str) -> None:
    with pytest.raises(ValueError, match="not a card"):
        load_card(kept)


@dataclass(frozen=True)
class Counted:
    """How many statements a proposal makes once everybody was worked out."""

    def run(self, uow: UnitOfWork, day: Day) -> int:
        day.book.people(uow, day)
        made: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            made.append(statement)

        event.listen(uow.connection.engine, "before_cursor_execute", note)
        VisitProposal().run(uow, day)
        event.remove(uow.connection.engine, "before_cursor_execute", note)
        return len(made)


def test_a_proposal_takes_as_many_statements_for_many_as_for_few(tmp_path: Path) -> None:
    counts = []
    for number in (2, 9):
        folder = tmp_path / str(number)
        folder.mkdir()
        desk = new_desk(folder)
        bring_in(desk, folder, people(number, MONDAY - timedelta(1), 3))
        for person_id in range(1, number + 1):
            said = AddEntry(person_id, EntryKind.CONTACT, MONDAY, what="wing", next_step="Ask")
            desk.do(replace(said, due=MONDAY))
            desk.do(AddEntry(person_id, EntryKind.VICTIM_LIAISON, MONDAY, who=SECRET))
        counts.append(desk.ask(Counted()))
        desk.close()
    assert counts[0] == counts[1]


# ---- planning --------------------------------------------------------------------------------


def stops(desk: Desk) -> list[Any]:
    return sorted(rows(desk, tables.visit_stop), key=lambda row: row.position)


def in_cells(desk: Desk, alun: str, beth: str) -> None:
    desk.do(CorrectFact(ALUN_ID, "person", "cell_location", alun))
    desk.do(CorrectFact(BETH_ID, "person", "cell_location", beth))


def test_a_visit_is_planned_in_walking_order_and_undone(desk: Desk) -> None:
    in_cells(desk, "B-1-1", "A-1-1")
    visit_id = done_and_undone(
        desk, PlanVisit(days(1), [ALUN_ID, BETH_ID, ALUN_ID], "  Friday  round ")
    )
    (row,) = rows(desk, tables.visit)
    assert (row.id, row.day, row.title, row.state) == (visit_id, days(1), "Friday round", "planned")
    assert (row.prison_id, row.note, row.by, len(row.uid)) == ("LEI", "", "A Jones", 32)
    assert [(one.position, one.person_id) for one in stops(desk)] == [(1, BETH_ID), (2, ALUN_ID)]
    proposed = everybody(desk)
    for stop in stops(desk):
        card, asks = load_card(stop.card), proposed[stop.person_id].card.asks
        assert replace(card, asks=asks) == proposed[stop.person_id].card
        assert card.asks
        assert asks in {(), card.asks}
    assert len({one.uid for one in stops(desk)}) == 2


def test_who_has_nothing_to_be_seen_for_is_chosen(desk: Desk) -> None:
    desk.do(contact())
    desk.do(MarkDuty(ALUN_ID, "contact", MarkKind.DONE, TODAY))
    for ask in alun(desk).card.asks:
        desk.do(MarkDuty(ALUN_ID, ask.key.removeprefix("duty:"), MarkKind.DONE, TODAY))
    assert (alun(desk).card.asks, alun(desk).minutes) == ((), 0)
    desk.do(PlanVisit(TODAY, [ALUN_ID]))
    (ask,) = load_card(stops(desk)[0].card).asks
    assert (ask.key, ask.why, ask.minutes) == ("chosen", Why.CHOSEN, 10)


def test_visits_that_cannot_be(desk: Desk) -> None:
    for command, code in [
        (PlanVisit(TODAY, []), "REQ-VISIT-EMPTY"),
        (PlanVisit(TODAY, [ALUN_ID, 99]), "REQ-PERSON"),
        (PlanVisit(TODAY, range(1, MOST_PEOPLE + 2)), "REQ-VISIT-MANY"),
        (PlanVisit(days(-1), [ALUN_ID]), "REQ-VISIT-DAY"),
        (PlanVisit(days(366), [ALUN_ID]), "REQ-VISIT-DAY"),
        (PlanVisit(TODAY, [ALUN_ID], "x" * (LONGEST_TITLE + 1)), "REQ-VISIT-TITLE"),
        (PlanVisit(TODAY, [ALUN_ID], prison_id="NOWHERE"), "REQ-VISIT-PRISON"),
    ]:
        assert refused(desk, command) == code, command


def test_the_borders_of_a_visit(desk: Desk) -> None:
    desk.do(PlanVisit(days(365), [ALUN_ID], "x" * LONGEST_TITLE, "MDI"))
    with pytest.raises(TextRefused):
        desk.do(PlanVisit(TODAY, [ALUN_ID], "x" * 100_001))
    (row,) = rows(desk, tables.visit)
    assert row.prison_id == "MDI"


def test_two_visits_never_have_one_code(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["V7K-3MQ", "V7K-3MQ", "V7K-3MQ", "C7K-3MQ"])
    monkeypatch.setattr(visit_planning, "visit_code", lambda _raw: next(drawn))
    desk.do(PlanVisit(TODAY, [ALUN_ID]))
    desk.do(PlanVisit(TODAY, [BETH_ID]))
    assert len({row.code for row in rows(desk, tables.visit)}) == 2


# ---- changing --------------------------------------------------------------------------------


def test_people_are_added_in_walking_order_and_removed(desk: Desk) -> None:
    in_cells(desk, "B-1-1", "A-1-1")
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID])).result
    done_and_undone(desk, ChangeVisit(visit_id, add=[BETH_ID, ALUN_ID], day=days(2), title="Late"))
    assert [one.person_id for one in stops(desk)] == [BETH_ID, ALUN_ID]
    assert [one.position for one in stops(desk)] == [1, 2]
    (row,) = rows(desk, tables.visit)
    assert (row.day, row.title) == (days(2), "Late")
    first, second = stops(desk)
    done_and_undone(desk, ChangeVisit(visit_id, remove=[first.id]))
    assert [(one.person_id, one.position) for one in stops(desk)] == [(ALUN_ID, 1)]
    assert refused(desk, ChangeVisit(visit_id, remove=[second.id])) == "REQ-VISIT-EMPTY"
    assert desk.do(ChangeVisit(visit_id, remove=[first.id])).operation_id is None


def test_cards_stay_as_they_were_until_they_are_made_anew(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID, BETH_ID])).result
    before = [one.card for one in stops(desk)]
    in_cells(desk, "B-1-1", "A-1-1")
    desk.do(ChangeVisit(visit_id, title="again"))
    assert sorted(one.card for one in stops(desk)) == sorted(before)
    done_and_undone(desk, ChangeVisit(visit_id, again=True))
    assert [load_card(one.card).location for one in stops(desk)] == ["A-1-1", "B-1-1"]
    assert desk.do(ChangeVisit(visit_id, again=True)).operation_id is None


def test_a_card_that_was_noted_against_is_not_made_anew(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID, BETH_ID])).result
    desk.do(BeginVisit(visit_id))
    noted, other = stops(desk)
    desk.do(CaptureStop(noted.id, Captured(new_uid(), TODAY, "face_to_face")))
    in_cells(desk, "B-1-1", "A-1-1")
    before = {one.id: one.card for one in stops(desk)}
    desk.do(ChangeVisit(visit_id, again=True))
    after = {one.id: one.card for one in stops(desk)}
    assert after[noted.id] == before[noted.id]
    assert after[other.id] != before[other.id]


def test_changes_that_cannot_be(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID])).result
    assert refused(desk, ChangeVisit(99)) == "REQ-VISIT"
    assert refused(desk, ChangeVisit(visit_id, add=[99])) == "REQ-PERSON"
    assert refused(desk, ChangeVisit(visit_id, day=days(-1))) == "REQ-VISIT-DAY"
    assert refused(desk, ChangeVisit(visit_id, title="x" * 201)) == "REQ-VISIT-TITLE"
    many = ChangeVisit(visit_id, add=range(2, MOST_PEOPLE + 2))
    assert refused(desk, many) == "REQ-VISIT-MANY"


@dataclass(frozen=True)
class Put:
    """Rows of other parts of a visit, as they stand when those have done their work."""

    table: Any
    values: dict[str, Any]
    name: ClassVar[str] = "put"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        uow.connection.execute(self.table.insert().values(self.values))
        assert uow.operation_id


def noted(desk: Desk, stop: Any) -> None:
    blank = dict.fromkeys(("machine", "time", "text", "next_step"), "")
    values = {"stop_id": stop.id, "uid": "a" * 32, "what": "wing", "day": TODAY, "by": "A Jones"}
    rest = {"ticked": "[]", "changes": "{}", "at": NOW}
    desk.do(Put(tables.visit_capture, values | blank | rest))


def taken_out(desk: Desk, visit_id: int, state: PackState = PackState.OUT) -> None:
    blank = dict.fromkeys(("code", "holder", "device", "machine", "made", "why", "note"), "")
    rest = {"uid": state.value, "state": state.value, "returns": 0, "by": "A Jones"}
    times = dict.fromkeys(("made_at", "expires_at", "at"), NOW)
    desk.do(Put(tables.visit_pack, {"visit_id": visit_id} | blank | rest | times))


def agreed(desk: Desk, stop: Any) -> None:
    values = {"side": "out", "row_key": "person", "fields": "{}"}
    desk.do(Put(tables.visit_base, {"stop_id": stop.id, "person_id": stop.person_id} | values))


def test_what_is_noted_or_carried_is_not_removed(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID, BETH_ID])).result
    first, second = stops(desk)
    noted(desk, first)
    agreed(desk, second)
    for stop in (first, second):
        assert refused(desk, ChangeVisit(visit_id, remove=[stop.id])) == "REQ-VISIT-NOTED"


def test_cards_are_not_made_anew_while_a_pack_is_out(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID])).result
    taken_out(desk, visit_id)
    assert refused(desk, ChangeVisit(visit_id, again=True)) == "REQ-VISIT-OUT"
    desk.do(ChangeVisit(visit_id, add=[BETH_ID]))
    assert len(stops(desk)) == 2


def test_a_visit_from_a_pack_is_changed_where_it_was_planned(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID])).result
    taken_out(desk, visit_id, PackState.HERE)
    assert refused(desk, ChangeVisit(visit_id, title="x")) == "REQ-VISIT-CARRIED"


def test_a_visit_that_has_ended_is_not_changed(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID])).result
    desk.do(Ended(visit_id))
    assert refused(desk, ChangeVisit(visit_id, title="x")) == "REQ-VISIT-ENDED"
    assert refused(desk, DropVisit(visit_id)) == "REQ-VISIT-DROP"


@dataclass(frozen=True)
class Ended:
    """A visit that has ended."""

    visit_id: int
    name: ClassVar[str] = "ended"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        from pomdesk.store.records import VisitRecord

        record = uow.get(VisitRecord, self.visit_id)
        assert record is not None
        record.state = "ended"


def test_a_visit_under_way_may_be_added_to_but_not_dropped(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID])).result
    desk.do(BeginVisit(visit_id))
    desk.do(ChangeVisit(visit_id, add=[BETH_ID]))
    assert len(stops(desk)) == 2
    assert refused(desk, DropVisit(visit_id)) == "REQ-VISIT-DROP"


def test_a_planned_visit_is_dropped_and_brought_back(desk: Desk) -> None:
    visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID, BETH_ID])).result
    done_and_undone(desk, DropVisit(visit_id))
    assert rows(desk, tables.visit) == rows(desk, tables.visit_stop) == []
    assert refused(desk, DropVisit(visit_id)) == "REQ-VISIT"


def test_what_was_taken_out_is_not_dropped(desk: Desk) -> None:
    for state in PackState:
        visit_id = desk.do(PlanVisit(TODAY, [ALUN_ID])).result
        taken_out(desk, visit_id, state)
        assert refused(desk, DropVisit(visit_id)) == "REQ-VISIT-DROP"


# ---- whose -----------------------------------------------------------------------------------


def test_a_pom_plans_for_their_own_and_changes_their_own_visits(tmp_path: Path) -> None:
    with role_desk.opened(tmp_path) as team:
        ids = team.ids()
        mine, shared, theirs = (
            ids[number] for number in (role_desk.MINE, role_desk.SHARED, role_desk.THEIRS)
        )
        pom, day = role_desk.POM, team.at(role_desk.POM).today
        seen = {one.person_id for one in team.at(pom).ask(VisitProposal()).lines}
        assert seen == {ids[number] for number in role_desk.OF_POM}
        assert team.refused(pom, PlanVisit(day, [mine, theirs])) == "ROL-CASE"
        assert team.refused(pom, PlanVisit(day, [9_999])) == "ROL-CASE"
        visit_id = role_desk.do(team, pom, PlanVisit(day, [mine]))
        role_desk.do(team, pom, ChangeVisit(visit_id, add=[shared]))
        assert team.refused(pom, ChangeVisit(visit_id, add=[theirs])) == "ROL-CASE"
        for command in (ChangeVisit(visit_id, title="x"), DropVisit(visit_id)):
            assert team.refused(role_desk.COLLEAGUE, command) == "REQ-VISIT"
        role_desk.do(team, role_desk.HEAD, ChangeVisit(visit_id, add=[theirs], again=True))
        assert len(everybody(team.at(role_desk.HEAD))) == role_desk.CASES
