"""One question of an instrument as it is asked: its words, what to look for, the answers."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLayout,
    QRadioButton,
    QSizePolicy,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from pomdesk.domain.quality.instruments import Option, Question
from resources.text import Text
from resources.tokens import tokens
from ui.widgets.chips import FlowLayout, Tags
from ui.widgets.form import named, spaced
from ui.widgets.label import Label, role_font, tip
from ui.widgets.measure import characters, lines
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import Mark

_TOP = Qt.AlignmentFlag.AlignTop
_RING, _CAP, _PAD = 16, 22, 8
"""Side of the ring, side of the key's cap, and the room around them, in pixels."""
_LEAST = 4
"""Lines of guidance that are to be seen at least."""
_NAMES, _WIDEST = 15, 96
"""Widths in characters: of the names of guidance, and of a line of words at most."""


def needs_comment(question: Question, option: Option | None) -> bool:
    """Whether an answer must be explained: all but the best, "does not apply" only where critical.

    The same rule as ``rules.quality.scoring.missing``, which decides.
    """
    if option is None:
        return False
    return option.points != 1 and not (option.is_na and not question.critical)


def needs_cause(option: Option | None) -> bool:
    """Whether what lay behind an answer is asked: it has points, and is not the best."""
    return option is not None and option.points is not None and option.points != 1


class Choose(QRadioButton):
    """One answer: the key that gives it, a ring, its words, and quiet words behind them.

    Args:
        small: no ring and no quiet words: the key's cap is filled where it is chosen.
    """

    def __init__(self, number: int, words: str, more: str = "", *, small: bool = False) -> None:
        super().__init__(words.replace("&", "&&"))
        self.number, self._words, self._small = number, words, small
        self._more = "" if small else more
        named(self, ". ".join(part for part in (words, more) if part))
        if more and small:
            tip(self, more)
        wide = QSizePolicy.Policy.Fixed if small else QSizePolicy.Policy.Expanding
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """One line, with room for the frame."""
        body, small = QFontMetrics(role_font("strong")), QFontMetrics(role_font("small"))
        left = _PAD + _CAP + _PAD + (0 if self._small else _RING + _PAD)
        wide = left + body.horizontalAdvance(self._words) + small.horizontalAdvance(self._more)
        return QSize(wide + (1 if self._small else 3) * _PAD, max(body.height(), _CAP) + 2 * _PAD)

    def minimumSizeHint(self) -> QSize:
        """Narrower than it likes to be: the quiet words are cut first."""
        return QSize(characters(16), self.sizeHint().height())

    def hitButton(self, pos: object) -> bool:
        """All of it can be clicked."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the palette's colours; a frame and bold words tell what is chosen, too."""
        painter, colours = QStylePainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        ink = colours.color(group, QPalette.ColorRole.Text)
        dark = colours.color(QPalette.ColorRole.Dark)
        chosen = self.isChecked()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(ink if chosen else colours.color(QPalette.ColorRole.Mid), 1 + chosen))
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawRect(frame)
        middle = self.height() // 2
        cap = QRect(_PAD, middle - _CAP // 2, _CAP, _CAP)
        full = self._small and chosen
        painter.setPen(QPen(ink if full else dark, 1))
        painter.setBrush(ink if full else Qt.BrushStyle.NoBrush)
        painter.drawRect(cap)
        painter.setFont(role_font("small"))
        painter.setPen(colours.color(QPalette.ColorRole.Base) if full else ink)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, str(self.number))
        left = cap.right() + _PAD
        if not self._small:
            self._ring(painter, QPointF(left + _RING / 2, middle), chosen=chosen)
            left += _RING + _PAD
        self._write(painter, self.rect().adjusted(left, 0, -_PAD, 0), group)
        painter.end()

    def _ring(self, painter: QPainter, at: QPointF, *, chosen: bool) -> None:
        colours = self.palette()
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Dark), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, _RING / 2, _RING / 2)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(QPalette.ColorRole.Text))
            painter.drawEllipse(at, _RING / 4 + 0.5, _RING / 4 + 0.5)

    def _write(self, painter: QPainter, room: QRect, group: QPalette.ColorGroup) -> None:
        colours = self.palette()
        level = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        font = role_font("strong" if self.isChecked() else "body")
        painter.setFont(font)
        painter.setPen(colours.color(group, QPalette.ColorRole.Text))
        painter.drawText(room, level, self._words)
        used = QFontMetrics(role_font("strong")).horizontalAdvance(self._words) + 2 * _PAD
        room = room.adjusted(used, 0, 0, 0)
        if self._more and room.width() > 0:
            painter.setFont(role_font("small"))
            quiet = QPalette.ColorGroup.Disabled
            painter.setPen(colours.color(quiet, QPalette.ColorRole.Text))
            cut = Qt.TextElideMode.ElideRight
            shown = QFontMetrics(painter.font()).elidedText(self._more, cut, room.width())
            painter.drawText(room, level, shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the page; the space bar chooses."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def measure(self) -> None:
        """Follow the application's font."""
        self.updateGeometry()
        self.update()


class Choices(QWidget):
    """A few answers, of which one is chosen or none yet.

    Args:
        across: beside each other, as many as a line has room for; else under each other.

    Signals:
        chosen: key of the answer that somebody chose.
    """

    chosen = Signal(str)

    def __init__(self, name: str, *, across: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._small = across
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Choose] = {}
        self._layout: QLayout = FlowLayout(self, "s") if across else QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(tokens().space["s" if across else "xs"])
        if across:
            policy = self.sizePolicy()
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self._group.buttonClicked.connect(self._tell)

    @property
    def buttons(self) -> Sequence[Choose]:
        """The answers from the top."""
        return tuple(self._buttons.values())

    def offer(self, offered: Sequence[tuple[str, str, str]]) -> None:
        """Offer other answers: key, words and quiet words of each; none is chosen."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for number, (key, words, more) in enumerate(offered, start=1):
            button = Choose(number, words, more, small=self._small)
            self._group.addButton(button)
            self._layout.addWidget(button)
            button.show()
            self._buttons[key] = button
        if self._buttons:
            self.setFocusProxy(self.buttons[0])

    @property
    def key(self) -> str:
        """Key of the chosen answer; "" for none."""
        return next((key for key, one in self._buttons.items() if one.isChecked()), "")

    def choose(self, key: str) -> None:
        """Show an answer as chosen, or none; tells nobody."""
        self._group.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        self._group.setExclusive(True)
        if self._buttons:
            self.setFocusProxy(self._buttons.get(key) or self.buttons[0])

    def press(self, number: int) -> bool:
        """Choose by number, as if somebody had clicked it. False: there is none, or none may be."""
        if not (0 < number <= len(self._buttons)) or not self.isEnabled():
            return False
        self.buttons[number - 1].click()
        return True

    def _tell(self, button: Choose) -> None:
        self.setFocusProxy(button)
        self.chosen.emit(next(key for key, one in self._buttons.items() if one is button))


class QuestionText(QWidget):
    """A question in words: where it stands, what is asked, what good looks like, and the rest."""

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._room: int | None = None
        self.place = Label("", "quiet", wrap=True)
        self.tags = Tags()
        self.asked = Label("", "lead", wrap=True, select=True)
        layout = QVBoxLayout(self)
        spaced(layout, "s")
        layout.addWidget(self.place)
        layout.addWidget(self.asked)
        layout.addWidget(self.tags)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens().space["m"])
        self._grid.setVerticalSpacing(tokens().space["xs"])
        self._grid.setColumnStretch(1, 1)
        self._parts: dict[str, tuple[Label, Label]] = {}
        for row, name in enumerate(("good", "poor", "evidence", "critical", "na")):
            pair = Label(text(f"question.{name}"), "quiet", wrap=True), Label("", wrap=True)
            pair[1].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for column, part in enumerate(pair):
                self._grid.addWidget(part, row, column, _TOP)
            self._parts[name] = pair
        self.guidance = Scrolled(text("question.guidance"))
        self.guidance.inside.setContentsMargins(0, 0, tokens().space["s"], 0)
        self.guidance.inside.addLayout(self._grid)
        self.guidance.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout.addWidget(self.guidance)
        self.measure()

    def measure(self) -> None:
        """Take widths from the font as it is now."""
        self._grid.setColumnMinimumWidth(0, characters(_NAMES))
        self.setMaximumWidth(characters(_WIDEST))

    def set_room(self, room: int | None) -> None:
        """Let the guidance take so many pixels down and scroll by itself; None: all it needs."""
        self._room = room
        self._fit()

    def _fit(self) -> None:
        wide = max(self.guidance.viewport().width(), characters(30))
        tall = self.guidance.inside.heightForWidth(wide)
        tall = (tall if tall > 0 else self.guidance.inside.sizeHint().height()) + 2
        least = min(tall, lines(_LEAST))
        high = tall if self._room is None else max(min(tall, self._room), least)
        self.guidance.setFixedHeight(high)
        # A stop of the keyboard only where there is something to scroll.
        scrolls = high < tall
        policy = Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus
        self.guidance.setFocusPolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words break elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def display(
        self, question: Question, options: Sequence[Option], place: str, state: Mark | None = None
    ) -> None:
        """Show one question.

        Args:
            question: it.
            options: what may be answered to it.
            place: where it stands: "Question 7 of 19, Offence analysis".
            state: how far its answer has come.
        """
        text = self._text
        self.place.setText(place)
        self.asked.setText(question.text)
        marks = [state] if state else []
        if question.critical:
            marks.append(Mark(text("question.critical_tag"), "orange"))
        marks.append(Mark(text(f"question.weight.{question.weight}"), "grey"))
        self.tags.display(marks)
        fails = next((one.label for one in options if one.fails), "")
        said = {
            "good": question.good,
            "poor": question.poor,
            "evidence": question.evidence,
            "critical": text("question.critical_words", answer=fails) if question.critical else "",
            "na": question.na_rule,
        }
        for name, words in said.items():
            for part in self._parts[name]:
                part.setVisible(bool(words))
            self._parts[name][1].setText(words)
        self.guidance.setVisible(any(said.values()))
        self._fit()


def offered(
    text: Text, question: Question, options: Sequence[Option]
) -> list[tuple[str, str, str]]:
    """The answers of a question in words, as ``Choices.offer`` takes them."""
    return [(one.key, one.label, _more(text, question, one)) for one in options]


def _more(text: Text, question: Question, option: Option) -> str:
    if option.is_na:
        return text("question.option.na")
    if option.is_unsure:
        return text("question.option.unsure")
    return text("question.option.fails") if option.fails and question.critical else ""
