"""Where a cell is: wing, landing and cell, read loosely, and the order in which one walks.

Prisons write cells as they like: ``A-1-021``, ``LEI-A-1-021``, ``E4-014``, ``C 3 12``, ``SEG-01``,
``RECP``. What is guessed here is only ever used to sort and to group, so no text is refused and no
letter or digit of it is lost; a prison whose cells are guessed wrongly says so (``PlaceFix``).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from pomdesk.domain.visits import Place, PlaceFix

_PARTS = re.compile(r"[^\W_]+")
_LEADING = re.compile(r"\A[\W_]+")

_WING_AND_LANDING = re.compile(r"([A-Z])(\d{1,2})")
"""``E4`` before a cell: wing E, landing 4. ``HB1`` is a wing: what has more letters is a name."""
_TOGETHER = re.compile(r"([A-Z]{1,2})(\d)(\d{2,3})")
"""``A1021``."""
_WITH_LANDING = re.compile(r"(.+?)((?:LANDING|LDG|LAND|FLOOR|SPUR)\d+)")
_BEFORE_NUMBERS = frozenset({"BLOCK", "HB", "HOUSE", "HOUSEBLOCK", "UNIT", "LANDING", "CELL"})
"""Words that name nothing without what stands behind them."""

_NATURAL = re.compile(r"\d+|\D+")


def read_place(prison_id: str | None, raw: str | None, fixes: Iterable[PlaceFix]) -> Place:
    """Where a cell is.

    Args:
        prison_id: the prison whose cell it is; in front of the cell it is left out.
        raw: the cell as it was given; None or blank where nobody said.
        fixes: corrections, of this and of other prisons; the longest that fits counts, and what
            stands behind it is the cell.

    """
    text = without_prison(prison_id, raw or "")
    folded = text.casefold()
    fitting = [
        fix
        for fix in fixes
        if fix.prison_id == prison_id and folded.startswith(fix.begins.casefold())
    ]
    if fitting and folded:
        fix = max(fitting, key=lambda fix: len(fix.begins))
        rest = folded[len(fix.begins.casefold()) :].upper()
        return Place(fix.wing, fix.landing, _LEADING.sub("", rest), known=True)
    return _guessed(_joined(_PARTS.findall(text)))


def without_prison(prison_id: str | None, raw: str) -> str:
    """A cell's text in capitals and without extra blanks, without the prison in front of it."""
    text = " ".join(unicodedata.normalize("NFC", raw).upper().split())
    prison = (prison_id or "").upper()
    first = _PARTS.match(text)
    if prison and first and first.group() == prison and _PARTS.search(text, first.end()):
        return _LEADING.sub("", text[first.end() :])
    return text


def walk_key(
    prison_name: str, place: Place, fixes: Iterable[PlaceFix]
) -> tuple[tuple[object, ...], ...]:
    """What sorts places into the order one walks them in.

    By prison, then by the order that this prison gave its wings, then wing, landing and cell with
    numbers as numbers. Who has no place comes last in the prison, and last of all who has none.

    Args:
        prison_name: as people read it.
        place: where somebody is.
        fixes: the corrections of that prison and of no other.

    """
    wing = place.wing.casefold()
    walks = [fix.walk for fix in fixes if fix.walk and fix.wing.casefold() == wing]
    nowhere = not (place.wing or place.landing or place.cell)
    return (
        (not prison_name, prison_name.casefold()),
        (nowhere, not walks, min(walks, default=0)),
        _natural(place.wing),
        _natural(place.landing),
        _natural(place.cell),
    )


def _natural(text: str) -> tuple[object, ...]:
    """``A-2`` before ``A-10``; numbers are compared by their digits, however many there are."""
    pieces = _NATURAL.findall(text.casefold())
    return tuple(
        (0, len(piece.lstrip("0")), piece.lstrip("0"), len(piece))
        if piece[0].isdecimal()
        else (1, 0, piece, 0)
        for piece in pieces
    )


def _joined(parts: Sequence[str]) -> list[str]:
    """``HB 1`` is one part, not two."""
    joined: list[str] = []
    waiting = ""
    for part in parts:
        whole = f"{waiting} {part}" if waiting else part
        if part in _BEFORE_NUMBERS:
            waiting = whole
        else:
            joined.append(whole)
            waiting = ""
    return [*joined, waiting] if waiting else joined


def _guessed(parts: Sequence[str]) -> Place:
    if not parts:
        return Place()
    first, *rest = parts
    if len(rest) >= 2:
        return Place(first, rest[0], "-".join(rest[1:]))
    cell = "-".join(rest)
    if landing := _WITH_LANDING.fullmatch(first):
        return Place(landing[1], landing[2], cell)
    if rest and (both := _WING_AND_LANDING.fullmatch(first)):
        return Place(both[1], both[2], cell)
    if not rest and (whole := _TOGETHER.fullmatch(first)):
        return Place(whole[1], whole[2], whole[3])
    return Place(first, "", cell)
