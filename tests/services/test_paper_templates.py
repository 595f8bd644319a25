"""What a unit makes its own: templates with a reason, words the spelling check was taught."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pomdesk.domain.papers import PaperKind
from pomdesk.services.commands.paper_templates import (
    DropTemplate,
    ForgetWord,
    LearnWord,
    UseTemplate,
)
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import LearnedWords, LocalTemplates
from pomdesk.store.tables import paper_template, setting
from tests.services.paper_desk import opened, refused
from tests.services.record_desk import done_and_undone, rows

TOML = 'id = "parole-report"\n'
OURS = UseTemplate(PaperKind.PAROLE_REPORT, TOML, "Our own headings")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as (made, _watch):
        yield made


def test_a_template_is_used_changed_and_dropped(desk: Desk) -> None:
    assert desk.ask(LocalTemplates()) == {}
    done_and_undone(desk, OURS)
    assert desk.ask(LocalTemplates()) == {"parole-report": TOML}
    assert desk.do(OURS).operation_id is None
    done_and_undone(desk, UseTemplate(PaperKind.PAROLE_REPORT, TOML + "x = 1\n", "One more"))
    desk.do(UseTemplate(PaperKind.MAPPA_F, TOML, "As agreed"))
    assert list(desk.ask(LocalTemplates())) == ["mappa-f", "parole-report"]
    (_mappa, held) = sorted(rows(desk, paper_template), key=lambda row: row.kind)
    assert (held.reason, held.by) == ("One more", "A Jones")
    done_and_undone(desk, DropTemplate(PaperKind.PAROLE_REPORT))
    assert list(desk.ask(LocalTemplates())) == ["mappa-f"]
    assert refused(desk, DropTemplate(PaperKind.PAROLE_REPORT)) == "REQ-PAPER-OWN"


@pytest.mark.parametrize(
    ("toml", "reason", "code"),
    [
        ("id = ", "x", "REQ-PAPER-TEMPLATE"),
        (TOML, "  ", "REQ-PAPER-NEEDS"),
        (TOML, "x" * 501, "REQ-PAPER-LONG"),
        ("#" * 200_001, "x", "REQ-PAPER-LONG"),
    ],
)
def test_what_is_no_template_is_refused(desk: Desk, toml: str, reason: str, code: str) -> None:
    assert refused(desk, UseTemplate(PaperKind.PAROLE_REPORT, toml, reason)) == code
    assert desk.ask(LocalTemplates()) == {}


def test_words_are_learned_by_language_and_forgotten(desk: Desk) -> None:
    desk.do(SaveSetting("caseload.spelling", {"on": True}))
    done_and_undone(desk, LearnWord("OASys"))
    for word in ("O’Brien", "Ysgol-y-Bryn", "Llŷn", "a.k.a.", "COM2", "e", "Llyn"):
        desk.do(LearnWord(f" {word} "))
    desk.do(LearnWord("carchar", "cy"))
    assert desk.do(LearnWord("carchar", "cy")).operation_id is None
    assert desk.ask(LearnedWords("en")) == {
        "OASys", "O’Brien", "Ysgol-y-Bryn", "Llŷn", "a.k.a.", "COM2", "e", "Llyn",
    }  # fmt: skip
    assert desk.ask(LearnedWords("cy")) == {"carchar"}
    done_and_undone(desk, ForgetWord("OASys"))
    assert desk.do(ForgetWord("OASys")).operation_id is None
    assert "OASys" not in desk.ask(LearnedWords("en"))
    assert desk.ask(LearnedWords("de")) == frozenset()


@pytest.mark.parametrize("word", ["", "  ", "two words", "x" * 61, "12", "a\nb", "<b>", "-x"])
def test_only_a_word_is_learned(desk: Desk, word: str) -> None:
    before = rows(desk, setting)
    assert refused(desk, LearnWord(word)) == "REQ-WORD"
    assert refused(desk, LearnWord("word", "de")) == "REQ-PAPER-LANGUAGE"
    assert rows(desk, setting) == before


def test_both_ways_of_writing_a_letter_are_one_word(desk: Desk) -> None:
    desk.do(LearnWord("Lly\u0302n"))
    assert desk.ask(LearnedWords("en")) == {"Ll\u0177n"}
