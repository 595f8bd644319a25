import pytest

from pomdesk.rules.quality.effect import Counts, Outcome, effects
from pomdesk.rules.quality.intervals import newcombe
from tests.rules.quality.of_policy import quality


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ((4, 20), (16, 20), Outcome.BETTER),
        ((16, 20), (4, 20), Outcome.WORSE),
        ((10, 20), (12, 20), Outcome.NO_CLEAR_CHANGE),
        ((0, 10), (10, 10), Outcome.BETTER),
        ((0, 9), (10, 10), Outcome.TOO_EARLY),
        ((0, 10), (9, 9), Outcome.TOO_EARLY),
        ((0, 0), (12, 12), Outcome.TOO_EARLY),
    ],
)
def test_before_and_after(before: Counts, after: Counts, outcome: Outcome) -> None:
    (found,) = effects({"q": before}, {"q": after}, ["q"], {"q"}, quality())
    assert found.outcome is outcome
    assert (found.before, found.after, found.needed) == (before, after, 10)
    if outcome is Outcome.TOO_EARLY:
        assert found.difference is None
        assert found.interval is None
    else:
        assert found.difference == pytest.approx(after[0] / after[1] - before[0] / before[1])
        assert found.interval == newcombe(before, after, 0.95)


def test_how_many_files_are_needed_is_a_setting() -> None:
    few = effects({"q": (0, 5)}, {"q": (5, 5)}, ["q"], {"q"}, quality(effect_files=5))
    assert few[0].outcome is Outcome.BETTER
    none = effects({}, {"q": (5, 5)}, ["q"], {"q"}, quality(effect_files=0))
    assert none[0].outcome is Outcome.TOO_EARLY


def test_a_question_that_changed_its_meaning_is_not_compared() -> None:
    counts = {"a": (2, 20), "b": (2, 20)}
    later = {"a": (18, 20), "b": (18, 20)}
    found = effects(counts, later, ["b", "a"], {"a"}, quality())
    assert [(one.question, one.outcome) for one in found] == [
        ("b", Outcome.NOT_COMPARABLE),
        ("a", Outcome.BETTER),
    ]
    assert found[0].interval is None


def test_a_wider_level_is_harder_to_pass() -> None:
    sides = {"q": (9, 20)}, {"q": (15, 20)}
    assert effects(*sides, ["q"], {"q"}, quality(), level=0.8)[0].outcome is Outcome.BETTER
    assert (
        effects(*sides, ["q"], {"q"}, quality(), level=0.99)[0].outcome is Outcome.NO_CLEAR_CHANGE
    )


def test_counts_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="of"):
        effects({"q": (3, 2)}, {"q": (1, 2)}, ["q"], {"q"}, quality())
