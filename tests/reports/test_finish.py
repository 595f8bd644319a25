import io

import pikepdf
import pypdf
import pytest
from pikepdf import pdfa
from pikepdf._core import EncryptionMethod

from pomdesk.domain.errors import PaperRefused
from reports.finish import as_archive, with_password
from tests.reports.engine import FINAL, everything, made
from tests.reports.reading import Tree, page_texts


@pytest.fixture(scope="module")
def paper() -> bytes:
    return made(everything(), FINAL)


@pytest.fixture(scope="module")
def archive(paper: bytes) -> bytes:
    return as_archive(paper)


def test_an_archive_passes_the_check_and_says_what_it_is(archive: bytes) -> None:
    report = pdfa.validate_written(io.BytesIO(archive), "2b")
    assert report.verdict == "pass"
    assert list(report.findings) == []
    with pikepdf.open(io.BytesIO(archive)) as pdf, pdf.open_metadata() as words:
        assert (words["pdfaid:part"], words["pdfaid:conformance"]) == ("2", "B")
        assert "pdfuaid:part" not in words


def test_an_archive_says_the_same_and_keeps_its_tags(paper: bytes, archive: bytes) -> None:
    assert page_texts(archive) == page_texts(paper)
    before, after = Tree(paper), Tree(archive)
    assert [str(e.S) for e in before.walk()] == [str(e.S) for e in after.walk()]
    assert after.drawn() == after.marks()
    assert str(after.pdf.Root.Lang) == "en-GB"
    assert len(after.pdf.pages[0].obj.Annots) == len(before.pdf.pages[0].obj.Annots)


def test_an_archive_has_every_font_in_it(archive: bytes) -> None:
    with pikepdf.open(io.BytesIO(archive)) as pdf:
        fonts = {font.objgen: font for page in pdf.pages for font in page.resources.Font.values()}
        assert fonts
        for font in fonts.values():
            assert "/FontFile2" in font.FontDescriptor
            assert str(font.BaseFont)[7] == "+", "only the letters that are used"
            assert "/ToUnicode" in font


def test_the_same_paper_gives_the_same_archive(paper: bytes, archive: bytes) -> None:
    assert as_archive(paper) == archive
    with pikepdf.open(io.BytesIO(archive)) as pdf, pdf.open_metadata() as words:
        assert {words[f"xmp:{name}Date"] for name in ("Create", "Metadata")} == {
            words["xmp:CreateDate"]
        }


def test_a_paper_that_cannot_be_an_archive_is_refused() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(b"BT /F1 12 Tf 50 50 Td (x) Tj ET")
        held = io.BytesIO()
        pdf.save(held)
    with pytest.raises(PaperRefused) as refused:
        as_archive(held.getvalue())
    assert refused.value.code == "REP-ARCHIVE"
    assert "6.2.11" in str(refused.value.details["rule"])


@pytest.mark.parametrize("password", ["secret", "Ŵy ŷn 5£", "x" * 127, "\u00e9" * 63, " a "])
def test_only_the_password_opens_it(paper: bytes, password: str) -> None:
    locked = with_password(paper, password)
    for wrong in ("", "wrong", password[:-1]):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(locked), password=wrong)
    with pikepdf.open(io.BytesIO(locked), password=password) as pdf:
        assert pdf.encryption.R == 6
        assert pdf.encryption.bits == 256
        for method in (pdf.encryption.stream_method, pdf.encryption.string_method):
            assert method == EncryptionMethod.aesv3
        assert not pdf.owner_password_matched
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.allow.accessibility
        assert pdf.allow.print_highres


def test_another_program_opens_it_too(paper: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(with_password(paper, "ŵy")))
    assert reader.decrypt("wrong") == 0
    assert reader.decrypt("ŵy") == pypdf.PasswordType.USER_PASSWORD
    assert "Case summary" in reader.pages[0].extract_text()


def test_nothing_of_it_can_be_read_without_the_password(paper: bytes) -> None:
    locked = with_password(paper, "secret")
    for word in (b"MORGAN", b"A1234BC", b"Case summary"):
        assert word not in locked


def test_two_files_have_different_keys(paper: bytes) -> None:
    assert with_password(paper, "secret") != with_password(paper, "secret")


def test_a_password_typed_in_parts_is_the_same(paper: bytes) -> None:
    pikepdf.open(io.BytesIO(with_password(paper, "w\u0302")), password="\u0175").close()


@pytest.mark.parametrize("password", ["", "   ", "\t\n", "\u3000"])
def test_a_blank_password_is_refused(paper: bytes, password: str) -> None:
    with pytest.raises(PaperRefused) as refused:
        with_password(paper, password)
    assert refused.value.code == "REP-PASSWORD"


@pytest.mark.parametrize("password", ["x" * 128, "\u00e9" * 64, "\U0001f600" * 32])
def test_a_long_password_is_refused(paper: bytes, password: str) -> None:
    with pytest.raises(PaperRefused) as refused:
        with_password(paper, password)
    assert refused.value.code == "REP-PASSWORD-LONG"


def test_a_locked_archive_does_not_say_that_it_is_one(archive: bytes) -> None:
    locked = with_password(archive, "secret")
    with pikepdf.open(io.BytesIO(locked), password="secret") as pdf, pdf.open_metadata() as words:
        assert "pdfaid:part" not in words
