"""How the window is set up: language, colours, zoom, idle lock, place on the screen.

A small TOML file beside the store, readable before the store is unlocked; so it holds
nothing about anybody. A damaged or strange value is left out and its default stands.
"""

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

IDLE_MINUTES = (1, 2, 3, 5, 10, 15)

_ALLOWED: dict[str, tuple[object, ...]] = {
    "language": ("en", "cy"),
    "theme": ("system", "light", "dark"),
    "zoom": (80, 90, 100, 110, 125, 150, 175, 200),
    "idle_minutes": IDLE_MINUTES,
}
_FARTHEST = 100_000


@dataclass(frozen=True, slots=True)
class Prefs:
    """The window's settings.

    Attributes:
        language: of the screen.
        theme: ``system``, ``light`` or ``dark``.
        zoom: size of type in per cent.
        idle_minutes: locked after so long without a key.
        screen_guard: other programs may take no pictures of the window.
        geometry: left, top, width, height of the window in pixels; empty: not known.
        maximised: whether the window filled its screen.
    """

    language: str = "en"
    theme: str = "system"
    zoom: int = 100
    idle_minutes: int = 5
    screen_guard: bool = True
    geometry: tuple[int, ...] = ()
    maximised: bool = False


def path_for(store: Path) -> Path:
    """Say where the settings of the window lie for one store file."""
    return store.parent / "window.toml"


def load(path: Path) -> Prefs:
    """Read the settings; defaults for a file that is missing, damaged or not ours."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return Prefs()
    return replace(Prefs(), **{k: v for k, v in table.items() if _fits(k, v)} | _place(table))


def save(path: Path, prefs: Prefs) -> None:
    """Write the settings aside and swap them in; a full or locked disk is let pass."""
    lines = [f"{field.name} = {_toml(getattr(prefs, field.name))}\n" for field in fields(prefs)]
    aside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text("".join(lines), encoding="utf-8", newline="\n")
        os.replace(aside, path)
    except OSError:
        return  # the settings of a window are never worth stopping work for


def _fits(key: str, value: object) -> bool:
    if key in {"maximised", "screen_guard"}:
        return isinstance(value, bool)
    allowed = _ALLOWED.get(key, ())
    return not isinstance(value, bool) and value in allowed


def _place(table: dict[str, Any]) -> dict[str, Any]:
    value = table.get("geometry")
    if not isinstance(value, list) or len(value) != 4:
        return {}
    if not all(type(n) is int and abs(n) < _FARTHEST for n in value) or min(value[2:]) < 1:
        return {}
    return {"geometry": tuple(value)}


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(str(n) for n in value) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'
