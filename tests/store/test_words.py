"""Every refusal of the store has words, and they fit what the refusal says of itself."""

import re
from pathlib import Path

import pytest

import pomdesk.store
from resources.text import Text

CODES = sorted(
    {
        code
        for file in Path(pomdesk.store.__file__).parent.glob("*.py")
        for code in re.findall(r'"((?:KEY|STO|REQ)-[A-Z]+)"', file.read_text("utf-8"))
    }
)
DETAILS: dict[str, dict[str, str | int]] = {
    "KEY-LONG": {"most": 1024},
    "KEY-WEAK": {"words": 4, "characters": 14, "reason": "short"},
    "KEY-NAME": {"most": 100},
    "KEY-TAKEN": {"name": "Ada", "reason": "name"},
    "KEY-UNKNOWN": {"name": "Ada"},
    "KEY-LAST": {"name": "Ada"},
    "KEY-RECOVERS": {"name": "Ada"},
    "KEY-SELF": {"name": "Ada"},
    "KEY-MANY": {"most": 32},
    "STO-NEWER": {"found": 2, "known": 1},
    "STO-SCHEMA": {"found": "schema: trigger watcher is not ours"},
    "STO-INUSE": {"holder": "pat on OMU-7", "since": "2026-11-22 09:14"},
    "KEY-FOLLOW": {"names": "Ada"},
    "KEY-LEFTOUT": {"name": "Ada"},
    "KEY-WAIT": {"seconds": 30, "tries": 5},
    "REQ-UNDO": {"operation": 1, "reason": "changed"},
}
WITH_PATH = {"KEY-NOFILE", "KEY-DAMAGED", "KEY-MISMATCH"}
WITH_PATH |= {"STO-MISSING", "STO-EMPTY", "STO-PLAIN", "STO-FOREIGN", "STO-EXISTS"}
WITH_PATH |= {"STO-NETWORK", "STO-PATH", "STO-MOVED"}


@pytest.mark.parametrize("code", CODES)
def test_words_say_what_happened_and_that_nothing_was_lost(code: str) -> None:
    text = Text("en")
    if not text.has(f"error.{code}"):
        notice = text(f"notice.{code}")
        assert re.search(r"(?i)nothing is lost|nothing was changed|is safe", notice), notice
        return
    details = dict(DETAILS.get(code, {}))
    if code in WITH_PATH:
        details["path"] = "store.db"
    words = text(f"error.{code}", **details)
    assert "{" not in words
    assert re.search(r"not changed|Nothing was|not touched|safe|as it was", words), words


def test_the_codes_are_found_where_they_are_raised() -> None:
    assert {"KEY-WRONG", "STO-INUSE", "STO-FULL", "REQ-UNDO"} <= set(CODES)


@pytest.mark.parametrize(
    "name",
    [f"STO-PATH.{reason}" for reason in ("folder", "long", "name", "rights", "missing")]
    + [f"STO-PATH.{reason}" for reason in ("letters", "special")]
    + [f"STO-BEHIND.{reason}" for reason in ("saves", "all", "history")]
    + ["STO-MISSING.keys", "STO-DAMAGED.found", "STO-MOVED.rescued", "STO-MOVED.over"]
    + [f"KEY-WEAK.{reason}" for reason in ("short", "common")]
    + [f"REQ-UNDO.{reason}" for reason in ("changed", "undone", "nothing", "text")],
)
def test_a_refusal_with_a_reason_has_words_for_it(name: str) -> None:
    assert Text("en").has(f"error.{name}")
