"""Two reports: what the newer one may not tell because of the older one."""

from collections.abc import Mapping

from pomdesk.rules.quality.disclosure import Action, Cell, Protected, Rule, Table, TableKind
from pomdesk.rules.quality.suppression import protect
from tests.builders import policy

QUALITY = policy().quality
PEOPLE = [f"P{n}" for n in range(1, 8)]
UNIT = dict.fromkeys(PEOPLE, 4)
TEN = {"P1": 3, "P2": 3, "P3": 2, "P4": 2}
TWO = {"P5": 1, "P6": 1}
EIGHT = {"P1": 2, "P2": 2, "P5": 2, "P6": 2}


def critical(**rounds: Mapping[str, int]) -> Table:
    """Critical findings; a figure of its own."""
    return Table(Cell(("critical",), rounds), [])


def unit(*rounds: str) -> Table:
    return Table(Cell(("reviews",), dict.fromkeys(rounds, UNIT)), [])


def first() -> Protected:
    told = protect([critical(R1=TEN), unit("R1")], QUALITY)
    assert told.shown(critical(R1=TEN).total) == "10"
    return told


def test_a_cumulative_figure_waits_until_what_came_is_enough() -> None:
    both = critical(R1=TEN, R2=TWO)
    told = protect([both, unit("R1", "R2")], QUALITY, [first()])
    assert told.shown(both.total) == "~"
    assert {one.rule for one in told.log if one.path == ("critical",)} == {Rule.DIFFERENCE}
    # nothing was told before: the two rounds together may be
    assert protect([both, unit("R1", "R2")], QUALITY).shown(both.total) == "12"


def test_a_cumulative_figure_is_told_where_what_came_is_enough() -> None:
    both, alone = critical(R1=TEN, R2=EIGHT), critical(R2=EIGHT)
    told = protect([both, alone, unit("R1", "R2"), unit("R2")], QUALITY, [first()])
    assert (told.shown(both.total), told.shown(alone.total)) == ("18", "8")


def test_what_came_may_be_nothing() -> None:
    both = critical(R1=TEN, R2={})
    assert protect([both, unit("R1", "R2")], QUALITY, [first()]).shown(both.total) == "10"


def test_within_one_report_the_round_goes_before_the_sum() -> None:
    both = critical(R1=TEN, R2=TWO)
    tables = [both, critical(R1=TEN), critical(R2=TWO), unit("R1", "R2"), unit("R1"), unit("R2")]
    told = protect(tables, QUALITY)
    assert told.shown(both.total) == "12"
    assert told.shown(critical(R1=TEN).total) == told.shown(critical(R2=TWO).total) == "~"


def test_somebody_who_joins_the_same_round_late_is_not_the_difference() -> None:
    later = {**TEN, "P7": 3}
    again = critical(R1=later)
    told = protect([again, unit("R1")], QUALITY, [first()])
    assert told.shown(again.total) == "~"
    # with another round beside it, the sum of both is told and the round is not
    tables = [critical(R1=later, R2=EIGHT), again, unit("R1", "R2"), unit("R1")]
    told = protect(tables, QUALITY, [first()])
    assert told.shown(tables[0].total) == "21"
    assert told.shown(again.total) == "~"


def test_somebody_who_is_taken_out_is_not_the_difference() -> None:
    fewer = critical(R1={who: n for who, n in TEN.items() if who != "P4"})
    told = protect([fewer, unit("R1")], QUALITY, [first()])
    assert told.shown(fewer.total) == "~"


def test_many_who_join_may_be_the_difference() -> None:
    later = critical(R1={**TEN, "P5": 2, "P6": 2, "P7": 2})
    assert protect([later, unit("R1")], QUALITY, [first()]).shown(later.total) == "16"


def test_the_same_report_again_is_the_same() -> None:
    tables = [critical(R1=TEN), unit("R1")]
    once = protect(tables, QUALITY)
    again = protect(tables, QUALITY, [once])
    assert again.published == once.published


def test_rolling_years_do_not_give_the_newest_round_away() -> None:
    """R1 and R2 were told; then R2 with R3: less R2, that is R3."""
    before = [first()]
    two = [critical(R2=EIGHT), unit("R2")]
    before.append(protect(two, QUALITY, before))
    rolling = critical(R2=EIGHT, R3=TWO)
    told = protect([rolling, unit("R2", "R3")], QUALITY, before)
    assert told.shown(rolling.total) == "~"


def test_several_rounds_ahead_are_a_figure_of_their_own() -> None:
    """Two rounds came, each of them small; together they are not, or are."""
    small = critical(R1=TEN, R2={"P5": 1}, R3={"P5": 1})
    told = protect([small, unit("R1", "R2", "R3")], QUALITY, [first()])
    assert told.shown(small.total) == "~"
    enough = critical(R1=TEN, R2={"P5": 2, "P6": 1}, R3={"P6": 2, "P7": 2})
    told = protect([enough, unit("R1", "R2", "R3")], QUALITY, [first()])
    assert told.shown(enough.total) == "17"


def test_what_an_earlier_report_kept_back_stays_kept_back() -> None:
    themes = {"risk": TEN, "plan": TWO, "victims": {"P1": 2, "P7": 2}}

    def table(*names: str) -> Table:
        parts = [Cell(("theme", name), {"R1": themes[name]}) for name in names]
        whole: dict[str, int] = {}
        for name in names:
            for who, n in themes[name].items():
                whole[who] = whole.get(who, 0) + n
        return Table(Cell(("findings", *names), {"R1": whole}), parts)

    kept = protect([table("risk", "plan", "victims"), unit("R1")], QUALITY)
    assert kept.shown(Cell(("theme", "plan"), {"R1": TWO})) == "~"
    # another table of the same findings would tell risk and plan together, and so plan
    wider = table("risk", "plan")
    told = protect([wider, unit("R1")], QUALITY, [kept])
    if told.value_of(wider.total) is not None:
        assert kept.value_of(Cell(("theme", "risk"), {"R1": TEN})) is None
    assert told.shown(wider.parts[1]) == "~"


def test_what_earlier_reports_give_away_by_themselves_is_logged() -> None:
    """Reports made before the rules were this strict cannot be called back."""
    loose = Protected(
        [critical(R1=TEN), critical(R1=TEN, R2=TWO)],
        {critical(R1=TEN).total.key: 10, critical(R1=TEN, R2=TWO).total.key: 12},
    )
    now = critical(R3=EIGHT)
    told = protect([now, unit("R3")], QUALITY, [loose])
    assert told.shown(now.total) == "8"
    left = [one for one in told.log if one.action is Action.LEFT]
    assert [(one.path, one.rounds, one.rule) for one in left] == [
        (("critical",), ("R2",), Rule.KNOWN_BEFORE)
    ]


def test_a_moderated_answer_does_not_show_whose_it_was() -> None:
    """A query is upheld after the report: one answer of one supervisor is better than told."""

    def question(**better: int) -> Table:
        n = dict.fromkeys(PEOPLE, 4)
        yes = {who: 3 + better.get(who, 0) for who in PEOPLE}
        no = {who: n[who] - yes[who] for who in PEOPLE}
        parts = [Cell(("Q", "yes"), {"R1": yes}), Cell(("Q", "no"), {"R1": no})]
        return Table(Cell(("Q",), {"R1": n}), parts, TableKind.ANSWERS)

    before = protect([question()], QUALITY)
    assert [before.shown(part) for part in question().parts] == ["21", "7"]
    after = question(P3=1)
    told = protect([after], QUALITY, [before])
    assert [told.shown(part) for part in after.parts] == ["~", "~"]
