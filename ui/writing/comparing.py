"""Compares two versions of a paper in the worker, for the screen and on paper."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject

from pomdesk.domain.names import listed
from pomdesk.domain.papers import PaperTemplate
from pomdesk.domain.writing import Passage
from pomdesk.readmodels.papers import PaperView
from pomdesk.rules.papers.compare import compare
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import PaperOf, VersionText
from resources.text import Text
from ui import dialogs
from ui.export import file_name
from ui.out import anchor_of, give_out
from ui.page import Shell
from ui.writing.versions import NOW, Compared, VersionsPanel


class Comparing(QObject):
    """Feeds the comparison of the versions panel."""

    def __init__(self, shell: Shell, desk: Desk, panel: VersionsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._desk, self.panel = shell, desk, panel
        self._on: tuple[PaperView, PaperTemplate] | None = None
        panel.comparison_asked.connect(self._compare)
        panel.print_asked.connect(self._print)

    def open(self, view: PaperView, template: PaperTemplate) -> None:
        """Turn to a paper, or to the same one as it is now."""
        self._on = (view, template)

    def _compare(self, before: int, after: int) -> None:
        if self._on is None:
            return
        desk, (view, template) = self._desk, self._on
        titles = titles_of(template, self._shell.text)
        self._shell.worker.run(
            lambda: compared(desk, view.paper.id, before, after, titles),
            lambda made: self._compared(view.paper.id, made),
            owner=self,
        )

    def _compared(self, paper_id: int, made: Compared) -> None:
        if self._on is not None and self._on[0].paper.id == paper_id:
            self.panel.show_comparison(made)

    def _print(self) -> None:
        text, shown, on = self._shell.text, self.panel.shown, self._on
        if shown is None or on is None:
            return
        suggested = file_name("comparison", self._desk.today, "pdf")
        title, kinds = text("leaving.version.print_title"), text("leaving.version.pdf")
        target = dialogs.choose_target(self.panel.window(), title, suggested, kinds)
        if target is None:
            return
        desk, names = self._desk, self.panel.names

        def job() -> Path:
            made = on_paper(desk, *on, shown, names, text)
            paper = on[0].paper
            whose = [paper.person_id]
            give_out(desk, target, made, "EXPORT_PDF", people=whose, how="comparison")
            return target

        def told(path: Path) -> None:
            self._shell.message(text("leaving.version.printed", file=path.name))

        self._shell.worker.run(job, told, owner=self)


def titles_of(template: PaperTemplate, text: Text) -> dict[str, str]:
    """Headings of the sections by id, in the language of ``text``."""
    return {one.id: one.title.get(text.language, one.title["en"]) for one in template.sections}


def on_paper(
    desk: Desk,
    view: PaperView,
    template: PaperTemplate,
    shown: Compared,
    names: Mapping[int, str],
    text: Text,
) -> bytes:
    """The comparison of two versions as PDF.

    Args:
        desk: asked for what the versions say.
        view: the paper.
        template: of the paper.
        shown: which versions.
        names: of the versions, in words.
        text: the language.

    """
    from reports import comparison  # loads reportlab

    before, after = (
        comparison.Version(names[version], passages_of(desk, view.paper.id, version))
        for version in (shown.before, shown.after)
    )
    return comparison.render(
        before,
        after,
        template,
        text,
        subject=f"{listed(view.last_name, view.first_name)} {view.prisoner_number}",
        prepared_by=desk.who,
        on=desk.today,
        anchor=anchor_of(desk),
    )


def passages_of(desk: Desk, paper_id: int, version: int) -> Mapping[str, Passage]:
    """What a version says, by section; ``NOW``: what the paper says as it is."""
    if version != NOW:
        return desk.ask(VersionText(version))
    sections = desk.ask(PaperOf(paper_id)).paper.sections
    return {name: one.passage for name, one in sections.items()}


def compared(
    desk: Desk, paper_id: int, before: int, after: int, titles: Mapping[str, str]
) -> Compared:
    """Two versions of a paper, compared section by section in the order of ``titles``."""
    old, new = (passages_of(desk, paper_id, version) for version in (before, after))
    names = [*titles, *sorted((set(old) | set(new)) - set(titles))]
    return Compared(
        before,
        after,
        {
            titles.get(name, name): compare(old.get(name, ()), new.get(name, ()))
            for name in names
            if old.get(name) or new.get(name)
        },
    )
