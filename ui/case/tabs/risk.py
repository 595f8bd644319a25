"""Risk: RoSH by group, predictors as they were given, MAPPA, alerts, restrictions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pomdesk.domain.facts import Assessment
from pomdesk.domain.record import EntryKind
from pomdesk.domain.terms import RoshLevel
from resources.text import Text
from ui.case import facts
from ui.case.shown import Shown
from ui.case.tabs.parts import Block, EntryBlock, Tab
from ui.theme import Theme
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Band
from ui.widgets.label import Label
from ui.widgets.table_model import Column, Mark, TableModel

GROUPS = ("children", "public", "known_adult", "staff", "prisoners")
"""Groups of the RoSH summary; prisoners are rated for custody only."""

COLOURS = {"VERY_HIGH": "red", "HIGH": "orange", "MEDIUM": "yellow", "LOW": "green"}
_ORDER = [level.value for level in RoshLevel]
_LETTERS = re.compile(r"[^a-z]")

_NEW = {
    "ARP": "allreoffending",
    "VRP": "violentreoffending",
    "SVRP": "seriousviolent",
    "CSRP": "combinedserious",
    "DC-SRP": "directcontact",
    "IIC-SRP": "imagesandindirect",
}
"""Predictors of the suite of 2026 with how their long names begin; any other is an older tool."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Levels of one group (``overall`` for all), by where: None where there is none."""

    group: str
    custody: str | None
    community: str | None


@dataclass(frozen=True, slots=True)
class PredictorRow:
    """One predictor as it was given, of one assessment."""

    name: str
    score: str
    band: str
    unit: str
    old: bool
    day: str


def latest(assessments: Sequence[Assessment]) -> Assessment | None:
    """The last completed assessment; one that tells the levels, where there is one."""
    done = [one for one in assessments if one.completed_on is not None]
    telling = [one for one in done if one.rosh or one.rosh_overall]
    return max(telling or done, key=lambda one: str(one.completed_on), default=None)


def grid(assessment: Assessment) -> list[GroupRow]:
    """Levels by group; groups that the file alone names come after the known ones."""
    places = {_plain(place): _levels(groups) for place, groups in assessment.rosh.items()}
    custody, community = places.get("custody", {}), places.get("community", {})
    known = {_plain(group): group for group in GROUPS}
    names = [*known, *(name for name in {**custody, **community} if name not in known)]
    rows = [
        GroupRow(known.get(name, name), custody.get(name), community.get(name))
        for name in names
        if name != "overall"
    ]
    overall = GroupRow("overall", _highest(custody), _highest(community))
    return [*rows, overall]


def _plain(words: str) -> str:
    return _LETTERS.sub("", words.casefold())


def _levels(groups: Mapping[str, str]) -> dict[str, str]:
    return {
        _plain(group): level.strip().upper().replace(" ", "_") for group, level in groups.items()
    }


def _highest(levels: Mapping[str, str]) -> str | None:
    given = levels.get("overall")
    found = [level for name, level in levels.items() if name != "overall" and level in _ORDER]
    return given or min(found, key=_ORDER.index, default=None)


def mismatches(text: Text, shown: Shown) -> list[str]:
    """Where overall levels contradict each other, each as a sentence."""
    probation, last = shown.view.case.probation, latest(shown.view.case.assessments)
    if last is None:
        return []
    found = []
    held = probation.rosh_level if probation else None
    if held and last.rosh_overall and held != last.rosh_overall:
        found.append(
            text(
                "case.risk.mismatch",
                probation=text.code("rosh", held),
                oasys=text.code("rosh", last.rosh_overall),
                day=text.day(last.completed_on),
            )
        )
    overall = grid(last)[-1]
    cells = [level for level in (overall.custody, overall.community) if level in _ORDER]
    highest = min((level for level in cells if level), key=_ORDER.index, default=None)
    if last.rosh_overall and highest and highest != last.rosh_overall:
        found.append(
            text(
                "case.risk.mismatch_grid",
                overall=text.code("rosh", last.rosh_overall),
                highest=text.code("rosh", highest),
            )
        )
    return found


def predictors(text: Text, assessments: Sequence[Assessment]) -> list[PredictorRow]:
    """Predictors of the latest completed assessment that has each, with the band it came with."""
    rows: dict[str, PredictorRow] = {}
    done = [one for one in assessments if one.predictors and one.completed_on]
    for one in sorted(done, key=lambda one: str(one.completed_on)):
        day = text.short_day(one.completed_on)
        for given in one.predictors:
            name = str(given.get("name") or "")
            score = given.get("score")
            rows[name] = PredictorRow(
                name,
                "" if score is None else f"{score:g}" if isinstance(score, float) else str(score),
                str(given.get("band") or ""),
                str(given.get("unit") or ""),
                not is_new(name),
                day,
            )
    return sorted(rows.values(), key=lambda row: row.old)


def _place(row: GroupRow) -> int:
    order = (*GROUPS, "overall")
    return order.index(row.group) if row.group in order else len(GROUPS)


def is_new(name: str) -> bool:
    """Whether a predictor is of the suite of 2026, by its short or its long name."""
    return name.upper() in _NEW or _plain(name).startswith(tuple(_NEW.values()))


def level_marks(text: Text, level: str | None) -> list[Mark]:
    """A level as a tag; nothing for none."""
    return [Mark(text.code("rosh", level), COLOURS.get(level, "grey"))] if level else []


class RiskTab(Tab):
    """Risk, with what must not be disclosed marked."""

    key = "risk"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self.warning = Band("trouble")
        self._warned = Label("", wrap=True, select=True)
        self.warning.inside.addWidget(self._warned)
        self.inside.addWidget(self.warning)
        grid_block, held, scored = (
            Block(text(f"case.risk.{k}")) for k in ("grid", "held", "scores")
        )
        self._of = grid_block.add(Label("", "quiet", wrap=True))
        self.groups: TableModel[GroupRow] = TableModel(self._group_columns(), text, self)
        self._grid = FittedTable(self.groups, theme, text("case.risk.grid"), lambda row: row.group)
        self._grid.setSortingEnabled(False)
        self.put_table(grid_block, self._grid)
        self.held = self.facts(held)
        self.scores: TableModel[PredictorRow] = TableModel(self._score_columns(), text, self)
        self._scores = FittedTable(
            self.scores, theme, text("case.risk.scores"), lambda row: row.name
        )
        self._no_scores = scored.add(Label(text("case.risk.no_scores"), "quiet", wrap=True))
        self.put_table(scored, self._scores)
        scored.add(Label(text("case.risk.bands"), "quiet_small", wrap=True))
        self.beside([grid_block], [held])
        self.inside.addWidget(scored)
        kinds = (EntryKind.RESTRICTION, EntryKind.PUBLIC_PROTECTION, EntryKind.SIGNIFICANT_EVENT)
        self.blocks = {kind: self.entries(EntryBlock(text, theme, self, kind)) for kind in kinds}
        self.inside.addStretch(1)

    def _group_columns(self) -> list[Column[GroupRow]]:
        text = self._text

        def group(row: GroupRow) -> str:
            return text.code("case.risk.group", row.group)

        return [
            Column("group", "case.risk.column.group", group, _place, 20),
            Column("custody", "case.risk.column.custody",
                   lambda row: "" if row.custody else "–", lambda row: row.custody, 16,
                   marks=lambda row: level_marks(text, row.custody)),
            Column("community", "case.risk.column.community",
                   lambda row: "" if row.community else "–", lambda row: row.community, 16,
                   marks=lambda row: level_marks(text, row.community)),
        ]  # fmt: skip

    def _score_columns(self) -> list[Column[PredictorRow]]:
        text = self._text

        def _tool(row: PredictorRow) -> str:
            words = text.code("case.risk.predictor", row.name.upper())
            return (
                text("case.risk.old")
                if row.old
                else words
                if words.upper() != row.name.upper()
                else ""
            )

        return [
            Column("name", "case.risk.column.name", lambda row: row.name, lambda row: row.name, 40,
                   under=_tool),
            Column("score", "case.risk.column.score",
                   lambda row: " ".join(part for part in (row.score, row.unit) if part) or "–",
                   lambda row: row.score, 16),
            Column("band", "case.risk.column.band", lambda row: text.code("rosh", row.band) or "–",
                   lambda row: row.band, 16),
            Column("day", "case.risk.column.day", lambda row: row.day, lambda row: row.day, 20),
        ]  # fmt: skip

    def display(self, shown: Shown) -> None:
        """Show the risk of one case."""
        text, case = self._text, shown.view.case
        last = latest(case.assessments)
        rows = grid(last) if last is not None and last.rosh else []
        self._grid.setVisible(bool(rows))
        key = "grid_of" if rows else "no_grid"
        day = text.day(last.completed_on) if last is not None else ""
        self._of.setText(text(f"case.risk.{key}", day=day) if rows else text("case.risk.no_grid"))
        self.groups.set_rows(rows)
        warned = mismatches(text, shown)
        self.warning.setVisible(bool(warned))
        self._warned.setText("\n".join(warned))
        self.held.display(facts.risk_lines(text, shown.view))
        scores = predictors(text, case.assessments)
        self._scores.setVisible(bool(scores))
        self._no_scores.setVisible(not scores)
        self.scores.set_rows(scores)
        for kind, block in self.blocks.items():
            block.display(shown.entries(kind), shown)

    def count(self, shown: Shown) -> int:
        """Contradictions that are to be cleared up."""
        return len(mismatches(self._text, shown))
