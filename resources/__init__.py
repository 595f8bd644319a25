"""Data of the program, and the few small readers of it."""

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

ROOT: Traversable = files(__name__)


def read_text(*parts: str) -> str:
    """The text of one resource, e.g. ``read_text("policy", "2026-09-01.toml")``."""
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def names(folder: str, suffix: str) -> list[str]:
    """Names of the files in one resource folder that end in ``suffix``, sorted."""
    return sorted(e.name for e in ROOT.joinpath(folder).iterdir() if e.name.endswith(suffix))


def policy_packs() -> list[tuple[str, str]]:
    """Every policy pack as (file name, TOML text), for ``pomdesk.rules.policy.load``."""
    return [(name, read_text("policy", name)) for name in names("policy", ".toml")]


def demo_caseload() -> AbstractContextManager[Path]:
    """The invented caseload as a file on disk, for as long as the context lasts."""
    return as_file(ROOT.joinpath("samples", "demo-caseload.json"))
