"""The caseload list: a line a person, on its side."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.readmodels.caseload import NextDuty
from reports import kinds
from reports.desk_view import DeskView
from resources.text import Text
from tests.reports import desks, lines
from tests.reports.reading import Tree, words

TODAY = desks.TODAY


def listed(view: DeskView, language: str = "en") -> bytes:
    return kinds.render_desk("caseload-list", view, Text(language), prepared_by="Gwen Ellis")


def test_a_line_has_all_that_a_supervision_asks() -> None:
    shown = words(listed(desks.desk([], caseload=[lines.line(0)])))
    for said in (
        "Caseload as at 23 November 2026",
        "Gwen Ellis, 1 person. 1 has something late.",
        "MORGAN-JONES, Alun Rhys A1000AB",
        "A-1-000 Leeds responsible",
        "OASys review, 9 days late See the person, 27 Nov 2026",
        "2 Jan 2027 in 6 weeks",
        "Carys Bevan 12 Oct 2027 CRD High M2, B",
        "3 Nov 2026 3 weeks ago",
    ):
        assert said in shown


def test_what_is_not_known_is_a_dash_and_a_missing_com_is_told() -> None:
    nothing = lines.line(
        1,
        handover_on=None,
        com_name=None,
        com_needed=True,
        com_overdue_days=113,
        rosh_level=None,
        mappa_level=0,
        tier=None,
        last_contact=None,
        next_due=None,
        next_duty=None,
        next_state=None,
        next_duties=(),
        pom_role=None,
    )
    shown = words(listed(desks.desk([], caseload=[nothing])))
    assert "None named 113 days late" in shown
    assert "M0" not in shown
    assert "None " not in shown.replace("None named", "")
    assert "has something late" not in shown


def test_the_pom_is_named_only_where_there_are_several() -> None:
    one, other = lines.line(0), lines.line(1, pom_name="Tomos Parry")
    assert "responsible Gwen Ellis" not in words(listed(desks.desk([], caseload=[one])))
    assert "responsible Gwen Ellis" in words(listed(desks.desk([], caseload=[one, other])))


def test_the_head_says_whose_list_it_is() -> None:
    one, other = lines.line(0), lines.line(1, pom_name="Tomos Parry")
    assert "All POMs, 2 people." in words(listed(desks.desk([], caseload=[one, other])))
    unnamed = words(listed(desks.desk([], caseload=[lines.line(0, pom_name=None)])))
    assert "POMs" not in unnamed
    assert "1 person. 1 has" in unnamed


@pytest.mark.parametrize("name", ["Northumberland", "Warren Hill", "Swaleside"])
def test_names_of_prisons_are_whole(name: str) -> None:
    assert name in words(listed(desks.desk([], caseload=[lines.line(0, prison_name=name)])))


def test_a_word_wider_than_its_column_is_cut_not_broken() -> None:
    long = lines.line(
        0, com_name="Carys Llanfairpwllgwyngyllgogerychwyrndrobwll", prison_name="x" * 60
    )
    shown = words(listed(desks.desk([], caseload=[long])))
    assert "Carys Llanfairpwll" in shown
    assert "…" in shown
    assert "robwll" not in shown


def test_the_same_kind_is_said_once_with_what_comes_after_it() -> None:
    tasks = [
        NextDuty(desks.on(16), DutyKind.HANDOVER_TASK, task, DutyState.DUE)
        for task in ("contacted_com", "reviewed_oasys")
    ]
    after = NextDuty(desks.on(30), DutyKind.HDC, "", DutyState.UPCOMING)
    shown = words(
        listed(
            desks.desk(
                [],
                caseload=[
                    lines.line(0, next_duties=(*tasks, after)),
                    lines.line(1, next_duties=tuple(tasks)),
                ],
            )
        )
    )
    assert "Handover task, 9 Dec 2026 HDC assessment, 23 Dec 2026" in shown
    assert shown.count("Handover task") == 2


def test_a_tier_is_plain() -> None:
    shown = words(listed(desks.desk([], caseload=[lines.line(0, tier="C_2")])))
    assert "M2, C2" in shown
    assert "C_2" not in shown


def test_who_is_out_is_said() -> None:
    away = lines.line(0, temporary_absence_since=TODAY - timedelta(2))
    assert "Out since 21 Nov 2026" in words(listed(desks.desk([], caseload=[away])))


@pytest.mark.parametrize("people", [0, 1, 300])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_is_whole_for_nobody_one_and_many(people: int, language: str) -> None:
    given = desks.desk([], caseload=[lines.line(n) for n in range(people)])
    pdf = listed(given, language)
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()
    shown = words(pdf)
    assert all(line.prisoner_number in shown for line in given.caseload)
    with pikepdf.open(BytesIO(pdf)) as opened:
        left, bottom, right, top = opened.pages[0].mediabox
        assert right - left > top - bottom
