"""The papers of quality assurance: what they say, and what they must never say."""

import hashlib
import hmac
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from pypdf import PdfReader

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.quality.results import Finding
from pomdesk.readmodels.quality import Figure
from reports.quality import render
from resources.text import Text
from tests.reports import quality_models as models

KINDS: dict[str, Callable[[], object]] = {
    "certificate": models.certificate,
    "feedback": models.feedback,
    "governor": models.governor,
    "instrument": models.instrument_view,
}


def made(kind: str, model: object, language: str = "en") -> bytes:
    return render(kind, model, Text(language), marking_day=models.DAY, prepared_by="Ruth Okafor")


def words(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages
    )


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_paper_is_whole_marked_and_always_the_same(kind: str, language: str) -> None:
    pdf = made(kind, KINDS[kind](), language)
    reader = PdfReader(io.BytesIO(pdf))
    assert all("OFFICIAL" in page.extract_text() for page in reader.pages)
    assert "/StructTreeRoot" in reader.root_object
    assert "None" not in words(pdf)
    assert pdf == made(kind, KINDS[kind](), language)


def test_a_paper_that_there_is_not_is_refused() -> None:
    with pytest.raises(PaperRefused, match="REP-KIND"):
        made("league-table", models.governor())


# The certificate.


def test_the_recipe_on_the_certificate_gives_the_tickets_that_are_printed() -> None:
    said = words(made("certificate", models.certificate()))
    seed = "7f3c9a1e5b2d48607f3c9a1e5b2d4860"
    first = hmac.new(seed.encode(), b"A1003AB", hashlib.sha256).hexdigest()
    assert f"printf %s 'A1003AB' | openssl dgst -sha256 -hmac '{seed}'" in said
    assert first in said
    assert f"{first[:16]}…" in said
    assert hashlib.sha256(models.certificate().record.encode()).hexdigest() in said


def test_a_certificate_of_a_draw_that_does_not_hold_says_so_first() -> None:
    broken = replace(models.certificate(), findings=(Finding("certificate_differs"),))
    said = words(made("certificate", broken))
    assert "This draw does not hold" in said
    assert "the same files, in the same order" not in said


# Feedback.


def test_feedback_begins_with_what_is_good_and_tells_no_peer() -> None:
    said = words(made("feedback", models.feedback()))
    order = [
        said.index(part)
        for part in ("What was done well", "You see him often", "Insufficient (critical)",
                     "has to be right, and was not", "What was found", "To mend on this case",
                     "Learning points", "Your own view",
                     "Your answer", "Seen and discussed")
    ]  # fmt: skip
    assert order == sorted(order)
    assert "marked first as “Not met”" in said
    assert "2 of 3" in said
    assert "67%" not in said
    assert "Tobias Fenwick" not in said


def test_blank_feedback_has_room_to_write_and_no_empty_words() -> None:
    said = words(made("feedback", models.feedback(blank=True)))
    assert "Nothing has to be mended" in said
    assert "What lay behind it" not in said


# The report to the Governor.


def test_a_figure_that_is_not_told_is_nowhere() -> None:
    report = models.governor()
    hidden = replace(
        report,
        overall=Figure(None, None),
        naive=Figure(None, None),
        estimate=None,
        results=tuple(replace(one, figure=Figure(None, None)) for one in report.results),
        trend=tuple(replace(one, figure=Figure(None, None), limits=None) for one in report.trend),
        critical=tuple((text, Figure(None, None), None) for text, _, _ in report.critical),
    )
    said = words(made("governor", hidden))
    for figure in ("33 of 47", "70%", "40 of 47", "29 of 45", "20 of 29", "6 of 45", "62 and 78"):
        assert figure in words(made("governor", report))
        assert figure not in said
    assert "~" in said


def test_the_report_names_nobody_in_words_or_metadata() -> None:
    pdf = made("governor", models.governor())
    told = words(pdf) + str(PdfReader(io.BytesIO(pdf)).metadata)
    for name in ("Marged", "Ellison", "Tobias", "Fenwick", "S1", "S2", "A1002AB"):
        assert name not in told
    assert "theme/victims" not in told  # the log is for those who make the report


def test_small_numbers_have_no_percentage() -> None:
    said = words(made("governor", models.governor()))
    assert "7 of 12" in said
    assert "58%" not in said


def test_a_small_unit_is_told_of_as_a_whole_only() -> None:
    said = words(made("governor", models.governor(small=True)))
    assert "so few supervisors that only totals" in said
    assert "Key questions" not in said


def test_rounds_with_other_questions_are_said_to_be_so() -> None:
    assert "Other questions from here on" in words(made("governor", models.governor()))


# The instrument.


def test_a_draft_says_that_it_is_one_and_has_room_for_every_answer() -> None:
    said = words(made("instrument", models.instrument_view()))
    assert "Not published" in said
    assert "not the tool of HMPPS" in said
    assert said.count("☐ Does not apply") == 1  # only where it may be said
    assert said.count("☐ Met") == 3
