"""Settings and their values in words."""

from collections.abc import Mapping, Sequence
from datetime import date

from pomdesk.readmodels.policy import PolicyLine, Standing
from resources.text import Text
from resources.wording import value_words

# Settings whose value is a code, by the last part of the key, and the family of its words.
_FAMILIES = {
    "countersigned": "paper",
    "disclosure_items": "disclosure",
    "non_working_day": "move",
    "countersign_prison_pom": "grade",
    "countersign_probation_pom": "grade",
    "countersign_other": "grade",
    "countersign_grade_2": "rosh",
    "countersign_grade_3": "rosh",
    "rosh_levels": "rosh",
    "ap_rosh_levels": "rosh",
    "mappa_high_levels": "mappa",
    "mappa_f_levels": "mappa",
    "counting": "entry_what.contact",
    "strategy": "pom_strategy",
    "standard": "checklist",
    "enhanced": "checklist",
    "simplified": "checklist",
}
_PRISONS = frozenset({"womens", "mens_open", "welsh", "outside", "pilot_prisons"})
_MOST = 8
"""Members of a list that are named in a line; of more only the first few are."""


def setting_name(text: Text, line: PolicyLine) -> str:
    """What a setting is called, without the unit that its value is shown with."""
    if line.standing is Standing.UNUSED:
        return text("policy.unused_name", key=line.key)
    name = text.code("setting", line.key)
    return name.removesuffix(f", {unit_words(text, line.unit)}") if line.unit else name


def area_name(text: Text, section: str) -> str:
    """What a section of the policy is called; blank where there is none."""
    return text.code("policy_section", section) if section else ""


def unit_words(text: Text, unit: str, n: int = 0) -> str:
    """A unit of so many: "week", "working days"; blank for levels, which are named."""
    key = f"policy_unit.{unit}.{'one' if n == 1 else 'other'}"
    return text(key) if text.has(key) else ""


class Values:
    """Puts values of settings into words; names prisons as this policy does."""

    def __init__(self, text: Text, prisons: Mapping[str, str]) -> None:
        self._text = text
        self._prisons = prisons

    def words(self, line: PolicyLine, value: object) -> str:
        """A value of the setting of a line: "8 weeks", "yes", "High, Very high"."""
        text = self._text
        if line.standing is Standing.UNUSED:
            return str(value)
        if isinstance(value, int) and not isinstance(value, bool):
            unit = unit_words(text, line.unit, value)
            return text("policy.with_unit", n=f"{value:,}", unit=unit).strip()
        if isinstance(value, Mapping):
            return self._listed(sorted(value.values()))
        if isinstance(value, tuple):
            members = sorted(value) if line.kind == "days" else value
            return self._listed([self.member(line, one) for one in members])
        return self.member(line, value)

    def member(self, line: PolicyLine, value: object) -> str:
        """One value, or one member of a list: a code in its words, a prison by its name."""
        name = line.key.rpartition(".")[2]
        if name in _FAMILIES and isinstance(value, int | str):
            return self._text.code(_FAMILIES[name], value)
        if name in _PRISONS and isinstance(value, str):
            return self._prisons.get(value, value)
        if isinstance(value, date):
            return self._text.short_day(value)
        return value_words(self._text, name, value)

    def _listed(self, members: Sequence[str]) -> str:
        if not members:
            return self._text("policy.none")
        if len(members) <= _MOST:
            return ", ".join(members)
        first = ", ".join(members[: _MOST - 1])
        return self._text("policy.several", first=first, n=len(members) - _MOST + 1)
