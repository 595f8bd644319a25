"""The identifiers of the field: parse, put in their one form, check, say why not.

Prisoner number as Manage POM Cases checks it; CRN as Approved Premises does; PNC and CRO
check letters as HMPPS Person Record works them out; tier as the tier service writes it;
prison and cell as the locations service does. No check digit exists for the prisoner number
or the CRN. A wrong PNC or CRO is a warning, not a refusal: the paper file may be wrong too.
"""

import re
from enum import StrEnum

_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

_PRISONER_NUMBER = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")
_CRN = re.compile(r"[A-Z][0-9]{6}")
_PNC = re.compile(r"([0-9]{2}|[0-9]{4})/([0-9]{1,7})([A-Z])|([0-9]{3,11})([A-Z])")
_CRO = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])")
_CRO_SMALL_FILE = re.compile(r"SF([0-9]{2})/([0-9]{1,6})([A-Z])")
_TIER = re.compile(r"[A-D][0-3]S?|[A-G](?:_[0-3]S?)?")
_PRISON = re.compile(r"[A-Z]{2}I")
_CELL = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")

# A 12-character PNC without its stroke has a year of four digits; a shorter one, of two.
_LONG_PNC_DIGITS = 11

_NOT_PRISONS = frozenset({"OUT", "TRN", "GHI", "ZZGHI"})


class Wrong(StrEnum):
    """Why an identifier is not one."""

    FORM = "form"
    CHECK_LETTER = "check_letter"


class IdentifierError(ValueError):
    """An identifier is wrong; ``why`` says how. The value itself is never in the text."""

    def __init__(self, why: Wrong) -> None:
        super().__init__(why.value)
        self.why = why


def _tidy(given: str) -> str:
    return given.strip().upper()


def _of_form(form: re.Pattern[str], given: str) -> str:
    tidy = _tidy(given)
    if not form.fullmatch(tidy):
        raise IdentifierError(Wrong.FORM)
    return tidy


def prisoner_number(given: str) -> str:
    """``A1234BC``, trimmed and in capitals.

    Raises:
        IdentifierError: when it is not a letter, four digits and two letters.

    """
    return _of_form(_PRISONER_NUMBER, given)


def crn(given: str) -> str:
    """The case reference number of nDelius, ``X362207``.

    Raises:
        IdentifierError: when it is not a letter and six digits.

    """
    return _of_form(_CRN, given)


def _check(number: str, letter: str) -> None:
    if _LETTERS[int(number) % len(_LETTERS)] != letter:
        raise IdentifierError(Wrong.CHECK_LETTER)


def pnc(given: str, this_year: int) -> str:
    """The Police National Computer number in its long form, ``1981/0000034U``.

    A year of two digits is of this century up to ``this_year``, else of the last.

    Raises:
        IdentifierError: wrong form, or a check letter that does not fit.

    """
    found = _PNC.fullmatch(_tidy(given))
    if not found:
        raise IdentifierError(Wrong.FORM)
    year, serial, letter, run, run_letter = found.groups()
    if run:
        at = 4 if len(run) == _LONG_PNC_DIGITS else 2
        year, serial, letter = run[:at], run[at:], run_letter
        if len(serial) > 7:
            raise IdentifierError(Wrong.FORM)
    serial = serial.zfill(7)
    _check(year[-2:] + serial, letter)
    if len(year) == 2:
        year = ("20" if int(year) <= this_year % 100 else "19") + year
    return f"{year}/{serial}{letter}"


def cro(given: str) -> str:
    """The Criminal Records Office number, ``065656/91H``, or small-file ``SF05/482703J``.

    Raises:
        IdentifierError: wrong form, or a check letter that does not fit.

    """
    tidy = _tidy(given)
    if found := _CRO.fullmatch(tidy):
        serial, year, letter = found.groups()
        serial = serial.zfill(6)
        _check(year + serial, letter)
        return f"{serial}/{year}{letter}"
    if found := _CRO_SMALL_FILE.fullmatch(tidy):
        year, serial, letter = found.groups()
        _check(year + serial, letter)
        return tidy
    raise IdentifierError(Wrong.FORM)


def tier(given: str) -> str:
    """A tier as given, in capitals: ``B1``, ``A``, ``D2S``, ``A_2``.

    Raises:
        IdentifierError: for anything else, ``N/A`` and ``X`` among them.

    """
    return _of_form(_TIER, given)


def prison_code(given: str) -> str:
    """Three letters ending in I, ``LEI``, or one of the codes for being nowhere, ``OUT``.

    Raises:
        IdentifierError: when it looks like neither.

    """
    tidy = _tidy(given)
    if tidy in _NOT_PRISONS:
        return tidy
    return _of_form(_PRISON, tidy)


def cell(given: str) -> str:
    """A place inside a prison, ``A-1-001`` or ``MDI-A-1-001``; how many parts varies.

    Raises:
        IdentifierError: when it is not letters and digits joined by single hyphens.

    """
    return _of_form(_CELL, given)
