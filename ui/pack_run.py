"""Many packs in one run, made by two processes and written one by one.

No toolkit here: the window and the command line use it alike. The processes get a snapshot and
give back a file's bytes; they touch neither the store nor the disk, so nothing of a person can
be left behind by one that was ended. A few packs are under way at any time, so that memory
stays flat however many people there are.

A frozen program must call ``multiprocessing.freeze_support()`` before anything else.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PaperRefused, PomdeskError
from pomdesk.domain.papers import PaperKind
from reports.material import Material
from reports.pack_index import PackDone, render_index
from resources.text import Text
from ui.export import file_name
from ui.out import Give, unlogged

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk

PROCESSES = 2
_UNDER_WAY = 2 * PROCESSES
"""Packs that are being made or wait to be written: enough that no process stands idle."""

INDEX = "handover-packs-index"
"""How the name of the index begins."""

Made = tuple[bytes, int]
"""The PDF and how many pages it has."""


@dataclass(frozen=True, slots=True)
class PackRun:
    """What came of a run.

    Attributes:
        done: one for each person that was come to, in the order they were given in.
        index: the paper that says which file is whose; None where nobody was come to, or it
            could not be written.
        index_problem: why it could not be written; the packs stand all the same.
        cancelled: it was stopped before everybody was come to.

    """

    done: Sequence[PackDone]
    index: Path | None = None
    index_problem: PomdeskError | None = None
    cancelled: bool = False

    @property
    def made(self) -> Sequence[PackDone]:
        """Those whose pack was written."""
        return [one for one in self.done if one.problem is None]

    @property
    def refused(self) -> Sequence[PackDone]:
        """Those without a pack; ``problem`` tells why."""
        return [one for one in self.done if one.problem is not None]


def materials_of(
    desk: "Desk", people: Iterable[int], kind: str = PaperKind.HANDOVER_PACK
) -> Iterator[tuple[int, Material | PomdeskError]]:
    """What the packs of some people are made from, asked of the desk one by one.

    Somebody who is gone meanwhile is told as refused and does not stop the others.
    """
    from ui.papers import material

    for person_id in people:
        try:
            yield person_id, material(desk, kind, person_id=person_id)
        except PomdeskError as problem:
            yield person_id, problem


def run_packs(
    materials: Iterable[tuple[int, Material | PomdeskError]],
    language: str,
    folder: Path,
    *,
    on_progress: Callable[[int], None] = lambda _done: None,
    cancelled: Callable[[], bool] = lambda: False,
    prepared_by: str = "",
    make: Callable[[Material, str], Made] | None = None,
    give: Give = unlogged,
) -> PackRun:
    """Make and write the pack of each person, then an index of them.

    Args:
        materials: by person's number; an error in the place of a material is told as why
            that person has no pack. Asked for only as fast as packs are made.
        language: of papers in which nobody has written; the others have their own.
        folder: where the files go; their names name nobody.
        on_progress: told after each person how many were come to, in this thread.
        cancelled: asked before each; once it says yes, packs that are under way are still
            written, whole, and the index tells what there is.
        prepared_by: stands in the foot of the index.
        make: makes one pack; a function of a module, because another process calls it.
        give: writes each file; that of a desk (``ui.out.logged``) has its audit log told first.

    Raises:
        PaperRefused: REP-PATH when there is no such folder; nothing was made.

    """
    if not folder.is_dir():
        raise PaperRefused("REP-PATH", path=str(folder))
    done: list[PackDone] = []
    with _Makers(make or make_pack, language, give) as makers:
        coming = iter(materials)
        going = True
        while going or makers.under_way:
            while going and makers.under_way < _UNDER_WAY:
                if cancelled() or (given := next(coming, None)) is None:
                    going = False
                else:
                    makers.begin(*given)
            if makers.under_way:
                done.append(makers.collect(folder))
                on_progress(len(done))
        left = next(coming, None) is not None if cancelled() else False
    index, problem = _write_index(done, language, folder, prepared_by, makers)
    return PackRun(tuple(done), index, problem, cancelled=left)


def _write_index(
    done: Sequence[PackDone], language: str, folder: Path, prepared_by: str, makers: "_Makers"
) -> tuple[Path | None, PomdeskError | None]:
    today, anchor, give = makers.today, makers.anchor, makers.give
    if today is None:
        return None, None
    path = folder / file_name(INDEX, today, "pdf")
    try:
        made = render_index(done, Text(language), prepared_by, today, anchor)
        give(path, made, [one.person_id for one in done if one.problem is None], INDEX, 0)
    except PomdeskError as problem:
        return None, problem
    return path, None


@dataclass(slots=True)
class _Job:
    """One person's pack under way; ``material`` is held until it is made, to try again."""

    whose: PackDone
    material: Material | None
    future: "Future[Made]"


class _Makers:
    """Two processes that make packs, and the packs they were given, in order."""

    def __init__(self, make: Callable[[Material, str], Made], language: str, give: Give) -> None:
        self._make, self._language, self.give = make, language, give
        self._jobs: deque[_Job] = deque()
        self._pool = self._new_pool()
        self.today: date | None = None
        self.anchor = ""

    @staticmethod
    def _new_pool() -> ProcessPoolExecutor:
        # Spawned, not forked: the window has threads, and the store is open in this process.
        return ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"))

    def __enter__(self) -> "_Makers":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def under_way(self) -> int:
        """Packs that were begun and not collected."""
        return len(self._jobs)

    def begin(self, person_id: int, material: Material | PomdeskError) -> None:
        """Have a pack made."""
        if isinstance(material, PomdeskError):
            failed: Future[Made] = Future()
            failed.set_exception(material)
            self._jobs.append(_Job(PackDone(person_id), None, failed))
            return
        self.today, self.anchor = material.view.today, material.anchor
        self._jobs.append(_Job(_whose(person_id, material), material, self._submit(material)))

    def collect(self, folder: Path) -> PackDone:
        """Wait for the pack that was begun first and write it."""
        job = self._jobs.popleft()
        problem = job.future.exception()
        if isinstance(problem, BrokenProcessPool) and job.material is not None:
            problem = self._again(job)
        if problem is not None:
            return job.whose.failed(_known(problem))
        pdf, pages = job.future.result()
        name = file_name(PaperKind.HANDOVER_PACK, self.today or date.min, "pdf")
        try:
            self.give(folder / name, pdf, [job.whose.person_id], PaperKind.HANDOVER_PACK, pages)
        except PomdeskError as refused:
            return job.whose.failed(refused)
        return job.whose.written(name, pages)

    def _submit(self, material: Material) -> "Future[Made]":
        try:
            return self._pool.submit(partial(self._make, material, self._language))
        except BrokenProcessPool as broken:
            failed: Future[Made] = Future()
            failed.set_exception(broken)
            return failed

    def _again(self, job: _Job) -> BaseException | None:
        """A process died, of this pack or of another: this one once more and alone.

        All that were under way died with it and are begun again after that.
        """
        assert job.material is not None  # noqa: S101 - asked before
        self._renew()
        job.future = self._submit(job.material)
        problem = job.future.exception()
        if isinstance(problem, BrokenProcessPool):
            self._renew()
        for other in self._jobs:
            if other.material and isinstance(other.future.exception(), BrokenProcessPool):
                other.future = self._submit(other.material)
        return problem

    def _renew(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._new_pool()


def _whose(person_id: int, material: Material) -> PackDone:
    person, handover = material.view.case.person, material.view.result.handover
    return PackDone(
        person_id,
        person.prisoner_number,
        person.last_name,
        person.first_name,
        handover.on if handover else None,
    )


def _known(problem: BaseException) -> PomdeskError:
    """What went wrong in words that exist; of a bug only its kind, because values name people."""
    if isinstance(problem, PomdeskError):
        return problem
    return PaperRefused("REP-PACK-FAILED", kind=type(problem).__name__)


@cache
def _words(language: str) -> Text:
    return Text(language)


def make_pack(material: Material, language: str) -> Made:
    """Make the pack of one person; runs in a process of its own."""
    import io

    import pikepdf

    from reports.kinds import render

    written = material.paper.language if material.paper else language
    pdf = render(PaperKind.HANDOVER_PACK, material, _words(written))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return pdf, len(opened.pages)
