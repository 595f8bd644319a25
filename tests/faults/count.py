"""How often each fault is tried, and what came of it.

Each run of the checks tries a few; ``python3 dev.py faults`` tries the nightly numbers and prints
the table of what was noted here.
"""

import json
import os
from pathlib import Path

NIGHTLY = "POMDESK_FAULTS"
"""Environment variable; ``nightly`` for the large numbers."""

RESULTS = "POMDESK_FAULTS_RESULTS"
"""Environment variable: the file that takes one JSON line a test; none is written without it."""


def times(ci: int, nightly: int) -> int:
    """How often to try in this run."""
    return nightly if os.environ.get(NIGHTLY) == "nightly" else ci


def noted(fault: str, **counts: int) -> None:
    """Keep what came of one test: ``noted("F1 kill", kills=40, lost=0)``."""
    file = os.environ.get(RESULTS)
    if file:
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"fault": fault, **counts}) + "\n")
