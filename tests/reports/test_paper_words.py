"""Words of the papers that somebody writes: none missing, none too many, Welsh for all."""

import ast
import tomllib
from pathlib import Path

import pytest

from reports.kinds import KINDS
from resources import names, read_text
from resources.text import Text
from tests.reports.test_words import MODULES, flat, places

FILE = "papers_one.toml"
ENGLISH = flat(tomllib.loads(read_text("locale", "en", FILE)))
WELSH = flat(tomllib.loads(read_text("locale", "cy", FILE)))
EVERY = {
    key: words
    for name in names("locale/en", ".toml")
    for key, words in flat(tomllib.loads(read_text("locale", "en", name))).items()
}


def test_welsh_words_have_the_places_of_the_english() -> None:
    for key, words in WELSH.items():
        assert key in EVERY, key
        assert places(words) == places(EVERY[key]) or not key.endswith((".one", ".other")), key
        assert places(words) <= places(EVERY[key]) | {"n"}, key


def test_all_but_what_went_wrong_is_in_welsh() -> None:
    assert {key for key in ENGLISH if not key.startswith("error.")} <= set(WELSH)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "handover-report"])
def test_every_kind_has_a_name_in_both_languages(kind: str) -> None:
    english, welsh = (Text(language)(f"paper.{kind}") for language in ("en", "cy"))
    assert english != kind
    assert english != welsh


def test_every_word_is_used() -> None:
    strings = {
        node.value
        for path in [*MODULES, *Path("resources").glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for key in ENGLISH:
        family, _, rest = key.removesuffix(".one").removesuffix(".other").partition(".")
        told = rest if family == "start" else f"{family}.{rest}"
        ends = {told, f"start.{rest}", told.rpartition(".")[2], f"{told.rpartition('.')[0]}."}
        # "start.risk.oasys" is also asked for by whom it was written.
        assert (ends | {told.removesuffix("_by")}) & strings, key
