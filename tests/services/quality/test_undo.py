"""What of quality assurance can be taken back, and by whom."""

from pathlib import Path

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.services.commands.quality_items import AddItem
from pomdesk.store.tables import operation, qa_item
from tests.services.quality.desk import Everything, opened

NOTE = Item(0, ItemKind.PRACTICE, "", title="One line on risk", text="Under every contact.")


def test_one_takes_back_what_one_did_and_nobody_else_does(tmp_path: Path) -> None:
    with opened(tmp_path) as team:
        lead, other = team.at("LEAD"), team.at("A1")
        done = lead.do(AddItem(NOTE))
        assert done.operation_id is not None
        with pytest.raises(RequestRefused, match="REQ-UNDO") as refused:
            other.undo(done.operation_id)
        assert refused.value.details["reason"] == "lasting"
        assert len(team.rows(qa_item)) == 1
        back = lead.undo(done.operation_id)
        assert not team.rows(qa_item)
        assert back.operation_id is not None
        lead.undo(back.operation_id)
        assert len(team.rows(qa_item)) == 1


def test_what_has_nothing_to_do_with_quality_is_undone_as_ever(tmp_path: Path) -> None:
    with opened(tmp_path, named=False) as team:
        last = team.ask("LEAD", Everything((operation,)))["operation"][-1]
        team.at("Somebody else").undo(last.id)
