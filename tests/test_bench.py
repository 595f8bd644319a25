"""The benchmark's own sums, and its peer: dates by dateutil that the rules must agree with."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bench import harness, raw, rules
from bench.facts import cases
from bench.harness import Line, Table
from pomdesk.rules.policy import load
from resources import policy_packs
from tests import people

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "today",
    [
        date(2026, 11, 22),
        date(2026, 2, 28),
        date(2027, 8, 31),
        date(2028, 2, 29),
        date(2029, 3, 31),
    ],
)
def test_the_rules_agree_with_dateutil_about_every_date(today: date) -> None:
    policy = load(policy_packs()).on(today)
    everybody = cases(people.caseload(800, today, seed=today.toordinal()))
    assert list(rules.differences(everybody, policy, today)) == []


def test_a_peer_that_disagrees_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    today = date(2026, 11, 22)
    policy = load(policy_packs()).on(today)
    everybody = cases(people.caseload(60, today))
    monkeypatch.setattr("bench.plain.MENS_OPEN", set())
    assert list(rules.differences(everybody, policy, today))


def test_ratios_are_taken_inside_each_round() -> None:
    slow_minute = [{"seconds": 1.0}, {"seconds": 50.0}, {"seconds": 2.0}]
    twice = [{"seconds": 2.0}, {"seconds": 100.0}, {"seconds": 6.0}]
    found = harness.ratio(twice, slow_minute)
    assert (found.median, found.least, found.most) == (2.0, 2.0, 3.0)


def test_the_order_turns_every_round() -> None:
    done: list[str] = []

    def way(name: str) -> harness.Way:
        def job() -> harness.Figures:
            done.append(name)
            return {"seconds": 1.0}

        return job

    found = harness.measure({name: way(name) for name in "abc"}, 3)
    assert "".join(done) == "abcbcacab"
    assert [len(figures) for figures in found.values()] == [3, 3, 3]


@pytest.mark.parametrize(("power", "values"), [(1.0, [2, 20, 200]), (2.0, [3, 300, 30_000])])
def test_the_slope_is_the_power_of_growth(power: float, values: list[float]) -> None:
    assert harness.slope([10, 100, 1_000], values) == pytest.approx(power)


def test_a_table_says_what_is_over_its_target() -> None:
    floor = [{"seconds": 1.0, "cpu": 0.5}]
    table = Table(
        "Import",
        "raw",
        1,
        [
            Line("raw", None),
            Line.of("quick", [{"seconds": 1.5, "cpu": 1.0}], floor, 2.0),
            Line.of("slow", [{"seconds": 3.0}], floor, 2.0),
        ],
    )
    told = str(table).splitlines()
    assert told[2] == "  floor: raw; 1 round"
    assert "OVER" not in told[5]
    assert told[5].split() == ["quick", "1.50", "1.50-1.50", "2.00", "<=", "2.00", "ok"]
    assert told[6].split() == ["slow", "3.00", "3.00-3.00", "<=", "2.00", "OVER"]


def test_the_floor_of_the_import_writes_every_row(tmp_path: Path) -> None:
    caseload = people.demo()
    file = tmp_path / "caseload.json"
    file.write_bytes(people.as_json(caseload))
    opened = raw.unencrypted(tmp_path / "store.db")
    raw.make_tables(opened)
    raw.bring_in(opened, file)
    for section, table in raw.LISTS.items():
        (count,) = opened.execute(f"SELECT count(*) FROM {table.name}").fetchone()
        assert count == len(caseload[section]), section
    opened.close()


def test_wrong_usage_is_told() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bench", "nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "parts are start, memory, import" in ran.stderr
