"""Readers of workbooks that go wrong; the process they run in loads little else."""

import mmap
import os
import sys
import time
from multiprocessing.connection import Connection

from pomdesk.intake import workbook_child

TOO_MUCH = workbook_child.MOST_MEMORY + (512 << 20)


def asks_for_too_much(pipe: Connection, sheet: str) -> None:
    """Ask for more memory than there is to be had, limits first."""
    workbook_child._limit_memory()
    workbook_child._keep_quiet()
    _ask(pipe)


def asks_without_limits(pipe: Connection, sheet: str) -> None:
    """The same, without."""
    _ask(pipe)


def _ask(pipe: Connection) -> None:
    pipe.recv_bytes()
    held = mmap.mmap(-1, TOO_MUCH)  # asked for, never touched
    pipe.send_bytes(workbook_child.END)
    held.close()


def sleeps(pipe: Connection, sheet: str) -> None:
    """Never answer."""
    pipe.recv_bytes()
    time.sleep(60)


def talks(pipe: Connection, sheet: str) -> None:
    """Fail as a reader does that quotes what it failed at."""
    workbook_child._keep_quiet()
    os.write(2, b"CANARY said by the reader\n")
    print("CANARY said by Python", file=sys.stderr)
    raise RuntimeError("CANARY in what was raised")


def talks_aloud(pipe: Connection, sheet: str) -> None:
    """The same, unhindered."""
    os.write(2, b"CANARY said by the reader\n")
    raise RuntimeError("CANARY in what was raised")
