"""The visit sheet: who is on it, where, why, and what is never carried about."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest

from pomdesk.domain.duties import DutyKind, DutyState
from reports import kinds
from reports.desk_view import DeskView
from reports.visit_sheet import wing_of
from resources.text import Text
from tests.reports import desks, lines
from tests.reports.reading import Tree, page_texts, words

TODAY = desks.TODAY


def sheet(view: DeskView, language: str = "en") -> bytes:
    return kinds.render_desk("visit-sheet", view, Text(language), prepared_by="Gwen Ellis")


@pytest.mark.parametrize(
    ("location", "wing"),
    [("A-1-021", "A"), ("LEI-B-2-003", "B"), ("LEI", "LEI"), ("", ""), (None, ""), ("H1-2", "H1")],
)
def test_the_wing_is_what_a_cell_begins_with(location: str | None, wing: str) -> None:
    assert wing_of(lines.line(0, location=location)) == wing


def test_who_is_out_or_in_hospital_is_on_no_wing() -> None:
    assert wing_of(lines.line(0, restricted_patient=True, location="Ward 4")) is None
    away = lines.line(1, temporary_absence_since=TODAY - timedelta(1))
    assert wing_of(away) is None
    due = [desks.line(1, desks.duty(DutyKind.CONTACT, TODAY))]
    shown = words(sheet(desks.desk(due, caseload=[away])))
    assert "Nobody needs to be seen on a wing in the next two weeks." in shown
    assert "Out since 22 Nov 2026 Contact due 23 November" in shown
    assert "☐" not in shown


def test_people_stand_by_wing_and_cell_with_the_most_urgent_reason() -> None:
    due = [
        *desks.few(),
        desks.line(1, desks.duty(DutyKind.NEEDS_ASSESSMENT, desks.on(14))),
        desks.line(2, desks.duty(DutyKind.OASYS_PAROLE, desks.on(15))),
    ]
    people = [lines.line(n) for n in range(6)]
    shown = words(sheet(desks.desk(due, caseload=people)))
    places = [shown.index(place) for place in ("Wing A", "A-1-000", "Wing B", "B-2-001", "Wing C")]
    assert places == sorted(places)
    assert "3 people to see" in shown
    assert "OASys review was due 14 November +1 more" in shown
    assert "Needs assessment due 7 December" in shown
    assert "OASys after an event due 23 November" in shown
    # By the COM, put off, blocked, too far ahead, or done at a desk: no reason to see anybody.
    for absent in ("handover", "Key work", "Custody report", "hearing", "parole", "COM"):
        assert absent not in shown
    assert "No visit due: O'BRIEN, Niall (C-3-002); " in shown


@pytest.mark.parametrize(
    "kind",
    [
        DutyKind.CRS_REFERRAL,
        DutyKind.COM_OVERDUE,
        DutyKind.HANDOVER_TASK,
        DutyKind.LICENCE_CONDITIONS,
        DutyKind.OASYS_COUNTERSIGNATURE,
        DutyKind.DATA_TIER,
        DutyKind.VLO_RELEASE,
        DutyKind.IRMM,
    ],
)
@pytest.mark.parametrize("days", [-30, 0])
def test_what_is_done_at_a_desk_or_never_carried_is_no_reason(kind: DutyKind, days: int) -> None:
    late = [desks.line(0, desks.duty(kind, desks.on(days)))]
    shown = words(sheet(desks.desk(late, caseload=[lines.line(0)])))
    assert "MORGAN" not in shown
    assert "☐" not in shown


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_duty_is_either_no_reason_or_has_words(language: str) -> None:
    due = [desks.line(n, desks.duty(kind, TODAY)) for n, kind in enumerate(DutyKind)]
    people = [lines.line(n) for n in range(len(due))]
    shown = words(sheet(desks.desk(due, caseload=people), language))
    assert shown.count("☐") == 15


def test_prisons_are_apart_each_on_its_own_page() -> None:
    people = [
        lines.line(n, location="A-1-001", prison_id=code, prison_name=name)
        for n, (code, name) in enumerate(
            [("LEI", "Leeds"), ("DNI", "Doncaster"), ("LEI", "Leeds"), ("HMI", "Humber")]
        )
    ]
    due = [desks.line(n, desks.duty(DutyKind.CONTACT, TODAY)) for n in range(3)]
    first, second = page_texts(sheet(desks.desk(due, caseload=people)))
    assert "Doncaster" in first
    assert "Leeds" not in first
    assert "Leeds" in second
    assert "Doncaster" not in second
    assert (first.count("☐"), second.count("☐")) == (1, 2)
    # Nobody there is to be seen: nobody goes there.
    assert "Humber" not in first + second


def test_a_prison_that_is_not_known_comes_last() -> None:
    people = [lines.line(0, prison_name=None, prison_id=None), lines.line(1)]
    due = [desks.line(n, desks.duty(DutyKind.CONTACT, TODAY)) for n in range(2)]
    first, second = page_texts(sheet(desks.desk(due, caseload=people)))
    assert "Leeds" in first
    assert "Prison not known" in second


def test_the_head_says_whose_list_it_is() -> None:
    one, other = lines.line(0), lines.line(1, pom_name="Tomos Parry")
    assert "Gwen Ellis, 1 person" in words(sheet(desks.desk([], caseload=[one])))
    assert "All POMs, 2 people" in words(sheet(desks.desk([], caseload=[one, other])))
    nobodys = words(sheet(desks.desk([], caseload=[lines.line(0, pom_name=None)])))
    assert "1 person" in nobodys
    assert "POMs" not in nobodys


def test_only_with_several_poms_is_it_said_whose_case_it_is() -> None:
    due = [desks.line(0, desks.duty(DutyKind.CONTACT, TODAY))]
    one, other = lines.line(0), lines.line(1, pom_name="Tomos Parry")
    assert "3 weeks ago Gwen Ellis" not in words(sheet(desks.desk(due, caseload=[one])))
    assert "3 weeks ago Gwen Ellis" in words(sheet(desks.desk(due, caseload=[one, other])))


def test_cells_are_in_the_order_people_walk_them() -> None:
    cells = ["A-10-001", "A-2-001", "A-1-003"]
    people = [lines.line(n, location=cell) for n, cell in enumerate(cells)]
    # The latest does not come first: people are met in the order of their doors.
    late = [desks.line(n, desks.duty(DutyKind.CONTACT, desks.on(n - 9))) for n in range(3)]
    shown = words(sheet(desks.desk(late, caseload=people)))
    assert sorted(cells, key=shown.index) == ["A-1-003", "A-2-001", "A-10-001"]


def test_the_prison_is_not_said_again_in_front_of_the_cell() -> None:
    due = [desks.line(0, desks.duty(DutyKind.CONTACT, TODAY))]
    shown = words(sheet(desks.desk(due, caseload=[lines.line(0, location="LEI-A-1-021")])))
    assert "☐ A-1-021" in shown


def contact(days: int | None, last: int | None, **more: object) -> str:
    """The sheet of one person, to be seen by a day, who was last seen on another."""
    due = None if days is None else desks.on(days)
    opens = None if due is None else due - timedelta(14)
    duty = desks.duty(DutyKind.CONTACT, due, opens=opens, **more)  # type: ignore[arg-type]
    seen = None if last is None else desks.on(last)
    return words(
        sheet(desks.desk([desks.line(0, duty)], caseload=[lines.line(0, last_contact=seen)]))
    )


def test_who_was_not_seen_for_longer_than_allowed_is_on_it_with_the_day() -> None:
    assert "Not seen since 1 October 2026" in contact(-9, -53)
    assert "Contact due 23 November" in contact(0, -53)
    assert "Contact due 3 January 2027" not in contact(41, -53)
    assert "Nobody needs to be seen" in contact(15, -53)
    assert "Nobody needs to be seen" in contact(-9, -53, snoozed_until=desks.on(3))


def test_who_was_spoken_to_since_is_not_said_to_be_unseen() -> None:
    shown = contact(-9, -2)
    assert "Not seen" not in shown
    assert "Contact was due 14 November" in shown


@pytest.mark.parametrize("days", [-9, None])
def test_who_was_never_seen_has_that_for_a_reason(days: int | None) -> None:
    shown = contact(days, None)
    assert shown.count("No contact in the record") == 2  # why, and under the name
    assert "☐" in shown


def test_without_a_reason_nobody_is_on_it() -> None:
    shown = words(sheet(desks.desk([], caseload=[lines.line(4, last_contact=None)])))
    assert "☐" not in shown
    undated = [desks.line(4, desks.duty(DutyKind.OASYS_EARLY_ALLOCATION, None))]
    assert "☐" not in words(sheet(desks.desk(undated, caseload=[lines.line(4)])))


def test_late_people_are_strong() -> None:
    due = [
        desks.line(0, desks.duty(DutyKind.CONTACT, desks.on(-1))),
        desks.line(1, desks.duty(DutyKind.CONTACT, desks.on(1))),
    ]
    pdf = sheet(desks.desk(due, caseload=[lines.line(0), lines.line(1)]))
    fonts: dict[str, str] = {}

    def note(text: str, _m: object, _t: object, font: dict[str, str] | None, _size: float) -> None:
        if font and text.strip():
            fonts[text.strip()] = font["/BaseFont"]

    pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    strong = {text for text, font in fonts.items() if "Semibold" in font}
    assert any("A-1-000" in text for text in strong)
    assert not any("B-2-001" in text for text in strong)


def test_each_person_has_three_lines_to_write_on() -> None:
    def drawn(people: int) -> int:
        due = [desks.line(n, desks.duty(DutyKind.CONTACT, TODAY)) for n in range(people)]
        seen = [lines.line(n, location="A-1-001") for n in range(people)]
        page = pypdf.PdfReader(BytesIO(sheet(desks.desk(due, caseload=seen)))).pages[0]
        return page.get_contents().get_data().decode("latin-1").count(" l\n")  # type: ignore[union-attr]

    assert drawn(3) - drawn(2) == 3


def test_many_reasons_are_one_and_a_number() -> None:
    days = [TODAY] * 3 + [TODAY + timedelta(n) for n in range(1, 6)]
    due = [
        desks.line(0, desks.duty(DutyKind.FOLLOW_UP, day, DutyState.DUE, subject=str(n)))
        for n, day in enumerate(days)
    ]
    shown = words(sheet(desks.desk(due, caseload=[lines.line(0)])))
    assert "Follow-up due 23 November +7 more" in shown


@pytest.mark.parametrize("people", [0, 1, 300])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_is_whole_for_nobody_one_and_many(people: int, language: str) -> None:
    due = [desks.line(n, desks.duty(DutyKind.CONTACT, desks.on(n % 20 - 9))) for n in range(people)]
    wanted = sum(one.duty.due <= desks.on(14) for one in due if one.duty.due)
    given = desks.desk(due, caseload=[lines.line(n) for n in range(people)])
    pdf = sheet(given, language)
    assert sum(page.count("☐") for page in page_texts(pdf)) == wanted
    tree = Tree(pdf)
    assert tree.drawn() == tree.marks()
    assert sheet(given, language) == pdf
