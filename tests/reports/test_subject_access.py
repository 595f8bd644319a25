"""The draft of what is held: whole, marked, behind a password, silent on what is kept back."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pytest

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.facts import Source, SourceKind
from pomdesk.domain.rights import Decision, Flag, Ground, PackItem, RequestKind, RequestStage
from pomdesk.readmodels.rights import Pack, RequestLine
from pomdesk.rules.subject_access import digest_of
from reports.finish import with_password
from reports.subject_access import JSON_NAME, as_json, render
from resources.text import LANGUAGES, Text
from tests.reports.reading import page_texts, words

DAY = date(2026, 11, 22)
SECRET = "Quokkaberry said she was there that night"
PASSWORD = "invented words for a file"
FILE = Source(SourceKind.FILE, DAY, "caseload.json")


def part(key: str, section: str, kind: str, *values: tuple[str, str], **more: object) -> PackItem:
    """One part."""
    made = PackItem(key, section, kind, DAY, None, values, digest=digest_of(values))
    return replace(made, **more)  # type: ignore[arg-type]


ITEMS = [
    part("person.last_name", "facts", "person", ("last_name", "SPECIMEN"), source=FILE),
    part("person.alerts", "facts", "person", ("alerts", SECRET),
         decision=Decision.WITHHOLD, ground=Ground.CRIME),
    part("movement:3", "facts", "movements", ("movement_type", "TRN"), ("to_agency", "LEI")),
    part("entry:1", "record", "note", ("title", "Talk"), ("text", "Talked of <b>work</b> & more.")),
    part("entry:2", "record", "victim_note", ("text", SECRET), ("who", "Quokkaberry"),
         decision=Decision.WITHHOLD, ground=Ground.RIGHTS_OF_OTHERS,
         flags=frozenset({Flag.VICTIM}), decided_by="Bea Second"),
    part("entry:3", "record", "note", ("text", SECRET), ("earlier_text", SECRET),
         decision=Decision.REDACT, ground=Ground.RIGHTS_OF_OTHERS,
         instead=(("text", "Somebody was named."),)),
    part("entry:4", "record", "contact", ("what", "wing"), ("earlier_text", "Said before.")),
    part("duty_mark:1", "duties", "snoozed", ("duty", "contact"), ("note", "Ill.")),
    part("paper_step:1", "papers", "parole-report", ("step", "sent"), ("to_whom", "Board")),
    part("draft:1", "drafts", "draft", ("text", "half a sent")),
    part("journal:1", "history", "person", ("release_date", "2027-01-01")),
    part("qa_sample:1", "quality", "sample", ("round", "2026-1")),
    part("hold:1", "rights", "hold", ("reason", "Inquiry.")),
    part("audit:1", "disclosures", "SEND_PAPER", ("role", "pom"), ("to_whom", "Board")),
    part("looks:1", "looks", "VIEW_CASE", ("role", "pom"), ("times", "4")),
]  # fmt: skip
REQUEST = RequestLine(
    1, "R2026-ABCDEF", 7, "A1234BC", "SPECIMEN", "SAM", RequestKind.ACCESS, RequestStage.OPEN,
    date(2026, 11, 1), date(2026, 12, 1), "By letter.", "Al First", "", "", "",
)  # fmt: skip
PACK = Pack(7, "A1234BC", "SPECIMEN", "SAM", DAY, REQUEST, ITEMS, {"paper_files": 2})


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The draft in English."""
    return render(PACK, Text(), prepared_by="Al First")


def everything_in(pdf: bytes, password: str = "") -> bytes:
    """Every stream, text and name in a PDF, whatever it is for."""
    found = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf), password=password) as paper:
        for held in paper.objects:
            found.write(repr(held).encode())
            if isinstance(held, pikepdf.Stream):
                found.write(held.read_bytes())
        for name, file in paper.attachments.items():
            found.write(name.encode() + file.get_file().read_bytes())
    for page in pypdf.PdfReader(io.BytesIO(pdf), password=password or None).pages:
        found.write(page.extract_text().encode())
    return found.getvalue()


def test_it_says_what_is_held_and_where_it_came_from(pdf: bytes) -> None:
    said = words(pdf)
    for told in (
        "SPECIMEN", "caseload file of 22 Nov 2026", "Talked of <b>work</b> & more.", "On the wing",
        "Said before.", "Somebody was named.", "R2026-ABCDEF", "1 December 2026", "1 January 2027",
        "half a sent", "Inquiry.", "Board", "2 finished papers",
    ):  # fmt: skip
        assert told in said, told


def test_it_says_on_every_page_that_it_is_a_draft(pdf: bytes) -> None:
    assert all("DRAFT" in page for page in page_texts(pdf))
    assert "draft for the data protection team, not an answer" in words(pdf)


def test_what_is_kept_back_is_counted_with_its_ground(pdf: bytes) -> None:
    said = words(pdf)
    assert said.count("1 part is kept back.") == 2
    assert Text()("ground.rights_of_others") in said
    assert "Bea Second" not in said


def test_what_is_kept_back_is_in_no_stream_and_no_field(pdf: bytes) -> None:
    locked = with_password(pdf, PASSWORD)
    held = everything_in(locked, PASSWORD)
    for hidden in (b"Quokkaberry", b"that night", b"entry:2", b"person.alerts"):
        assert hidden not in held
    for item in ITEMS:
        if item.decision is not None:
            assert item.digest.encode() not in held
    # It would have been seen: the same parts, released.
    shown = [replace(item, decision=None) for item in ITEMS]
    open_pdf = render(replace(PACK, items=shown), Text(), prepared_by="Al First")
    assert everything_in(open_pdf).count(b"Quokkaberry") > 3


def test_the_json_inside_is_the_same_draft(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        inside = paper.attachments[JSON_NAME].get_file().read_bytes()
    assert inside == as_json(PACK)
    told = json.loads(inside)
    assert told["draft"] is True
    assert told["prisonerNumber"] == "A1234BC"
    assert len(told["parts"]) == len(ITEMS)
    assert told["parts"][0] == {
        "section": "facts",
        "kind": "person",
        "day": "2026-11-22",
        "source": {"kind": "file", "day": "2026-11-22"},
        "fields": [{"name": "last_name", "value": "SPECIMEN"}],
        "decision": None,
        "ground": None,
    }
    kept_back = told["parts"][1]
    assert (kept_back["fields"], kept_back["day"], kept_back["ground"]) == ([], None, "crime")


def test_the_file_opens_with_the_password_alone(pdf: bytes) -> None:
    locked = with_password(pdf, PASSWORD)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked))
    with pikepdf.open(io.BytesIO(locked), password=PASSWORD) as paper:
        assert paper.encryption.R == 6
        assert JSON_NAME in paper.attachments
    assert b"SPECIMEN" not in locked
    with pytest.raises(PaperRefused):
        with_password(pdf, " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_of_whom_nothing_is_held_has_a_draft_too(language: str, tmp_path: Path) -> None:
    empty = replace(PACK, items=[], request=None, left_out={})
    made = render(empty, Text(language), prepared_by="")
    assert len(page_texts(made)) == 1
    assert json.loads(as_json(empty))["request"] is None


def test_hostile_text_is_set_as_it_stands() -> None:
    odd = "\u202eevil \ud83d <img src='x'/> " + "x" * 5_000 + "\u0007"
    items = [part("entry:1", "record", "note", ("text", odd)), part("q", "record", "new_kind")]
    made = render(replace(PACK, items=items), Text(), prepared_by="Al First")
    assert "<img src='x'/>" in words(made)
