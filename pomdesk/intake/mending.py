"""The rows that did not come in, in a file that can be mended and brought in again.

The rows are copied from the file they came from, in its own shape, with why beside each; its
name holds no personal data and no file is ever overwritten.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import IO, Any

from pomdesk.intake.csv_file import CsvFile
from pomdesk.intake.faults import Fault
from pomdesk.intake.json_file import FORMAT, VERSION, JsonFile
from pomdesk.intake.rows import WHY_REFUSED, ReadFile
from pomdesk.intake.sheet import (
    CELL_ERRORS,
    NO_RESULT,
    WORDS_REFUSED,
    SheetRow,
    as_text,
    guard,
)
from pomdesk.intake.workbook import Workbook

Refused = Mapping[tuple[str, int], Iterable[Fault]]
Say = Callable[[Fault], str]

_MOST_NAMES = 1_000


def code_and_field(fault: Fault) -> str:
    """Why, where nobody gives words: the field and the code."""
    return f"{fault.field}: {fault.reason.value}" if fault.field else fault.reason.value


def write_refused(read: ReadFile, refused: Refused, today: date, say: Say) -> Path | None:
    """Copy refused rows beside the file they came from.

    Args:
        read: the file.
        refused: the faults of each refused row, by its place.
        today: goes into the name.
        say: the words for a fault.

    Returns:
        The new file, or None where none could be written there.

    """
    try:
        path, target = _new_file(read, today)
    except OSError:
        return None
    try:
        refused = dict.fromkeys(read.companions(), ()) | dict(refused)
        with target, read.path.open("rb") as source:
            if read.format == "json":
                _copy_json(read, JsonFile(source), refused, say, target)
            else:
                _copy_sheet(read, source, refused, say, target)
    except BaseException as problem:
        with suppress(OSError):
            path.unlink()
        if isinstance(problem, OSError):
            return None
        raise
    return path


def _new_file(read: ReadFile, today: date) -> tuple[Path, IO[str]]:
    json_file = read.format == "json"
    suffix, encoding = ("json", "utf-8") if json_file else ("csv", "utf-8-sig")
    for number in range(1, _MOST_NAMES):
        again = "" if number == 1 else f"-{number}"
        path = read.path.with_name(f"refused-rows-{today.isoformat()}{again}.{suffix}")
        with suppress(FileExistsError):
            newline = "\n" if json_file else ""
            return path, path.open("x", encoding=encoding, newline=newline)
    raise OSError("no free name")


def _why(faults: Iterable[Fault], say: Say) -> str:
    return "; ".join(dict.fromkeys(say(fault) for fault in faults))


def _copy_json(read: ReadFile, walk: JsonFile, refused: Refused, say: Say, target: IO[str]) -> None:
    lists: dict[str, list[Any]] = {}
    for name, _, first, records in walk.batches():
        for index, record in enumerate(records, first):
            if (faults := refused.get((name, index))) is not None:
                copy = record if isinstance(record, dict) else {"value": record}
                why = {WHY_REFUSED: _why(faults, say)} if faults else {}
                lists.setdefault(name, []).append(copy | why)
    whole: Any = lists.get("prisoners", [])
    if read.shape == "page":
        whole = {"content": whole}
    elif read.shape == "caseload":
        head = {"format": FORMAT, "version": VERSION}
        head |= {name: walk.head[name] for name in ("asAt", "prison") if name in walk.head}
        whole = head | {"prisoners": []} | lists
    json.dump(whole, target, ensure_ascii=False, indent=1)
    target.write("\n")


def _copy_sheet(read: ReadFile, source: Any, refused: Refused, say: Say, target: IO[str]) -> None:
    sheet = CsvFile(source) if read.format == "csv" else Workbook(source, read.size)
    delimiter = sheet.delimiter if isinstance(sheet, CsvFile) else ","
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    with closing(sheet.rows()) as rows:
        for number, texts in _texts(rows, sheet.broken if isinstance(sheet, Workbook) else {}):
            if number == read.heading_row:
                width = len(texts)
                writer.writerow([*texts, WORDS_REFUSED])
            elif (faults := refused.get(("", number))) is not None:
                padded = [*texts, *[""] * (width - len(texts))]
                writer.writerow([*padded, _why(faults, say)])


def _texts(
    rows: Iterator[SheetRow], broken: Mapping[tuple[int, int], str]
) -> Iterator[tuple[int, list[str]]]:
    """Rows as text; a cell without a value says so, or it would come back as a blank."""
    columns: dict[int, dict[int, str]] = {}
    for (number, column), what in broken.items():
        columns.setdefault(number, {})[column] = what if what in CELL_ERRORS else NO_RESULT
    for number, cells in rows:
        texts = [guard(as_text(cell)) for cell in cells]
        for column, what in columns.get(number, {}).items():
            texts += [""] * (column + 1 - len(texts))
            texts[column] = what
        yield number, texts
