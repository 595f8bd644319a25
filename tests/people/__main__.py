"""Write the demo caseload, what came later and its record anew: ``python -m tests.people``."""

from pathlib import Path
from tempfile import TemporaryDirectory

from pomdesk.domain.duties import DutyState
from pomdesk.readmodels.duties import DutyLine
from pomdesk.rules.policy import load
from pomdesk.services.demo import make_demo
from pomdesk.services.queries.duties import DutiesDue
from resources import policy_packs
from tests.people import DEMO, DEMO_LATER, DEMO_MORNING, DEMO_RECORD, as_json, demo, record

_TURNS = 3
"""What completes one duty can open another."""


def open_now() -> list[DutyLine]:
    """The open duties of the demo as its files are now."""
    with TemporaryDirectory() as folder:
        desk = make_demo(
            Path(folder) / "store.db", DEMO, DEMO_MORNING, policies=load(policy_packs())
        )
        lines = list(desk.ask(DutiesDue()))
        desk.close()
    late = [line for line in lines if line.duty.state is DutyState.OVERDUE]
    print(f"{len(late)} late")
    return lines


def write() -> None:
    """Write the three files."""
    caseload = demo()
    DEMO.write_bytes(as_json(caseload))
    DEMO_LATER.unlink(missing_ok=True)
    told = record.invented(caseload)
    DEMO_RECORD.write_bytes(as_json(told))
    DEMO_LATER.write_bytes(as_json(record.later(caseload, open_now())))
    for _ in range(_TURNS):
        told = record.completing(told, open_now(), DEMO_MORNING)
        DEMO_RECORD.write_bytes(as_json(told))
    open_now()


write()
