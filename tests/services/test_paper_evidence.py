"""Evidence: everything that may stand in a paper, and nothing that may not."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pomdesk.domain.facts import SourceKind
from pomdesk.domain.papers import PAPER_SPECS, PaperKind
from pomdesk.domain.record import SPECS, EntryKind
from pomdesk.domain.writing import passage
from pomdesk.rules.papers.links import NOT_DISCLOSABLE
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.papers import BeginPaper, WriteSection
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import EvidenceFor
from tests.intake.files import TODAY
from tests.services.paper_desk import opened
from tests.services.record_desk import ALUN_ID, BETH_ID
from tests.services.test_entries import least

WRITTEN = [kind for kind, spec in PAPER_SPECS.items() if spec.written]
READ = [kind for kind in WRITTEN if PAPER_SPECS[kind].disclosable]
KEPT = [kind for kind in WRITTEN if not PAPER_SPECS[kind].disclosable]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as (made, _watch):
        yield made


def begun(desk: Desk, kind: PaperKind, text: str = "", person_id: int = ALUN_ID) -> int:
    number = desk.do(BeginPaper(person_id, kind)).result
    desk.do(WriteSection(number, "behaviour", passage(text)))
    return number


@pytest.mark.parametrize("kind", READ)
def test_a_paper_the_person_reads_is_offered_nothing_withheld(desk: Desk, kind: PaperKind) -> None:
    for entry in EntryKind:
        desk.do(least(entry))
    desk.do(CorrectFact(ALUN_ID, "probation", "vlo_assigned", "true"))
    for other in WRITTEN:
        begun(desk, other, f"from {other}")
    found = desk.ask(EvidenceFor(begun(desk, kind)))
    kinds = {one.kind for one in found.entries}
    assert kinds == {k for k, spec in SPECS.items() if spec.disclosable} - {EntryKind.DOCUMENT}
    assert found.total == len(kinds)
    assert {one.kind for one in found.passages} == set(READ)
    assert not {one.ref for one in found.facts} & NOT_DISCLOSABLE
    # Words do not open what is shut.
    for words in ("from", "x", "vlo", "restricted-annex", '" OR "', "*", "NEAR"):
        again = desk.ask(EvidenceFor(begun(desk, kind), words))
        assert {one.kind for one in again.entries} <= kinds
        assert {one.kind for one in again.passages} <= set(READ)


@pytest.mark.parametrize("kind", KEPT)
def test_another_is_offered_everything_but_an_annex(desk: Desk, kind: PaperKind) -> None:
    for entry in EntryKind:
        desk.do(least(entry))
    desk.do(CorrectFact(ALUN_ID, "probation", "vlo_assigned", "true"))
    for other in WRITTEN:
        begun(desk, other, f"from {other}")
    found = desk.ask(EvidenceFor(begun(desk, kind)))
    assert {one.kind for one in found.entries} == set(EntryKind)
    annex = {PaperKind.RESTRICTED_ANNEX}
    wanted = set(WRITTEN) - (annex if kind not in annex else set())
    assert {one.kind for one in found.passages} == wanted
    assert "probation.vlo_assigned" in {one.ref for one in found.facts}


def test_nothing_of_anybody_else_is_offered(desk: Desk) -> None:
    desk.do(AddEntry(BETH_ID, EntryKind.NOTE, TODAY, text="hers"))
    begun(desk, PaperKind.CASE_SUMMARY, "hers", BETH_ID)
    mine = begun(desk, PaperKind.CASE_SUMMARY, "mine")
    found = desk.ask(EvidenceFor(mine))
    assert (list(found.entries), found.total, list(found.passages)) == ([], 0, [])


def test_facts_bear_where_they_came_from(desk: Desk) -> None:
    desk.do(CorrectFact(ALUN_ID, "person", "tariff_date", "2027-02-03"))
    found = {one.ref: one for one in desk.ask(EvidenceFor(begun(desk, PaperKind.MAPPA_F))).facts}
    released = found["person.conditional_release_date"]
    assert (released.value, released.source and released.source.name) == (
        "2027-05-12",
        "first.json",
    )
    typed = found["person.tariff_date"]
    assert typed.source is not None
    assert (typed.value, typed.source.kind) == ("2027-02-03", SourceKind.TYPED)
    assert found["result.handover_date"].source is None
    assert found["oasys.completed_on"].value == "2025-02-10"


def test_entries_are_found_by_words_newest_first_and_counted(desk: Desk) -> None:
    for days in range(5):
        day = TODAY - timedelta(days)
        desk.do(AddEntry(ALUN_ID, EntryKind.NOTE, day, text=f"About the landlord, {days} days"))
    desk.do(AddEntry(ALUN_ID, EntryKind.NOTE, TODAY, text="Something else"))
    number = begun(desk, PaperKind.PAROLE_REPORT)
    found = desk.ask(EvidenceFor(number, "LÁNDLORD about", limit=3))
    assert [one.day for one in found.entries] == [TODAY - timedelta(n) for n in range(3)]
    assert found.total == 5
    assert desk.ask(EvidenceFor(number, "landlord elsewhere")).total == 0
    assert desk.ask(EvidenceFor(number)).total == 6
    assert desk.ask(EvidenceFor(number, limit=0)).entries == []


def test_passages_of_earlier_papers_are_found_by_words(desk: Desk) -> None:
    old = begun(desk, PaperKind.PAROLE_REPORT, "Gwaith yn y gegin – café")
    desk.do(WriteSection(old, "risk", passage("Nothing on it")))
    number = begun(desk, PaperKind.PAROLE_REPORT, "the draft itself")
    found = desk.ask(EvidenceFor(number)).passages
    assert {(one.paper_id, one.section) for one in found} == {(old, "behaviour"), (old, "risk")}
    (hit,) = desk.ask(EvidenceFor(number, "CAFE gegin")).passages
    assert (hit.kind, hit.version, hit.section) == (PaperKind.PAROLE_REPORT, 1, "behaviour")
    assert hit.passage == passage("Gwaith yn y gegin – café")
    assert hit.day == date(2026, 11, 22)
    assert desk.ask(EvidenceFor(number, "landlord")).passages == []
    assert len(desk.ask(EvidenceFor(number, limit=1)).passages) == 1


@pytest.mark.parametrize("words", ["\0", '"', "\ud83d", "a" * 5_000, "- OR *", "  "])
def test_odd_words_find_nothing_or_everything_and_break_nothing(desk: Desk, words: str) -> None:
    desk.ask(EvidenceFor(begun(desk, PaperKind.PAROLE_REPORT), words))
