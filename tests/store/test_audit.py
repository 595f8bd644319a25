"""The audit log: its chain, its signatures, what attacks it shows and what it cannot show."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from pomdesk.domain.audit import NEW_SIGNER, PRUNED, Event, Head, Kind, Proof, Remark, Wrong
from pomdesk.store import audit, schema
from pomdesk.store.audit import Pen, Signer
from pomdesk.store.audit_proof import Proving, segments
from pomdesk.store.audit_pruning import prune
from pomdesk.store.engine import Store
from tests.store.builders import doing


def moment(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """UTC without a zone, as the store keeps it."""
    return datetime(year, month, day, hour, tzinfo=UTC).replace(tzinfo=None)


START = moment(2026, 1, 5, 9)
USERS = ("ada", "ben", "cai")
EVENTS, ANCHOR = 200, 150
Row = dict[str, Any]


def private_key(name: str) -> Ed25519PrivateKey:
    """The signing key of an invented officer, the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def pen_of(name: str, *, signs: bool = True) -> Pen:
    """What an officer writes events with."""
    key = private_key(name) if signs else None
    slot = hashlib.sha256(f"slot {name}".encode()).hexdigest()[:32]
    return Pen(Signer(slot, name.title(), key), session=name.ljust(16, "0"))


def introduction(pen: Pen) -> Event:
    return Event(NEW_SIGNER, Kind.SYSTEM, detail={"public": pen.signer.public})


def made(row: Mapping[str, Any], last: Head, name: str | None) -> Row:
    """An event put behind another and signed by somebody, or by nobody."""
    anew = {**row, "seq": last.seq + 1, "prev": last.hash}
    digest = audit.hash_of(anew)
    anew["hash"] = digest.hex()
    if name is not None:
        anew["sig"] = private_key(name).sign(digest).hex()
    return anew


def log_of(*, signed: bool) -> list[Row]:
    """200 events by three officers in turn, the first three the introductions of their keys."""
    rows: list[Row] = []
    for place in range(EVENTS):
        name = USERS[place % 3]
        pen = pen_of(name, signs=signed)
        event = introduction(pen) if place < 3 and signed else Event("VIEW_CASE", Kind.CONSULT)
        at = (START + timedelta(minutes=place)).isoformat(timespec="microseconds")
        row: Row = {
            "at": at, "order_at": at, "wall_regressed": False, "who": pen.signer.slot,
            "name": pen.signer.name, "role": "pom", "session": pen.session, "what": event.what,
            "kind": event.kind.value, "subject": f"{place:032x}", "correlation": "",
            "reason": "", "recipient": "", "size": 1,
            "detail": audit.canonical(event.detail).decode(), "sig": "",
        }  # fmt: skip
        last = Head(rows[-1]["seq"], rows[-1]["hash"]) if rows else Head(0, "")
        rows.append(made(row, last, name if signed else None))
    return rows


LOGS = {signed: log_of(signed=signed) for signed in (True, False)}


def head_of(rows: list[Row]) -> Head:
    return Head(rows[-1]["seq"], rows[-1]["hash"])


def proved(rows: list[Row], anchors: tuple[Head, ...] = (), own: Signer | None = None) -> Proof:
    proving = Proving((), anchors, own)
    proving.take(rows)
    return proving.result()


# ---- The attacks. Ada is the insider: she has the data key and her own signing key.


def rebuilt(rows: list[Row], start: int) -> list[Row]:
    """The log from a place on, made to follow again by an insider: her own events are signed."""
    anew = rows[:start]
    for row in rows[start:]:
        last = head_of(anew) if anew else Head(0, "")
        mine = "ada" if row["name"] == "Ada" and row["sig"] else None
        anew.append(made(row, last, mine))
    return anew


def edit(rows: list[Row]) -> list[Row]:
    return [*rows[:79], {**rows[79], "size": 30}, *rows[80:]]


def delete(rows: list[Row]) -> list[Row]:
    return rows[:99] + rows[100:]


def swap(rows: list[Row]) -> list[Row]:
    here, there = rows[79], rows[80]
    return [*rows[:79], {**there, "seq": 80}, {**here, "seq": 81}, *rows[81:]]


def cut_five(rows: list[Row]) -> list[Row]:
    return rows[:-5]


def cut_to_before(rows: list[Row]) -> list[Row]:
    return rows[: ANCHOR - 10]


def edit_and_rebuild(rows: list[Row]) -> list[Row]:
    return rebuilt(edit(rows), 79)


def delete_and_rebuild(rows: list[Row]) -> list[Row]:
    return rebuilt(rows[:179] + rows[180:], 179)


def forge(rows: list[Row]) -> list[Row]:
    """An event of Ben's, made by Ada with the only key she has."""
    signs = "ada" if rows[0]["sig"] else None
    return [*rows, made(rows[1] | {"order_at": "2026-02-01", "sig": ""}, head_of(rows), signs)]


def rewrite_own_last(rows: list[Row]) -> list[Row]:
    """Cai's is the newest event; Cai says in it that nobody was looked at."""
    last = rows[-1]
    assert last["name"] == USERS[(EVENTS - 1) % 3].title()
    signs = last["name"].lower() if last["sig"] else None
    return [*rows[:-1], made(last | {"subject": ""}, head_of(rows[:-1]), signs)]


def older(rows: list[Row]) -> list[Row]:
    return rows[:190]


@dataclass(frozen=True)
class Attack:
    """What somebody does, whether they remake the mark, and which defence shows it.

    ``noticed``: by the chain; with signatures; with an anchor at 150; with all and the mark.
    """

    do: Callable[[list[Row]], list[Row]]
    noticed: tuple[bool, bool, bool, bool]
    remade: bool = False


MATRIX = (
    Attack(edit, (True, True, True, True)),
    Attack(delete, (True, True, True, True)),
    Attack(swap, (True, True, True, True)),
    Attack(cut_five, (False, False, False, True)),
    Attack(cut_to_before, (False, False, True, True)),
    Attack(edit_and_rebuild, (False, True, True, True)),
    Attack(delete_and_rebuild, (False, True, False, True)),
    Attack(forge, (False, True, False, True), remade=True),
    # What cannot be shown; docs/security.md says so.
    Attack(rewrite_own_last, (False, False, False, False), remade=True),
    Attack(older, (False, False, False, True)),
    Attack(older, (False, False, False, False), remade=True),
)


@pytest.mark.parametrize("attack", MATRIX, ids=lambda one: one.do.__name__)
def test_each_attack_is_shown_by_what_should_show_it_and_by_nothing_else(attack: Attack) -> None:
    for defence, noticed in enumerate(attack.noticed):
        rows = LOGS[defence in (1, 3)]
        anchors = [Head(ANCHOR, rows[ANCHOR - 1]["hash"][:16])] if defence >= 2 else []
        changed = attack.do(rows)
        if defence == 3:
            anchors.append(head_of(changed if attack.remade else rows))
        assert proved(rows, tuple(anchors[:1])).holds  # nothing is seen where nothing was done
        assert (not proved(changed, tuple(anchors)).holds) == noticed, defence


@pytest.mark.parametrize(
    ("attack", "wrong", "seq"),
    [
        (edit, Wrong.EDITED, 80),
        (delete, Wrong.DELETED, 100),
        (swap, Wrong.EDITED, 80),
        (edit_and_rebuild, Wrong.FORGED, 80),
        # Event 181, now 180, is Ada's own: she signs it anew.
        (delete_and_rebuild, Wrong.FORGED, 181),
        (forge, Wrong.FORGED, 201),
    ],
)
def test_the_first_thing_wrong_is_named(
    attack: Callable[[list[Row]], list[Row]], wrong: Wrong, seq: int
) -> None:
    broken = proved(attack(LOGS[True])).broken
    assert broken is not None
    assert (broken.wrong, broken.seq) == (wrong, seq)


def test_cut_and_rebuilt_are_told_apart_by_an_anchor() -> None:
    rows = LOGS[False]
    anchor = Head(ANCHOR, rows[ANCHOR - 1]["hash"][:16])
    cut = proved(cut_to_before(rows), (anchor,)).broken
    again = proved(edit_and_rebuild(rows), (anchor,)).broken
    assert cut is not None
    assert (cut.wrong, cut.seq) == (Wrong.CUT, ANCHOR - 9)
    assert again is not None
    assert (again.wrong, again.seq) == (Wrong.REBUILT, ANCHOR)


def test_a_whole_log_says_how_much_was_gone_through() -> None:
    rows = LOGS[True]
    proof = proved(rows, (Head(ANCHOR, rows[ANCHOR - 1]["hash"]), head_of(rows)))
    assert proof == Proof(head_of(rows), EVENTS, EVENTS, 0, anchors=2)


@pytest.mark.parametrize(
    "column",
    ["at", "order_at", "wall_regressed", "who", "name", "role", "session", "what", "kind",
     "subject", "correlation", "reason", "recipient", "size", "detail", "prev", "hash"],
)  # fmt: skip
def test_no_column_of_any_event_can_be_edited_unseen(column: str) -> None:
    for place in range(0, EVENTS, 23):
        rows = list(LOGS[False])
        held = rows[place][column]
        other = not held if isinstance(held, bool) else f"{held}0" if isinstance(held, str) else 7
        rows[place] = {**rows[place], column: other}
        broken = proved(rows).broken
        assert broken is not None
        assert broken.seq == place + 1


def test_times_must_rise() -> None:
    rows = LOGS[False]
    late = made(rows[9] | {"order_at": rows[3]["order_at"]}, head_of(rows[:9]), None)
    broken = proved([*rows[:9], late]).broken
    assert broken is not None
    assert (broken.wrong, broken.seq) == (Wrong.REBUILT, 10)


# ---- Signers.


def test_a_missing_signature_is_told_once_somebody_has_a_key() -> None:
    rows = LOGS[True]
    broken = proved([*rows[:60], {**rows[60], "sig": ""}, *rows[61:]]).broken
    assert broken is not None
    assert (broken.wrong, broken.seq) == (Wrong.UNSIGNED, 61)


@pytest.mark.parametrize("signature", ["no hex", "00", "ab" * 64])
def test_a_signature_that_is_none_is_forged(signature: str) -> None:
    rows = LOGS[True]
    broken = proved([*rows[:60], {**rows[60], "sig": signature}, *rows[61:]]).broken
    assert broken is not None
    assert (broken.wrong, broken.seq) == (Wrong.FORGED, 61)


def test_events_of_somebody_without_a_key_are_remarked_and_no_fault() -> None:
    proof = proved(LOGS[False])
    assert proof.holds
    assert proof.signed == 0
    assert [(one.remark, one.name) for one in proof.remarks] == [
        (Remark.UNSIGNED, "Ada"), (Remark.UNSIGNED, "Ben"), (Remark.UNSIGNED, "Cai"),
    ]  # fmt: skip


def extended(rows: list[Row], pen: Pen, event: Event, signs: str) -> list[Row]:
    """One event more at the end of a log."""
    row = {
        **rows[-1], "order_at": rows[-1]["order_at"] + "9", "who": pen.signer.slot,
        "name": pen.signer.name, "what": event.what,
        "detail": audit.canonical(event.detail).decode(), "sig": "",
    }  # fmt: skip
    return [*rows, made(row, head_of(rows), signs)]


def test_a_key_that_came_late_is_remarked() -> None:
    rows = extended(LOGS[False], pen_of("ada"), introduction(pen_of("ada")), "ada")
    proof = proved(rows)
    assert proof.holds
    late = [one for one in proof.remarks if one.remark is Remark.LATE]
    assert [(one.seq, one.name, one.times) for one in late] == [(201, "Ada", 67)]


def test_a_second_key_of_one_person_is_remarked_and_found_by_that_person() -> None:
    ben, other = pen_of("ben"), pen_of("stranger")
    other = replace(other, signer=replace(other.signer, slot=ben.signer.slot, name="Ben"))
    rows = extended(LOGS[True], other, introduction(other), "stranger")
    rows = extended(rows, other, Event("VIEW_CASE", Kind.CONSULT), "stranger")
    told = proved(rows)
    assert told.holds
    assert [(one.remark, one.seq, one.name) for one in told.remarks] == [
        (Remark.SECOND, 201, "Ben")
    ]
    for_ben = proved(rows, own=ben.signer).broken
    assert for_ben is not None
    assert (for_ben.wrong, for_ben.seq) == (Wrong.FORGED, 201)
    assert proved(LOGS[True], own=ben.signer).holds


# ---- In a real store.


@pytest.fixture
def store(store: Store) -> Store:
    """A store whose log is empty: what making it wrote there is taken out again."""
    with tampering(store) as connection:
        connection.execute(text("DELETE FROM audit"))
    return store


@contextmanager
def tampering(store: Store) -> Iterator[Connection]:
    """What somebody with the data key and another tool can do."""
    with doing(store) as uow:
        names = [f"lasting_audit_{what}" for what in ("update", "delete", "over")]
        kept = uow.rows(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        for name in names:
            uow.connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield uow.connection
        for row in kept:
            if row.name in names:
                uow.connection.exec_driver_sql(row.sql)
        uow._rewrote = True


def append(store: Store, pen: Pen, *events: Event, at: datetime = START) -> Head:
    last = Head(0, "")
    with doing(store) as uow:
        for event in events:
            last = audit.append(uow.connection, pen, event, at)
    return last


def views(count: int) -> list[Event]:
    return [
        Event("VIEW_CASE", Kind.CONSULT, size=n, reason="Y Fro, Łódź 'x'") for n in range(count)
    ]


def proof_of(store: Store, *anchors: Head) -> Proof:
    with doing(store) as uow:
        proving = Proving(segments(uow.connection), anchors)
        while rows := audit.written(uow.connection, proving.after, 40):
            if not proving.take(rows):
                break
        return proving.result()


def test_what_was_appended_holds_and_says_who(store: Store) -> None:
    pen = pen_of("ada")
    pen.role = "supervisor"
    head = append(store, pen, introduction(pen), *views(100))
    proof = proof_of(store, head)
    assert (proof.holds, proof.head, proof.events, proof.signed) == (True, head, 101, 101)
    with doing(store) as uow:
        last = audit.written(uow.connection, 100)[0]
    assert (last["name"], last["role"], last["session"]) == ("Ada", "supervisor", pen.session)


def test_the_database_refuses_to_change_the_log(store: Store) -> None:
    append(store, pen_of("ada", signs=False), *views(3))
    for statement in (
        "UPDATE audit SET size = 9",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit",
    ):
        with pytest.raises(IntegrityError), doing(store) as uow:
            uow.connection.execute(text(statement))
    assert proof_of(store).events == 3


def test_a_clock_set_back_leaves_the_order_and_is_marked(store: Store) -> None:
    pen = pen_of("ada", signs=False)
    append(store, pen, *views(1), at=START)
    append(store, pen, *views(1), at=START - timedelta(days=3))
    append(store, pen, *views(1), at=START - timedelta(seconds=1))
    append(store, pen, *views(1), at=START + timedelta(days=1))
    with doing(store) as uow:
        rows = audit.written(uow.connection)
    assert [row["wall_regressed"] for row in rows] == [False, True, False, False]
    assert [row["order_at"] for row in rows] == sorted({row["order_at"] for row in rows})
    assert proof_of(store).holds


@pytest.mark.parametrize(
    ("statement", "wrong", "seq"),
    [
        ("UPDATE audit SET size = 40 WHERE seq = 30", Wrong.EDITED, 30),
        ("UPDATE audit SET at = 'yesterday' WHERE seq = 30", Wrong.EDITED, 30),
        ("UPDATE audit SET reason = CAST(x'ff00' AS TEXT) WHERE seq = 30", Wrong.EDITED, 30),
        ("UPDATE audit SET wall_regressed = 2 WHERE seq = 30", Wrong.EDITED, 30),
        ("UPDATE audit SET detail = 'no json' WHERE seq = 30", Wrong.EDITED, 30),
        ("DELETE FROM audit WHERE seq = 30", Wrong.DELETED, 30),
        ("DELETE FROM audit WHERE seq < 30", Wrong.DELETED, 1),
    ],
)
def test_what_another_tool_does_to_the_file_is_found(
    store: Store, statement: str, wrong: Wrong, seq: int
) -> None:
    append(store, pen_of("ada", signs=False), *views(60))
    with tampering(store) as connection:
        connection.execute(text(statement))
    broken = proof_of(store).broken
    assert broken is not None
    assert (broken.wrong, broken.seq) == (wrong, seq)


def test_the_tail_is_checked_at_start(store: Store) -> None:
    append(store, pen_of("ada", signs=False), *views(60))
    with doing(store) as uow:
        assert audit.check_tail(uow.connection) is None
        assert audit.check_tail(uow.connection, 10) is None
    with tampering(store) as connection:
        connection.execute(text("UPDATE audit SET size = 40 WHERE seq = 30"))
    with doing(store) as uow:
        assert audit.check_tail(uow.connection, 29) is None
        for most in (31, 40, 60, 1000):
            broken = audit.check_tail(uow.connection, most)
            assert broken is not None
            assert broken.seq == 30


def test_the_tail_of_an_empty_log_holds(store: Store) -> None:
    with doing(store) as uow:
        assert audit.check_tail(uow.connection) is None
    assert proof_of(store) == Proof(Head(0, ""), 0, 0, 0)


# ---- Taking out what is older than it may be kept.

NOW = moment(2026, 11, 22, 9)


def of_months(store: Store, pen: Pen) -> None:
    """Ten events a month of 2026 up to October, each month's first from the day it begins."""
    append(store, pen, introduction(pen), at=moment(2026, 1, 1))
    for month in range(1, 11):
        append(store, pen, *views(10), at=moment(2026, month, 1))


def prune_before(store: Store, pen: Pen, before: datetime, *, told: bool = True) -> list[int]:
    with doing(store) as uow:
        ends = prune(uow.connection, pen, before, NOW, pen.signer.name)
        if told and ends:
            detail: dict[str, Any] = {"ends": [str(end) for end in ends]}
            audit.append(uow.connection, pen, Event(PRUNED, Kind.SYSTEM, detail=detail), NOW)
        uow._rewrote = True
    return ends


def test_whole_months_are_sealed_and_the_chain_still_holds(store: Store) -> None:
    pen = pen_of("ada")
    of_months(store, pen)
    assert prune_before(store, pen, moment(2026, 4, 1)) == [11, 21, 31]
    proof = proof_of(store)
    assert (proof.holds, proof.sealed, proof.events) == (True, 31, 71)
    append(store, pen, *views(1), at=NOW)
    # A second time: keys that only the sealed events introduced still count.
    assert prune_before(store, pen, moment(2026, 5, 1)) == [41]
    proof = proof_of(store)
    assert (proof.holds, proof.signed, proof.sealed) == (True, proof.events, 41)
    with doing(store) as uow:
        assert audit.check_tail(uow.connection) is None


def test_the_triggers_stand_again_afterwards(store: Store) -> None:
    pen = pen_of("ada")
    of_months(store, pen)
    before = definitions(store)
    prune_before(store, pen, moment(2026, 4, 1))
    assert definitions(store) == before
    with pytest.raises(IntegrityError), doing(store) as uow:
        uow.connection.execute(text("DELETE FROM audit"))
    with pytest.raises(IntegrityError), doing(store) as uow:
        uow.connection.execute(text("DELETE FROM audit_segment"))


def definitions(store: Store) -> str:
    with doing(store) as uow:
        return schema.fingerprint(uow.connection)


def test_a_pruning_that_fails_takes_nothing_out(store: Store) -> None:
    pen = pen_of("ada")
    of_months(store, pen)
    before = definitions(store)
    ends = []
    with suppress(ZeroDivisionError), doing(store) as uow:
        ends = prune(uow.connection, pen, moment(2026, 4, 1), NOW, "Ada")
        raise ZeroDivisionError
    assert ends
    assert proof_of(store).events == 101
    assert definitions(store) == before


def test_the_newest_event_always_stays(store: Store) -> None:
    pen = pen_of("ada")
    of_months(store, pen)
    prune_before(store, pen, moment(2030, 1, 1), told=False)
    with doing(store) as uow:
        assert [row["seq"] for row in audit.written(uow.connection)] == [101]


def test_nothing_old_enough_takes_nothing_out(store: Store) -> None:
    pen = pen_of("ada")
    assert prune_before(store, pen, moment(2026, 4, 1)) == []
    of_months(store, pen)
    assert prune_before(store, pen, moment(2026, 1, 1)) == []
    assert proof_of(store).events == 101


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_segment SET last_hash = '00'",
        "UPDATE audit_segment SET at = '2026-11-22 10:00:00.000000'",
        "UPDATE audit_segment SET first_seq = 2 WHERE first_seq = 1",
        "DELETE FROM audit_segment WHERE first_seq = 1",
        "UPDATE audit_segment SET sig = ''",
    ],
)
def test_a_seal_that_does_not_hold_is_found(store: Store, statement: str) -> None:
    pen = pen_of("ada")
    of_months(store, pen)
    prune_before(store, pen, moment(2026, 4, 1))
    with doing(store) as uow:
        for name in ("update", "delete", "over"):
            uow.connection.exec_driver_sql(f"DROP TRIGGER lasting_audit_segment_{name}")
        uow.connection.execute(text(statement))
        uow._rewrote = True
    broken = proof_of(store).broken
    assert broken is not None
    assert broken.wrong in (Wrong.SEGMENT, Wrong.EDITED, Wrong.DELETED)


def test_a_pruning_nobody_told_of_is_found(store: Store) -> None:
    pen = pen_of("ada")
    of_months(store, pen)
    prune_before(store, pen, moment(2026, 4, 1), told=False)
    broken = proof_of(store).broken
    assert broken is not None
    assert (broken.wrong, broken.seq) == (Wrong.SEGMENT, 1)


def test_an_anchor_among_sealed_events_says_so_and_one_at_the_seal_is_compared(
    store: Store,
) -> None:
    pen = pen_of("ada")
    of_months(store, pen)
    with doing(store) as uow:
        rows = audit.written(uow.connection)
    prune_before(store, pen, moment(2026, 4, 1))
    inside, end = Head(15, rows[14]["hash"]), Head(31, rows[30]["hash"])
    proof = proof_of(store, inside, end)
    assert (proof.holds, proof.anchors) == (True, 1)
    assert [(one.remark, one.seq) for one in proof.remarks] == [(Remark.SEALED, 15)]
    other = proof_of(store, Head(31, "00")).broken
    assert other is not None
    assert other.wrong is Wrong.REBUILT
