"""Data of the program, and the few small readers of it.

The data lies beside this file, in a checkout, in an installed copy and in the frozen
program alike. Plain paths: the library for resources costs a tenth of the start.
"""

from pathlib import Path

ROOT = Path(__file__).parent


def read_text(*parts: str) -> str:
    """The text of one resource, e.g. ``read_text("policy", "2026-05-01.toml")``."""
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def names(folder: str, suffix: str) -> list[str]:
    """Names of the files in one resource folder that end in ``suffix``, sorted."""
    return sorted(path.name for path in (ROOT / folder).iterdir() if path.name.endswith(suffix))


def policy_packs() -> list[tuple[str, str]]:
    """Every policy pack as (file name, TOML text), for ``pomdesk.rules.policy.load``."""
    return [(name, read_text("policy", name)) for name in names("policy", ".toml")]


DEMO_CASELOAD = ROOT / "samples" / "demo-caseload.json"
"""The invented caseload that the demonstration brings in."""
