"""An instrument while it is edited: its data, its places, what is wrong where."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pomdesk.domain.quality.instruments import Instrument
from pomdesk.rules.quality.instrument_faults import Fault
from pomdesk.rules.quality.instruments import faults_of, from_data, to_data

HEAD, SECTION, QUESTION, SCALE = "head", "section", "question", "scale"
_OPTION_PARTS = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the draft: the head, a section, a question of it, or a scale."""

    kind: str = HEAD
    at: int = 0
    question: int = 0

    @property
    def pointer(self) -> str:
        """The same as a JSON pointer."""
        if self.kind == SECTION:
            return f"/sections/{self.at}"
        if self.kind == QUESTION:
            return f"/sections/{self.at}/questions/{self.question}"
        return f"/scales/{self.at}" if self.kind == SCALE else ""


class Draft:
    """The data of one instrument, changed in place.

    Attributes:
        data: as ``rules.quality.instruments.to_data`` gives it.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.data: dict[str, Any] = json.loads(json.dumps(to_data(instrument)))

    def snapshot(self) -> dict[str, Any]:
        """A copy that stays as it is."""
        return copy.deepcopy(self.data)

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong with it."""
        return faults_of(self.data)

    def instrument(self) -> Instrument:
        """The instrument, where nothing is wrong with it; raises ``InstrumentRefused``."""
        return from_data(self.data)

    def nodes(self) -> list[Node]:
        """Every place, in the order in which they are listed."""
        found = [Node()]
        for at, section in enumerate(self.data["sections"]):
            found.append(Node(SECTION, at))
            found += [Node(QUESTION, at, n) for n in range(len(section["questions"]))]
        return found + [Node(SCALE, at) for at in range(len(self.data["scales"]))]

    def table(self, node: Node) -> dict[str, Any]:
        """What stands at a place."""
        if node.kind == HEAD:
            return self.data
        if node.kind == SCALE:
            return dict_at(self.data["scales"], node.at)
        section = dict_at(self.data["sections"], node.at)
        return dict_at(section["questions"], node.question) if node.kind == QUESTION else section

    def put(self, node: Node, values: Mapping[str, object]) -> None:
        """Write fields at a place."""
        self.table(node).update(values)

    # Adding, moving, taking out.

    def _rows(self, node: Node) -> tuple[list[Any], int]:
        if node.kind == QUESTION:
            return self.data["sections"][node.at]["questions"], node.question
        return self.data["scales" if node.kind == SCALE else "sections"], node.at

    def add_question(self, after: Node, words: str) -> Node:
        """Add a question behind a place: behind the question, or at the end of the section."""
        if not self.data["sections"]:
            self.add_section(Node(), words)
        at = after.at if after.kind in {SECTION, QUESTION} else len(self.data["sections"]) - 1
        rows = self.data["sections"][at]["questions"]
        place = after.question + 1 if after.kind == QUESTION else len(rows)
        scales = self.data["scales"]
        scale = scales[0]["key"] if scales else ""
        blank: dict[str, Any] = {
            "key": self.free_key("question"),
            "text": words,
            "good": "",
            "poor": "",
            "evidence": "",
            "weight": 1,
            "critical": False,
            "na_rule": "",
            "theme": "",
            "scale": scale,
            "root_causes": [],
            "comparable": True,
            "key_question": False,
        }
        rows.insert(place, blank)
        return Node(QUESTION, at, place)

    def add_section(self, after: Node, words: str) -> Node:
        """Add a section behind the one a place is in, else at the end; with one question."""
        sections = self.data["sections"]
        inside = after.kind in {SECTION, QUESTION}
        place = after.at + 1 if inside else len(sections)
        sections.insert(place, {"key": self.free_key("section"), "title": words, "questions": []})
        self.add_question(Node(SECTION, place), words)
        return Node(SECTION, place)

    def add_scale(self, words: tuple[str, str]) -> Node:
        """Add a scale with two answers."""
        options = [
            _option("yes", words[0], [1, 1]),
            _option("no", words[1], [0, 1]) | {"fails": True},
        ]
        self.data["scales"].append({"key": self.free_key("scale"), "options": options})
        return Node(SCALE, len(self.data["scales"]) - 1)

    def remove(self, node: Node) -> Node:
        """Take a place out; the one to show then."""
        if node.kind == HEAD:
            return node
        rows, at = self._rows(node)
        rows.pop(at)
        if node.kind == QUESTION:
            left = len(rows) - 1
            return Node(QUESTION, node.at, min(at, left)) if rows else Node(SECTION, node.at)
        return Node(node.kind, min(at, len(rows) - 1)) if rows else Node()

    def move(self, node: Node, step: int) -> Node:
        """Move a place among its own kind; a question goes on into the section beside."""
        if node.kind == HEAD:
            return node
        rows, at = self._rows(node)
        if 0 <= at + step < len(rows):
            rows.insert(at + step, rows.pop(at))
            if node.kind == QUESTION:
                return Node(QUESTION, node.at, at + step)
            return Node(node.kind, at + step)
        sections = self.data["sections"]
        beside = node.at + step
        if node.kind != QUESTION or not 0 <= beside < len(sections):
            return node
        there = sections[beside]["questions"]
        place = 0 if step > 0 else len(there)
        there.insert(place, rows.pop(at))
        return Node(QUESTION, beside, place)

    def free_key(self, word: str) -> str:
        """A key that nothing has yet: ``question-7``."""
        taken = {str(self.table(node).get("key", "")) for node in self.nodes()}
        number = 1
        while f"{word}-{number}" in taken:
            number += 1
        return f"{word}-{number}"


def dict_at(rows: list[Any], at: int) -> dict[str, Any]:
    """One table of a list."""
    found: dict[str, Any] = rows[at]
    return found


def _option(key: str, label: str, points: list[int] | None) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "points": points,
        "is_na": False,
        "is_unsure": False,
        "fails": False,
    }


def faults_at(faults: Sequence[Fault], node: Node) -> list[Fault]:
    """What is wrong at a place itself; of the head also what belongs nowhere else."""
    if node.kind == HEAD:
        inner = ("/sections/", "/scales/")
        return [one for one in faults if not one.pointer.startswith(inner)]
    found = [one for one in faults if f"{one.pointer}/".startswith(f"{node.pointer}/")]
    if node.kind == SECTION:
        found = [one for one in found if not one.pointer.startswith(f"{node.pointer}/questions/")]
    return found


# Scales and themes are typed as lines: "key | words | points".


def theme_lines(data: Mapping[str, Any]) -> str:
    """Themes as lines: ``recording | Recording that explains``."""
    return "\n".join(f"{one['key']} | {one['title']}" for one in data["themes"])


def themes_in(lines: str) -> list[dict[str, str]]:
    """The themes that some lines say."""
    found = []
    for line in lines.splitlines():
        if line.strip():
            key, _, title = line.partition("|")
            found.append({"key": key.strip(), "title": title.strip()})
    return found


def option_lines(scale: Mapping[str, Any]) -> str:
    """The answers of a scale as lines: ``not_met | Not met | 0/2 | fails``."""
    lines = []
    for one in scale["options"]:
        points = one["points"]
        said = "n/a" if one["is_na"] else "unsure" if one["is_unsure"] else ""
        parts = [one["key"], one["label"], said or "/".join(map(str, points or ()))]
        lines.append(" | ".join([*parts, *(["fails"] if one["fails"] else [])]))
    return "\n".join(lines)


def options_in(lines: str) -> list[dict[str, Any]]:
    """The answers that some lines say; what cannot be read becomes a fault of its points."""
    found = []
    for line in lines.splitlines():
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")] + [""] * _OPTION_PARTS
        option = _option(parts[0], parts[1], None)
        said = parts[2].lower()
        option["is_na"], option["is_unsure"] = said == "n/a", said == "unsure"
        if not option["is_na"] and not option["is_unsure"]:
            option["points"] = _points(said)
        option["fails"] = parts[3].lower() == "fails"
        found.append(option)
    return found


def _points(said: str) -> object:
    earned, _, most = said.partition("/")
    try:
        return [int(earned), int(most)]
    except ValueError:
        return said
