"""Pictures of the main pages, light and dark: ``python -m ui.shots FOLDER``.

They are drawn from the invented caseload without a screen, to be looked at.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk
    from ui.app import Desktop

SIZE = (1280, 800)

_PREVIEW = 1200
"""Milliseconds until the page beside a draft is there."""

_FOLLOWS = 200
"""Milliseconds until what follows the chosen row, a preview, is there."""


@contextmanager
def _desk() -> "Iterator[Desk]":
    from pomdesk.rules.policy import load
    from pomdesk.services.demo import make_demo
    from resources import DEMO_CASELOAD, policy_packs
    from resources.instruments import shipped_instruments
    from ui.commands import DEMO_DAY

    with tempfile.TemporaryDirectory(prefix="pomdesk-") as folder:
        path = Path(folder) / "store.db"
        desk = make_demo(
            path,
            DEMO_CASELOAD,
            DEMO_DAY,
            policies=load(policy_packs()),
            instruments=shipped_instruments(),
        )
        try:
            yield desk
        finally:
            desk.close()


def _settle() -> None:
    from PySide6.QtWidgets import QApplication

    for _ in range(5):
        QApplication.processEvents()


def _take(desktop: "Desktop", folder: Path, name: str) -> Path:
    _settle()
    path = folder / f"{name}-{desktop.theme.choice}.png"
    desktop.window.grab().save(str(path))
    return path


def _gate(desktop: "Desktop", folder: Path) -> Iterator[Path]:
    """A store that does not open, and one backup of it put back."""
    from pomdesk.domain.errors import StoreRefused

    gate, path = desktop.gate, "store.db"
    assert gate is not None  # noqa: S101 - nothing is open yet
    behind: dict[str, str | int] = {
        "missing": 31,
        "since": "2026-11-22 11:20",
        "last": "2026-11-22 14:40",
    }
    faults = (
        StoreRefused("STO-DAMAGED"),
        StoreRefused("STO-MISSING", path=path),
        StoreRefused("STO-BEHIND", reason="saves", **behind),
    )
    for fault in faults:
        gate.tell_fault(fault)
        yield _take(desktop, folder, f"gate-{fault.code.lower()}")
    for way in ("restore", "accept", "recover"):
        gate.go(way, faults[0])
        yield _take(desktop, folder, f"gate-{way}")
    gate.show()


def _pages(desktop: "Desktop", folder: Path) -> Iterator[Path]:
    from PySide6.QtTest import QTest

    from resources import DEMO_CASELOAD
    from ui.imports.controller import ImportPage

    window = desktop.window
    for name, page in window.pages.items():
        if page.in_rail:
            window.show_page(name)
            QTest.qWait(_FOLLOWS)
            yield _take(desktop, folder, name)
    yield from _of_today(desktop, folder)
    yield from _of_a_case(desktop, folder)
    yield from _of_visits(desktop, folder)
    yield from _of_a_paper(desktop, folder)
    yield from _of_quality(desktop, folder)
    imports = window.pages["imports"]
    if isinstance(imports, ImportPage):
        window.show_page("imports")
        imports.look_at([DEMO_CASELOAD.with_name("sample-caseload.json")])
        yield _take(desktop, folder, "imports-looked-at")
        imports.put_away()
        window.messages.clear()


def _of_today(desktop: "Desktop", folder: Path) -> Iterator[Path]:
    """The day as somebody works with it, and what moved."""
    from PySide6.QtTest import QTest

    from ui.today.controller import TodayPage

    window = desktop.window
    page = window.pages["today"]
    if not isinstance(page, TodayPage):
        return
    view = page.view
    window.show_page("today")
    for name, keys in (("why", "?"), ("put-off", "s")):
        QTest.keyClicks(view.columns.active, keys)
        yield _take(desktop, folder, f"today-{name}")
        page.step_back()
    view.filters.by.set_chosen("kind")
    view.bars.week_chosen.emit(view.bars.weeks[3].starts)
    view.filters.changed.emit()
    yield _take(desktop, folder, "today-a-week-by-kind")
    view.filters.by.set_chosen("person")
    page.step_back()
    window.show_page("moves")
    yield _take(desktop, folder, "moves")


def _of_a_case(desktop: "Desktop", folder: Path) -> Iterator[Path]:
    """A case whose handover is near, from the caseload, tab by tab."""
    from pomdesk.services.queries.caseload import CaseloadOn
    from ui.case.controller import CasePage
    from ui.case.view import KEYS

    window, desk = desktop.window, desktop.desk
    assert desk is not None  # noqa: S101 - opened by ``render``
    lines = desk.ask(CaseloadOn()).lines
    soon = min(
        (line for line in lines if line.handover_on and line.inside),
        key=lambda line: (abs((line.handover_on - desk.today).days), line.person_id),  # type: ignore[operator]
    )
    window.show_page("caseload")
    window.open_case(soon.person_id)
    yield _take(desktop, folder, "case")
    page = window.page
    if isinstance(page, CasePage):
        for key in KEYS[1:]:
            page.view.turn_to(key)
            yield _take(desktop, folder, f"case-{key}")


def _of_visits(desktop: "Desktop", folder: Path) -> Iterator[Path]:
    """A visit planned, walked for a while, and ended."""
    from PySide6.QtTest import QTest

    from pomdesk.domain.visits import Captured
    from pomdesk.services.commands.visit_ends import EndVisit
    from pomdesk.services.commands.visit_planning import PlanVisit
    from pomdesk.services.commands.visits import BeginVisit, CaptureStop
    from pomdesk.services.queries.visit_planning import VisitProposal
    from pomdesk.services.queries.visits import VisitOf
    from pomdesk.services.visits.captures import new_uid
    from ui.visits.controller import VisitsPage

    window, desk = desktop.window, desktop.desk
    assert desk is not None  # noqa: S101 - opened by ``render``
    page = window.pages["visits"]
    if not isinstance(page, VisitsPage):
        return
    window.show_page("visits")
    (_words, plan), *_others = page.offers()
    plan()
    yield _take(desktop, folder, "visits-planning")
    page.step_back()
    wing = [one for one in desk.ask(VisitProposal("LEI", "A")).lines if one.card.asks]
    people = tuple(one.person_id for one in wing[:8])
    visit = desk.do(PlanVisit(desk.today, people, title="A wing")).result
    for name in ("planned", "under-way", "ended"):
        window.open_at("visit", visit)
        QTest.qWait(_FOLLOWS)
        yield _take(desktop, folder, f"visit-{name}")
        if name == "planned":
            desk.do(BeginVisit(visit))
            noted = (
                ("face_to_face", "14:05", "Settled. Wants to talk about the review."),
                ("not_in_cell", "14:20", "At work until four, wing staff say."),
                ("wing", "14:25", "Asked about his course report."),
            )
            for stop, what in zip(desk.ask(VisitOf(visit)).stops, noted, strict=False):
                said = Captured(new_uid(), desk.today, *what)
                desk.do(CaptureStop(stop.stop_id, said))
            window.open_at("walk", visit)
            yield _take(desktop, folder, "walk")
            window.show_page("visits")
        elif name == "under-way":
            desk.do(EndVisit(visit))
    window.show_page("visits")
    yield _take(desktop, folder, "visits-ended")
    window.open_at("clashes", 0)
    yield _take(desktop, folder, "clashes")


def _of_a_paper(desktop: "Desktop", folder: Path) -> Iterator[Path]:
    """A draft whose facts have moved, what stands beside it, and the paper as it is printed."""
    from PySide6.QtTest import QTest

    from pomdesk.services.queries.papers import PapersInHand
    from ui.writing.controller import WritingPage

    window, desk = desktop.window, desktop.desk
    assert desk is not None  # noqa: S101 - opened by ``render``
    lines = desk.ask(PapersInHand())
    if not lines:
        return
    beside = (("preview",), ("ready", "versions"), ("evidence",))
    for line, sides in zip(lines, beside, strict=False):
        window.open_at("writing", line.id)
        page = window.page
        if isinstance(page, WritingPage):
            for side in sides:
                page.view.show_side(side)
                QTest.qWait(_PREVIEW if side == "preview" else _FOLLOWS)
                yield _take(desktop, folder, f"writing-{side}")
    window.open_paper(lines[0].id)
    yield _take(desktop, folder, "paper")


def _of_quality(desktop: "Desktop", folder: Path) -> Iterator[Path]:
    """Rounds closed and being read, a file being marked, feedback, what the unit learns."""
    from PySide6.QtTest import QTest

    from pomdesk.domain.quality.terms import ReviewStage
    from pomdesk.services.queries.quality_feedback import FeedbackLines
    from pomdesk.services.queries.quality_marking import MyReviews
    from pomdesk.services.queries.quality_rounds import Rounds

    window, desk = desktop.window, desktop.desk
    assert desk is not None  # noqa: S101 - opened by ``render``
    window.show_page("quality")
    shown = [(f"round-{line.stage}", "round", line.id) for line in desk.ask(Rounds())]
    waiting = [one for one in desk.ask(MyReviews()) if one.stage is ReviewStage.STARTED]
    shown += [("marking", "marking", one.review_id) for one in waiting[:1]]
    shown += [("feedback", "feedback", one.review_id) for one in desk.ask(FeedbackLines())[:1]]
    pages = ("instruments", "learning", "oversight", "governor")
    for name, page, number in (*shown, *((page, page, 0) for page in pages)):
        window.open_at(page, number)
        QTest.qWait(_FOLLOWS)
        yield _take(desktop, folder, f"quality-{name}")


def render(
    desk: "Desk", folder: Path, *, zoom: int = 100, size: tuple[int, int] = SIZE
) -> list[Path]:
    """Draw the gate and every page, light and dark, into ``folder``; the desk stays open.

    Args:
        desk: an open desk; the invented caseload, so that no picture holds anybody.
        folder: where the pictures go; made if it is not there.
        zoom: size of type in per cent.
        size: of the window, in pixels.

    Returns:
        The files, in the order they were drawn.

    """
    from ui.app import Desktop, make_application
    from ui.session import Session
    from ui.work import Worker

    app = make_application()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pomdesk-") as place:
        session = Session(argparse.Namespace(store=Path(place) / "store.db"))
        desktop = Desktop(app, session, Worker(inline=True))
        desktop.window.show()
        desktop.window.resize(*size)
        desktop.theme.set_zoom(zoom)
        made: list[Path] = []
        for choice in ("light", "dark"):
            desktop.theme.choose(choice)
            made.append(_take(desktop, folder, "first-run"))
            made.extend(_gate(desktop, folder))
        desktop.opened(desk)
        for choice in ("light", "dark"):
            desktop.theme.choose(choice)
            made.extend(_pages(desktop, folder))
        desktop.desk = None  # it belongs to whoever gave it
        desktop.close()
        desktop.window.close()
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Draw the pictures of the invented caseload and print where they are."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(prog="python -m ui.shots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--zoom", type=int, default=100)
    parser.add_argument("--size", default="x".join(str(n) for n in SIZE))
    arguments = parser.parse_args(argv)
    width, height = (int(n) for n in arguments.size.split("x"))
    with _desk() as desk:
        for path in render(desk, arguments.folder, zoom=arguments.zoom, size=(width, height)):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
