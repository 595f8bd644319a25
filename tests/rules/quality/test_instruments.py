import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Instrument, Option, Question, Scale
from pomdesk.domain.quality.terms import RootCause, Unit
from pomdesk.rules.quality.instrument_faults import FaultCode, InstrumentRefused
from pomdesk.rules.quality.instruments import (
    comparable_keys,
    content_sha256,
    faults_of,
    from_data,
    next_version,
    publishing_faults,
    reworded,
    to_data,
)
from pomdesk.rules.quality.scoring import NARRATIVE
from resources.instruments import shipped_instruments
from resources.text import Text
from tests.rules.quality.marking import MET, instrument, questions

SHIPPED = {str(one["code"]): from_data(one) for one in shipped_instruments()}


def data() -> dict[str, Any]:
    """An instrument without a fault, to be spoilt."""
    made = instrument(questions(1, 2), questions(3, first=3, critical=(3,)))
    return copy.deepcopy(to_data(replace(made, themes=(("risk", "Risk"),))))


def told(spoilt: object) -> list[tuple[str, str]]:
    return [(one.code.value, one.place) for one in faults_of(spoilt)]


def test_out_and_in_is_the_same() -> None:
    made = from_data(data())
    assert from_data(to_data(made)) == made
    assert to_data(made) == data()
    assert json.loads(json.dumps(to_data(made))) == to_data(made)


def test_what_may_be_left_out_is_what_it_is_when_nobody_says() -> None:
    short = {
        "format": "pomdesk-instrument/1",
        "code": "THEME-A1",
        "version": 3,
        "title": "Short",
        "unit": "oasys",
        "scales": [
            {
                "key": "met",
                "options": [
                    {"key": "y", "label": "Yes", "points": [2, 2]},
                    {"key": "n", "label": "No", "points": [0, 2]},
                ],
            }
        ],
        "sections": [{"key": "s", "title": "S", "questions": [{"key": "q", "text": "Q?"}]}],
    }
    made = from_data(short)
    assert made.unit is Unit.OASYS
    assert made.questions == (Question("q", "Q?"),)
    assert to_data(from_data(to_data(made))) == to_data(made)


def test_texts_are_tidied_so_that_one_text_has_one_checksum() -> None:
    tidy, untidy = data(), data()
    tidy["title"], untidy["title"] = "Café review", "  Cafe\u0301 review\r\n"
    tidy["note"], untidy["note"] = "a\nb", "a\r\nb "
    assert from_data(untidy) == from_data(tidy)
    assert content_sha256(from_data(untidy)) == content_sha256(from_data(tidy))


def test_the_checksum_is_that_of_canonical_json() -> None:
    import hashlib

    made = from_data(data())
    # For ASCII keys, texts and small whole numbers RFC 8785 is sorted keys without spaces.
    plain = json.dumps(to_data(made), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert content_sha256(made) == hashlib.sha256(plain.encode()).hexdigest()
    assert content_sha256(made) != content_sha256(replace(made, version=2))


def at(spoilt: dict[str, Any], *path: str | int) -> Any:
    found: Any = spoilt
    for step in path:
        found = found[step]
    return found


QUESTION = ("sections", 0, "questions", 0)
OPTION = ("scales", 0, "options", 0)


@pytest.mark.parametrize(
    ("path", "name", "value", "code", "place"),
    [
        ((), "format", "pomdesk-instrument/2", "format", "format"),
        ((), "code", "casefile", "code", "code"),
        ((), "code", "", "needed", "code"),
        ((), "version", 0, "number", "version"),
        ((), "version", True, "number", "version"),
        ((), "version", "1", "number", "version"),
        ((), "title", " ", "needed", "title"),
        ((), "title", "x" * 201, "long", "title"),
        ((), "title", "two\nlines", "one_line", "title"),
        ((), "title", "bell\x07", "characters", "title"),
        ((), "title", "half \ud800", "characters", "title"),
        ((), "title", "turned \u202e", "characters", "title"),
        ((), "title", 7, "shape", "title"),
        ((), "unit", "prisoner", "unit", "unit"),
        ((), "unit", ["case"], "unit", "unit"),
        ((), "expires", "31/03/2027", "day", "expires"),
        ((), "expires", "20270331", "day", "expires"),
        ((), "expires", "2027-02-30", "day", "expires"),
        ((), "colour", "red", "unknown", ""),
        ((), "sections", [], "needed", "sections"),
        ((), "sections", {}, "shape", "sections"),
        (("sections", 0), "questions", [], "needed", "s1/questions"),
        (("sections", 0), "title", "", "needed", "s1/title"),
        (("sections", 1), "key", "s1", "twice", "s1"),
        (QUESTION, "key", "Q 1", "key", "s1/Q 1/key"),
        (QUESTION, "key", "", "needed", "s1/questions 1/key"),
        (QUESTION, "text", "", "needed", "s1/q1/text"),
        (QUESTION, "text", "x" * 601, "long", "s1/q1/text"),
        (QUESTION, "good", "x" * 2001, "long", "s1/q1/good"),
        (QUESTION, "weight", 4, "number", "s1/q1/weight"),
        (QUESTION, "weight", 0, "number", "s1/q1/weight"),
        (QUESTION, "weight", 1.0, "number", "s1/q1/weight"),
        (QUESTION, "critical", "yes", "yes_no", "s1/q1/critical"),
        (QUESTION, "scale", "colours", "no_scale", "s1/q1/scale"),
        (QUESTION, "theme", "unheard", "no_theme", "s1/q1/theme"),
        (QUESTION, "root_causes", ["sloth"], "root_cause", "s1/q1/root_causes 1"),
        (QUESTION, "root_causes", ["time", "time"], "root_cause", "s1/q1/root_causes 2"),
        (QUESTION, "root_causes", "time", "shape", "s1/q1/root_causes"),
        (QUESTION, "hue", 1, "unknown", "s1/q1"),
        (OPTION, "label", "", "needed", "met/met/label"),
        (OPTION, "points", [3, 2], "points", "met/met/points"),
        (OPTION, "points", [-1, 2], "points", "met/met/points"),
        (OPTION, "points", [0, 0], "points", "met/met/points"),
        (OPTION, "points", [1, 101], "points", "met/met/points"),
        (OPTION, "points", [True, 1], "points", "met/met/points"),
        (OPTION, "points", [1.0, 1], "points", "met/met/points"),
        (OPTION, "points", "1/2", "points", "met/met/points"),
        (OPTION, "points", None, "no_points", "met/met/points"),
        (OPTION, "is_na", True, "no_points", "met/met/points"),
        (OPTION, "fails", True, "best_fails", "met/met/fails"),
        (("scales", 0, "options", 3), "fails", True, "best_fails", "met/na/fails"),
        (("scales", 0, "options", 3), "is_unsure", True, "no_points", "met/na/points"),
        (("scales", 0, "options", 1), "key", "met", "twice", "met/met"),
        (("scales", 0), "options", [], "needed", "met/options"),
        (("themes", 0), "title", "", "needed", "risk/title"),
    ],
)
def test_each_fault_is_told_with_its_place(
    path: tuple[str | int, ...], name: str, value: object, code: str, place: str
) -> None:
    spoilt = data()
    at(spoilt, *path)[name] = value
    assert (code, place) in told(spoilt)
    with pytest.raises(InstrumentRefused):
        from_data(spoilt)


def spoil_order(one: dict[str, Any]) -> None:
    one["scales"][0]["options"].reverse()


def spoil_best(one: dict[str, Any]) -> None:
    one["scales"][0]["options"][0]["points"] = [3, 4]


def spoil_other(one: dict[str, Any]) -> None:
    for option in one["scales"][0]["options"][:3]:
        option["points"] = [1, 1]


def spoil_failing(one: dict[str, Any]) -> None:
    one["scales"][0]["options"][2]["fails"] = False


def spoil_na(one: dict[str, Any]) -> None:
    del one["scales"][0]["options"][3]


def spoil_two_na(one: dict[str, Any]) -> None:
    one["scales"][0]["options"].append({"key": "na2", "label": "Nor that", "is_na": True})


def spoil_question_keys(one: dict[str, Any]) -> None:
    one["sections"][1]["questions"][0]["key"] = "q1"


def spoil_scales(one: dict[str, Any]) -> None:
    one["scales"].append(copy.deepcopy(one["scales"][0]))


def spoil_many(one: dict[str, Any]) -> None:
    row = one["sections"][0]["questions"][0]
    one["sections"][0]["questions"] = [row | {"key": f"a{n}"} for n in range(199)]
    one["sections"][1]["questions"] = [row | {"key": f"b{n}"} for n in range(2)]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (spoil_order, ("order", "met")),
        (spoil_best, ("no_best", "met")),
        (spoil_other, ("no_other", "met")),
        (spoil_failing, ("cannot_fail", "s2/q3/critical")),
        (spoil_na, ("no_na", "s1/q1/na_rule")),
        (spoil_two_na, ("twice", "met")),
        (spoil_question_keys, ("twice", "s2/q1")),
        (spoil_scales, ("twice", "met")),
        (spoil_many, ("many", "sections")),
    ],
)
def test_what_does_not_fit_together_is_told(
    spoil: Callable[[dict[str, Any]], None], expected: tuple[str, str]
) -> None:
    spoilt = data()
    spoil(spoilt)
    assert expected in told(spoilt)


def test_two_hundred_questions_are_not_too_many() -> None:
    full = data()
    spoil_many(full)
    del full["sections"][1]["questions"][1]
    assert told(full) == []


def test_all_faults_are_told_at_once_and_the_refusal_has_them() -> None:
    spoilt = data()
    spoilt["title"] = ""
    spoilt["sections"][0]["questions"][1]["weight"] = "heavy"
    spoilt["sections"][1]["questions"][0]["theme"] = "unheard"
    faults = faults_of(spoilt)
    assert [(one.code, one.pointer, one.value) for one in faults] == [
        (FaultCode.NEEDED, "/title", ""),
        (FaultCode.NUMBER, "/sections/0/questions/1/weight", "heavy"),
        (FaultCode.NO_THEME, "/sections/1/questions/0/theme", "unheard"),
    ]
    with pytest.raises(RequestRefused) as refused:
        from_data(spoilt)
    assert refused.value.code == "REQ-QA-INSTRUMENT"
    assert refused.value.details == {"count": 3, "place": "title", "fault": "needed"}
    assert isinstance(refused.value, InstrumentRefused)
    assert list(refused.value.faults) == faults


@pytest.mark.parametrize("nothing", [None, [], "x", 7, {}, {"sections": 3, "scales": [None, 4]}])
def test_what_is_no_instrument_at_all_has_faults_and_never_falls_over(nothing: object) -> None:
    assert faults_of(nothing)


def test_broken_shapes_anywhere_never_fall_over() -> None:
    wrong: list[object] = [None, 7, "x", [], {}, [[]], [{}], True, -1, 1.5]

    def places(one: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
        found = [path] if path else []
        if isinstance(one, dict):
            return found + [p for name, part in one.items() for p in places(part, (*path, name))]
        if isinstance(one, list):
            return found + [p for n, part in enumerate(one) for p in places(part, (*path, n))]
        return found

    for path in places(data()):
        for value in wrong:
            spoilt = data()
            at(spoilt, *path[:-1])[path[-1]] = value
            for fault in faults_of(spoilt):
                assert isinstance(fault.code, FaultCode)


def test_every_fault_has_words_with_known_places() -> None:
    text = Text("en")
    for code in FaultCode:
        assert "here" in text(f"instrument_fault.{code}", place="here", value="that")


# ---- versions ------------------------------------------------------------------------------


def test_the_next_version_is_comparable_until_somebody_says_otherwise() -> None:
    first = instrument([replace(questions(1)[0], comparable=False)])
    after = next_version(first)
    assert after.version == 2
    assert after.questions[0].comparable
    assert replace(after, version=1, sections=first.sections) == first


def versions(*changes: dict[str, Any]) -> list[Instrument]:
    """Versions 1, 2 ... of which the first question is changed in each."""
    made = [instrument(questions(1, 1))]
    for change in changes:
        after = next_version(made[-1])
        (section,) = after.sections
        one, other = section.questions
        made.append(
            replace(after, sections=(replace(section, questions=(replace(one, **change), other)),))
        )
    return made


def test_only_what_stayed_comparable_all_the_way_is_compared() -> None:
    v1, v2, v3 = versions({"comparable": False}, {})
    assert comparable_keys(v1, v2) == {"q2"}
    assert comparable_keys(v2, v3) == {"q1", "q2"}
    assert comparable_keys(v1, v2, v3) == {"q2"}
    # The versions in between must be given: here the break in v2 goes unseen.
    assert comparable_keys(v1, v3) == {"q1", "q2"}
    assert comparable_keys(v1) == {"q1", "q2"}
    assert comparable_keys() == frozenset()


def test_a_key_that_went_and_came_back_is_not_compared() -> None:
    v1, v2, v3 = versions({"key": "q9"}, {"key": "q1"})
    assert comparable_keys(v1, v2, v3) == {"q2"}


@pytest.mark.parametrize(
    "other",
    [
        replace(MET, options=MET.options[:-1]),
        replace(MET, options=(replace(MET.options[0], label="Fully met"), *MET.options[1:])),
    ],
)
def test_another_scale_is_another_question(other: Scale) -> None:
    v1, v2 = versions({})
    assert comparable_keys(v1, replace(v2, scales=(other,))) == frozenset()


def test_a_scale_of_another_name_with_the_same_answers_is_the_same() -> None:
    v1, v2 = versions({"scale": "same"})
    assert comparable_keys(v1, replace(v2, scales=(MET, replace(MET, key="same")))) == {"q1", "q2"}


def test_other_instruments_are_not_compared_and_versions_go_up() -> None:
    v1, v2 = versions({})
    assert comparable_keys(v1, replace(v2, code="OASYS")) == frozenset()
    for wrong in ([v2, v1], [v1, v1]):
        with pytest.raises(ValueError, match="go up"):
            comparable_keys(*wrong)


def test_what_says_something_else_and_claims_to_be_the_same_is_shown() -> None:
    v1, v2 = versions({"text": "Another question?"})
    assert reworded(v1, v2) == ["q1"]
    v1, v2 = versions({"text": "Another question?", "comparable": False})
    assert reworded(v1, v2) == []
    v1, v2 = versions({"key": "q9"})
    assert reworded(v1, v2) == []


def test_a_theme_is_published_with_its_end() -> None:
    theme = replace(instrument(questions(1)), code="THEME-X")
    today = date(2027, 1, 1)
    assert [one.code for one in publishing_faults(theme, today)] == [FaultCode.NO_END]
    assert publishing_faults(replace(theme, expires="2027-01-01"), today) == []
    (ended,) = publishing_faults(replace(theme, expires="2026-12-31"), today)
    assert (ended.code, ended.value) == (FaultCode.ENDED, "2026-12-31")
    assert publishing_faults(replace(theme, code="CASEFILE"), today) == []


# ---- the drafts that are shipped -----------------------------------------------------------


def test_the_drafts_that_are_shipped() -> None:
    assert sorted(SHIPPED) == ["CASEFILE", "INDEPTH", "OASYS", "THEME-HANDOVER"]
    for code, made in SHIPPED.items():
        assert "draft" in made.title.lower()
        assert "not the HMPPS tool" in made.note
        assert made.version == 1
        assert made.unit is (Unit.OASYS if code == "OASYS" else Unit.CASE)
        assert from_data(to_data(made)) == made


def test_every_question_of_a_draft_is_whole() -> None:
    for made in SHIPPED.values():
        used = {question.theme for question in made.questions}
        assert used == {key for key, _ in made.themes}
        for question in made.questions:
            where = f"{made.code} {question.key}"
            assert question.text.endswith("?"), where
            assert len(question.good) > 40, where
            assert question.poor, where
            assert question.evidence, where
            assert question.theme, where


def test_questions_that_the_drafts_must_have() -> None:
    critical = {
        code: {one.key for one in made.questions if one.critical} for code, made in SHIPPED.items()
    }
    assert critical == {
        "OASYS": {
            "child_and_domestic_abuse_checks",
            "screening",
            "full_analysis",
            "levels",
            "covers_every_risk",
            "victim_safety",
            "signed",
        },
        "CASEFILE": {"public_protection_checks", "statutory_tasks", "handover"},
        "INDEPTH": {"d_safety_acted"},
        "THEME-HANDOVER": {"on_time"},
    }
    assert len(SHIPPED["OASYS"].questions) == 22
    for code in ("OASYS", "CASEFILE"):
        for section in SHIPPED[code].sections:
            told_of = sum(one.key_question for one in section.questions)
            assert told_of <= 2, section.key
        assert 5 <= sum(one.key_question for one in SHIPPED[code].questions) <= 8


def test_the_in_depth_review_has_four_stages_of_three_aims_and_narratives() -> None:
    made = SHIPPED["INDEPTH"]
    stages = made.sections[:4]
    assert [one.key for one in stages] == ["assessment", "planning", "delivery", "reviewing"]
    for stage in stages:
        aims = {one.text.partition(":")[0] for one in stage.questions}
        assert aims == {"Engagement", "Desistance", "Safety", "Taken together"}
        whole = stage.questions[-1]
        assert whole.scale == NARRATIVE
        assert whole.key_question
    assert [one.key for one in made.sections[4:]] == ["conversation", "voice"]
    assert {one.scale for one in made.sections[4].questions} == {NARRATIVE}


def test_lateness_is_not_put_down_to_skill() -> None:
    late = SHIPPED["OASYS"].question("timely")
    assert late is not None
    assert RootCause.SKILL not in late.root_causes
    assert RootCause.TIME in late.root_causes


def test_the_default_scale() -> None:
    for made in SHIPPED.values():
        (met,) = [one for one in made.scales if one.key == "met"]
        assert [(one.points, one.is_na, one.is_unsure, one.fails) for one in met.options] == [
            (1, False, False, False),
            (pytest.approx(0.5), False, False, False),
            (0, False, False, True),
            (None, True, False, False),
            (None, False, True, False),
        ]
        assert isinstance(met.options[0], Option)
