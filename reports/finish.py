"""What is done with a finished PDF before it goes out: an archive file, or a password on it.

An archive file (PDF/A-2b, ISO 19005-2) may not be encrypted, so a paper is one or the other.
"""

import io
import secrets
import unicodedata

import pikepdf
from pikepdf import pdfa

from pomdesk.domain.errors import PaperRefused

_FLAVOUR = "2b"
_LONGEST = 127
"""Bytes of a password that the encryption takes (ISO 32000-2, 7.6.4.3.3)."""


def as_archive(pdf: bytes) -> bytes:
    """The same paper as PDF/A-2b, tags kept; the same paper gives the same bytes.

    Raises:
        PaperRefused: REP-ARCHIVE when what was written does not pass the check; details:
            ``rule``, the first rule it breaks.

    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        pdfa.prepare(paper, _FLAVOUR)
        _without_the_clock(paper)
        try:
            pdfa.save(paper, out, _FLAVOUR, repair=False, deterministic_id=True)
        except pdfa.PdfaError as error:
            rules = [finding.rule for finding in error.report.findings]
            raise PaperRefused("REP-ARCHIVE", rule=rules[0] if rules else "") from None
    return out.getvalue()


def _without_the_clock(paper: pikepdf.Pdf) -> None:
    """The paper's own day instead of the moment at which it was prepared."""
    with paper.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as words:
        if made := words.get("xmp:CreateDate"):
            words["xmp:MetadataDate"] = made


def with_password(pdf: bytes, password: str) -> bytes:
    """The same paper, opened only with ``password`` (AES-256, revision 6 of the handler).

    Whoever has the password may print and copy; nobody has the owner's, which is not kept.

    Raises:
        PaperRefused: REP-PASSWORD when the password is blank; REP-PASSWORD-LONG when it is
            over 127 bytes of UTF-8.

    """
    # Readers compose what is typed before they try it; so the same word opens it everywhere.
    password = unicodedata.normalize("NFKC", password)
    if not password.strip():
        raise PaperRefused("REP-PASSWORD")
    if len(password.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise PaperRefused("REP-PASSWORD-LONG")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        _no_archive(paper)
        paper.save(
            out,
            encryption=pikepdf.Encryption(owner=secrets.token_urlsafe(32), user=password, R=6),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def _no_archive(paper: pikepdf.Pdf) -> None:
    """An archive may not be encrypted; so this is none any more, and must not say it is."""
    with paper.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as words:
        for name in ("pdfaid:part", "pdfaid:conformance"):
            if name in words:
                del words[name]
