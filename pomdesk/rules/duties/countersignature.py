"""When an OASys assessment is finished, and when it still waits for a second signature.

Source: OASys, countersigning framework. Who may sign what alone depends on the author's grade, on
the risk of serious harm and on MAPPA; the grades and levels are policy settings, because the whole
matrix is not published. Statuses are those of OASys: SIGNED and SIGNLOCK are signed by the author
and wait for the countersignature; LOCKED_INCOMPLETE was locked unfinished and completes nothing.
"""

from pomdesk.domain.facts import Assessment, Case
from pomdesk.rules.pack import Grade
from pomdesk.rules.policy import Policy

_UNFINISHED = frozenset(
    {
        "NOT_STARTED",
        "OPEN",
        "WIP",
        "IN_PROGRESS",
        "LOCKED_INCOMPLETE",
        "AWAITING_PSR",
        "AWAITING_SBC",
        "REJECTED",
        "ROLLED_BACK",
    }
)
_WAITING = frozenset({"SIGNED", "SIGNLOCK", "AWAITING_COUNTERSIGN", "AWAITING_DOUBLE_COUNTERSIGN"})
_DOUBLE = "AWAITING_DOUBLE_COUNTERSIGN"
_LOWEST_FIRST = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")


def status_of(assessment: Assessment) -> str:
    """The status as OASys writes it: capitals and underscores; "" where there is none."""
    status = assessment.status
    return status.strip().upper().replace(" ", "_").replace("-", "_") if status else ""


def is_completed(assessment: Assessment) -> bool:
    """Whether its author has finished it, countersigned or not."""
    return assessment.completed_on is not None and status_of(assessment) not in _UNFINISHED


def countersignature_reasons(
    assessment: Assessment, case: Case, policy: Policy, grade: Grade | None = None
) -> tuple[str, ...]:
    """Why an author of this grade may not sign the assessment alone: codes; none: they may.

    Codes: ``unapproved``, ``rosh``, ``mappa``. Without a grade, that of the policy for authors
    whose grade nobody holds. It does not matter here whether somebody has countersigned.
    """
    rules = policy.oasys
    grade = grade or rules.countersign_other
    if grade is Grade.HOMD:
        return ()
    if grade is Grade.UNAPPROVED:
        return ("unapproved",)
    rosh = assessment.rosh_overall or _highest(assessment)
    if grade is Grade.GRADE_3:
        return ("rosh",) if rosh in rules.countersign_grade_3 else ()
    found: tuple[str, ...] = ("rosh",) if rosh in rules.countersign_grade_2 else ()
    if rules.countersign_mappa and case.probation and (case.probation.mappa_level or 0) > 0:
        found = (*found, "mappa")
    return found


def wanting(assessment: Assessment, case: Case, policy: Policy) -> tuple[str, ...]:
    """Why a completed assessment still waits for a signature: codes; none: it does not.

    The codes of ``countersignature_reasons``; ``awaiting`` where only its status says so. An
    assessment from before the sentence was signed, or not, under another case: only its own
    status counts. Nothing waits where the policy does not follow countersignatures.
    """
    if not policy.oasys.countersign_on:
        return ()
    status = status_of(assessment)
    if assessment.countersigned_on is not None and status != _DOUBLE:
        return ()
    waiting, start = status in _WAITING, case.person.sentence_start_date
    if not waiting and start and assessment.completed_on and assessment.completed_on < start:
        return ()
    codes = countersignature_reasons(assessment, case, policy)
    return codes or (("awaiting",) if waiting else ())


def _highest(assessment: Assessment) -> str | None:
    """The highest level of the grid, for an assessment that came without its overall level."""
    levels = {level for grid in assessment.rosh.values() for level in grid.values()}
    return next((level for level in reversed(_LOWEST_FIRST) if level in levels), None)
