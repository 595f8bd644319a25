"""Kinds of papers, and what a digest, a hit and a paper are known by."""

from dataclasses import replace

import pytest

from pomdesk.domain.papers import (
    FROZEN,
    PAPER_SPECS,
    Hit,
    PaperKind,
    PaperStage,
    SectionState,
    SectionText,
    text_digest,
)
from pomdesk.domain.writing import Link, Paragraph, Run, passage
from tests.rules.papers.writing import paper, section

TEXT = {"body": SectionText(passage("All is well."), SectionState.DRAFTED)}


def test_every_kind_is_described() -> None:
    assert set(PAPER_SPECS) == set(PaperKind)


def test_reports_served_on_the_person_are_disclosable_and_the_annex_never() -> None:
    disclosable = {kind for kind, spec in PAPER_SPECS.items() if spec.disclosable}
    assert disclosable == {
        PaperKind.PAROLE_REPORT,
        PaperKind.CUSTODY_UPDATE,
        PaperKind.PLAN_REVIEW,
    }
    withheld = {kind for kind, spec in PAPER_SPECS.items() if spec.withheld}
    assert withheld == {PaperKind.RESTRICTED_ANNEX}
    assert not withheld & disclosable


def test_a_paper_knows_what_its_kind_is() -> None:
    assert paper(PaperKind.RESTRICTED_ANNEX).spec.withheld
    assert not paper(PaperKind.HANDOVER_PACK).spec.written


@pytest.mark.parametrize("stage", PaperStage)
def test_a_paper_is_frozen_once_it_is_final(stage: PaperStage) -> None:
    assert paper(stage=stage).frozen is (stage in ("final", "sent"))
    assert (stage in FROZEN) is paper(stage=stage).frozen


def test_the_digest_is_of_what_is_said_and_by_which_section() -> None:
    whole = text_digest(TEXT)
    assert len(whole) == 64
    assert text_digest({"other": TEXT["body"]}) != whole
    assert text_digest({"body": SectionText(passage("All is well!"))}) != whole
    strong = (Paragraph((Run("All is well.", strong=True),)),)
    assert text_digest({"body": SectionText(strong)}) != whole
    linked = (Paragraph((Run("All is well.", link=Link("a.b", "c")),)),)
    assert text_digest({"body": SectionText(linked)}) != whole


def test_states_blank_sections_and_their_order_make_no_difference_to_it() -> None:
    whole = text_digest(TEXT)
    assert text_digest({"body": replace(TEXT["body"], state=SectionState.DONE)}) == whole
    assert text_digest({"first": SectionText(), **TEXT, "last": SectionText()}) == whole
    two = {"a": TEXT["body"], "b": SectionText(passage("More."))}
    assert text_digest(two) == text_digest(dict(reversed(two.items())))


def test_an_acceptance_goes_by_kind_section_and_words_not_by_place() -> None:
    hit = Hit("victim", "Karen", "body", 3, 8, "Karen Whitlock")
    assert replace(hit, start=90, end=95, words="KAREN", why="").key == hit.key
    others = (replace(hit, kind="vlo"), replace(hit, section="more"), replace(hit, words="Karin"))
    assert hit.key not in {other.key for other in others}


def test_a_section_is_written_where_there_are_lines_to_write_on() -> None:
    assert section("body").written
    assert not section("body", lines=0).written
