"""Linked values in words."""

import pytest

from pomdesk.rules.papers.links import known
from resources.link_words import link_words
from resources.text import Text
from tests.reports import cases


@pytest.mark.parametrize(
    ("ref", "value", "english", "welsh"),
    [
        ("person.tariff_date", "2027-05-12", "12 May 2027", "12 Mai 2027"),
        ("probation.rosh_level", "VERY_HIGH", "Very high", "Uchel iawn"),
        ("oasys.rosh_overall", "HIGH", "High", "Uchel"),
        ("oasys.assessment_type", "LAYER3", "Layer 3 (full)", "Haen 3 (llawn)"),
        ("probation.mappa_level", "2", "Level 2", "Lefel 2"),
        ("person.recall", "yes", "yes", "ie"),
        ("result.responsibility", "CustodyOnly", "Custody", "Y ddalfa"),
        ("result.earliest_release_type", "CRD", "Conditional release", "Rhyddhau amodol"),
        ("result.handover_type", "enhanced", "Enhanced", "Manwl"),
        ("person.most_serious_offence", "Robbery", "Robbery", "Robbery"),
        ("probation.rosh_level", "ODD", "ODD", "ODD"),
        ("person.category", "2027-13-40", "2027-13-40", "2027-13-40"),
        ("person.tariff_date", "", "", ""),
        ("entry.45", "0a1b2c3d4e5f", "", ""),
    ],
)
def test_a_value_in_words(ref: str, value: str, english: str, welsh: str) -> None:
    assert link_words(Text(), ref, value) == english
    assert link_words(Text("cy"), ref, value) == welsh


@pytest.mark.parametrize("view", [cases.thin, cases.typical, cases.full])
def test_no_code_is_left_of_what_can_be_linked(view: object) -> None:
    assert callable(view)
    given = view()
    for ref, value in known(given.case, given.result).items():
        shown = link_words(Text(), ref, value)
        assert shown, ref
        assert "_" not in shown or ref.endswith("email"), (ref, shown)
        assert not shown[:4].isdigit() or "-" not in shown, (ref, shown)
