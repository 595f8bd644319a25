from collections.abc import Iterator
from pathlib import Path

import pytest

from pomdesk.store.engine import Store
from tests.store.builders import copied_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store in a folder of its own."""
    made = copied_store(tmp_path)
    yield made
    made.close()
