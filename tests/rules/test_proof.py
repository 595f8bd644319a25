"""Reasons filled in: values, sources, settings; and words for every code there is."""

import importlib
import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pomdesk.rules
from pomdesk.domain.facts import CaseSources, Source, SourceKind
from pomdesk.domain.results import (
    ComIndicators,
    EarlyAllocationResult,
    Handover,
    Proof,
    Reason,
    Recommendation,
    ReleasePoint,
    Scope,
)
from pomdesk.domain.terms import ReleaseType
from pomdesk.rules import proof
from pomdesk.rules.case import work_out
from pomdesk.rules.proof import prove
from resources import names, read_text
from resources.text import Text
from tests.builders import (
    TODAY,
    assessed,
    case,
    day,
    lifer,
    movement,
    person,
    policy,
    probation,
    review,
    term,
)

POLICY = policy()
FILE = Source(SourceKind.FILE, day("2026-11-20"), "caseload.json")
TYPED = Source(SourceKind.TYPED, day("2026-11-21"), "A Jones", file_value="2027-05-12")
SECTIONS = (
    "person",
    "probation",
    "movements",
    "sentence_terms",
    "parole_reviews",
    "early_allocations",
)
SOURCES = CaseSources(
    section=dict.fromkeys(SECTIONS, FILE),
    field={("person", "conditional_release_date"): TYPED},
)


def proofs(of: Any) -> dict[str, list[Proof]]:
    result = work_out(of, POLICY, TODAY)
    return {k: list(v) for k, v in prove(result, of, SOURCES, POLICY, TODAY).items()}


def facts(proof: Proof) -> dict[str, object]:
    return {fact.name: fact.value for fact in proof.facts}


def test_a_proof_names_values_sources_settings_and_whose_policy() -> None:
    who = person(conditional_release_date=day("2027-05-12"))
    rule, starts, by_dates = proofs(case(who))["handover"]
    assert rule.rule == "determinate"
    assert facts(rule) == {
        "person.sentence_start_date": day("2024-01-01"),
        "worked.handover_release": ReleasePoint(ReleaseType.CRD, day("2027-05-12")),
    }
    # The release date counted from is worked out, yet as good as the fact behind it.
    typed = SOURCES.of("person", "conditional_release_date")
    assert [fact.source for fact in rule.facts] == [FILE, typed]
    assert [(s.key, s.value) for s in rule.settings] == [
        ("handover.short_months", 10),
        ("handover.determinate_months", 8),
        ("handover.determinate_days", 14),
    ]
    assert rule.settings[0].source == "Manage POM Cases: handover calculation"
    assert (rule.settings[0].confidence, rule.settings[0].local) == ("confirmed", False)
    assert starts.rule == "starts_with_handover"
    assert by_dates.rule == "responsible_after_handover"
    assert facts(by_dates) == {"worked.today": TODAY, "worked.handover_on": day("2026-08-29")}


def test_a_fact_typed_by_hand_says_so() -> None:
    (release,) = proofs(case())["handover_release"]
    (fact,) = release.facts
    assert (fact.name, fact.source) == ("person.conditional_release_date", TYPED)


def test_dates_that_are_not_held_are_left_out_where_a_rule_chooses() -> None:
    (shown,) = proofs(case())["earliest_release"]
    assert list(facts(shown)) == ["person.conditional_release_date", "worked.today"]


def test_what_is_missing_is_shown_where_it_decides() -> None:
    of = case(person(), probation=probation(tier="C", rosh_level=None))
    (found,) = proofs(of)["recommendation"]
    assert found.rule == "pom_rosh_unknown"
    assert facts(found) == {"probation.rosh_level": None, "probation.tier": "C"}
    (why,) = proofs(case(person(date_of_birth=None)))["scope"]
    assert facts(why) == {"person.date_of_birth": None}


def test_outside_the_policy_only_what_applies_is_proved() -> None:
    found = proofs(case(person(date_of_birth=None)))
    assert set(found) == {"scope", "handover_release", "earliest_release", "parole"}


def test_facts_of_other_sections_have_their_sources() -> None:
    reviews = [review("2028-05-20", "Stay In Closed [*]")]
    (found,) = proofs(case(lifer(), parole_reviews=reviews))["handover"]
    told = {fact.name: fact for fact in found.facts}
    assert told["worked.target_hearing"].value == day("2028-05-20")
    assert told["worked.target_hearing"].source is FILE
    assert told["worked.last_outcome"].value == "Stay In Closed [*]"
    assert told["worked.today"].source is None

    terms = [term(1, "2019-02-05"), term(2, "2021-01-01")]
    (found,) = proofs(case(lifer(), sentence_terms=terms))["handover"]
    assert facts(found) == {
        "person.indeterminate_sentence": True,
        "worked.first_isp_start": day("2019-02-05"),
        "worked.last_isp_start": day("2021-01-01"),
    }

    found = proofs(case(early_allocations=[assessed("2026-10-01")]))["early_allocation"][0]
    assert facts(found)["worked.assessed_on"] == day("2026-10-01")
    assert facts(found)["worked.assessment_outcome"] == "eligible"


def test_arrival_is_a_movement_or_the_sentence_start() -> None:
    who = lifer(prison_id="LYI", category="D", tariff_date=day("2030-01-01"))
    moves = [movement("LYI", "2026-03-01")]
    elsewhere = replace(SOURCES, section={**SOURCES.section, "movements": TYPED})

    def arrived(of: Any) -> Any:
        result = work_out(of, POLICY, TODAY)
        starts = prove(result, of, elsewhere, POLICY, TODAY)["handover"][1]
        return next(fact for fact in starts.facts if fact.name == "worked.arrival")

    assert arrived(case(who, movements=moves)).source is TYPED
    sentenced = replace(who, sentence_start_date=day("2026-04-01"))
    assert arrived(case(sentenced, movements=moves)).source is FILE


def test_a_case_without_a_probation_record_is_proved_too() -> None:
    of = case(lifer(), probation=None, parole_reviews=[review("2028-05-20", "X")])
    told = proofs(of)
    assert facts(told["handover"][0])["probation.mappa_level"] is None
    assert facts(told["recommendation"][0]) == {"worked.probation_record": False}


def every_reason() -> set[Reason]:
    """Every reason that any module of the rules holds, however deep in its constants."""
    found: set[Reason] = set()

    def collect(value: object) -> None:
        holders = (Scope, Handover, Recommendation, EarlyAllocationResult, ComIndicators)
        if isinstance(value, Reason):
            found.add(value)
        elif isinstance(value, holders):
            collect(value.because)
        elif isinstance(value, tuple | list):
            for member in value:
                collect(member)
        elif isinstance(value, Mapping):
            collect(list(value.values()))

    for module in pkgutil.iter_modules(pomdesk.rules.__path__, "pomdesk.rules."):
        collect(list(vars(importlib.import_module(module.name)).values()))
    return found


def test_every_rule_setting_and_fact_has_words() -> None:
    text = Text()
    missing = []
    for reason in every_reason():
        if not text.has(f"rule.{reason.rule}"):
            missing.append(reason.rule)
        for fact in reason.facts:
            section, _, field = fact.partition(".")
            known = f"worked.{field}" if section == "worked" else f"field.{field}"
            missing += [] if text.has(known) else [fact]
    missing += [key for key in POLICY.settings if not text.has(f"setting.{key}")]
    assert not missing


def test_every_reason_can_be_filled_in_and_names_whose_policy_it_is() -> None:
    reasons = every_reason()
    assert len(reasons) > 60
    for reason in reasons:
        assert reason.source, reason.rule
        assert set(reason.settings) <= set(POLICY.settings), reason.rule
        for fact in reason.facts:
            section, _, field = fact.partition(".")
            holders = {"person": person(), "probation": probation()}
            if section == "worked":
                assert field in proof._WORKED, fact
            else:
                assert hasattr(holders[section], field), fact


def test_no_rule_has_words_that_nothing_says() -> None:
    words = tomllib.loads(read_text("locale", "en", "rules.toml"))
    assert set(words["rule"]) == {reason.rule for reason in every_reason()}
    assert set(words["worked"]) == set(proof._WORKED)
    settings = {
        f"{section}.{name}"
        for file in names("locale/en", ".toml")
        for section, known in tomllib.loads(read_text("locale", "en", file))
        .get("setting", {})
        .items()
        for name in known
    }
    assert settings == set(POLICY.settings)


def test_a_packs_own_settings_are_marked_local() -> None:
    ours = replace(POLICY, local=True)
    of = case()
    found = prove(work_out(of, ours, TODAY), of, SOURCES, ours, TODAY)
    assert all(setting.local for proof in found["handover"] for setting in proof.settings)
