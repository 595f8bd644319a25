"""What is to be looked at before a paper leaves, to the day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.facts import Assessment, Case
from pomdesk.domain.papers import (
    FROZEN,
    Gap,
    Hit,
    Paper,
    PaperKind,
    PaperTemplate,
    SectionState,
    SectionText,
    StepKind,
)
from pomdesk.domain.record import DutyMark, Entry, EntryKind, MarkKind
from pomdesk.domain.writing import Link, passage
from pomdesk.rules.case import work_out
from pomdesk.rules.papers.links import Moved, known, moved
from pomdesk.rules.papers.ready import blocking, gaps
from pomdesk.rules.policy import Policy
from tests.builders import TODAY, case, day, lifer, person, policy, probation, review
from tests.rules.papers.writing import entry, linked, paper, section, step, template

POLICY = policy()
QUESTIONS = ("victim", "vlo", "intelligence", "mappa_minutes", "others", "restriction")


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def contact(on: date, what: str = "face_to_face", **changes: Any) -> Entry:
    return entry(EntryKind.CONTACT, on, what=what, **changes)


def monthly(since: date) -> list[Entry]:
    """A contact every four weeks until today."""
    return [contact(since + timedelta(28 * n)) for n in range((TODAY - since).days // 28 + 1)]


SEEN = monthly(ago(420))
"""Nothing is wrong with this chronology: the last one is today's."""


def whole(**parts: Any) -> Case:
    """A case of which nothing is to be said."""
    ordinary: dict[str, Any] = {
        "probation": probation(com_name="Jones, Ray"),
        "assessments": [Assessment("LAYER3", status="COMPLETE", completed_on=ago(100))],
        "allocated_on": ago(600),
    }
    return case(**(ordinary | parts))


def ticked(of: Paper) -> Paper:
    """Every disclosure question answered for the text as it is."""
    steps = [step(StepKind.DISCLOSURE_TICKED, item, of.text_digest) for item in QUESTIONS]
    return replace(of, steps=(*of.steps, *steps))


def found(
    of: Paper | None = None,
    *,
    by: PaperTemplate | None = None,
    facts: Case | None = None,
    entries: Sequence[Entry] = SEEN,
    rules: Policy = POLICY,
    today: date = TODAY,
    **more: Any,
) -> list[Gap]:
    held = facts or whole()
    result = work_out(held, rules, today)
    return gaps(
        of or ticked(paper()),
        by or template(),
        held,
        result,
        rules,
        today,
        entries=entries,
        **more,
    )


def codes(found_gaps: Sequence[Gap]) -> list[str]:
    return [gap.code for gap in found_gaps]


def test_a_paper_in_order_has_nothing_to_look_at() -> None:
    assert found() == []


# ---- sections --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  \n\u00a0\n"])
def test_a_required_section_without_a_word_blocks(text: str) -> None:
    body = SectionText(passage(text), SectionState.DONE)
    of = ticked(paper(sections={"body": body}))
    assert found(of) == [Gap("section_empty", "body", blocks=True)]


def test_a_section_that_was_never_begun_is_empty_too() -> None:
    assert found(ticked(paper(texts={}))) == [Gap("section_empty", "body", blocks=True)]


def test_a_section_that_is_not_required_may_be_empty() -> None:
    by = template(section("body"), section("more", required=False))
    assert found(by=by) == []


def test_a_section_nobody_writes_in_is_not_asked_for() -> None:
    by = template(section("body"), section("printed", lines=0, facts=("identity",)))
    assert found(by=by) == []


@pytest.mark.parametrize(
    "left",
    [
        "[...]",
        "[…]",
        "[say what has changed]",
        "[NAME]",
        "[]",
        "<name>",
        "<date of hearing>",
        "{name}",
        "____",
        "X" * 3,
        "xxxx",
        "TBC",
        "tbc",
        "TBA",
        "T.B.C.",
        "???",
        "DD/MM/YYYY",
        "dd.mm.yy",
        "Lorem ipsum",
        "[" + "say what you saw " * 20 + "]",
    ],
)
def test_a_placeholder_blocks(left: str) -> None:
    (gap,) = found(ticked(paper(texts={"body": f"He is {left}. Then more."})))
    assert (gap.code, gap.section, gap.blocks) == ("placeholder", "body", True)
    assert str(gap.details["words"]).strip(".") == left.strip(".")


@pytest.mark.parametrize(
    "said",
    [
        "“[he] said [sic] that [they] went [1]”",
        "x < y and y > x",
        "3 < 4 <5> 6",
        "What? Why?? Who knows?",
        "a__b",
        "Maxxx and xx",
        "(to be confirmed)",
        "the tbcs",
        "todos",
    ],
)
def test_what_was_meant_is_no_placeholder(said: str) -> None:
    assert found(ticked(paper(texts={"body": said}))) == []


def test_a_placeholder_that_stands_thrice_is_told_once() -> None:
    (gap,) = found(ticked(paper(texts={"body": "TBC and TBC\nthen TBC"})))
    assert gap.details == {"words": "TBC", "times": 3}


@pytest.mark.parametrize("text", ["[" * 100_000, "[a" * 50_000, "<a" * 50_000, "x" * 99_999 + "y"])
def test_a_very_long_text_without_placeholders(text: str) -> None:
    assert found(ticked(paper(texts={"body": text}))) == []


def test_words_over_the_limit_by_one() -> None:
    of = ticked(paper(texts={"body": "one two three\nfour"}))
    assert found(of, by=template(section("body", limit=4))) == []
    (gap,) = found(of, by=template(section("body", limit=3)))
    assert gap == Gap("over_limit", "body", {"words": 4, "limit": 3})


def test_a_section_that_needs_checking_is_told_and_does_not_block() -> None:
    body = SectionText(passage("Drafted."), SectionState.NEEDS_CHECKING)
    of = ticked(paper(sections={"body": body}))
    assert found(of) == [Gap("needs_checking", "body")]


def test_what_stands_in_a_section_is_told_in_the_order_of_the_template() -> None:
    by = template(section("b"), section("a"))
    of = ticked(paper(texts={"a": "TBC", "b": "TBC"}))
    assert [gap.section for gap in found(of, by=by)] == ["b", "a"]


def test_a_moved_fact_is_told_with_both_values() -> None:
    link = Link("result.handover_date", "2027-05-12")
    one = Moved("body", link, "2027-02-03")
    (gap,) = found(moved=[one, one._replace(section="gone")])
    assert gap.code == "fact_moved"
    assert not gap.blocks
    assert gap.details == {"ref": link.ref, "was": "2027-05-12", "now": "2027-02-03"}


def test_a_fact_that_is_gone_has_no_value_now() -> None:
    (gap,) = found(moved=[Moved("body", Link("entry.4", "abc"), None)])
    assert gap.details["now"] == ""


def test_text_in_a_section_nobody_writes_in_is_asked_for_placeholders() -> None:
    by = template(section("body"), section("printed", lines=0, facts=("identity",)))
    of = ticked(paper(texts={"body": "All is well.", "printed": "[say what] is left"}))
    (gap,) = found(of, by=by)
    assert (gap.code, gap.section, gap.blocks) == ("placeholder", "printed", True)


def test_text_in_a_section_the_template_does_not_have_is_told_and_asked() -> None:
    of = ticked(paper(texts={"body": "All is well.", "gone": "TBC Karen", "blank": " "}))
    hit = Hit("victim", "Karen", "gone", 4, 9)
    told = found(of, hits=[hit])
    assert [(gap.code, gap.section, gap.blocks) for gap in told] == [
        ("section_unknown", "gone", True),
        ("placeholder", "gone", True),
        ("hit", "gone", True),
    ]


# ---- disclosure ------------------------------------------------------------------------------

HIT = Hit("victim", "Karen", "body", 3, 8, "Karen")


def test_a_place_that_may_tell_a_secret_blocks() -> None:
    again = replace(HIT, start=30, end=35)
    (gap,) = found(hits=[HIT, again])
    assert (gap.code, gap.section, gap.blocks, gap.hit) == ("hit", "body", True, HIT)
    assert gap.details == {"words": "Karen", "kind": "victim", "times": 2}


def test_one_that_somebody_accepted_does_not() -> None:
    of = ticked(paper(steps=(step(StepKind.HIT_ACCEPTED, HIT.key),)))
    assert found(of, hits=[HIT]) == []
    elsewhere = replace(HIT, section="more")
    assert codes(found(of, hits=[HIT, elsewhere])) == ["hit"]


@pytest.mark.parametrize("place", ["", "dropped-section"])
def test_a_place_outside_the_sections_of_the_template_blocks_too(place: str) -> None:
    (gap,) = found(hits=[replace(HIT, section=place)])
    assert (gap.section, gap.blocks) == (place, True)


@pytest.mark.parametrize(
    "kind", [PaperKind.HANDOVER_REPORT, PaperKind.RESTRICTED_ANNEX, PaperKind.CASE_SUMMARY]
)
def test_a_paper_the_person_does_not_read_is_not_asked(kind: PaperKind) -> None:
    assert found(paper(kind), hits=[HIT]) == []


@pytest.mark.parametrize(
    "kind", [PaperKind.PAROLE_REPORT, PaperKind.CUSTODY_UPDATE, PaperKind.PLAN_REVIEW]
)
def test_every_question_is_asked_of_a_paper_the_person_reads(kind: PaperKind) -> None:
    unticked = found(paper(kind))
    assert codes(unticked) == ["not_ticked"] * 6
    assert [gap.details["item"] for gap in unticked] == list(QUESTIONS)
    assert blocking(unticked) == unticked


def test_an_answer_falls_when_the_text_changes() -> None:
    of = ticked(paper())
    changed = replace(of, text_digest="another")
    assert codes(found(changed)) == ["not_ticked"] * 6


def test_an_acceptance_is_no_answer() -> None:
    of = paper()
    of = replace(of, steps=(step(StepKind.HIT_ACCEPTED, "victim", of.text_digest),))
    assert codes(found(of)) == ["not_ticked"] * 6


def test_a_unit_may_ask_fewer_questions() -> None:
    rules = policy(papers_disclosure_items='["vlo"]')
    assert [gap.details["item"] for gap in found(paper(), rules=rules)] == ["vlo"]


# ---- the whole paper -------------------------------------------------------------------------


def assessed(on: date, status: str = "COMPLETE") -> Assessment:
    return Assessment("LAYER3", status=status, completed_on=on)


def test_an_oasys_of_55_weeks_still_stands_and_a_day_more_does_not() -> None:
    assert found(facts=whole(assessments=[assessed(ago(385))])) == []
    (gap,) = found(facts=whole(assessments=[assessed(ago(386))]))
    assert gap == Gap("oasys_old", details={"day": ago(386), "weeks": 55})


@pytest.mark.parametrize(
    "held", [[], [assessed(ago(9), "OPEN")], [Assessment("LAYER3", status="COMPLETE")]]
)
def test_no_completed_oasys(held: list[Assessment]) -> None:
    assert codes(found(facts=whole(assessments=held))) == ["oasys_missing"]


def test_a_person_seen_eight_weeks_ago_was_seen_and_a_day_more_was_not() -> None:
    before = [one for one in SEEN if one.day < ago(57)]
    assert found(entries=[*before, contact(ago(56))]) == []
    (gap,) = found(entries=[*before, contact(ago(57))])
    assert gap == Gap("not_seen", details={"day": ago(57), "weeks": 8})


@pytest.mark.parametrize("what", ["phone", "letter", "attempted"])
def test_a_contact_that_does_not_count_is_not_seeing_somebody(what: str) -> None:
    """A telephone call is contact, as the policy counts it, but nobody saw anybody."""
    (gap,) = found(entries=[replace(one, what=what) for one in SEEN])
    assert gap == Gap("not_seen", details={"weeks": 8})


def test_a_contact_that_is_to_come_does_not_count() -> None:
    ahead = [*[one for one in SEEN if one.day < ago(60)], contact(TODAY + timedelta(1))]
    assert "not_seen" in codes(found(entries=ahead))


def test_a_contact_that_somebody_called_done_counts() -> None:
    before = [one for one in SEEN if one.day < ago(60)]
    mark = DutyMark("contact", MarkKind.DONE, ago(3))
    assert found(entries=before, facts=whole(marks=(mark,))) == []
    not_needed = replace(mark, mark=MarkKind.NOT_NEEDED)
    assert codes(found(entries=before, facts=whole(marks=(not_needed,)))) == ["not_seen"]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (PaperKind.HANDOVER_REPORT, True),
        (PaperKind.HANDOVER_PACK, True),
        (PaperKind.MAPPA_F, True),
        (PaperKind.CASE_SUMMARY, False),
        (PaperKind.TRANSFER_SUMMARY, False),
    ],
)
@pytest.mark.parametrize("held", [None, probation(), probation(com_name=" ")])
def test_a_paper_for_the_com_asks_who_it_is(kind: PaperKind, asked: bool, held: Any) -> None:
    assert codes(found(paper(kind), facts=whole(probation=held))) == ["no_com"] * asked


# ---- the chronology --------------------------------------------------------------------------


def spans(entries: Sequence[Entry], **parts: Any) -> list[tuple[object, object, object]]:
    more = [*entries, contact(TODAY)]  # seen today
    gaps_found = found(entries=more, facts=whole(**parts))
    assert set(codes(gaps_found)) <= {"chronology_gap"}
    told = [gap.details for gap in gaps_found]
    return [(one["first"], one["last"], one["weeks"]) for one in told]


def test_twelve_weeks_without_an_entry_are_none_and_a_day_more_is_a_gap() -> None:
    before = monthly(ago(420))[:12]  # the last of them 112 days ago
    last = before[-1].day
    assert last == ago(112)
    assert spans([*before, contact(ago(28))]) == []
    assert spans([*before, contact(ago(27))]) == [(last, ago(27), 12)]


def test_anything_written_down_inside_explains_it() -> None:
    before = monthly(ago(420))[:12]
    assert spans([*before, entry(EntryKind.NOTE, ago(60), text="On escort to hospital.")]) == []


@pytest.mark.parametrize("kind", [EntryKind.DOCUMENT, EntryKind.VICTIM_NOTE])
def test_papers_and_what_is_withheld_explain_nothing(kind: EntryKind) -> None:
    before = monthly(ago(420))[:12]
    assert len(spans([*before, entry(kind, ago(60))])) == 1


def test_without_any_entry_the_year_is_one_gap() -> None:
    assert spans([]) == [(date(2025, 11, 22), TODAY, 52)]


def test_before_the_case_came_there_is_no_gap() -> None:
    assert spans([], allocated_on=ago(84)) == []
    assert spans([], allocated_on=ago(85)) == [(ago(85), TODAY, 12)]


def test_a_gap_that_began_before_the_year_is_told_from_its_beginning() -> None:
    begun = date(2025, 11, 22) - timedelta(30)
    rest = [one for one in SEEN if one.day >= date(2026, 1, 20)]
    assert spans([contact(begun), *rest]) == [(begun, rest[0].day, (rest[0].day - begun).days // 7)]


def test_a_gap_that_ended_before_the_year_is_not_told() -> None:
    rest = [one for one in SEEN if one.day >= date(2025, 10, 20)]
    assert spans([contact(ago(900)), *rest]) == []


# ---- dates that have passed ------------------------------------------------------------------


def test_a_handover_date_that_has_passed_is_told_in_a_handover_report() -> None:
    late = whole(who=person(conditional_release_date=ago(-200), release_date=ago(-200)))
    assert [gap.details["ref"] for gap in found(paper(PaperKind.HANDOVER_REPORT), facts=late)] == [
        "result.handover_date"
    ]
    assert found(paper(PaperKind.CASE_SUMMARY), facts=late) == []


def test_a_date_is_passed_the_day_after() -> None:
    for hearing, told in ((TODAY, []), (ago(1), ["date_passed"])):
        held = whole(
            who=lifer(tariff_date=ago(900)),
            parole_reviews=[review(hearing.isoformat())],
        )
        of = paper(PaperKind.CUSTODY_UPDATE)
        assert [code for code in codes(found(of, facts=held)) if code == "date_passed"] == told


def test_a_linked_date_that_has_passed_is_told_once() -> None:
    held = whole(who=person(conditional_release_date=ago(5), release_date=ago(5)))
    ref = "person.conditional_release_date"
    texts = {"body": linked("then", ref, ago(5).isoformat()) * 2}
    gaps_found = found(paper(PaperKind.CASE_SUMMARY, texts), facts=held)
    assert gaps_found == [Gap("date_passed", details={"ref": ref, "day": ago(5)})]


def test_dates_that_lie_behind_by_nature_are_not_told() -> None:
    held = whole(who=person(sentence_start_date=ago(900), tariff_date=ago(5)))
    texts = {
        "body": linked("then", "person.sentence_start_date", ago(900).isoformat())
        + linked("then", "person.tariff_date", ago(5).isoformat())
    }
    assert found(paper(PaperKind.CASE_SUMMARY, texts), facts=held) == []


def test_the_first_release_of_somebody_recalled_has_passed_of_course() -> None:
    recalled = person(recall=True, legal_status="RECALL", conditional_release_date=ago(400))
    texts = {"body": linked("then", "person.conditional_release_date", ago(400).isoformat())}
    assert found(paper(PaperKind.CASE_SUMMARY, texts), facts=whole(who=recalled)) == []


# ---- the rest --------------------------------------------------------------------------------


def test_facts_in_dispute_are_each_told() -> None:
    disputed = ("person.tariff_date", "probation.tier")
    gaps_found = found(facts=whole(disputed=disputed))
    assert codes(gaps_found) == ["disputed"] * 2
    assert [gap.details["fact"] for gap in gaps_found] == list(disputed)
    assert blocking(gaps_found) == []


def test_an_annex_is_asked_for_its_sections_only() -> None:
    bare = case(probation=None)
    annex = paper(PaperKind.RESTRICTED_ANNEX, {"body": "TBC"})
    assert codes(found(annex, facts=bare, entries=())) == ["placeholder"]


@pytest.mark.parametrize("stage", sorted(FROZEN))
def test_nothing_is_to_be_mended_in_a_paper_that_is_final(stage: Any) -> None:
    assert found(paper(texts={}, stage=stage), facts=case(probation=None), entries=()) == []


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2028, 1, 1)), max_size=8),
    st.sampled_from(PaperKind),
    st.text(max_size=40),
)
def test_any_entries_and_any_text(days: list[date], kind: PaperKind, text: str) -> None:
    entries = [contact(one, id=n) for n, one in enumerate(days)]
    of = paper(kind, {"body": text})
    held = whole()
    shown = moved(of.sections, known(held, work_out(held, POLICY, TODAY)), entries)
    for gap in found(of, entries=entries, moved=shown):
        if gap.code == "chronology_gap":
            first, last = gap.details["first"], gap.details["last"]
            assert isinstance(first, date)
            assert isinstance(last, date)
            assert (last - first).days > 84
            assert not [one for one in days if first < one < last]
            assert day("2025-11-22") < last <= TODAY
