"""Controls side by side that go on in the next line where there is no room."""

from PySide6.QtWidgets import QWidget

from ui.widgets.chips import FlowLayout


def flowing(*parts: QWidget) -> QWidget:
    """A row of parts that breaks where it must."""
    row = QWidget()
    flow = FlowLayout(row, "s")
    for part in parts:
        flow.addWidget(part)
    policy = row.sizePolicy()
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    return row
