"""Every code has words that say what happened, what to do next, and what was changed."""

import re

from tests.badinput.errors_page import CODE, FAMILIES, PAGE, page, told
from tests.test_hygiene import PACKAGES, ROOT

UNCHANGED = re.compile(
    r"(?i)\bnothing (was|is|has)\b|\bno file was\b|as it was\b|not touched|not saved|"
    r"\b(was|were) not (made|done|written|changed)\b|(stays|stands) as\b"
)
"""What was changed: nothing; or what was not done."""

OUR_CODES = {
    found[1]: str(path.relative_to(ROOT))
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    for found in re.finditer(rf'"({CODE.pattern})"', path.read_text("utf-8"))
}
"""Codes that stand in the program as texts, and where."""


def test_every_code_that_stands_in_the_program_has_words() -> None:
    assert len(OUR_CODES) > 300, "codes are not found any more: how are they written now?"
    known = {**told("error"), **told("refusal"), **told("notice")}
    assert not {code: where for code, where in OUR_CODES.items() if code not in known}


def test_every_family_of_an_error_class_is_one_we_know() -> None:
    """No code is of a family that nobody looks for: they are all told of in ``errors.py``."""
    classes = (ROOT / "pomdesk" / "domain" / "errors.py").read_text("utf-8").partition("class ")[0]
    assert set(re.findall(r"([A-Z]{3})-\*", classes)) <= set(FAMILIES)


def test_every_error_says_what_was_changed() -> None:
    assert not {code: said for code, said in told("error").items() if not UNCHANGED.search(said)}


def test_every_error_says_more_than_that_it_went_wrong() -> None:
    """Two sentences at least before the closing one, or a list of what would have done."""
    short = {
        code: said
        for code, said in told("error").items()
        if len(re.findall(r"[.:?,](\s|$)", said)) < 2
    }
    assert not short


def test_no_word_of_an_error_blames_or_shouts() -> None:
    loud = re.compile(r"!(?!r\})|\b(invalid|illegal|fatal|abort|exception|null|please try)\b", re.I)
    assert not {code: said for code, said in told("error").items() if loud.search(said)}


def test_the_page_of_codes_is_true() -> None:
    """Else make it again: ``python -m tests.badinput.errors_page``."""
    assert PAGE.read_text("utf-8") == page()
