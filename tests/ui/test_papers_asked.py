"""What papers are made from: templates of this unit, the newest handover report, everybody."""

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.services.commands.paper_templates import UseTemplate
from pomdesk.services.commands.papers import BeginPaper
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from reports.kinds import DESK_KINDS, KINDS, render, render_desk
from resources import read_text
from resources.text import Text
from tests.ui.finished import written
from ui.papers import desk_view, material, template_of


@pytest.fixture
def person_id(demo_desk: Desk) -> int:
    lines = demo_desk.ask(CaseloadOn()).lines
    return next(line.person_id for line in lines if line.inside and line.pom_name)


def test_every_paper_of_a_person_and_of_the_desk_can_be_made(
    demo_desk: Desk, person_id: int
) -> None:
    text = Text("cy")
    for kind in KINDS:
        held = material(demo_desk, kind, person_id=person_id)
        assert render(kind, held, text).startswith(b"%PDF")
    for kind in DESK_KINDS:
        view = desk_view(demo_desk, kind, months=2, names=False)
        assert render_desk(kind, view, text, prepared_by="x").startswith(b"%PDF")


def test_a_paper_from_the_record_is_the_poms(demo_desk: Desk, person_id: int) -> None:
    held = material(demo_desk, "case-summary", person_id=person_id)
    assert held.paper is None
    assert held.template is None
    assert not held.final
    assert held.record is not None
    assert held.prepared_by == held.view.pom_name


def test_a_written_paper_is_its_writers(demo_desk: Desk, person_id: int) -> None:
    number = written(demo_desk, person_id)
    held = material(demo_desk, "case-summary", paper_id=number, final=True)
    assert held.paper is not None
    assert held.paper.id == number
    assert held.view.person_id == person_id
    assert held.prepared_by == demo_desk.who
    assert held.final


def test_a_pack_has_the_newest_handover_report_and_no_other(
    demo_desk: Desk, person_id: int
) -> None:
    written(demo_desk, person_id)
    begin = BeginPaper(person_id, PaperKind.HANDOVER_REPORT)
    first, second = (demo_desk.do(begin).result for _time in range(2))
    held = material(demo_desk, "handover-pack", person_id=person_id)
    assert held.paper is not None
    assert held.paper.id == max(first, second)
    assert held.prepared_by == held.view.pom_name
    assert material(demo_desk, "handover-report", person_id=person_id).paper is None


def test_the_template_of_this_unit_goes_before(demo_desk: Desk, person_id: int) -> None:
    toml = read_text("papers", "case-summary.toml")
    assert not template_of(demo_desk, "case-summary").changed
    demo_desk.do(UseTemplate(PaperKind.CASE_SUMMARY, toml, "Agreed"))
    used = template_of(demo_desk, "case-summary")
    assert used.changed
    assert material(demo_desk, "case-summary", person_id=person_id).template == used
    assert material(demo_desk, "mappa-f", person_id=person_id).template is None


def test_nobody_and_no_paper_are_refused(demo_desk: Desk) -> None:
    with pytest.raises(RequestRefused) as refused:
        material(demo_desk, "case-summary", prisoner_number="Z9999ZZ")
    assert refused.value.code == "REQ-PERSON"
    with pytest.raises(RequestRefused) as refused:
        material(demo_desk, "case-summary", paper_id=99_999)
    assert refused.value.code == "REQ-PAPER-GONE"
