from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.intake import shapes
from pomdesk.intake.dates import parse_date
from pomdesk.intake.faults import UNSAID, DoubtfulValueError, RefusedValueError, Why, shown
from pomdesk.intake.values import Check, Values

VALUES = Values(2026)


def why(check: Check, value: object) -> Why:
    with pytest.raises(RefusedValueError) as refused:
        check(value)
    return refused.value.why


@pytest.mark.parametrize(
    "text",
    [
        "2027-05-02", "02/05/2027", "2/5/2027", "02-05-2027", "2 May 2027", "02 may 2027",
        "2-May-2027", " 2027-05-02 ", "2027-05-02T00:00:00", "2027-05-02 00:00:00",
        "2027-05-02T00:00:00.000Z",
    ],
)  # fmt: skip
def test_dates_are_year_first_or_day_first(text: str) -> None:
    assert parse_date(text) == date(2027, 5, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2027", Why.DATE), ("29/02/2027", Why.DATE), ("00/00/0000", Why.DATE),
        ("1/13/2027", Why.DATE), ("12/31/2026", Why.DATE), ("2027-13-01", Why.DATE),
        ("May 2, 2027", Why.DATE), ("2 Mai 2027", Why.DATE), ("46346", Why.DATE),
        ("2027-05-02T10:30:00", Why.DATE), ("02/05-2027", Why.DATE), ("tomorrow", Why.DATE),
        ("٠٢/٠٥/٢٠٢٧", Why.DATE),
        ("02/05/27", Why.YEAR), ("2 May 27", Why.YEAR),
        ("31/12/9999", Why.RANGE), ("01/01/0001", Why.RANGE), ("1899-12-31", Why.RANGE),
    ],
)  # fmt: skip
def test_dates_refused(text: str, reason: Why) -> None:
    assert why(VALUES.day, text) is reason


def test_real_dates_only_at_midnight() -> None:
    assert VALUES.day(date(2027, 5, 2)) == date(2027, 5, 2)
    assert VALUES.day(datetime(2027, 5, 2)) == date(2027, 5, 2)  # noqa: DTZ001
    assert why(VALUES.day, datetime(2027, 5, 2, 10)) is Why.DATE  # noqa: DTZ001
    assert why(VALUES.day, 46346) is Why.DATE


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    assert VALUES.day(day.isoformat()) == day
    assert VALUES.day(day.strftime("%d/%m/%Y")) == day


@pytest.mark.parametrize("value", [True, 1, "Y", "yes", " TRUE ", "1"])
def test_yes(value: object) -> None:
    assert VALUES.yes_no(value) is True


@pytest.mark.parametrize("value", [False, 0, "N", "No", "false", "0"])
def test_no(value: object) -> None:
    assert VALUES.yes_no(value) is False


@pytest.mark.parametrize("value", [2, "maybe", 1.0, [], "oui"])
def test_neither(value: object) -> None:
    assert why(VALUES.yes_no, value) is Why.YES_NO


@pytest.mark.parametrize("value", [-1, 4, "4", True, 1.5, "1e3", "NaN", 2**63, "٣", [], "0x1"])
def test_numbers_are_strict(value: object) -> None:
    assert why(VALUES.whole(0, 3), value) is Why.NUMBER


@pytest.mark.parametrize("value", [3, "3", 3.0, " 3 ", "03"])
def test_whole_numbers(value: object) -> None:
    assert VALUES.whole(0, 3)(value) == 3


def test_text_is_one_line_in_nfc() -> None:
    text = VALUES.text(20)
    assert text("  Sia\u0302n\tJones\n") == "Siân Jones"
    assert text("\u00a0 ") is None
    assert text("<img src=x>") == "<img src=x>"


def test_text_too_long_is_refused_not_cut() -> None:
    text = VALUES.text(5)
    assert text("abcde") == "abcde"
    assert why(text, "abcdef") is Why.LONG
    assert why(text, 5) is Why.TEXT
    assert why(text, date(2027, 1, 2)) is Why.SHEET_DATE


@pytest.mark.parametrize("hidden", ["\x07", "\u202e", "\u200b", "\ufeff"])
def test_what_cannot_be_seen_is_replaced_with_a_warning(hidden: str) -> None:
    with pytest.raises(DoubtfulValueError) as doubt:
        VALUES.text(20)(f"Jo{hidden}nes")
    assert doubt.value.why is Why.REPLACED
    assert doubt.value.kept == "Jo\ufffdnes"


def test_codes_of_a_list() -> None:
    rosh = VALUES.one_of("VERY_HIGH", "HIGH", "MEDIUM", "LOW")
    assert [rosh(v) for v in ("Very high", "VERY-HIGH", "veryhigh", "low")] == [
        "VERY_HIGH", "VERY_HIGH", "VERY_HIGH", "LOW",
    ]  # fmt: skip
    assert why(rosh, "N/A") is Why.CODE
    assert why(rosh, "4") is Why.CODE


def test_doubtful_identifiers_are_kept() -> None:
    assert VALUES.pnc("81/34U") == "1981/0000034U"
    for check, odd, reason in (
        (VALUES.pnc, "1980/0163001B", Why.PNC),
        (VALUES.cro, "65656/91J", Why.CRO),
        (VALUES.cell, "wing A", Why.CELL),
        (VALUES.prison, "Leeds", Why.PRISON),
    ):
        with pytest.raises(DoubtfulValueError) as doubt:
            check(odd)
        assert (doubt.value.why, doubt.value.kept) == (reason, odd)


def test_unusable_tier_is_left_out() -> None:
    with pytest.raises(DoubtfulValueError) as doubt:
        VALUES.tier("N/A")
    assert doubt.value.kept is UNSAID
    assert VALUES.tier("a_2") == "A_2"


def test_times() -> None:
    assert VALUES.clock_time("09:05") == "09:05:00"
    assert VALUES.clock_time("09:05:59.123") == "09:05:59"
    assert why(VALUES.clock_time, "24:00:00") is Why.DATE


def test_alerts_of_both_services() -> None:
    alerts = shapes.alerts(VALUES)
    found = alerts(
        [
            {"alertType": "X", "alertCode": "XA", "active": True, "expired": False},
            {"alertType": "H", "alertCode": "HA", "active": False, "expired": True},
            {"alertCode": {"code": "PVN", "description": "ViSOR Nominal"}, "isActive": True},
            {"alertCode": "RCON", "alertCodeDescription": "Conflict", "active": True},
            {"alertCode": "XA", "active": True},
        ]
    )
    assert found == "XA\nViSOR Nominal\nConflict"
    assert alerts("Arsonist; Hostage taker") == "Arsonist\nHostage taker"
    assert why(alerts, {"a": 1}) is Why.SHAPE
    assert why(alerts, [3]) is Why.TEXT


def test_incentive_object() -> None:
    incentive = shapes.incentive(VALUES)
    assert incentive({"level": {"code": "STD", "description": "Standard"}}) == "Standard"
    assert incentive("Enhanced") == "Enhanced"
    assert why(incentive, 4) is Why.TEXT


def test_risk_and_predictors_are_kept_as_json() -> None:
    risk = shapes.risk_groups(VALUES)
    assert risk({"custody": {"Staff": "LOW", "Public": None}}) == '{"custody":{"Staff":"LOW"}}'
    assert why(risk, {"custody": "HIGH"}) is Why.SHAPE
    predictors = shapes.predictors(VALUES)
    assert predictors([{"name": "OGP", "score": 41, "band": "Medium", "unit": "%"}]) == (
        '[{"band":"Medium","name":"OGP","score":41,"unit":"%"}]'
    )
    assert why(predictors, [{"name": "OGP", "score": "high"}]) is Why.NUMBER


def test_shown_is_short_and_printable() -> None:
    assert shown("a\x00b\u202e") == "a\ufffdb\ufffd"
    assert len(shown("x" * 5_000)) == 200
    assert shown(None) == ""
