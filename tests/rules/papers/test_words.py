"""Every gap has a sentence that names the thing and the mend; every linked fact has a name."""

from datetime import date

import pytest

from pomdesk.domain.papers import Gap, Hit
from pomdesk.rules.case import work_out
from pomdesk.rules.pack import DISCLOSURE_ITEMS
from pomdesk.rules.papers.links import known
from resources.gap_words import fact_ref_words, gap_words
from resources.text import Text
from tests.builders import TODAY, policy, probation, sample_cases

TEXT = Text()
OASYS = ("completed_on", "purpose", "assessment_type", "assessor", "rosh_overall")
REVIEW = ("review_id", "review_type", "custody_report_due", "target_hearing_date")
MOVED = {"ref": "result.handover_date", "was": "2027-05-12", "now": "2027-02-03"}
ENTRY = {"ref": "entry.45", "was": "abc", "now": "def"}


@pytest.mark.parametrize(
    ("gap", "parts"),
    [
        (Gap("section_empty"), ["Nothing is written here"]),
        (Gap("section_unknown", "gone"), ["does not have any more"]),
        (Gap("placeholder", details={"words": "[name]", "times": 1}), ["“[name]”"]),
        (Gap("over_limit", details={"words": 1200, "limit": 1000}), ["1,200", "1,000"]),
        (Gap("needs_checking"), ["Read it"]),
        (Gap("fact_moved", details=MOVED), ["Handover date was 12 May 2027", "3 February 2027"]),
        (Gap("fact_moved", details={**MOVED, "now": ""}), ["12 May 2027", "no longer held"]),
        (Gap("fact_moved", details=ENTRY), ["says something else now"]),
        (Gap("fact_moved", details={**ENTRY, "now": ""}), ["taken out of the record"]),
        (Gap("oasys_missing"), ["No completed OASys"]),
        (Gap("oasys_old", details={"day": TODAY, "weeks": 55}), ["22 November 2026", "55 weeks"]),
        (Gap("not_seen", details={"day": TODAY, "weeks": 8}), ["22 November 2026", "8 weeks"]),
        (Gap("not_seen", details={"weeks": 8}), ["No meeting"]),
        (Gap("no_com"), ["No COM is named"]),
        (
            Gap("chronology_gap", details={"first": TODAY, "last": TODAY, "weeks": 13}),
            ["between 22 November 2026 and", "13 weeks"],
        ),
        (Gap("not_ticked", details={"item": "vlo"}), ["The victim liaison officer is not named"]),
        (
            Gap("date_passed", details={"ref": "result.handover_date", "day": TODAY}),
            ["Handover date was 22 November 2026"],
        ),
        (Gap("disputed", details={"fact": "person.tariff_date"}), ["Tariff expiry (TED)"]),
    ],
)
def test_a_gap_names_the_thing(gap: Gap, parts: list[str]) -> None:
    words = gap_words(TEXT, gap)
    assert all(part in words for part in parts), words
    assert "{" not in words
    assert words.count(".") >= 2 or "section" in words  # what is wrong, then what to do
    assert gap_words(Text("cy"), gap)


@pytest.mark.parametrize("kind", DISCLOSURE_ITEMS)
def test_every_kind_of_hit_has_a_sentence(kind: str) -> None:
    details: dict[str, str | int | date] = {"words": "Karen {x}\nWhitlock", "kind": kind}
    hit = Hit(kind, "Karen {x}\nWhitlock", "body")
    words = gap_words(TEXT, Gap("hit", "body", {**details, "times": 2}, blocks=True, hit=hit))
    assert "“Karen {x} Whitlock”" in words


def test_long_words_are_cut_in_a_sentence() -> None:
    details: dict[str, str | int | date] = {"words": "x" * 5_000, "kind": "victim", "times": 1}
    assert len(gap_words(TEXT, Gap("hit", details=details))) < 300


def test_every_fact_that_may_be_linked_has_a_name() -> None:
    rules = policy()
    refs: set[str] = set()
    for one in sample_cases():
        refs |= known(one, work_out(one, rules, TODAY)).keys()
    refs |= {f"probation.{name}" for name in probation().__dataclass_fields__}
    refs |= {f"oasys.{name}" for name in OASYS} | {f"parole.{name}" for name in REVIEW}
    assert len(refs) > 40
    unnamed = [ref for ref in refs if fact_ref_words(TEXT, ref) == ref.partition(".")[2]]
    assert unnamed == []
