"""Every code has words that say what happened, what to do next, and what was changed."""

import re

from pomdesk.domain.access import DeskRole
from pomdesk.domain.errors import BackupRefused, StoreRefused
from pomdesk.services.access import ACTS, COMMANDS, QUERIES
from resources.text import Text
from tests.badinput.errors_page import CODE, FAMILIES, PAGE, page, told
from tests.test_hygiene import PACKAGES, ROOT
from ui.words import error_words, notice_words

UNCHANGED = re.compile(
    r"(?i)\bnothing (was|is|has)\b|\bno file was\b|as it was\b|not touched|not saved|"
    r"\b(was|were) not (made|done|written|changed)\b|(stays|stands) as\b"
)
"""What was changed: nothing; or what was not done."""


def where_codes_stand() -> dict[str, set[str]]:
    """Codes that stand in the program as texts, and in which files."""
    where: dict[str, set[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for found in re.finditer(rf'"({CODE.pattern})"', path.read_text("utf-8")):
                where.setdefault(found[1], set()).add(path.relative_to(ROOT).as_posix())
    return where


OUR_CODES = where_codes_stand()


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


TYPED = re.compile(
    r"--[a-z]|\bpomdesk\b|\bcommand line\b|\s-o\s|\b(sign-in|people|qa|journal|draft) "
    r"(request|release|dispose|hold|verify|recovery|renew|ready|show|list|set|add|remove)\b"
)
"""What is typed on the command line."""


def test_no_words_of_the_window_name_what_is_typed_on_the_command_line() -> None:
    """Codes that only the command line raises may; others have words of their own for it."""
    typed = of_the_command_line()
    window = {
        code: said
        for kind in ("error", "notice", "refusal")
        for code, said in told(kind).items()
        if not code.endswith(".cli") and code.partition(".")[0] not in typed
    }
    assert len(window) > 300
    assert not {code: said for code, said in window.items() if TYPED.search(said)}


def of_the_command_line() -> set[str]:
    """Codes that stand nowhere but in the modules of the command line."""
    face = re.compile(r"ui/(\w*commands|commandline|session|\w*arguments)\.py")
    return {code for code, files in OUR_CODES.items() if all(map(face.fullmatch, files))}


def test_words_of_the_command_line_stand_beside_those_of_the_window() -> None:
    known = {**told("error"), **told("notice")}
    typed = {code for code in known if code.endswith(".cli")}
    assert typed
    assert not {code for code in typed if code.removesuffix(".cli") not in known}


def test_the_closest_words_are_said() -> None:
    error = BackupRefused("BAK-OLDER", reason="saves", saves=3, since="2026-11-22 09:14")
    text = Text("en")
    assert "--why" in error_words(text, error, typed=True)
    assert "--why" not in error_words(text, error)
    assert error_words(text, error).startswith("3 saves made since 22 November 2026, 09:14")
    plain = StoreRefused("STO-FULL")
    assert error_words(text, plain, typed=True) == error_words(text, plain)
    assert "pomdesk sign-in" in notice_words(text, "KEY-NORECOVERY", typed=True)
    assert "Settings" in notice_words(text, "KEY-NORECOVERY")
    assert notice_words(text, "STO-NEVERHEARDOF", typed=True) == ""


def test_a_full_disk_is_told_the_same_way_wherever_it_is_met() -> None:
    full = ("STO-FULL", "AUD-WRITE.STO-FULL", "BAK-SPACE.full", "REP-FULL")
    known = told("error")
    for code in full:
        assert known[code].startswith("The disk is full"), code
    for code in (*full, "BAK-SPACE"):
        assert "Everything saved before is safe" in known[code], code
        assert re.search(
            r"Make room on the disk( or choose another folder)?, then try again", known[code]
        )


def test_who_may_is_named_to_whoever_may_not() -> None:
    """For every set of roles that stands in the table of access."""
    known = told("error")
    lines = [*QUERIES.values(), *COMMANDS.values(), *ACTS.values()]
    ways = {"-".join(role for role in DeskRole if role in line.roles) for line in lines}
    ways -= {"-".join(DeskRole)}
    assert len(ways) > 2
    assert not {way for way in ways if f"ROL-MAY.{way}" not in known}
    assert all(
        "Ask your" in known[f"ROL-MAY.{way}"] or "ask your" in known[f"ROL-MAY.{way}"]
        for way in ways
    )


def test_the_page_of_codes_is_true() -> None:
    """Else make it again: ``python -m tests.badinput.errors_page``."""
    assert PAGE.read_text("utf-8") == page()
