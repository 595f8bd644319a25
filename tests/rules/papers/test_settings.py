"""The settings of papers: where they come from, and what they may not be."""

from datetime import date

import pytest

from pomdesk.domain.errors import PolicyRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.rules.pack import DISCLOSURE_ITEMS, Confidence, LocalSetting, SettingKind
from pomdesk.rules.policy import about
from tests.builders import policy


def local(value: object) -> LocalSetting:
    return LocalSetting(value, date(2026, 11, 1), "Agreed by the head of OMU", "A Khan")


def test_the_shipped_settings_and_how_sure_they_are() -> None:
    shipped = policy()
    papers = shipped.papers
    assert (papers.oasys_weeks, papers.seen_weeks, papers.chronology_gap_weeks) == (55, 8, 12)
    assert set(papers.countersigned) == {PaperKind.PAROLE_REPORT, PaperKind.CUSTODY_UPDATE}
    assert papers.disclosure_items == DISCLOSURE_ITEMS
    assert shipped.settings["papers.oasys_weeks"].confidence is Confidence.CONFIRMED
    for key in ("papers.seen_weeks", "papers.chronology_gap_weeks"):
        assert shipped.settings[key].confidence is Confidence.CHECK_LOCAL_POLICY


def test_a_unit_may_have_no_paper_countersigned() -> None:
    assert not policy().with_local({"papers.countersigned": local([])}).papers.countersigned
    kinds = about("papers.countersigned")
    assert (kinds.kind, kinds.choices) == (SettingKind.CHOICES, tuple(PaperKind))


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("papers.countersigned", ["letter"], "POL-CHOICE"),
        ("papers.countersigned", "parole-report", "POL-LIST"),
        ("papers.disclosure_items", [], "POL-EMPTY"),
        ("papers.disclosure_items", ["weather"], "POL-CHOICE"),
        ("papers.victim_words", [], "POL-EMPTY"),
        ("papers.victim_words", [" "], "POL-TEXT"),
        ("papers.oasys_weeks", -1, "POL-NEGATIVE"),
    ],
)
def test_what_does_not_fit_is_refused(key: str, value: object, code: str) -> None:
    with pytest.raises(PolicyRefused) as caught:
        policy().with_local({key: local(value)})
    assert caught.value.code == code


def test_questions_are_asked_in_the_order_they_are_given() -> None:
    changed = policy().with_local({"papers.disclosure_items": local(["vlo", "victim"])})
    assert changed.papers.disclosure_items == ("vlo", "victim")
