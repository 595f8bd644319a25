"""The plan of a round as it is kept, and as facts once it cannot be changed any more."""

from collections.abc import Mapping

from pomdesk.domain.names import HIDDEN
from pomdesk.readmodels.quality import RoundView
from resources.text import Text
from ui.round.asks import Planned
from ui.widgets.quality_words import term


def planned_of(view: RoundView) -> Planned:
    """The plan of a round as it is kept."""
    return Planned(
        view.ref,
        view.title,
        view.purpose,
        view.unit,
        view.as_of,
        view.plan,
        view.instrument_id,
        view.period_from,
        view.period_to,
        view.reason,
    )


def plan_facts(
    text: Text, view: RoundView, names: Mapping[str, str], *, blank: bool
) -> list[tuple[str, str]]:
    """A plan that cannot be changed any more, as names and values."""
    plan, instrument = view.plan, view.instrument
    everybody = text("quality_round.plan.everybody")
    who = ", ".join(names.get(code, code) for code in plan.supervisors) or everybody
    told = [
        ("purpose", term(text, "purpose", view.purpose)),
        ("reason", view.reason),
        ("filter", term(text, "filter", plan.filter) if plan.filter else ""),
        ("filter_words", plan.filter_words),
        ("unit", term(text, "unit", view.unit)),
        ("as_of", text.day(view.as_of)),
        ("period_from", text.day(view.period_from)),
        ("period_to", text.day(view.period_to)),
        ("instrument", f"{instrument.title}, {instrument.version}" if instrument else ""),
        ("second_key", term(text, "second_key", plan.second_key) if plan.second_key else ""),
        ("supervisors", HIDDEN if blank and plan.supervisors else who),
        ("restricted", HIDDEN if blank and plan.restricted else ", ".join(plan.restricted)),
        ("conflicts", HIDDEN if blank and plan.conflicts else ", ".join(plan.conflicts)),
    ]
    if plan.from_file:
        told.append(("list", text("quality_round.plan.listed", name=plan.from_file)))
    return [(text(f"quality_round.plan.{name}"), words) for name, words in told if words]
