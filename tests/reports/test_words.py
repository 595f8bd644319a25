import ast
import string
import tomllib
from pathlib import Path

import pytest

import reports
from resources import read_text

FOLDER = Path(reports.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))


def flat(table: dict[str, object], prefix: str = "") -> dict[str, str]:
    words: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            words |= flat(value, f"{prefix}{key}.")
        else:
            words[prefix + key] = str(value)
    return words


def places(words: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def words_of(language: str) -> dict[str, str]:
    files = ("reports.toml", "out.toml")
    return {
        k: v
        for f in files
        for k, v in flat(tomllib.loads(read_text("locale", language, f))).items()
    }


ENGLISH, WELSH = words_of("en"), words_of("cy")


def test_welsh_words_have_the_places_of_the_english() -> None:
    assert set(WELSH) <= set(ENGLISH)
    for key, words in WELSH.items():
        assert places(words) == places(ENGLISH[key]), key


def test_every_word_is_used() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    strings = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for key in ENGLISH:
        *_, last = parts = key.removesuffix(".one").removesuffix(".other").split(".")
        # Codes that files bring are looked up by family; other keys stand whole or by their end.
        families = {".".join(parts[:n]) for n in range(2, len(parts) + 1)} or {parts[0]}
        families |= {parts[0]} if len(parts) == 2 else set()
        assert ({last} | families | {f"{family}." for family in families}) & strings, key


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_text_is_ever_markup(path: Path) -> None:
    """Paragraphs of platypus parse markup: a name could open a file. Papers never use them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert not node.module.startswith("reportlab.platypus")
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("reportlab.platypus") for name in node.names)
