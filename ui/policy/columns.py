"""The columns of the policy, and what typed words and chips keep of it."""

from collections.abc import Callable, Mapping, Sequence

from pomdesk.domain.names import fold
from pomdesk.readmodels.policy import PolicyLine, Standing
from resources.text import Text
from ui.policy.words import Values, area_name, setting_name
from ui.widgets.table_model import Column, Mark

ALL = "all"
CHIPS: Mapping[str, Callable[[PolicyLine], bool]] = {
    ALL: lambda line: True,
    "local": lambda line: line.local,
    "check": lambda line: line.to_check,
}
"""Chips by key, in their order: whether a line belongs."""


def marks(text: Text, line: PolicyLine) -> Sequence[Mark]:
    """The tags of a line: whose value it is, and whether it should be checked."""
    if line.standing is Standing.UNUSED:
        return (Mark(text("policy.mark.unused"), "red"),)
    if line.standing is Standing.COMING:
        return (Mark(text("policy.mark.coming", day=text.short_day(line.starts)), "purple"),)
    if line.local:
        return (Mark(text("policy.mark.local"), "blue"),)
    if line.to_check:
        return (Mark(text(f"policy.mark.{line.confidence}"), "yellow"),)
    return ()


class PolicyColumns:
    """Columns over the lines of one policy.

    Attributes:
        values: puts values into words.
    """

    def __init__(self, text: Text) -> None:
        self._text = text
        self._places: Mapping[int, int] = {}
        self._first_pack = ""
        self.values = Values(text, {})

    def take(self, lines: Sequence[PolicyLine]) -> None:
        """Learn the order of the policy, and the names of its prisons."""
        self._places = {id(line): place for place, line in enumerate(lines)}
        # Said only of the few settings that a later pack gives.
        self._first_pack = lines[0].pack_title if lines else ""
        known = next((line.value for line in lines if line.key == "prisons.names"), None)
        self.values = Values(self._text, known if isinstance(known, Mapping) else {})

    def all(self) -> list[Column[PolicyLine]]:
        """Setting, value, mark, source."""
        text = self._text

        def rank(line: PolicyLine) -> int | None:
            if line.local:
                return 0
            return 1 if line.to_check else None

        def tags(line: PolicyLine) -> Sequence[Mark]:
            return marks(text, line)

        return [
            Column(
                "setting",
                "policy.column.setting",
                lambda line: setting_name(text, line),
                lambda line: self._places[id(line)],
                45,
                under=lambda line: area_name(text, line.section),
            ),
            Column(
                "value",
                "policy.column.value",
                self.value,
                lambda line: fold(self.value(line)),
                29,
                under=self._instead,
            ),
            Column("mark", "policy.column.mark", lambda line: "", rank, 22, marks=tags),
            Column(
                "source",
                "policy.column.source",
                lambda line: line.reason or line.source,
                lambda line: fold(line.reason or line.source) or None,
                28,
                under=self._whose,
            ),
        ]

    def value(self, line: PolicyLine) -> str:
        """The value in words."""
        return self.values.words(line, line.value)

    def _instead(self, line: PolicyLine) -> str:
        if not line.decided or line.standing is Standing.UNUSED:
            return ""
        return self._text("policy.under.pack_says", value=self.values.words(line, line.default))

    def _whose(self, line: PolicyLine) -> str:
        text = self._text
        if line.standing is Standing.UNUSED:
            return text("policy.under.unused")
        if not line.decided:
            return "" if line.pack_title == self._first_pack else line.pack_title
        day = text.short_day(line.starts)
        key = "policy.under.decided" if line.by else "policy.under.decided_unnamed"
        return text(key, who=line.by, day=day)

    def searched(self, line: PolicyLine) -> str:
        """What typed words are looked for in."""
        text = self._text
        parts = [
            text.code("setting", line.key),
            area_name(text, line.section),
            self.value(line),
            line.source,
            line.reason,
            line.by,
            *(mark.words for mark in marks(text, line)),
        ]
        return fold("\n".join(parts))
