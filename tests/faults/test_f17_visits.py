"""F17: two machines that write as they like, files that are hurt on the way: no write is lost.

Each write has words of its own. At the end all of them stand in the record or wait to be decided,
but for those that were written over where they were seen.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pomdesk.domain.errors import PackRefused
from pomdesk.domain.record import EntryKind
from pomdesk.domain.visits import PERSON_ROW, Captured, Rows
from pomdesk.rules.visits.merging import Merged
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import ChangeEntry
from pomdesk.services.commands.visit_ends import EndVisit
from pomdesk.services.commands.visit_packs import BringBackVisit, OpenVisitPack
from pomdesk.services.commands.visits import BeginVisit, CaptureStop
from pomdesk.services.desk import Desk
from pomdesk.services.visits import merging
from pomdesk.services.visits.captures import new_uid
from pomdesk.store import tables
from pomdesk.store.engine import open_store
from tests import copies
from tests.faults.count import noted, times
from tests.services.record_desk import ALUN_ID, BETH_ID
from tests.services.visit_desks import NOON, Machine, carried, office, open_on, take_out

PEOPLE = (ALUN_ID, BETH_ID)
STEPS = 8
CELL = "cell_location"


def last_writer_wins(base: Rows, ours: Rows, theirs: Rows) -> Merged:
    """What must not pass: whoever comes in last is believed."""
    known = {key: row for key, row in theirs.items() if key in ours}
    return Merged({key: row for key, row in theirs.items() if key not in ours}, known)


class Walked:
    """One random history of a desk and two machines whose clocks are two hours apart.

    Attributes:
        live: the newest words of each writer about each thing.

    """

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)
        self.folder = folder
        self.live: dict[tuple[object, ...], str] = {}
        folder.mkdir()
        at = NOON.replace(hour=self.random.choice((9, 23)))
        self.desk = office(folder / "office", at)
        pack = take_out(self.desk)
        self.machines = [
            open_on(carried(folder / f"ahead{hours}", at + timedelta(hours=hours)), pack)
            for hours in (-1, 1)
        ]
        # On both machines the stops have the same numbers.
        self.stops = [row.id for row in self.machines[0].rows(tables.visit_stop)]
        self.noted: dict[tuple[int, int], Captured] = {}
        self.desk.desk.do(BeginVisit(self.desk.visit))
        self.desk.note(0, what="wing", text="Own.")
        for step in range(STEPS):
            who, words = self.random.randrange(3), f"W{step}X"
            if who == 2:
                self._at_desk(words)
            else:
                self._on_machine(who, words)
                if self.random.random() < 0.3:
                    self.desk.bring(self.machines[who].back())
        self.files = [machine.back() for machine in self.machines]

    def _at_desk(self, words: str) -> None:
        number = self.random.choice(PEOPLE)
        (cell,) = [row.cell_location for row in self.desk.rows(tables.person) if row.id == number]
        entry = self.random.choice([e for e in self.desk.entries() if e.person_id == number])
        what = self.random.choice((CELL, "next_step", "text"))
        if what == CELL:
            before = cell
            self.desk.desk.do(CorrectFact(number, PERSON_ROW, CELL, words))
        else:
            before = getattr(entry, what) if what == "next_step" else ""
            kept = f"{entry.text} {words}" if what == "text" else words
            self.desk.desk.do(ChangeEntry(entry.id, {what: kept}))
        # Who types over something has seen it.
        self.live = {key: live for key, live in self.live.items() if live != before}
        self.live["desk", words] = words

    def _on_machine(self, who: int, words: str) -> None:
        machine, place = self.machines[who], self.random.randrange(2)
        what = self.random.choice(("text", "next_step", CELL, "step"))
        # Only the first of them has a follow-up on the card.
        place = 0 if what == "step" else place
        said = self.noted.get((who, place)) or Captured(new_uid(), machine.clock.today())
        if what == CELL:
            said = replace(said, changes={**said.changes, PERSON_ROW: {CELL: words}})
        elif what == "step":
            said = replace(said, changes={**said.changes, "entry:1": {"next_step": words}})
        elif what == "text":
            said = replace(said, what="wing", text=words)
        else:
            said = replace(said, what="wing", next_step=words)
        machine.desk.do(CaptureStop(self.stops[place], said))
        self.noted[who, place] = said
        self.live[who, place, what] = words

    def ended(self, order: tuple[int, ...]) -> tuple[set[str], set[str], set[str]]:
        """Bring everything in, on a copy: what was lost, what is in the record, what is offered."""
        self.desk.desk.close()
        folder = self.folder / f"in{order}"
        shutil.copytree(self.folder / "office", folder)
        store = open_store(folder / copies.STORE, secret=copies.SECRET, now=self.desk.clock.now())
        desk = Machine(Desk(store, self.desk.clock, copies.policies()), self.desk.clock)
        desk.visit = self.desk.visit
        for number in order:
            desk.bring(self.files[number])
            assert desk.bring(self.files[number]).same
        desk.desk.do(EndVisit(desk.visit))
        record = {row.cell_location or "" for row in desk.rows(tables.person)}
        for row in desk.entries():
            record |= {row.text, row.next_step}
        offered = {clash.theirs or "" for clash in desk.clashes}
        everything = " ".join(record | offered)
        assert desk.desk.check() == []
        desk.desk.close()
        return {w for w in self.live.values() if w not in everything}, record, offered

    def close(self) -> None:
        """Close the machines."""
        for machine in self.machines:
            machine.desk.close()


def test_f17_no_write_is_lost_in_any_order(tmp_path: Path) -> None:
    tries = times(ci=6, nightly=200)
    writes = 0
    for seed in range(tries):
        walked = Walked(seed, tmp_path / str(seed))
        orders = ((0, 1), (1, 0)) if seed % times(ci=3, nightly=1) == 0 else ((0, 1),)
        ends = [walked.ended(order) for order in orders]
        walked.close()
        assert [missing for missing, _, _ in ends] == [set()] * len(ends), f"seed {seed}"
        # Which of two stands and which is offered goes by who came first; nothing else does.
        assert len({frozenset(record | offered) for _, record, offered in ends}) == 1
        if not any(offered for _, _, offered in ends):
            assert len({frozenset(record) for _, record, _ in ends}) == 1
        writes += len(walked.live)
        shutil.rmtree(tmp_path / str(seed))
    noted("F17 interleavings", tries=tries, writes=writes, lost=0)


def test_f17_the_same_walks_notice_a_merge_that_loses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "merge", last_writer_wins)
    for seed in range(5):
        walked = Walked(seed, tmp_path / str(seed))
        missing, _, _ = walked.ended((0, 1))
        walked.close()
        if missing:
            return
    pytest.fail("nothing was lost, so the test above shows nothing")


def hurt(machine: Machine, content: bytes, request: Callable[[bytes], Any]) -> int:
    """Cut a file, and flip a bit of it, at many places (nightly: all); each is refused."""
    places = range(0, len(content), times(ci=41, nightly=1))
    for place in places:
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        for file in (content[:place], bytes(flipped)):
            with pytest.raises(PackRefused) as found:
                machine.desk.do(request(file))
            assert found.value.code in {"PCK-NOT", "PCK-DAMAGED"}
    return 2 * len(places)


def test_f17_a_file_that_was_hurt_changes_nothing(tmp_path: Path) -> None:
    desk, machine = office(tmp_path / "office"), carried(tmp_path / "carried")
    pack = take_out(desk)
    bare = machine.everything()
    tries = hurt(machine, pack.content, lambda file: OpenVisitPack(file, pack.code))
    assert machine.everything() == bare
    open_on(machine, pack)
    machine.note(0, what="wing", text="Talked.")
    content, before = machine.back(), desk.everything()
    tries += hurt(desk, content, BringBackVisit)
    assert desk.everything() == before
    assert desk.bring(content).contacts == 1
    assert len(desk.entries(EntryKind.CONTACT)) == 3
    noted("F17 hurt files", tries=tries, lost=0)
    for one in (desk, machine):
        one.desk.close()
