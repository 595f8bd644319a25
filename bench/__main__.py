"""Run the benchmark: ``python -m bench [PART...] [--sizes N...] [--rounds N]``."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from bench.machine import told
from bench.material import material

PARTS = {
    "start": "start",
    "memory": "memory",
    "import": "imports",
    "caseload": "caseload",
    "rules": "rules",
    "duties": "duties",
    "papers": "papers",
    "quality": "quality",
    "backups": "backups",
    "visits": "visits",
}
ROUNDS = 5


def main(argv: Sequence[str]) -> None:
    """Measure the parts asked for, or all of them, and print a table as each is done."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--sizes", nargs="+", type=int, help="people; each part has its own usual")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="fewer at 100,000")
    asked = parser.parse_args(argv)
    unknown = set(asked.parts) - set(PARTS)
    if unknown or asked.rounds < 1 or min(asked.sizes or [1]) < 1:
        parser.error(f"parts are {', '.join(PARTS)}; sizes and rounds are 1 or more")
    print(told())
    with material() as made:
        for name in asked.parts or PARTS:
            part = importlib.import_module(f"bench.{PARTS[name]}")
            for table in part.tables(sorted(asked.sizes or part.SIZES), asked.rounds, made):
                print(table, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
