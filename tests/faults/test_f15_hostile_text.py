"""F15: text that names files and addresses opens none, on papers or on the screen."""

import sys

import pytest

from tests.faults.conftest import Ran
from tests.faults.count import noted

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its watching is of Linux")


def test_papers_open_nothing(whole_run: Ran) -> None:
    """Every paper with the text in every field; modules and fonts were read in a run before."""
    assert whole_run.result["heard"] == []


def test_the_window_opens_nothing_the_text_names(whole_run: Ran) -> None:
    """Pages, tabs, a draft, search, help, a question, a message, a crash: painted with it."""
    assert whole_run.result["seen"] == []
    noted("F15 hostile text", steps=len(whole_run.result["steps"]), opened=0)


def test_the_control_a_raw_widget_opens_it(whole_run: Ran) -> None:
    assert ["opened", "seen.png"] in whole_run.result["control"]


def test_the_control_python_is_heard(whole_run: Ran) -> None:
    assert whole_run.result["python_control"]
