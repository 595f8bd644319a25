"""Tickets: the order in which cases are drawn, by a keyed digest of their references.

A ticket is HMAC-SHA256 with the seed as its key and the reference as its text. Whoever has both
can work it out with a tool of their own; the order of the list has no part in it. Seeds and
references are kept to characters that mean nothing to a shell, so that the commands of
``recipe`` can be typed as they are printed.

Source: RFC 2104; the ordering is that of samplers for election audits (arXiv 1808.10016).
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

from pomdesk.domain.errors import RequestRefused

_SEED = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{5,63}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{5,63}(\|dm)?")
_QUOTES = re.compile("['‘’‚‛]")  # PowerShell takes all of them for the first
_MARKS = " -./_"


def normal_ref(ref: str) -> str:
    """The one form of a reference: capitals, no spaces around it, composed characters."""
    return unicodedata.normalize("NFC", ref.upper().strip())


def is_ref(ref: str) -> bool:
    """Whether this is a reference in its normal form: letters, digits and `` -./_`` only."""
    plain = all(c in _MARKS or c.isalnum() or unicodedata.category(c)[0] == "M" for c in ref)
    return bool(ref) and plain and normal_ref(ref) == ref


def is_seed(seed: str) -> bool:
    """Whether this can be a seed: 6 to 64 letters, digits and hyphens, no hyphen first."""
    return _SEED.fullmatch(seed) is not None


def ticket(seed: str, ref: str) -> str:
    """The ticket of a reference, in hexadecimal; the lowest is drawn first."""
    return _hmac(seed, normal_ref(ref))


def derived_seed(master: str, label: str) -> str:
    """A seed of its own for each label, such as ``round:1|stratum:POM03``, from one master."""
    return _hmac(master, label)


def double_mark_key(seed: str) -> str:
    """The key by which files are drawn for a second marking."""
    return f"{seed}|dm"


def _hmac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Recipe:
    """Commands that give the same ticket without this program.

    Attributes:
        openssl: for a Unix shell with OpenSSL.
        powershell: for Windows PowerShell 5.1 and later.
        ticket: what both must print.

    """

    openssl: str
    powershell: str
    ticket: str


def recipe(key: str, ref: str) -> Recipe:
    """How anybody works out one ticket.

    Args:
        key: what the tickets of the stratum are keyed with (``draws.key_for``).
        ref: the reference.

    Raises:
        RequestRefused: ``REQ-QA-REF`` or ``REQ-QA-SEED-LETTERS``: not what a draw has, and not
            safe to type into a shell.

    """
    ref = normal_ref(ref)
    if not is_ref(ref):
        raise RequestRefused("REQ-QA-REF", ref=ref)
    if not _KEY.fullmatch(key):
        raise RequestRefused("REQ-QA-SEED-LETTERS")
    return _recipe(key, ref)


def derived_recipe(master: str, label: str) -> Recipe:
    """How anybody works out the seed of one stratum from the master of a cycle.

    Args:
        master: the seed of the cycle.
        label: ``draws.label_for``; it may hold a quotation mark, as names do.

    Raises:
        RequestRefused: ``REQ-QA-SEED-LETTERS``, as for ``recipe``.

    """
    if not is_seed(master):
        raise RequestRefused("REQ-QA-SEED-LETTERS")
    return _recipe(master, label)


def _recipe(key: str, text: str) -> Recipe:
    unix = text.replace("'", "'\\''")
    windows = _QUOTES.sub(r"\g<0>\g<0>", text)
    utf8 = "[Text.Encoding]::UTF8.GetBytes"
    return Recipe(
        openssl=f"printf %s '{unix}' | openssl dgst -sha256 -hmac '{key}'",
        powershell=(
            f"$h = New-Object Security.Cryptography.HMACSHA256; $h.Key = {utf8}('{key}'); "
            f"-join ($h.ComputeHash({utf8}('{windows}')) | ForEach-Object {{ $_.ToString('x2') }})"
        ),
        ticket=_hmac(key, text),
    )


def digest_commands(file: str) -> tuple[str, str]:
    """The commands that print SHA-256 of a file: OpenSSL's and PowerShell's."""
    return (
        f"openssl dgst -sha256 '{file}'",
        f"(Get-FileHash -Algorithm SHA256 -LiteralPath '{file}').Hash.ToLower()",
    )
