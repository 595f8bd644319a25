from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.shapes import Line, Rect, String

from reports.charts import Mark, _arrange, _label, _merged, sentence_line
from reports.page import WIDTH

START = date(2024, 1, 1)


def mark(name: str, days: int, *, today: bool = False) -> Mark:
    day = START + timedelta(days=days)
    return Mark(name, day, day.isoformat(), today)


def parts(drawing: Any, kind: type) -> list[Any]:
    return [shape for shape in drawing.contents if isinstance(shape, kind)]


def test_the_line_is_to_scale() -> None:
    drawing = sentence_line([mark("a", 0), mark("b", 250), mark("c", 1000)], 500)
    ticks = {line.x1 for line in parts(drawing, Line) if line.x1 == line.x2}
    assert ticks == {0.0, 125.0, 500.0}


def test_the_part_that_is_over_is_thick() -> None:
    drawing = sentence_line([mark("a", 0), mark("now", 250, today=True), mark("c", 1000)], 500)
    (over,) = parts(drawing, Rect)
    assert (over.x, over.width) == (0, 125.0)


def test_names_of_one_day_stand_together() -> None:
    drawing = sentence_line([mark("a", 0), mark("b", 9), mark("c", 9)], 500)
    assert "b, c" in [string.text for string in parts(drawing, String)]


@pytest.mark.parametrize("marks", [[], [mark("a", 0)], [mark("a", 0), mark("b", 0)]])
def test_too_few_days_are_not_drawn(marks: list[Mark]) -> None:
    assert sentence_line(marks, 500) is None


@given(st.lists(st.integers(0, 9000), min_size=2, max_size=10, unique=True), st.data())
def test_no_label_stands_on_another_or_on_a_stem(days: list[int], data: st.DataObject) -> None:
    now = data.draw(st.sampled_from(days))
    marks = _merged([mark(f"Name {n}", day, today=day == now) for n, day in enumerate(days)])
    last = (marks[-1].day - marks[0].day).days
    labels = [_label(m, (m.day - marks[0].day).days * WIDTH / last, WIDTH) for m in marks]
    _arrange(labels)
    for one in labels:
        assert 0 <= one.left < one.right <= WIDTH + 0.01
        for other in labels:
            if one is other or one.level * other.level < 0:
                continue
            if one.level == other.level:
                assert one.right <= other.left or other.right <= one.left
            elif abs(one.level) < abs(other.level):
                assert not one.left < other.at < one.right
