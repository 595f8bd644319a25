"""The policy packs: what ships, which one is in force, and every way one can be wrong."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.errors import PolicyRefused
from pomdesk.domain.terms import ChecklistItem
from pomdesk.rules.pack import Confidence, PomStrategy
from pomdesk.rules.policy import load
from resources import policy_packs
from resources.text import Text
from tests.builders import TODAY, day, pack_text, policy

SHIPPED = pack_text()


def starting(on: str, **values: str) -> str:
    return pack_text(**values).replace("from = 2026-05-01", f"from = {on}")


def refused(*packs: tuple[str, str]) -> PolicyRefused:
    with pytest.raises(PolicyRefused) as caught:
        load(packs)
    return caught.value


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_shipped_packs_hold_together() -> None:
    shipped = load(policy_packs()).on(TODAY)
    assert not shipped.local
    assert shipped.handover.short_months == 10
    assert (shipped.handover.determinate_months, shipped.handover.determinate_days) == (8, 14)
    assert shipped.handover.thd_far_inclusive
    assert shipped.pom.strategy is PomStrategy.ROSH
    assert len(shipped.prisons.names) == 124
    assert shipped.prisons.names["UPI"] == "Prescoed"
    groups = shipped.prisons.womens | shipped.prisons.mens_open | shipped.prisons.welsh
    assert groups <= shipped.prisons.names.keys()
    assert not shipped.prisons.womens & shipped.prisons.mens_open
    assert not shipped.checklist.simplified_on


def test_each_setting_has_its_source_and_how_sure_it_is() -> None:
    settings = policy().settings
    short = settings["handover.short_months"]
    assert (short.value, short.confidence) == (10, Confidence.CONFIRMED)
    assert short.source == "Manage POM Cases: handover calculation"
    assert settings["pom.strategy"].confidence is Confidence.CHECK_LOCAL_POLICY
    assert settings["checklist.standard"].value == ("contacted_com", "sent_handover_report")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2019-01-01", 10),  # before all of them: the earliest
        ("2020-01-01", 10),
        ("2026-08-31", 10),
        ("2026-09-01", 11),
        ("2026-09-02", 11),
        ("2027-01-01", 12),
        ("2099-01-01", 12),
    ],
)
def test_the_latest_pack_that_has_started_is_in_force(asked: str, expected: int) -> None:
    packs = [
        ("c.toml", starting("2027-01-01", handover_short_months="12")),
        ("a.toml", starting("2020-01-01")),
        ("b.toml", starting("2026-09-01", handover_short_months="11")),
    ]
    assert load(packs).on(day(asked)).handover.short_months == expected


def test_a_prisons_own_pack_says_so() -> None:
    text = SHIPPED.replace("from = 2026-05-01", "from = 2026-05-01\nlocal = true")
    assert load([("a.toml", text)]).on(TODAY).local


def test_a_pack_saved_by_notepad_is_read() -> None:
    text = "\ufeff" + SHIPPED.replace("\n", "\r\n")
    assert load([("a.toml", text)]).on(TODAY).handover.short_months == 10


def test_settings_may_be_written_on_one_line() -> None:
    head = "[handover.short_months]"
    old = SHIPPED[SHIPPED.index(head) : SHIPPED.index("[handover.determinate_months]")]
    line = 'short_months = { value = 9, source = "Here", confidence = "confirmed" }'
    text = SHIPPED.replace(old, "") + f"\n[handover]\n{line}\n"
    assert load([("a.toml", text)]).on(TODAY).handover.short_months == 9
    error = refused(("a.toml", text.replace("value = 9", "value = -9")))
    assert error.code == "POL-NEGATIVE"
    assert error.details["line"] == line_of(text, line)


EIGHT = "value = 8\n"
MONTHS = "handover.determinate_months"
DET = 'value = ["DET"]'
IMMIGRATION = "scope.immigration_statuses"


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "off"),  # off: lines from the change to the line that is told
    [
        (EIGHT, "value = \n", "POL-SYNTAX", "", 0),
        ("from = 2026-05-01", "from = 2026-02-30", "POL-SYNTAX", "", 0),
        (EIGHT, "value = 8\nvalue = 9\n", "POL-SYNTAX", "", 1),
        ('title = "OMiC', 'titel = "OMiC', "POL-UNKNOWN", "titel", 0),
        ("[com.overdue_days]", "[com.overdue_dys]", "POL-UNKNOWN", "com.overdue_dys", 0),
        (EIGHT, "", "POL-MISSING", MONTHS, -1),
        (EIGHT, "vale = 8\n", "POL-UNKNOWN", f"{MONTHS}.vale", 0),
        (EIGHT + "source =", EIGHT + "# source =", "POL-MISSING", f"{MONTHS}.source", -1),
        (EIGHT, "value = '8'\n", "POL-WHOLE-NUMBER", MONTHS, 0),
        (EIGHT, "value = 8.0\n", "POL-WHOLE-NUMBER", MONTHS, 0),
        (EIGHT, "value = true\n", "POL-WHOLE-NUMBER", MONTHS, 0),
        (EIGHT, "value = -8\n", "POL-NEGATIVE", MONTHS, 0),
        ("value = [2, 3]", "value = [2, -3]", "POL-NEGATIVE", "handover.mappa_high_levels", 0),
        (DET, "value = []", "POL-EMPTY", IMMIGRATION, 0),
        (DET, 'value = "DET"', "POL-LIST", IMMIGRATION, 0),
        (DET, 'value = [" "]', "POL-TEXT", IMMIGRATION, 0),
        (DET, "value = [1]", "POL-TEXT", IMMIGRATION, 0),
        ("value = false", 'value = "no"', "POL-YES-NO", "checklist.simplified_on", 0),
        ("value = 2021-03-31", 'value = "2021-03-31"', "POL-DATE", "open.rules_from", 0),
        ("value = 2021-03-31", "value = 2021-03-31T00:00:00", "POL-DATE", "open.rules_from", 0),
        ('value = "rosh"', 'value = "colour"', "POL-CHOICE", "pom.strategy", 0),
        ('"sent_handover_report"]', '"sent"]', "POL-CHOICE", "checklist.standard", 0),
        ('WYI = "Wetherby"', 'WYI = ""', "POL-TEXT", "prisons.names.value.WYI", 0),
        ('"Prisoner Search: prison"', '""', "POL-TEXT", "prisons.outside.source", 0),
        (
            'confidence = "confirmed"',
            'confidence = "sure"',
            "POL-CHOICE",
            "scope.minimum_age.confidence",
            0,
        ),
    ],
)
def test_a_bad_pack_is_refused_with_file_line_and_key(
    old: str, new: str, code: str, key: str, off: int
) -> None:
    error = refused(("2026-05-01.toml", SHIPPED.replace(old, new, 1)))
    assert (error.code, error.details["key"]) == (code, key)
    assert error.details["file"] == "2026-05-01.toml"
    assert error.details["line"] == line_of(SHIPPED, old) + off
    assert error.details["reason"]
    assert str(error.details["line"]) in Text()(f"error.{code}", **error.details)


def test_a_pack_without_its_day_is_refused() -> None:
    error = refused(("a.toml", SHIPPED.replace("from = 2026-05-01\n", "")))
    assert (error.code, error.details["key"], error.details["line"]) == ("POL-MISSING", "from", 1)


def test_a_section_left_out_is_missing() -> None:
    error = refused(("a.toml", 'title = "x"\nfrom = 2026-01-01\n'))
    assert (error.code, error.details["key"], error.details["line"]) == ("POL-MISSING", "scope", 1)


def test_a_section_that_is_no_table_is_refused() -> None:
    error = refused(("a.toml", 'title = "x"\nfrom = 2026-01-01\nscope = 3\n'))
    assert (error.code, error.details["key"], error.details["line"]) == ("POL-TABLE", "scope", 3)


def test_names_that_are_no_table_or_empty_are_refused() -> None:
    bare = SHIPPED[: SHIPPED.index("[prisons.names.value]")]
    assert refused(("a.toml", bare + "value = 3\n")).code == "POL-TABLE"
    assert refused(("a.toml", bare + "value = {}\n")).code == "POL-EMPTY"


def test_a_pack_that_is_not_toml_at_all_is_refused() -> None:
    for text in ("PK\x03\x04", "[" * 5000, "{}", "a = 1\na = 2", 'a = "'):
        assert refused(("a.toml", text)).code == "POL-SYNTAX"


def test_two_packs_from_the_same_day_are_refused() -> None:
    error = refused(("a.toml", SHIPPED), ("b.toml", SHIPPED))
    assert error.code == "POL-TWICE"
    assert (error.details["other"], error.details["file"]) == ("a.toml", "b.toml")
    assert error.details["line"] == line_of(SHIPPED, "from = ")


def test_no_pack_at_all_is_refused() -> None:
    assert refused().code == "POL-NONE"


def test_a_setting_inside_brackets_strings_or_comments_does_not_mislead_the_line() -> None:
    noise = '# [handover.determinate_months]\n# value = 1\nnote = """\n[x]\nvalue = 2\n"""\n'
    text = noise + SHIPPED.replace("value = 8\n", "value = -8\n")
    error = refused(("a.toml", text))
    assert (error.code, error.details["line"]) == ("POL-UNKNOWN", 3)
    error = refused(("a.toml", text.replace("note =", "title =").replace('title = "OMiC', "#", 1)))
    assert (error.code, error.details["line"]) == ("POL-NEGATIVE", line_of(text, "value = -8"))


@given(st.text(max_size=200))
def test_any_text_is_refused_or_read(text: str) -> None:
    with pytest.raises(PolicyRefused):
        load([("a.toml", text)])


def test_a_pack_that_lost_any_line_is_refused_with_a_line_or_still_whole() -> None:
    lines = SHIPPED.splitlines(keepends=True)
    whole = 0
    for number in range(len(lines)):
        text = "".join(lines[:number] + lines[number + 1 :])
        try:
            whole += load([("a.toml", text)]).on(TODAY).starts == date(2026, 5, 1)
        except PolicyRefused as error:
            told = error.details
            if not (told["line"] and told["file"] and told["reason"]):
                raise
    comments = sum(line.startswith(("#", "\n")) for line in lines)
    names = sum(bool(re.match(r"[A-Z]{3} = ", line)) for line in lines)
    assert comments + names < whole < len(lines) - 3 * len(policy().settings)


def test_the_checklists_are_tasks() -> None:
    assert policy().checklist.enhanced == (
        ChecklistItem.REVIEWED_OASYS,
        ChecklistItem.CONTACTED_COM,
        ChecklistItem.ATTENDED_HANDOVER_MEETING,
    )
