"""XLSX: through the gate, then read in a process of its own."""

import hashlib
import json
import multiprocessing
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from multiprocessing.connection import Connection
from typing import BinaryIO

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake import workbook_child
from pomdesk.intake.sheet import Cell, SheetRow
from pomdesk.intake.workbook_gate import MOST_BYTES, admit

_SECONDS = 30.0


class Workbook:
    """One workbook that has passed the gate.

    Attributes:
        sha256: checksum of the file.
        sheet: name of the sheet that is read: the first visible one that holds values.
        others: names of further visible sheets that hold values and are not read.
        broken: cells of ``sheet`` without a value, by row number and column from 0.

    Raises:
        ImportRefused: IMP-EMPTY, and what the gate refuses.

    """

    def __init__(self, stream: BinaryIO, size: int) -> None:
        # Read whole, so that what passed the gate is what the reader gets.
        self._bytes = stream.read(MOST_BYTES + 1)
        self.sha256 = hashlib.sha256(self._bytes).hexdigest()
        gated = admit(BytesIO(self._bytes), size)
        if not gated.sheets:
            raise ImportRefused("IMP-EMPTY")
        self.sheet, *self.others = gated.sheets
        self.broken = gated.broken[self.sheet]

    def rows(self) -> Generator[SheetRow, None, None]:
        """All rows from the first, blank ones too.

        Raises:
            ImportRefused: IMP-XLSX, where the reader failed, died or took over 30 seconds.

        """
        number = 0
        with _reader(self._bytes, self.sheet) as pipe:
            for batch in _batches(pipe):
                for cells in batch:
                    number += 1
                    yield number, [_cell(cell) for cell in cells]


def _cell(cell: str | list[str] | None) -> Cell:
    return date.fromisoformat(cell[0]) if isinstance(cell, list) else cell


@contextmanager
def _reader(workbook: bytes, sheet: str) -> Iterator[Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=workbook_child.serve, args=(theirs, sheet), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.send_bytes(workbook)
        yield ours
    except (EOFError, OSError):
        raise ImportRefused("IMP-XLSX") from None
    finally:
        ours.close()
        process.join(1)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


def _batches(pipe: Connection) -> Iterator[list[list[str | list[str] | None]]]:
    until = time.monotonic() + _SECONDS
    while True:
        if not pipe.poll(max(0.0, until - time.monotonic())):
            raise ImportRefused("IMP-XLSX")
        message = pipe.recv_bytes()
        kind, body = message[:1], message[1:]
        if kind == workbook_child.END:
            return
        if kind != workbook_child.ROWS:
            raise ImportRefused("IMP-XLSX")
        yield json.loads(body)
