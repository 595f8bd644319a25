"""Tab in reading order, for pages whose parts are made anew while they are shown.

Qt's order is the order of making: what is made again comes last, wherever it stands.
"""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

_TAB = Qt.FocusPolicy.TabFocus.value


def stops(part: QWidget) -> Iterator[QWidget]:
    """What Tab can reach in a part, in the order its layouts have it."""
    if part.focusPolicy().value & _TAB and part.focusProxy() is None:
        yield part
    layout = part.layout()
    if layout is not None:
        yield from _inside(layout)


def _inside(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from stops(widget)
        elif inner is not None:
            yield from _inside(inner)


def put_in_order(first: QWidget, page: QWidget) -> None:
    """Have Tab go from ``first`` through a page as it is read."""
    wanted = [first, *stops(page)]
    for before, after in pairwise(wanted):
        QWidget.setTabOrder(before, after)
