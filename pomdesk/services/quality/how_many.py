"""How many files a round should have: the three questions, put to a frame and a plan."""

from collections.abc import Mapping
from dataclasses import replace

from pomdesk.domain.quality.draws import Plan
from pomdesk.readmodels.quality import FramePreview, RoundPlan, ThreeQuestions
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.allocation import shares
from pomdesk.rules.quality.how_many import HowMany, buys, how_many


def sizes_of(preview: FramePreview) -> dict[str, int]:
    """Units of each supervisor that are left to chance: neither left out nor seen for certain."""
    sizes: dict[str, int] = {}
    for line in preview.strata:
        sizes[line.supervisor] = sizes.get(line.supervisor, 0) + line.eligible - line.certain
    return {code: n for code, n in sizes.items() if n}


def plan_for(sizes: Mapping[str, int], plan: RoundPlan, policy: QualityPolicy) -> Plan:
    """How many files are drawn: as planned, else as the three questions propose."""
    wanted = plan.files or _asked(sizes, plan.floor, policy).files
    return Plan(wanted, plan.floor)


def three_questions(
    sizes: Mapping[str, int], plan: RoundPlan, policy: QualityPolicy, files: int, floor: int
) -> ThreeQuestions:
    """The three answers, and what a number of files buys.

    Args:
        sizes: units that are left to chance, by supervisor.
        plan: of the round.
        policy: how sure, how exact.
        files: asked about; 0: as planned, else as proposed. More than there are: all.
        floor: least of each supervisor; below 0: as planned.

    """
    floor = plan.floor if floor < 0 else floor
    found, total = _asked(sizes, floor, policy), sum(sizes.values())
    proposed = found.wanted.files
    chosen = min(files or plan.files or proposed, total)
    bought = buys(sizes, policy, chosen)
    # Where so many files do not reach the floor, what they do reach is shown.
    given = shares(sizes, chosen, floor=min(floor, bought.floor)).values()
    asked = {"estimate": found.estimate, "discovery": found.find, "coverage": found.coverage}
    return ThreeQuestions(
        eligible=total,
        supervisors=len(sizes),
        estimate=found.estimate,
        discovery=found.find,
        coverage=found.coverage,
        proposed=proposed,
        chosen=chosen,
        margin=100 * (bought.half_width if bought.half_width is not None else 1.0),
        find=bought.chance,
        least=min(given, default=0),
        most=max(given, default=0),
        hours=bought.hours,
        lost=[code for code, n in asked.items() if chosen < n],
    )


def _asked(sizes: Mapping[str, int], floor: int, policy: QualityPolicy) -> HowMany:
    return how_many(sizes, replace(policy, floor_files=floor))
