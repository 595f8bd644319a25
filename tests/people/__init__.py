"""Invented people for tests, the demo and the benchmark: the same whenever they are asked for.

``caseload(n, today, seed)`` gives a caseload file (version 1) as a dictionary. Kinds of
sentence and distances to the handover date follow fixed cycles, so that even sixty people
hold a bit of everything, and some of them stand exactly on a border: handover today, a day
either side, ten months from sentence to release, eighteen today, a hearing in a year.

``python -m tests.people`` writes the demo caseload anew, with what was written down about it.
"""

import json
import random
from datetime import date, timedelta
from pathlib import Path

from tests.people import around, pools
from tests.people.files import as_csv, as_xlsx
from tests.people.one import One, Row
from tests.people.sentences import MAKERS

__all__ = [
    "DEMO",
    "DEMO_DAY",
    "DEMO_LATER",
    "DEMO_MORNING",
    "DEMO_RECORD",
    "Row",
    "as_csv",
    "as_json",
    "as_xlsx",
    "caseload",
    "demo",
]

DEMO = Path(__file__).parents[2] / "resources" / "samples" / "demo-caseload.json"
DEMO_LATER = DEMO.with_name("demo-caseload-later.json")
DEMO_RECORD = DEMO.with_name("demo-caseload-record.json")
DEMO_DAY = date(2026, 11, 22)
"""The day the demo's files speak for, a Sunday; its desk is looked at on the next morning."""
DEMO_FIRST = DEMO_DAY - timedelta(days=7)
DEMO_MORNING = DEMO_DAY + timedelta(days=1)


def caseload(n: int, today: date, seed: int = 2026) -> Row:
    """A caseload file of ``n`` invented people, as it would be read from JSON.

    The same arguments always give the same file, and the first prisoners of many are those
    of few (POMs are dealt out anew). Dates are ISO text, as in the file.
    """
    people = [_one(i, today, seed) for i in range(n)]
    staff = _staff(max(6, n // 45), seed)
    lists: dict[str, list[Row]] = {
        "prisoners": [one.person for one in people],
        "movements": [row for one in people for row in one.movements],
        "sentenceTerms": [row for one in people for row in one.terms],
        "probation": [one.probation for one in people if one.probation],
        "paroleReviews": [row for one in people for row in one.reviews],
        "earlyAllocations": [row for one in people for row in one.early],
        "assessments": [row for one in people for row in one.assessments],
        "staff": staff,
        "allocations": _allocations(people, staff, seed),
    }
    for rows in lists.values():
        for row in rows:
            row.update({k: v.isoformat() for k, v in row.items() if isinstance(v, date)})
    return {"format": "pomdesk-caseload", "version": 1, "asAt": today.isoformat(), **lists}


def _one(i: int, today: date, seed: int) -> One:
    one = One(i, today, seed)
    around.identity(one)
    MAKERS[one.kind](one)
    around.whereabouts(one)
    around.probation(one)
    around.early_allocation(one)
    around.assessments(one)
    return one


def _staff(n: int, seed: int) -> list[Row]:
    rows: list[Row] = []
    for i in range(n):
        rng = random.Random(f"{seed}/staff/{i}")
        rows.append(
            {
                "staffId": 485_000 + i,
                "firstName": rng.choice(pools.WOMEN + pools.MEN),
                "lastName": rng.choice(pools.SURNAMES),
                "position": "PO" if i % 3 == 1 else "PRO",
                "email": f"pom.{i}@prison.example",
                "workingPattern": str(rng.choice((1.0, 1.0, 0.8, 0.5))),
                "status": {4: "unavailable", 7: "inactive"}.get(i % 9, "active"),
            }
        )
    return rows


def _allocations(people: list[One], staff: list[Row], seed: int) -> list[Row]:
    ids = [row["staffId"] for row in staff if row["status"] != "inactive"]
    rows: list[Row] = []
    for one in people:
        if one.i % 13 == 9 or one.kind in ("civil", "remand", "under_18"):
            continue
        rng = random.Random(f"{seed}/allocation/{one.i}")
        primary, second = rng.sample(ids, 2)
        rows.append(
            {
                "offenderNo": one.number,
                "primaryStaffId": primary,
                "coworkingStaffId": second if one.i % 10 == 3 else None,
                "allocatedOn": one.today - timedelta(days=rng.randint(1, 500)),
            }
        )
    return rows


def as_json(caseload: Row, *, dense: bool = False) -> bytes:
    """The caseload file: UTF-8, a row a line, so that a difference can be read.

    ``dense`` leaves out the spaces between values, as extracts do.
    """
    separators = (",", ":") if dense else (", ", ": ")
    lists = {name: rows for name, rows in caseload.items() if isinstance(rows, list)}
    head = [f" {json.dumps(k)}: {json.dumps(v)}" for k, v in caseload.items() if k not in lists]
    for name, rows in lists.items():
        told = (json.dumps(row, ensure_ascii=False, separators=separators) for row in rows)
        body = ",\n".join(told if dense else (f"  {row}" for row in told))
        head.append(f" {json.dumps(name)}: [\n{body}\n ]")
    return ("{\n" + ",\n".join(head) + "\n}\n").encode()


def demo() -> Row:
    """The caseload of the demo: 84 people around ``DEMO_DAY``, as a file of the week before."""
    return caseload(84, DEMO_DAY, seed=388) | {"asAt": DEMO_FIRST.isoformat()}
