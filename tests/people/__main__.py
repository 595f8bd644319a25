"""Write the demo caseload anew: ``python -m tests.people``."""

from tests.people import DEMO, as_json, demo

DEMO.write_bytes(as_json(demo()))
