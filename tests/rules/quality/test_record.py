"""The draw record: whole, canonical, chained, and a form of it that names nobody."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import Criteria, Frame, Method, Plan, Seed, SeedSource
from pomdesk.domain.quality.terms import Certainty, Exclusion, Purpose
from pomdesk.rules.quality.canonical import canonical, read_canonical, sha256_of
from pomdesk.rules.quality.draws import double_mark_frame, double_mark_seed, draw
from pomdesk.rules.quality.frames import frame_sha256
from pomdesk.rules.quality.record import record_of, record_sha256, redacted, sealed
from pomdesk.rules.quality.tickets import ticket
from tests.rules.quality.vectors import (
    DRAWN_AT,
    ELIGIBILITY,
    FRAME_SHA256,
    FROZEN_AT,
    MASTER,
    ORDER,
    REFS,
    SEED,
    excluded,
    frame,
    occasion,
    row,
    seed,
    unit_of,
)

FILTER = Criteria("Recalled since May", {"recalled": True})


def made(
    of: Frame | None = None, by: Seed | None = None, plan: Plan | None = None, **changes: Any
) -> dict[str, Any]:
    of = of or frame()
    return record_of(of, draw(of, by or seed(), plan or Plan(4)), occasion(**changes))


def test_the_record_of_the_known_draw() -> None:
    record = made()
    assert record["frame_sha256"] == FRAME_SHA256
    assert record["frame_count"] == record["whole_frame_count"] == 12
    assert record["whole_frame_sha256"] == frame_sha256(frame())
    assert [one["case_ref"] for one in record["selected"]["POM03"]] == list(ORDER)[:4]
    assert [one["case_ref"] for one in record["reserves"]["POM03"]] == list(ORDER)[4:6]
    assert record["selected"]["POM03"][0]["ticket"] == ticket(SEED, "A1011AM")
    assert record["allocation"]["strata"] == [
        {
            "stratum": "POM03", "size": 12, "floor": 0, "cap": 12, "n": 4, "reserves": 2,
            "inclusion": "1/3",
        }
    ]  # fmt: skip
    assert record["drawn_at"] == "2026-07-01T09:30:00Z"
    assert record["prev_record_sha256"] == "0" * 64
    assert record["eligibility_sha256"] == sha256_of(
        {"words": ELIGIBILITY.words, "rules": dict(ELIGIBILITY.rules)}
    )


def test_a_record_is_canonical_json_and_its_digest_that_of_its_file() -> None:
    record = made()
    assert read_canonical(canonical(record)) == record
    assert record_sha256(record) == sha256_of(record) != record_sha256(made(software="other"))


def test_the_seal_is_the_digest_of_all_other_fields() -> None:
    record = made()
    seal = record.pop("seal")
    assert seal == sha256_of(record)
    assert sealed({**record, "seal": "old"}) == {**record, "seal": seal}


def test_what_was_left_out_and_who_is_certain_is_told() -> None:
    rows = [*map(row, REFS), excluded("B1"), excluded("B2", Exclusion.RESTRICTED)]
    record = made(frame(rows, certainty={"A1000AA": Certainty.DECISION_NEAR}))
    assert record["exclusions"] == {"moved": 1, "restricted": 1}
    assert (record["frame_count"], record["whole_frame_count"]) == (11, 14)
    assert record["certainty"] == [
        {
            "case_ref": "A1000AA", "ticket": ticket(SEED, "A1000AA"), "stratum": "POM03",
            "why": "decision_near",
        }
    ]  # fmt: skip


def test_times_are_written_in_utc_to_the_second() -> None:
    local = datetime.fromisoformat("2026-07-01T11:30:00.999999+02:00")
    assert made(drawn_at=local)["drawn_at"] == "2026-07-01T09:30:00Z"


TARGETED: dict[str, Any] = {
    "purpose": Purpose.TARGETED,
    "trigger": "Late recalls",
    "requested_by": "G. Governor",
}


def test_a_targeted_draw_may_send_more_to_weaker_supervisors() -> None:
    plan = Plan(6, method=Method.NEYMAN, before={"POM03": (1, 4)})
    record = made(frame(filter_by=FILTER), plan=plan, **TARGETED)
    assert record["filter"] == {"words": FILTER.words, "rules": {"recalled": True}}
    assert record["allocation"]["before"] == {"POM03": [1, 4]}


def test_a_draw_that_replaces_another_says_why() -> None:
    record = made(parent_draw_id="QA-2026-00", reason="A supervisor was missing from the list")
    assert record["parent_draw_id"] == "QA-2026-00"


def marked_again(**changes: Any) -> dict[str, Any]:
    again = double_mark_frame(
        frame(), dict.fromkeys(list(ORDER)[:4], "ASSESSOR1"), eligibility=ELIGIBILITY,
        source="QA-2026-01", frozen_at=FROZEN_AT, frozen_by="L. Lead",
    )  # fmt: skip
    given = {
        "draw_id": "QA-2026-02",
        "purpose": Purpose.DOUBLE_MARK,
        "parent_draw_id": "QA-2026-01",
    }
    return made(again, double_mark_seed(seed()), Plan(1, floor=1), **{**given, **changes})


def test_double_marks_have_a_record_of_their_own() -> None:
    record = marked_again()
    assert [one["case_ref"] for one in record["selected"]["ASSESSOR1"]] == ["A1005AF"]
    assert (record["seed"], record["seed_source"]) == (SEED, "parent")


FILTERED = {"of": frame(filter_by=FILTER)}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"draw_id": " "}, "REQ-QA-OCCASION"),
        ({"drawn_by": ""}, "REQ-QA-OCCASION"),
        ({"software": ""}, "REQ-QA-OCCASION"),
        ({"previous": "abc"}, "REQ-QA-OCCASION"),
        ({"previous": "G" * 64}, "REQ-QA-OCCASION"),
        ({"drawn_at": DRAWN_AT.replace(tzinfo=None)}, "REQ-QA-TIME"),
        ({"drawn_at": FROZEN_AT - timedelta(seconds=1)}, "REQ-QA-FREEZE-FIRST"),
        ({**FILTERED, **TARGETED, "trigger": " "}, "REQ-QA-TRIGGER"),
        ({**FILTERED, **TARGETED, "requested_by": ""}, "REQ-QA-TRIGGER"),
        (TARGETED, "REQ-QA-NO-FILTER"),
        (FILTERED, "REQ-QA-FILTER"),
        ({"plan": Plan(4, method=Method.NEYMAN)}, "REQ-QA-NEYMAN"),
        ({"parent_draw_id": "QA-2026-00"}, "REQ-QA-REDRAW"),
        ({"reason": "no parent"}, "REQ-QA-REDRAW"),
        ({"purpose": Purpose.DOUBLE_MARK, "parent_draw_id": "X"}, "REQ-QA-DOUBLE-MARK"),
        ({"by": double_mark_seed(seed())}, "REQ-QA-DOUBLE-MARK"),
        ({"by": seed("123456", SeedSource.DICE)}, "REQ-QA-SEED-WITNESS"),
        ({"by": seed("12$456")}, "REQ-QA-SEED-LETTERS"),
    ],
)
def test_what_may_not_be_drawn_has_no_record(given: dict[str, Any], code: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        made(**given)
    assert refused.value.code == code


def test_double_marks_need_their_parent_and_go_by_assessor() -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-DOUBLE-MARK"):
        marked_again(parent_draw_id="")
    with pytest.raises(RequestRefused, match="REQ-QA-DOUBLE-MARK"):
        made(by=double_mark_seed(seed()), purpose=Purpose.DOUBLE_MARK, parent_draw_id="QA-2026-00")


def test_the_form_for_outside_proves_the_order_and_names_nobody() -> None:
    of = frame(
        unit_of(**{"POM-ADAMS": 9, "POM-BAKER": 4}),
        certainty={"POM-BAKER-003": Certainty.SERIOUS_INCIDENT},
    )
    by = seed("1643526", SeedSource.DICE, witness="W. Witness")
    record = made(of, by, Plan(5, floor=2), parent_draw_id="QA-2026-00", reason="Baker was ill")
    shown = redacted(record)
    said = canonical(shown).decode()
    secrets = ("POM-", "ADAMS", "BAKER", "Baker", "1643526", "Witness", "Lead")
    assert not [secret for secret in secrets if secret in said]
    assert shown["record_sha256"] == record_sha256(record)
    assert shown["schema"] != record["schema"]
    selected: Any = shown["selected"]
    held = [[one["ticket"] for one in items] for items in record["selected"].values()]
    assert sorted(selected.values()) == sorted(held)
    assert all(tickets == sorted(tickets) for tickets in selected.values())
    certain: Any = shown["certainty"]
    assert len(certain) == 1
    assert certain[0]["stratum"] in {"S1", "S2"}


def test_a_master_is_withheld_like_any_seed() -> None:
    record = made(by=Seed(MASTER, SeedSource.CYCLE, round=1))
    assert MASTER not in canonical(redacted(record)).decode()
