"""Reads a workbook in a process of its own: an abort in the reader takes nobody along.

Nothing but JSON comes back over the pipe, so that what went wrong here stays here; and nothing is
told on standard error, where a reader that fails may quote the cell it failed at.
"""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from multiprocessing.connection import Connection

ROWS, FAILED, END = b"r", b"f", b"e"

MOST_MEMORY = 1 << 30
"""Bytes the process may ask the system for, where the system has such a limit."""

_AT_ONCE = 500


def serve(pipe: Connection, sheet: str) -> None:
    """Receive a workbook, send back the rows of one sheet in batches.

    A cell is text, null where it is blank, or a list of one where it is a real date.
    """
    _limit_memory()
    _keep_quiet()
    with suppress(BrokenPipeError, ConnectionResetError):  # nobody listens any more
        rows = _rows(pipe.recv_bytes(), sheet)
        if rows is None:
            pipe.send_bytes(FAILED)
            return
        for start in range(0, len(rows), _AT_ONCE):
            batch = [[_cell(cell) for cell in row] for row in rows[start : start + _AT_ONCE]]
            pipe.send_bytes(ROWS + json.dumps(batch).encode())
        pipe.send_bytes(END)


def _rows(workbook: bytes, sheet: str) -> Sequence[Sequence[object]] | None:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(workbook))
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, MemoryError, ValueError, OSError):
        return None


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _keep_quiet() -> None:
    """Send standard error nowhere; the reader is no Python and writes to the system's own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):  # a program without a console on Windows has none
        os.dup2(nowhere, 2)
    sys.stderr = open(nowhere, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process


def _cell(cell: object) -> str | list[str] | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return [cell.date().isoformat()] if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return [cell.isoformat()]
    if isinstance(cell, timedelta):
        return str(cell)
    return None if cell is None else str(cell)
