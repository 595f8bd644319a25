"""The pinned Qt keeps its references to None.

PySide6 6.12 gives one reference to None away at every call that returns nothing, and ends
the process after some thousands of them under Python 3.10 and 3.11: docs/decisions.
"""

import sys

from PySide6.QtCore import QObject

CALLS = 20_000


def test_calls_that_return_nothing_keep_none_alive() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.blockSignals(True)
        thing.setObjectName("x")
    lost = before - sys.getrefcount(None)
    assert lost < CALLS // 100  # None cannot die from Python 3.12 on: the count stands still
