import pytest

from pomdesk.domain.errors import PaperRefused
from reports.case_paper import FACTS
from reports.kinds import KINDS
from reports.template import in_language, load, shipped
from resources.text import Text

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
