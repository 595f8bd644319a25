"""Why a duty is due: every reason can be filled in, has words, and says where facts came from."""

import importlib
import pkgutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

import pomdesk.rules.duties
from pomdesk.domain.duties import Duty, DutyKind
from pomdesk.domain.facts import Case, Source, SourceKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.results import Proof, Reason, ReleasePoint
from pomdesk.domain.terms import ReleaseType
from pomdesk.rules import proof
from pomdesk.rules.case import work_out
from pomdesk.rules.duties.case import work_out_duties
from pomdesk.rules.duties.ground import Ground
from pomdesk.rules.duties.proof import READERS, prove_duty
from resources import read_text
from resources.text import Text
from tests.builders import TODAY, case, day, lifer, person, policy, probation
from tests.rules.duties.working import CALENDAR, POLICY, said
from tests.rules.duties2.everything import FILE, SOURCES, entry, rich_cases

TEXT = Text("en")


def every_reason() -> dict[str, Reason]:
    """Every reason of the modules of duties, however deep in their constants."""

    def found(value: object) -> Iterator[Reason]:
        if isinstance(value, Reason):
            yield value
        elif isinstance(value, Mapping):
            yield from (reason for held in value.values() for reason in found(held))
        elif isinstance(value, tuple | list):
            yield from (reason for held in value for reason in found(held))

    modules = pkgutil.iter_modules(pomdesk.rules.duties.__path__, "pomdesk.rules.duties.")
    return {
        reason.rule: reason
        for module in modules
        for value in list(vars(importlib.import_module(module.name)).values())
        for reason in found(value)
    }


REASONS = every_reason()


def worked(of: Case) -> tuple[list[Duty], Ground]:
    result = work_out(of, POLICY, TODAY)
    ground = Ground(of, result, POLICY, CALENDAR, TODAY)
    return work_out_duties(of, result, POLICY, CALENDAR, TODAY), ground


def why(of: Case, key: str) -> tuple[Proof, ...]:
    duties, ground = worked(of)
    (duty,) = [duty for duty in duties if duty.key == key]
    return prove_duty(duty, ground, SOURCES)


def facts(proof: Proof) -> dict[str, object]:
    return {fact.name: fact.value for fact in proof.facts}


@pytest.mark.parametrize("rule", sorted(REASONS))
def test_a_reason_has_words_a_source_and_known_settings(rule: str) -> None:
    reason = REASONS[rule]
    assert TEXT.has(f"rule.{rule}")
    assert reason.source
    assert set(reason.settings) <= POLICY.settings.keys()
    for fact in reason.facts:
        section, _, name = fact.partition(".")
        known = TEXT.has(f"{'worked' if section == 'worked' else 'field'}.{name}")
        assert known or fact == "duty.disputed", fact  # that one is shown as the fact itself


def test_no_rule_of_a_duty_has_words_that_nothing_says() -> None:
    worded: set[str] = set()
    for file in ("duties.toml", "duty_rules.toml"):
        worded |= tomllib.loads(read_text("locale", "en", file))["rule"].keys()
    assert sorted(worded - REASONS.keys()) == []


@pytest.mark.parametrize("rule", sorted(REASONS))
def test_every_fact_of_a_reason_can_be_read(rule: str) -> None:
    readable = {name for readers in READERS.values() for name in readers} | {"duty.given_due"}
    for fact in REASONS[rule].facts:
        section, _, name = fact.partition(".")
        if section == "worked":
            assert name in proof._WORKED, fact
        elif section == "duty":
            assert fact in readable, fact
        else:
            assert hasattr({"person": person(), "probation": probation()}[section], name), fact


def test_duties_of_rich_cases_are_proved_whole() -> None:
    kinds: set[DutyKind] = set()
    rules: set[str] = set()
    for of in rich_cases():
        duties, ground = worked(of)
        for duty in duties:
            told = prove_duty(duty, ground, SOURCES)
            assert [one.rule for one in told] == [reason.rule for reason in duty.because]
            kinds.add(duty.kind)
            rules |= {one.rule for one in told}
    assert sorted(set(DutyKind) - kinds) == []
    mine = {
        rule for rule in REASONS if rule.startswith(("mappa", "irmm", "contact", "data", "vlo"))
    }
    assert sorted(mine - rules - {"contact_very_high", "contact_low"}) == []


def test_a_release_is_told_with_its_kind_and_the_fact_behind_it() -> None:
    of = case(person(conditional_release_date=day("2027-06-10")))
    task, which = why(of, "crs_referral")
    (release,) = task.facts
    assert release.name == "duty.release"
    assert release.value == ReleasePoint(ReleaseType.CRD, day("2027-06-10"))
    assert release.source is FILE
    assert facts(which) == {
        "person.conditional_release_date": day("2027-06-10"),
        "worked.today": TODAY,
    }


def test_an_entry_says_who_wrote_it_and_when() -> None:
    written = datetime(2026, 11, 3, 9, tzinfo=UTC)
    seen = entry(EntryKind.CONTACT, "2026-11-02", "wing", written_by="A Jones")

    def source(of: Any) -> Source | None:
        return why(case(entries=(of,)), "contact")[1].facts[0].source

    typed = Source(SourceKind.TYPED, day("2026-11-03"), "A Jones")
    assert source(replace(seen, written_at=written)) == typed
    assert source(seen) == Source(SourceKind.TYPED, day("2026-11-02"), "A Jones")
    assert source(replace(seen, written_by="")) is None


def test_what_somebody_settled_is_what_the_next_time_counts_from() -> None:
    marks = (said("contact", "done", "2026-09-14"),)
    _, since, *_ = why(case(marks=marks), "contact")
    (last,) = since.facts
    assert (last.value, last.source) == (
        day("2026-09-14"),
        Source(SourceKind.TYPED, day("2026-09-14"), "A Jones"),
    )


def test_a_disputed_fact_is_shown_itself() -> None:
    of = case(lifer(tariff_date=day("2027-01-01")), disputed=("person.tariff_date",))
    (told,) = why(of, "data_conflict:person.tariff_date")
    assert facts(told) == {"person.tariff_date": day("2027-01-01")}


def test_a_moved_day_says_which_it_was() -> None:
    of = case(person(conditional_release_date=day("2027-08-28")))  # 8 weeks before is a Saturday
    moved = why(of, "duty_to_refer")[-1]
    assert (moved.rule, facts(moved)) == ("due_moved", {"duty.given_due": day("2027-07-03")})


def test_facts_of_a_duty_that_are_not_held_are_left_out() -> None:
    of = case(
        person(conditional_release_date=day("2027-06-10")), probation=probation(mappa_category=2)
    )
    assert "duty.mappa_alert" not in facts(why(of, "mappa_level")[0])


def test_a_local_setting_says_so() -> None:
    local = replace(
        POLICY,
        settings={
            **POLICY.settings,
            "contact.medium_weeks": replace(POLICY.settings["contact.medium_weeks"], local=True),
        },
    )
    of = case()
    ground = Ground(of, work_out(of, local, TODAY), local, CALENDAR, TODAY)
    duties = work_out_duties(of, ground.result, local, CALENDAR, TODAY)
    (contact,) = [duty for duty in duties if duty.key == "contact"]
    settings = prove_duty(contact, ground, SOURCES)[0].settings
    assert {setting.key: setting.local for setting in settings} == {
        "contact.medium_weeks": True,
        "contact.lead_days": False,
    }


def test_the_policy_of_the_test_is_the_shipped_one() -> None:
    assert POLICY.settings.keys() == policy().settings.keys()
