"""Files in: what kind each is, told by its first bytes, and its rows, checked.

Everything here happens before anything is written, and away from the store.
"""

import errno
import gc
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.csv_file import CsvFile
from pomdesk.intake.faults import Why, file_name, shown
from pomdesk.intake.json_file import read_json
from pomdesk.intake.rows import ReadFile, Report
from pomdesk.intake.sheet import SheetOutline, outline, read_sheet
from pomdesk.intake.values import Values
from pomdesk.intake.workbook import Workbook

MOST_BYTES = 512 << 20

_NO_SUCH_NAME = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP, errno.EINVAL)

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A PDF, pictures, packed files, rich text, and web pages that call themselves workbooks.
_OTHER_KINDS = (
    b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf",
    b"PK\x05\x06", b"{\\rtf", b"<",
)  # fmt: skip
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_files(
    paths: Sequence[Path], *, today: date, mapping: Mapping[str, str] | None = None
) -> list[ReadFile]:
    """Read and check files; good rows and faults come back, nothing is stored.

    Args:
        paths: the files.
        today: decides centuries of short PNC numbers, and warns of a day in the future.
        mapping: heading to ``list.field``, for sheets, besides the known headings.

    Raises:
        ImportRefused: for the first file that cannot be brought in; ``details`` name it.

    """
    with collector_frozen():
        return [_read(Path(path), today, mapping) for path in paths]


@contextmanager
def collector_frozen() -> Iterator[None]:
    """Hold the garbage collector: many rows make no cycles, and looking for some is slow."""
    was_on = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _read(path: Path, today: date, mapping: Mapping[str, str] | None) -> ReadFile:
    values = Values(today.year)
    with opened(path) as (stream, size, kind):
        if kind == "json":
            read = read_json(path, stream, values)
        elif kind == "csv":
            read = _read_csv(path, stream, values, mapping)
        else:
            read = _read_workbook(path, stream, size, values, mapping)
        if values.seem_month_first():
            raise ImportRefused("IMP-MONTH")
        read.settle()
    if read.as_at is not None and read.as_at > today:
        read.report.warn("", "asAt", read.as_at.isoformat(), Why.FUTURE)
    return read


def _read_csv(
    path: Path, stream: BinaryIO, values: Values, mapping: Mapping[str, str] | None
) -> ReadFile:
    found = CsvFile(stream)
    with closing(found.rows()) as rows:
        read = read_sheet(path, "csv", rows, values, mapping, {}, Report(file_name(path)))
    return replace(read, sha256=found.sha256)


def _read_workbook(
    path: Path, stream: BinaryIO, size: int, values: Values, mapping: Mapping[str, str] | None
) -> ReadFile:
    book = Workbook(stream, size)
    report = Report(file_name(path))
    for name in book.others:
        report.warn("", "", name, Why.SHEET)
    with closing(book.rows()) as rows:
        try:
            read = read_sheet(path, "xlsx", rows, values, mapping, book.broken, report)
        except ImportRefused as refused:
            if refused.code == "IMP-COLUMNS" and book.others:
                details = refused.details | {"reason": "sheet", "sheet": shown(book.sheet)}
                raise ImportRefused(refused.code, **details) from refused
            raise
    return replace(read, sha256=book.sha256, size=size)


def inspect(path: Path, mapping: Mapping[str, str] | None = None) -> SheetOutline:
    """A sheet's headings and first rows, for a mapping to be made.

    Raises:
        ImportRefused: what ``read_files`` refuses of the file as a whole; IMP-NOSHEET for JSON.

    """
    with opened(Path(path)) as (stream, size, kind):
        if kind == "json":
            raise ImportRefused("IMP-NOSHEET")
        sheet = CsvFile(stream) if kind == "csv" else Workbook(stream, size)
        with closing(sheet.rows()) as rows:
            return outline(rows, mapping)


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int, str]]:
    """The open file, its size and kind; every refusal inside is given the file's name."""
    try:
        _check_mode(path.stat().st_mode)
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            kind = _kind(path, stream.read(512), size)
            stream.seek(0)
            before = _written(stream)
            yield stream, size, kind
            _check_unchanged(before, _written(stream))
    except ImportRefused as refused:
        raise ImportRefused(
            refused.code, **(refused.details | {"file": file_name(path)})
        ) from refused
    except FileNotFoundError:
        raise ImportRefused("IMP-MISSING", file=file_name(path)) from None
    except IsADirectoryError:
        raise ImportRefused("IMP-FOLDER", file=file_name(path)) from None
    except PermissionError:
        # Windows says so of a folder, too.
        code = "IMP-FOLDER" if path.is_dir() else "IMP-RIGHTS"
        raise ImportRefused(code, file=file_name(path)) from None
    except OSError as problem:
        code = "IMP-MISSING" if problem.errno in _NO_SUCH_NAME else "IMP-READ"
        raise ImportRefused(code, file=file_name(path)) from None


def _written(stream: BinaryIO) -> tuple[int, int]:
    found = os.fstat(stream.fileno())
    return found.st_size, found.st_mtime_ns


def _check_unchanged(before: tuple[int, int], after: tuple[int, int]) -> None:
    if before != after:
        raise ImportRefused("IMP-WRITTEN")


def _check_mode(mode: int) -> None:
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        # To open one is to wait for whoever writes to it, perhaps for ever.
        raise ImportRefused("IMP-KIND")


def _kind(path: Path, first: bytes, size: int) -> str:
    if not size:
        raise ImportRefused("IMP-EMPTY")
    if size > MOST_BYTES:
        raise ImportRefused("IMP-SIZE", most=MOST_BYTES >> 20)
    if first.startswith(_OLE):
        raise ImportRefused("IMP-OLE")
    if first.startswith(_ZIP):
        return "xlsx"
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        raise ImportRefused("IMP-XLSX")
    text = first
    for bom in _BOMS:
        text = text.removeprefix(bom)
    text = text.replace(b"\0", b"").lstrip()
    if text.startswith(_OTHER_KINDS):
        raise ImportRefused("IMP-KIND")
    return "json" if path.suffix.lower() == ".json" or text[:1] in (b"{", b"[") else "csv"
