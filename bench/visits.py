"""A visit pack out and back in, against a plain copy of the same rows."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select

from bench.harness import Figures, Line, Table, joined, measure, milliseconds, one, seconds
from bench.keys import LEAST_MEMORY_KIB, PASSPHRASE
from bench.material import TODAY, Material
from pomdesk.domain.visits import Captured
from pomdesk.readmodels.visit_merges import Returned, TakenOut
from pomdesk.rules.policy import load
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.visit_packs import (
    BringBackVisit,
    MakeVisitReturn,
    OpenVisitPack,
    TakeOutVisit,
)
from pomdesk.services.commands.visit_planning import PlanVisit
from pomdesk.services.commands.visits import BeginVisit, CaptureStop
from pomdesk.services.desk import Day, Desk
from pomdesk.services.queries.visits import VisitOf
from pomdesk.services.visits.captures import new_uid
from pomdesk.store.engine import create_store, open_store
from pomdesk.store.keyfile import Cost
from pomdesk.store.tables import person, visit_capture, visit_stop
from pomdesk.store.unit_of_work import UnitOfWork
from resources import policy_packs
from tests.requests import let_in

SIZES = (90, 200)
_AROUND = 5
"""How many times as many people the desk has as the pack."""
_SAID = "Talked about the coming review and what he would like to do about it. " * 6

let_in()


class _Rows:
    """The rows a pack brings, as they stand in the visit machine's store."""

    def run(self, uow: UnitOfWork, _day: Day) -> list[str]:
        """Each row as a line."""
        tables = (visit_stop, visit_capture)
        return [repr(tuple(row)) for table in tables for row in uow.rows(select(table))]


class _First:
    """The first people of the desk."""

    def __init__(self, count: int) -> None:
        self.count = count

    def run(self, uow: UnitOfWork, _day: Day) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(row.id for row in uow.rows(select(person.c.id).limit(self.count)))


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """One table a size."""
    for size in sizes:
        office = _opened(material.store(size * _AROUND, cheap=True))
        people = office.ask(_First(size))
        folder = material.folder / f"machine-{size}"
        # One way: each step needs what the one before left.
        found = measure({"trip": lambda: _trip(office, people, folder)}, rounds)["trip"]  # noqa: B023
        office.close()
        copy = one(found, "copy")
        steps = {
            "out": "taken out: cards made anew, sealed, logged",
            "open": "opened on the visit machine",
            "seal": "the file to bring back",
            "back": "brought back: merged and journalled",
        }
        yield Table(
            f"A visit pack of {size:,} people ({found[0]['pack.bytes'] / 1e3:,.0f} kB)",
            "the same rows from one plain file to another, with an fsync",
            rounds,
            [
                Line("copied", None, None, milliseconds(copy)),
                *(Line.of(words, one(found, step), copy) for step, words in steps.items()),
            ],
        )


def _opened(path: Path) -> Desk:
    clock = FrozenClock(TODAY)
    store = open_store(path, secret=PASSPHRASE, now=clock.now())
    return Desk(store, clock, load(policy_packs()))


def _machine(folder: Path) -> Desk:
    """An empty desk, as of a visit machine."""
    clock = FrozenClock(TODAY)
    cost = Cost(LEAST_MEMORY_KIB, 1, 1)
    store, _ = create_store(
        folder / "store.db", name="Bench", passphrase=PASSPHRASE, now=clock.now(), cost=cost
    )
    return Desk(store, clock, load(policy_packs()))


def _trip(office: Desk, people: tuple[int, ...], folder: Path) -> Figures:
    """Out, opened, something noted of everybody, and back."""
    planned = office.do(PlanVisit(TODAY, people)).result
    machine = _machine(folder)
    packs: list[TakenOut] = []
    opened: list[int] = []
    returns: list[Returned] = []

    def take_out() -> None:
        packs.append(office.do(TakeOutVisit(planned, holder="Pat")).result)

    def open_it() -> None:
        opened.append(machine.do(OpenVisitPack(packs[0].content, packs[0].code)).result)

    def seal() -> None:
        returns.append(machine.do(MakeVisitReturn(opened[0])).result)

    ways = {"out": seconds(take_out), "open": seconds(open_it)}
    machine.do(BeginVisit(opened[0]))
    for stop in machine.ask(VisitOf(opened[0])).stops:
        said = Captured(new_uid(), TODAY, "face_to_face", "14:05", _SAID)
        machine.do(CaptureStop(stop.stop_id, said))
    ways["seal"] = seconds(seal)
    ways["back"] = seconds(lambda: office.do(BringBackVisit(returns[0].content)))
    ways["copy"] = _copied(machine.ask(_Rows()), folder)
    machine.close()
    shutil.rmtree(folder)
    return joined(ways | {"pack": {"bytes": float(len(packs[0].content))}})


def _copied(rows: Sequence[str], folder: Path) -> Figures:
    source, target = folder / "rows", folder / "copy"
    source.write_text("\n".join(rows), encoding="utf-8")

    def copy() -> None:
        lines = source.read_text(encoding="utf-8").splitlines()
        with target.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)
            os.fsync(stream.fileno())

    return seconds(copy)
