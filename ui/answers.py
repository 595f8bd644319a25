"""Answers of the command line: JSON and tables on standard output."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Any


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return dict(value)  # type: ignore[call-overload]


def json_text(value: object) -> str:
    """A value as JSON: ISO days, codes as texts."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def print_json(value: object) -> None:
    """A value as JSON on standard output."""
    print(json_text(value))


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their headings, columns as wide as they need."""
    lines = [[" ".join(cell.split()) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in lines) for i in range(len(head))]
    for row in lines:
        print("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())
