"""A process that is killed in the middle of one thing, again and again, and what it leaves behind.

Run as a program of its own (``Killing.run``): it has everything loaded, and where the system can
fork each process to be killed costs next to nothing.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol

ROOT = Path(__file__).parents[2]
_STEPS = frozenset({"open", "os.rename", "os.remove", "os.truncate"})


class Ready(Protocol):
    """Tells the one who kills how far the work is."""

    def __call__(self, number: int) -> None:
        """``number`` is done; 0: everything is ready, the killing may begin."""


class Job(Protocol):
    """One thing that is killed. ``CONTROL`` in the environment takes its protection away.

    ``work`` knows no more than the folder: it may run in a process that prepared nothing.
    """

    def prepare(self, folder: Path) -> None:
        """Put everything into an empty folder."""

    def work(self, folder: Path, ready: Ready) -> None:
        """Do it; the process ends well, is killed, or goes on for ever."""

    def look(self, folder: Path, told: int) -> str:
        """What a killed process left, as a word to be counted; ``told`` was done for certain."""


CONTROL = "POMDESK_FAULTS_CONTROL"


@dataclass
class Killing:
    """How one job is killed.

    Attributes:
        job: ``module:function`` that makes the job.
        times: how often, after a random while.
        each: also once at each, or each second and so on, thing it asks of the file system; 0:
            not.
        until: stop at the first step after which this was found; blank: go through all.
        control: take the protection away.

    """

    job: str
    times: int = 0
    each: int = 0
    control: bool = False
    until: str = ""

    def run(self) -> dict[str, int]:
        """How often each word was found."""
        own = {CONTROL: "1"} if self.control else {}
        # A kill leaves what the system was told, disk or no disk: memory is as good and faster.
        memory = Path("/dev/shm")
        with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
            numbers = [str(self.times), str(self.each)]
            arguments = ["all", self.job, folder, *numbers, self.until]
            done = subprocess.run(
                [sys.executable, "-m", "tests.faults.kills", *arguments],
                env=os.environ | own,
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
                timeout=1200,
            )
        assert done.returncode == 0, done.stderr
        found: dict[str, int] = json.loads(done.stdout)
        return found


def _all(name: str, folder: Path, times: int, each: int, until: str) -> dict[str, int]:
    job = _job(name)
    found: dict[str, int] = {}
    number = 0

    def once(after: float | None, step: int) -> bool:
        nonlocal number
        place = folder / str(number)
        number += 1
        place.mkdir()
        job.prepare(place)
        began = time.monotonic()
        killed, told = _killed(job, name, place, after, step)
        if not killed:
            longest.append(time.monotonic() - began)
        word = job.look(place, told)
        found[word] = found.get(word, 0) + 1
        shutil.rmtree(place)
        return killed

    longest: list[float] = []
    step = 1
    while each and until not in found and once(None, step):
        step += each
    span = max(longest, default=0.06)
    chance = random.Random(8)
    for _time in range(times):
        once(chance.uniform(0, span), 0)
    return found


def _killed(job: Job, name: str, place: Path, after: float | None, step: int) -> tuple[bool, int]:
    """Do the job in a process and kill it; whether it was, and what it had told by then."""
    child = _Forked(job, place, step) if hasattr(os, "fork") else _Spawned(name, place, step)
    with child.says as stream:
        told = _number(stream.read(8))
        if after is not None:
            time.sleep(after)
            child.kill()
        for piece in iter(lambda: stream.read(8), b""):
            told = max(told, _number(piece))
    return child.was_killed(), told


class _Forked:
    """A process in which everything is loaded already."""

    def __init__(self, job: Job, place: Path, step: int) -> None:
        reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.dup2(writing, 1)
            _child(job, place, step)
        os.close(writing)
        self.says: IO[bytes] = os.fdopen(reading, "rb")

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)

    def was_killed(self) -> bool:
        _process, status = os.waitpid(self._process, 0)
        assert os.WIFSIGNALED(status) or status == 0, "the work itself went wrong"
        return os.WIFSIGNALED(status)


class _Spawned:
    """The same where nothing can be forked."""

    def __init__(self, name: str, place: Path, step: int) -> None:
        words = [sys.executable, "-m", "tests.faults.kills", "one", name, str(place), str(step)]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.says: IO[bytes] = self._process.stdout

    def kill(self) -> None:
        self._process.kill()

    def was_killed(self) -> bool:
        return self._process.wait() != 0


def _number(piece: bytes) -> int:
    return int.from_bytes(piece, "big") if len(piece) == 8 else 0


def _child(job: Job, place: Path, step: int) -> None:
    def ready(number: int) -> None:
        if number == 0 and step:
            _die_at(step)
        os.write(1, number.to_bytes(8, "big"))

    code = 1
    try:
        job.work(place, ready)
        code = 0
    finally:
        os._exit(code)


def _die_at(step: int) -> None:
    """Die at the ``step``-th thing that is asked of the file system from now on."""
    left = step

    def count(event: str, _details: tuple[Any, ...]) -> None:
        nonlocal left
        if event in _STEPS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    sys.addaudithook(count)


def _job(name: str) -> Job:
    module, _, function = name.partition(":")
    made: Job = getattr(import_module(module), function)()
    return made


if __name__ == "__main__":
    what, named, where, *more = sys.argv[1:]
    if what == "one":
        _child(_job(named), Path(where), int(more[0]))
    print(json.dumps(_all(named, Path(where), int(more[0]), int(more[1]), more[2])))
