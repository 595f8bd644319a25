"""Who is to be seen, and what to know before the door is opened."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from resources.text import Text
from ui.theme import Theme
from ui.walk.big import breaking
from ui.walk.fold import Folding
from ui.walk.shown import PersonShown
from ui.widgets.chips import Tags
from ui.widgets.form import spaced
from ui.widgets.label import Label


class WhoPane(QWidget):
    """Who it is, what to take care of, and how it stood last time.

    Attributes:
        alerts: folds to its sign.
        said: what was said last time; folded until somebody asks for it, as others can see it.
    """

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self.name = Label("", "title", wrap=True)
        self.about = Label("", "lead", wrap=True)
        self.dates = Label("", "quiet_small", wrap=True)
        self.alerts = Folding(text, theme, "walk.alerts", care=True)
        self.flags = Tags()
        self.said = Folding(text, theme, "walk.last_time", care=False)
        self.brought = Label("", "quiet", wrap=True)
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        for part in (
            self.name,
            self.about,
            self.dates,
            self.alerts,
            self.flags,
            self.said,
            self.brought,
        ):
            layout.addWidget(part)
        self.begin()

    def begin(self) -> None:
        """Another walk begins: what warns is to be read, what was said is to be asked for."""
        self.alerts.fold(folded=False)
        self.said.fold(folded=True)

    def display(self, shown: PersonShown, *, blank: bool) -> None:
        """Show somebody; ``blank``: nobody, and nothing that is said of them."""
        self.name.setText(HIDDEN if blank else breaking(shown.name))
        number = HIDDEN if blank else shown.prison_number
        self.about.setText(self._text("walk.about", number=number, seen=shown.last_seen))
        self.dates.setText("" if blank else breaking(shown.dates))
        self.dates.setVisible(bool(shown.dates) and not blank)
        self.alerts.say("" if blank else ", ".join(shown.alerts))
        self.flags.display(() if blank else shown.flags)
        self.said.say("" if blank else shown.last_said)
        self.brought.setText("\n".join(breaking(one) for one in shown.brought))
        self.brought.setVisible(bool(shown.brought) and not blank)
