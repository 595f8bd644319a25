"""Dark or light for visit mode only."""

from ui.theme import Theme


class Look:
    """The colours somebody chose on the walk; elsewhere those of before are back.

    Attributes:
        wish: ``dark`` or ``light`` where that was chosen on the walk; "": nothing was.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.wish = ""
        self._outside: str | None = None  # the choice to go back to, while another one is on

    def turn(self) -> None:
        """Turn from light to dark or from dark to light, or back to what it was."""
        if self._outside is not None:
            self.wish = ""
            self.leave()
        else:
            self.wish = "light" if self._theme.dark else "dark"
            self.come()

    def come(self) -> None:
        """Visit mode is shown: what was chosen for it is on."""
        if self.wish and self._outside is None and self._theme.dark != (self.wish == "dark"):
            self._outside = self._theme.choice
            self._theme.choose(self.wish)

    def leave(self) -> None:
        """Something else is shown: it looks as it did before."""
        outside, self._outside = self._outside, None
        if outside is not None:
            self._theme.choose(outside)
