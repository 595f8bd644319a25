"""Texts that break pages, open files or hide words when a paper takes them for markup."""

import io
import sys
from collections.abc import Iterator

import pikepdf
import pypdf
import pytest
from pypdf.generic import Destination

from tests.reports import cases
from tests.reports.reading import Tree, paper, run

HOSTILE = [
    '<img src="/etc/passwd"/>',
    '<img src="\\\\host\\share\\x.png">',
    '<img src="file:///etc/passwd"/>',
    '<img src="https://example.invalid/x.png"/>',
    '<img src="data:image/png;base64,AAAA"/>',
    '<a href="javascript:alert(1)">click</a>',
    '<a href="file:///C:/Windows/calc.exe">calc</a>',
    "he said <b>hello",
    "</para></font>",
    "<script>alert(1)</script>",
    "contact <john.smith@example.invalid> today",
    "3 < 5 and 7 > 2",
    "Smith & Jones &amp; &unknown; &#60;",
    "<font color=\"[[[getattr(pow, Word('__globals__'))['os'].system('x')]]]\">x</font>",
    "<unichar code=\"__import__('os').system('x')\"/>",
    "<onDraw name=x label=y/>",
    "&#99999999;",
    '<font name="NoSuchFont">x</font>',
    "{0.__class__} %s %(x)s {name} {n}",
    "(brackets \\) \\( and \\\\ slashes",
    "'; DROP TABLE person;--",
    "Ŵythnos ŷ Łódź",
]

_opened: list[str] = []
_armed = False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    watched = ("open", "os.listdir", "os.system", "subprocess.Popen", "socket.connect", "exec")
    if _armed and event in watched:
        _opened.append(f"{event} {arguments[0]!r}")


sys.addaudithook(_watch)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """What was opened, run or connected to while the test was running."""
    global _armed
    paper(cases.full())  # fonts and modules are read now
    _opened.clear()
    _armed = True
    yield _opened
    _armed = False


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_printed_as_it_is(text: str, opened: list[str]) -> None:
    pdf = paper(cases.with_text(text), prepared_by=text)
    assert opened == []
    shown = run(pdf)
    # Name (head, title, table), offence, place, COM, alert, hospital: wherever a text can stand.
    assert shown.count("".join(text.split())) >= 8
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not any("/Annots" in page for page in document.pages)
        assert not any("/XObject" in page.resources for page in document.pages)
        for forbidden in ("/OpenAction", "/AA", "/AcroForm", "/Names"):
            assert forbidden not in document.Root
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x00bell\x07", "[U+0000]bell[U+0007]"),
        ("\ud800", "[U+D800]"),
        ("\u202egnihton", "[U+202E]gnihton"),
        ("smile \U0001f600", "smile[U+1F600]"),
        ("\u0645\u0631", "[U+0645][U+0631]"),
    ],
)
def test_what_has_no_shape_is_shown_by_its_code(text: str, shown: str) -> None:
    assert run(paper(cases.with_text(text))).count(shown) >= 8


@pytest.mark.parametrize("text", ["x" * 100_000, "word " * 20_000, "line\n" * 2_000])
def test_long_texts_come_out(text: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(paper(cases.with_text(text))))
    assert len(reader.pages) > 100
    sections = reader.outline[1]
    assert isinstance(sections, list)
    assert len(sections) == 15
    sign_off = sections[13]
    assert isinstance(sign_off, Destination)
    signed = reader.get_destination_page_number(sign_off)
    assert signed is not None
    last = "".join(page.extract_text() for page in reader.pages[signed:])
    last = last[: last.rindex("Appendix: why these dates")]
    assert "".join(text.split())[-4:] in last[last.index("14. Sign-off") :]


def test_the_same_hostile_name_in_welsh() -> None:
    assert "<b>hello" in run(paper(cases.with_text("<b>hello"), "cy"))
