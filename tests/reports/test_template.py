import pytest

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.papers import PAPER_SPECS, PaperKind, PaperTemplate
from reports.facts import FACTS
from reports.kinds import KINDS, check_template, make
from reports.template import guidance, in_language, load, shipped
from resources.text import Text
from tests.reports import cases
from tests.reports.reading import words

GOOD = """\
id = "x"
version = "1"
local = true
title = { en = "Title", cy = "Teitl" }

[[section]]
id = "one"
title = { en = "One" }
facts = ["risk"]
lines = 3

[[section]]
id = "two"
[section.title]
en = "Two"
"""


def test_a_template_is_read() -> None:
    template = load("x.toml", GOOD)
    assert [section.id for section in template.sections] == ["one", "two"]
    first, second = template.sections
    assert (first.facts, first.lines, first.required, first.line) == (("risk",), 3, False, 6)
    assert (second.facts, second.lines, second.line) == ((), 0, 12)
    assert in_language(template.title, "cy") == "Teitl"
    assert in_language(first.title, "cy") == "One"


def test_the_shipped_template_has_the_fourteen_headings() -> None:
    template = shipped("handover-report")
    assert template.local
    assert len(template.sections) == 14
    assert all(section.title.get("cy") for section in template.sections)


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_templates_hold_together(kind: str) -> None:
    template = shipped(kind)
    check_template(kind, template)
    assert template.id == kind
    assert template.local, "no official headings are confirmed"
    assert template.title.get("cy")
    for section in template.sections:
        assert section.title.get("cy"), section.id
        assert not section.prompt or section.prompt.get("cy"), section.id
        assert section.written or not (section.starter or section.limit), section.id
        assert section.written or section.facts, section.id


def test_the_opinion_is_never_required() -> None:
    for kind in ("parole-report", "custody-update"):
        opinion = next(one for one in shipped(kind).sections if one.id == "opinion")
        assert opinion.written
        assert not opinion.required


def test_the_parole_report_tells_what_good_content_is() -> None:
    for section in shipped("parole-report").sections:
        assert not section.written or (guidance(section, "en") and section.limit), section.id
    assert guidance(shipped("parole-report").sections[1], "cy"), "English where there is no Welsh"


def test_every_fact_is_on_some_paper_and_never_what_must_not_be_disclosed() -> None:
    asked = {
        kind: {name for section in shipped(kind).sections for name in section.facts}
        for kind in KINDS
    }
    assert set().union(*asked.values()) == set(FACTS)
    assert not asked["transfer-summary"] & {"victim", "mappa", "alerts", "parole", "appendix"}


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "key"),
    [
        ('version = "1"', "version = ", "REP-TEMPLATE", 2, ""),
        ('version = "1"\n', "", "REP-TEMPLATE-MISSING", 1, "version"),
        ('version = "1"', "version = 1", "REP-TEMPLATE-VALUE", 2, "version"),
        ("local = true", "locale = true", "REP-TEMPLATE-UNKNOWN", 3, "locale"),
        ("lines = 3", 'lines = "3"', "REP-TEMPLATE-VALUE", 10, "lines"),
        ("lines = 3", "lines = true", "REP-TEMPLATE-VALUE", 10, "lines"),
        ("lines = 3", "lines = -1", "REP-TEMPLATE-VALUE", 10, "lines"),
        ("lines = 3", "lines = 100000", "REP-TEMPLATE-VALUE", 10, "lines"),
        ("lines = 3", "rows = 3", "REP-TEMPLATE-UNKNOWN", 10, "rows"),
        ("lines = 3", "limit = -1", "REP-TEMPLATE-VALUE", 10, "limit"),
        ("lines = 3", "limit = true", "REP-TEMPLATE-VALUE", 10, "limit"),
        ("lines = 3", "starter = 3", "REP-TEMPLATE-VALUE", 10, "starter"),
        ("lines = 3", 'guidance = "well"', "REP-TEMPLATE-VALUE", 10, "guidance"),
        ("lines = 3", 'guidance.en = "well"', "REP-TEMPLATE-VALUE", 10, "guidance"),
        ("lines = 3", "guidance = { en = [1] }", "REP-TEMPLATE-VALUE", 10, "guidance"),
        ("local = true", "local = true\nform = 3", "REP-TEMPLATE-VALUE", 4, "form"),
        ('["risk"]', "[1]", "REP-TEMPLATE-VALUE", 9, "facts"),
        ('{ en = "One" }', '{ cy = "Un" }', "REP-TEMPLATE-VALUE", 8, "title"),
        ('{ en = "One" }', "{ en = 1 }", "REP-TEMPLATE-VALUE", 8, "title"),
        ('id = "two"', 'id = "one"', "REP-TEMPLATE-VALUE", 13, "id"),
        ('id = "two"\n', "", "REP-TEMPLATE-MISSING", 12, "id"),
        ('en = "Two"', "en = 2", "REP-TEMPLATE-VALUE", 14, "title"),
    ],
)
def test_a_bad_template_is_refused_with_its_line(
    old: str, new: str, code: str, line: int, key: str
) -> None:
    assert old in GOOD
    with pytest.raises(PaperRefused) as refused:
        load("x.toml", GOOD.replace(old, new))
    assert refused.value.code == code
    assert refused.value.details == {"file": "x.toml", "line": line, "setting": key}
    assert "x.toml" in Text()(f"error.{code}", **refused.value.details)


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        ("", "REP-TEMPLATE-MISSING"),
        ("\x00", "REP-TEMPLATE"),
        ('id = "unclosed', "REP-TEMPLATE"),
        ("section = 3", "REP-TEMPLATE-MISSING"),
        (GOOD.split("[[")[0] + "section = []", "REP-TEMPLATE-MISSING"),
        (GOOD.split("[[")[0] + "section = [1]", "REP-TEMPLATE-VALUE"),
        (GOOD.split("[[")[0] + "[section]\na = 1", "REP-TEMPLATE-VALUE"),
    ],
)
def test_what_is_no_template_is_refused(toml: str, code: str) -> None:
    with pytest.raises(PaperRefused) as refused:
        load("x.toml", toml)
    assert refused.value.code == code


LOCAL = """\
id = "{kind}"
version = "9"
local = false
title = {{ en = "Our paper" }}

[[section]]
id = "one"
title = {{ en = "One" }}
facts = ["{fact}"]

[[section]]
id = "two"
title = {{ en = "Two" }}
starter = "{starter}"
lines = 3
"""


def local(kind: str, fact: str = "identity", starter: str = "contact") -> PaperTemplate:
    return load("ours.toml", LOCAL.format(kind=kind, fact=fact, starter=starter), changed=True)


def refused(kind: str, template: PaperTemplate) -> PaperRefused:
    with pytest.raises(PaperRefused) as caught:
        check_template(kind, template)
    told = Text()(f"error.{caught.value.code}", **caught.value.details)
    assert "ours.toml" in told
    return caught.value


DISCLOSABLE = [kind.value for kind in PaperKind if PAPER_SPECS[kind].disclosable]
WITHHELD = [name for name, facts in FACTS.items() if not facts.disclosable]


@pytest.mark.parametrize("kind", DISCLOSABLE)
@pytest.mark.parametrize("fact", WITHHELD)
def test_no_template_puts_withheld_facts_before_the_person(kind: str, fact: str) -> None:
    problem = refused(kind, local(kind, fact))
    assert problem.code == "REP-TEMPLATE-DISCLOSE"
    assert (problem.details["line"], problem.details["setting"]) == (6, fact)
    check_template("handover-report", local("handover-report", fact))


@pytest.mark.parametrize("name", ["victim", "alerts", "restrictions", "protection", "people"])
def test_what_could_harm_others_is_withheld(name: str) -> None:
    assert name in WITHHELD


def test_a_template_cannot_pass_for_another_kind() -> None:
    problem = refused("parole-report", local("handover-report", "victim"))
    assert problem.code == "REP-TEMPLATE-KIND"
    given = cases.material(cases.typical(), template=local("handover-report", "victim"))
    with pytest.raises(PaperRefused):
        make("parole-report", given, Text())


def test_starters_that_do_not_exist_are_refused() -> None:
    problem = refused("case-summary", local("case-summary", starter="opinion"))
    assert problem.code == "REP-TEMPLATE-STARTER"
    assert problem.details["line"] == 11
    assert "contact" in str(problem.details["known"])


def test_a_template_of_the_unit_is_used_and_says_so() -> None:
    given = cases.material(cases.typical(), template=local("case-summary"))
    shown = words(make("case-summary", given, Text()).pdf)
    assert "Our paper" in shown
    assert "template 9, this unit's own" in shown
    assert "official headings not confirmed" not in shown
