"""Every text can be read on its ground: 4.5 to 1 (WCAG 2.2, 1.4.3)."""

import re
from pathlib import Path

import pytest

from resources.tokens import tokens

LEAST = 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", tokens().contrast)
def test_text_can_be_read(theme: str, pair: tuple[str, str]) -> None:
    colours = tokens().themes[theme]
    assert contrast(colours[pair[0]], colours[pair[1]]) >= LEAST


@pytest.mark.parametrize("tag", tokens().tags)
def test_tags_can_be_read(tag: str) -> None:
    assert contrast(*tokens().tags[tag]) >= LEAST


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_controls_stand_out_from_their_ground(theme: str) -> None:
    """Borders of controls and the ring of the focus: 3 to 1 (WCAG 2.2, 1.4.11)."""
    colours = tokens().themes[theme]
    assert contrast(colours["control_line"], colours["panel"]) >= 3
    assert contrast(colours["focus"], colours["focus_inner"]) >= 3


def test_both_themes_have_the_same_roles() -> None:
    assert set(tokens().themes["light"]) == set(tokens().themes["dark"])


def test_no_other_file_names_a_colour() -> None:
    root = Path(__file__).resolve().parents[2]
    colour = re.compile(r"#[0-9a-fA-F]{6}\b")
    files = [f for part in ("ui", "reports", "pomdesk") for f in (root / part).rglob("*.py")]
    named = [str(f.relative_to(root)) for f in files if colour.search(f.read_text("utf-8"))]
    assert files
    assert not named
