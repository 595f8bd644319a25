"""Reader of ``tokens.toml``: colours by role, spaces, type sizes."""

import tomllib
from dataclasses import dataclass
from functools import cache

from resources import read_text


@dataclass(frozen=True, slots=True)
class Tokens:
    """The whole table.

    Attributes:
        themes: ``light`` and ``dark``, each role to ``#rrggbb``.
        tags: tag name to (text, ground).
        paper: role to ``#rrggbb``.
        space: name to pixels.
        type: name to points, or to a multiple of ``screen_base``.
        contrast: pairs of roles that must be readable on each other.

    """

    themes: dict[str, dict[str, str]]
    tags: dict[str, tuple[str, str]]
    paper: dict[str, str]
    space: dict[str, int]
    type: dict[str, float]
    contrast: list[tuple[str, str]]


@cache
def tokens() -> Tokens:
    """The tokens, read once."""
    table = tomllib.loads(read_text("tokens.toml"))
    return Tokens(
        themes={"light": table["light"], "dark": table["dark"]},
        tags={name: (text, ground) for name, (text, ground) in table["tag"].items()},
        paper=table["paper"],
        space=table["space"],
        type=table["type"],
        contrast=[(front, back) for front, back in table["contrast"]["pairs"]],
    )
