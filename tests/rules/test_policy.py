"""The policy packs: what ships, which one is in force, and every way one can be wrong."""

import re
import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.errors import PolicyRefused
from pomdesk.domain.terms import ChecklistItem, RoshLevel
from pomdesk.rules.pack import Confidence, LocalSetting, PomStrategy, SettingKind, Unit
from pomdesk.rules.policy import about, load, local_value
from resources import ROOT, policy_packs
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


# ---- later packs say only what changes -----------------------------------------------------

HDC = """title = "Later"
from = 2026-09-02

[resettlement.hdc_on]
value = false
source = "Sentencing Act 2026"
confidence = "confirmed"
"""


def test_a_later_pack_inherits_what_it_does_not_say() -> None:
    third = HDC.replace("2026-09-02", "2027-01-01").replace(
        "[resettlement.hdc_on]\nvalue = false", "[com.overdue_days]\nvalue = 5"
    )
    found = load([("c.toml", third), ("a.toml", SHIPPED), ("b.toml", HDC)])
    first, second, last = (found.on(day(d)) for d in ("2026-09-01", "2026-09-02", "2027-01-01"))
    assert (first.resettlement.hdc_on, first.com.overdue_days) == (True, 2)
    assert (second.resettlement.hdc_on, second.com.overdue_days) == (False, 2)
    assert (last.resettlement.hdc_on, last.com.overdue_days) == (False, 5)
    assert second.handover == first.handover
    assert list(last.settings) == list(first.settings)
    assert (second.title, second.file, second.starts) == ("Later", "b.toml", date(2026, 9, 2))


def test_each_setting_knows_the_pack_it_comes_from() -> None:
    second = load([("a.toml", SHIPPED), ("b.toml", HDC)]).on(day("2026-09-02"))
    said, inherited = (second.settings[k] for k in ("resettlement.hdc_on", "com.overdue_days"))
    assert (said.value, said.pack, said.starts) == (False, "Later", date(2026, 9, 2))
    assert (inherited.value, inherited.starts) == (2, date(2026, 5, 1))
    assert inherited.pack != said.pack


def test_only_what_a_local_pack_says_is_local() -> None:
    ours = HDC.replace("from = 2026-09-02", "from = 2026-09-02\nlocal = true")
    settings = load([("a.toml", SHIPPED), ("b.toml", ours)]).on(day("2026-09-02")).settings
    assert [key for key, setting in settings.items() if setting.local] == ["resettlement.hdc_on"]


def test_the_earliest_pack_must_be_whole_in_whatever_order_they_come() -> None:
    early = HDC.replace("2026-09-02", "2026-04-30")
    error = refused(("a.toml", SHIPPED), ("b.toml", early))
    assert (error.code, error.details["file"]) == ("POL-MISSING", "b.toml")


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "line"),
    [
        ("hdc_on]", "hdc]", "POL-UNKNOWN", "resettlement.hdc", 4),
        ("[resettlement.hdc_on]", "[resetlement.hdc_on]", "POL-UNKNOWN", "resetlement", 4),
        ("value = false", "value = 0", "POL-YES-NO", "resettlement.hdc_on", 5),
        ("value = false\n", "", "POL-MISSING", "resettlement.hdc_on", 4),
        ('title = "Later"\n', "", "POL-MISSING", "title", 1),
        ("[resettlement.hdc_on]\n", "resettlement = 1\n[x]\n", "POL-UNKNOWN", "x", 5),
        ("[resettlement.hdc_on]", "[resettlement]", "POL-UNKNOWN", "resettlement", 5),
    ],
)
def test_a_fault_of_a_later_pack_is_told_with_its_line(
    old: str, new: str, code: str, key: str, line: int
) -> None:
    error = refused(("a.toml", SHIPPED), ("b.toml", HDC.replace(old, new)))
    told = error.details
    assert (error.code, told["key"], told["file"], told["line"]) == (code, key, "b.toml", line)


def test_home_detention_curfew_ends_for_adults_in_september_2026() -> None:
    shipped = load(policy_packs())
    assert shipped.on(day("2026-09-01")).resettlement.hdc_on
    assert not shipped.on(day("2026-09-02")).resettlement.hdc_on
    assert len(shipped.on(day("2026-09-02")).settings) == len(policy().settings)


# ---- values of this unit's own -------------------------------------------------------------


def ours(value: object, starts: str = "2026-10-01") -> LocalSetting:
    return LocalSetting(value, day(starts), "Agreed locally", "A Jones")


def test_a_local_value_is_used_and_says_who_decided_it_and_why() -> None:
    base = policy()
    local = base.with_local({"contact.high_months": ours(2)})
    assert (local.contact.high_months, base.contact.high_months) == (2, 1)
    assert local.contact.low_weeks == base.contact.low_weeks
    setting = local.settings["contact.high_months"]
    assert (setting.value, setting.local, setting.by) == (2, True, "A Jones")
    assert (setting.reason, setting.starts) == ("Agreed locally", date(2026, 10, 1))
    assert setting.source == "Agreed locally (A Jones)"
    assert setting.confidence is Confidence.CONFIRMED
    assert setting.instead_of == base.settings["contact.high_months"]
    assert [k for k, s in local.settings.items() if s.local] == ["contact.high_months"]
    assert list(local.settings) == list(base.settings)


def test_a_local_value_on_a_local_one_still_knows_what_the_pack_says() -> None:
    base = policy()
    twice = base.with_local({"com.overdue_days": ours(3)}).with_local({"com.overdue_days": ours(4)})
    given = twice.settings["com.overdue_days"].instead_of
    assert twice.com.overdue_days == 4
    assert given == base.settings["com.overdue_days"]


def test_no_local_values_leave_the_policy_as_it_is() -> None:
    base = policy()
    assert base.with_local({}) is base


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("duties.added_holidays", ["2026-12-24"], (date(2026, 12, 24),)),
        ("duties.added_holidays", [], ()),
        ("open.rules_from", "2026-12-24", date(2026, 12, 24)),
        ("open.rules_from", date(2026, 12, 24), date(2026, 12, 24)),
        ("duties.non_working_day", "after", "after"),
        ("resettlement.hdc_on", True, True),
        ("public_protection.rosh_levels", ["VERY_HIGH"], ("VERY_HIGH",)),
        ("public_protection.mappa_f_levels", {3}, (3,)),
        ("contact.counting", ("video",), ("video",)),
        ("parole.release_prefix", "freed", "freed"),
        ("prisons.names", {"LEI": "Leeds"}, {"LEI": "Leeds"}),
    ],
)
def test_local_values_of_every_kind_are_read_and_shown(
    key: str, value: object, shown: object
) -> None:
    assert local_value(key, value) == shown
    local = policy().with_local({key: ours(value)})
    section, _, name = key.partition(".")
    assert local.settings[key].value == shown
    assert getattr(getattr(local, section), name) != getattr(getattr(policy(), section), name) or (
        key in {"duties.added_holidays", "resettlement.hdc_on"}
    )


def test_local_risk_levels_are_what_the_rules_compare_with() -> None:
    local = policy().with_local({"pom.rosh_levels": ours(["MEDIUM"])})
    assert local.pom.rosh_levels == {RoshLevel.MEDIUM}
    assert "MEDIUM" in local.pom.rosh_levels


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("contact.high_month", 2, "POL-UNKNOWN"),
        ("contact", 2, "POL-UNKNOWN"),
        ("", 2, "POL-UNKNOWN"),
        ("title", "x", "POL-UNKNOWN"),
        ("contact.high_months", "2", "POL-WHOLE-NUMBER"),
        ("contact.high_months", True, "POL-WHOLE-NUMBER"),
        ("contact.high_months", 1.5, "POL-WHOLE-NUMBER"),
        ("contact.high_months", None, "POL-WHOLE-NUMBER"),
        ("contact.high_months", -1, "POL-NEGATIVE"),
        ("contact.on", 1, "POL-YES-NO"),
        ("contact.counting", [], "POL-EMPTY"),
        ("contact.counting", "phone", "POL-LIST"),
        ("contact.counting", ["fax"], "POL-CHOICE"),
        ("public_protection.rosh_levels", ["HUGE"], "POL-CHOICE"),
        ("public_protection.mappa_f_levels", [4], "POL-CHOICE"),
        ("duties.non_working_day", "never", "POL-CHOICE"),
        ("duties.added_holidays", ["24 December"], "POL-DATE"),
        ("duties.added_holidays", ["2026-02-30"], "POL-DATE"),
        ("duties.added_holidays", ["2026-W20-3"], "POL-DATE"),
        ("open.rules_from", 20261224, "POL-DATE"),
        ("parole.release_prefix", " ", "POL-TEXT"),
        ("prisons.names", ["LEI"], "POL-TABLE"),
        ("prisons.names", {}, "POL-EMPTY"),
    ],
)
def test_a_local_value_that_does_not_fit_is_refused_in_words(
    key: str, value: object, code: str
) -> None:
    with pytest.raises(PolicyRefused) as caught:
        policy().with_local({key: ours(value)})
    error = caught.value
    assert (error.code, error.details["reason"]) == (code, "local")
    assert Text()(f"error.{code}.local", **error.details)


# ---- what each setting is --------------------------------------------------------------------


def test_every_setting_has_words_and_nothing_else_has() -> None:
    text, keys = Text(), set(policy().settings)
    assert not sorted(key for key in keys if not text.has(f"setting.{key}"))
    areas = {key.partition(".")[0] for key in keys}
    assert not sorted(area for area in areas if not text.has(f"policy_section.{area}"))
    named: set[str] = set()
    for file in (ROOT / "locale" / "en").iterdir():
        for section, names in tomllib.loads(file.read_text("utf-8")).get("setting", {}).items():
            named |= {f"{section}.{name}" for name in names}
    assert named == keys


def test_every_number_has_a_unit_and_its_words_say_it() -> None:
    text = Text()
    for key in policy().settings:
        what = about(key)
        if what.kind is not SettingKind.NUMBER:
            assert what.unit in (None, Unit.LEVELS), key
            continue
        assert what.unit is not None, key
        unit = text(f"policy_unit.{what.unit}.other")
        assert re.search(rf"\b{unit}\b", text(f"setting.{key}")), key


@pytest.mark.parametrize(
    ("key", "kind", "unit"),
    [
        ("contact.low_weeks", SettingKind.NUMBER, Unit.WEEKS),
        ("oasys.change_working_days", SettingKind.NUMBER, Unit.WORKING_DAYS),
        ("resettlement.dtr_days", SettingKind.NUMBER, Unit.DAYS),
        ("handover.short_months", SettingKind.NUMBER, Unit.MONTHS),
        ("scope.minimum_age", SettingKind.NUMBER, Unit.YEARS),
        ("handover.mappa_high_levels", SettingKind.LEVELS, Unit.LEVELS),
        ("pom.rosh_levels", SettingKind.CHOICES, None),
        ("duties.added_holidays", SettingKind.DAYS, None),
        ("contact.on", SettingKind.YES_NO, None),
    ],
)
def test_the_unit_follows_from_the_name(key: str, kind: SettingKind, unit: Unit | None) -> None:
    assert (about(key).kind, about(key).unit) == (kind, unit)


def test_what_a_setting_that_there_is_not_is_is_refused() -> None:
    with pytest.raises(PolicyRefused):
        about("contact.nothing")
