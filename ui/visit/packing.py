"""The packs of a visit: who has it, until when it opens, and what can be done with them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.visits import PackState
from pomdesk.readmodels.visits import PackLine
from resources.text import Text
from ui.visit.standing import PACKS
from ui.widgets.chips import make_tag
from ui.widgets.form import Band, Button, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.scrolled import clear, put
from ui.widgets.visit_words import holder_words, moment_words, pack_mark, until_words

_MOST = 2
"""Packs that are told; older ones are in the log."""

_DO: dict[PackState, tuple[str, ...]] = {
    PackState.OUT: ("code", "save", "write_off"),
    PackState.BACK: (),
    PackState.LOST: ("lost",),
    PackState.HERE: (),
}


class PackButtons(QWidget):
    """What is done with another machine, in the order it is done.

    Attributes:
        buttons: by code, those of ``PACKS``.

    Signals:
        asked: one of ``PACKS``.
    """

    asked = Signal(str)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        self._heading = Label(text("visit_page.with_laptop"), "strong")
        self._then = Label("", "quiet")
        self.buttons = {
            code: Button(
                text(f"visit_page.do.{code}"),
                partial(self.asked.emit, code),
                help=text(f"visit_page.do_help.{code}"),
            )
            for code in PACKS
        }
        out, *others = self.buttons.values()
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(flowing(self._heading, out, self._then, *others))

    def offer(self, offered: frozenset[str]) -> None:
        """Show what can be done; the steps between are told in words."""
        for code, button in self.buttons.items():
            button.setVisible(code in offered)
        self._heading.setVisible(bool(offered & {"out", "bring"}))
        self._then.setVisible("out" in offered)
        key = "then_open" if "bring" in offered else "then_both"
        self._then.setText(self._text(f"visit_page.{key}"))
        self.setVisible(bool(offered & set(PACKS)))


class Packing(QWidget):
    """A band for each pack.

    Signals:
        asked: ``code``, ``save``, ``write_off`` or ``lost``, and the pack.
    """

    asked = Signal(str, object)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        self._bands = QVBoxLayout(self)
        spaced(self._bands)

    def display(self, packs: Sequence[PackLine]) -> None:
        """Show the newest packs, those that are out before others."""
        clear(self._bands)
        order = sorted(packs, key=lambda one: (one.state is not PackState.OUT, -one.id))
        for pack in order[:_MOST]:
            self._show(pack)
        self.setVisible(bool(packs))

    def _show(self, pack: PackLine) -> None:
        text = self._text
        trouble = pack.expired and pack.state in (PackState.OUT, PackState.HERE)
        band = Band("trouble" if trouble else "note")
        do = [
            Button(text(f"visit_page.pack.{code}"), partial(self.asked.emit, code, pack), kind=kind)
            for code, kind in ((code, "link") for code in self._offered(pack))
        ]
        words = Label(self._words(pack), wrap=True)
        row = flowing(make_tag(pack_mark(text, pack), band), *do)
        band.inside.addWidget(words)
        band.inside.addWidget(row)
        put(self._bands, band)

    @staticmethod
    def _offered(pack: PackLine) -> tuple[str, ...]:
        offered = _DO[pack.state]
        if pack.expired or not pack.opens_with:
            return tuple(code for code in offered if code not in ("code", "save"))
        return offered

    def _words(self, pack: PackLine) -> str:
        text = self._text
        made, until = moment_words(text, pack.made_at), until_words(text, pack)
        said = {"holder": holder_words(text, pack), "made": made, "until": until}
        if pack.state is not PackState.BACK:
            return text(f"visit_page.pack.{pack.state}_words", **said, why=pack.why)
        last = max((one.at for one in pack.returns), default=pack.made_at)
        words = text("visit_page.pack.back_words", **said)
        back = text.count("visit_page.pack.returns", len(pack.returns))
        return f"{words} {back} {text('visit_page.pack.last', at=moment_words(text, last))}"
