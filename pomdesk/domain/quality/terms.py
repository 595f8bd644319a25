"""Codes of quality assurance."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody may do. Line management is no role: it is told of each supervisor."""

    LEAD = "lead"
    ASSESSOR = "assessor"
    MODERATOR = "moderator"
    SUPERVISOR = "supervisor"
    GOVERNOR = "governor"
    AUDITOR = "auditor"


class Grade(StrEnum):
    """Whose officer a supervisor is."""

    PRISON_POM = "prison_pom"
    PROBATION_POM = "probation_pom"
    OFFENDER_SUPERVISOR = "offender_supervisor"


class Unit(StrEnum):
    """What is drawn: never both in one frame."""

    CASE = "case"
    OASYS = "oasys"


class Purpose(StrEnum):
    """What a draw is for. Only routine rounds are estimates of the establishment."""

    ROUTINE = "routine"
    IN_DEPTH = "in_depth"
    TARGETED = "targeted"
    DOUBLE_MARK = "double_mark"
    CALIBRATION = "calibration"


class RoundStage(StrEnum):
    """How far a round has come."""

    PREPARING = "preparing"
    FRAME_FROZEN = "frame_frozen"
    DRAWN = "drawn"
    ALLOCATED = "allocated"
    IN_REVIEW = "in_review"
    MODERATION = "moderation"
    CLOSED = "closed"
    VOID = "void"


class Exclusion(StrEnum):
    """Why a unit stands in the frame but cannot be drawn. It is kept, counted and reported."""

    NEW_TO_SUPERVISOR = "new_to_supervisor"
    MOVED = "moved"
    NO_SUPERVISOR = "no_supervisor"
    OUTSIDE_POLICY = "outside_policy"
    RESTRICTED = "restricted"
    SEEN_IN_CYCLE = "seen_in_cycle"
    CONFLICT = "conflict"
    NOT_SIGNED = "not_signed"
    NOT_IN_PERIOD = "not_in_period"
    NOT_IN_FILTER = "not_in_filter"
    OTHER = "other"


class SampleRole(StrEnum):
    """How a unit came into the sample."""

    PRIMARY = "primary"
    RESERVE = "reserve"
    CERTAINTY = "certainty"


class Certainty(StrEnum):
    """Why a case is seen for certain, beside the random ones.

    ``BY_POLICY`` is all that is told of what the policy itself brings in: which of its reasons it
    was would tell an earlier verdict to whoever reads the record.
    """

    NEW_SUPERVISOR = "new_supervisor"
    DECISION_NEAR = "decision_near"
    INSUFFICIENT_BEFORE = "insufficient_before"
    SERIOUS_INCIDENT = "serious_incident"
    BY_POLICY = "by_policy"


class SampleStatus(StrEnum):
    """How far a drawn unit has come. A reserve stays ``waiting`` until it is called."""

    WAITING = "waiting"
    DRAWN = "drawn"
    ASSIGNED = "assigned"
    IN_REVIEW = "in_review"
    DONE = "done"
    SUBSTITUTED = "substituted"
    WITHDRAWN = "withdrawn"


class Substitution(StrEnum):
    """The only reasons for which the next reserve steps in."""

    FILE_UNAVAILABLE = "file_unavailable"
    TRANSFERRED = "transferred"
    LEGAL_RESTRICTION = "legal_restriction"


class InstrumentStage(StrEnum):
    """How far a version of an instrument has come; from ``published`` on it cannot be changed."""

    DRAFT = "draft"
    PILOT = "pilot"
    PUBLISHED = "published"
    RETIRED = "retired"


class ReviewKind(StrEnum):
    """Whose marking it is."""

    PRIMARY = "primary"
    SECOND = "second"
    SELF = "self"
    KEY = "key"
    CALIBRATION = "calibration"


class ReviewStage(StrEnum):
    """How far a marking has come. A locked one is never changed again."""

    ASSIGNED = "assigned"
    STARTED = "started"
    SUBMITTED = "submitted"
    LOCKED = "locked"


class Judgement(StrEnum):
    """The assessor's professional judgement of the whole, given before the score is shown."""

    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"


class Verdict(StrEnum):
    """What a review comes to. A failed critical question decides it, whatever the score."""

    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"
    INSUFFICIENT_CRITICAL = "insufficient_critical"


class Trigger(StrEnum):
    """Why something is settled by a moderator."""

    DOUBLE_MARK = "double_mark"
    UNSURE = "unsure"
    CRITICAL = "critical"
    CLASH = "clash"
    QUERY = "query"


class RootCause(StrEnum):
    """What lay behind an answer that was not the best."""

    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    TIME = "time"
    SYSTEM = "system"
    UNCLEAR_POLICY = "unclear_policy"
    NOT_RECORDED = "not_recorded"


class FeedbackStage(StrEnum):
    """How far the feedback of a review has come."""

    DRAFT = "draft"
    SENT = "sent"
    QUERIED = "queried"
    DISCUSSED = "discussed"
    ACKNOWLEDGED = "acknowledged"


class FeedbackReply(StrEnum):
    """What the supervisor says of it."""

    ACCEPT = "accept"
    DISCUSS = "discuss"
    QUERY = "query"


class ItemKind(StrEnum):
    """Kinds of the light records of quality assurance; ``items.ITEM_SPECS`` says what each has."""

    CONCERN = "concern"
    ACTION = "action"
    NEED = "need"
    ACTIVITY = "activity"
    PRACTICE = "practice"
    CASE_REVIEW = "case_review"
    ADVICE = "advice"
    MEETING = "meeting"
    ONE_TO_ONE = "one_to_one"
    OVERSIGHT = "oversight"
    ABSENCE = "absence"
    INSTRUMENT_ISSUE = "instrument_issue"


class QualityDutyKind(StrEnum):
    """What quality assurance asks of somebody by a day."""

    SEND_FEEDBACK = "send_feedback"
    DISCUSS_FEEDBACK = "discuss_feedback"
    ANSWER_QUERY = "answer_query"
    READ_FEEDBACK = "read_feedback"
    MARK_FILE = "mark_file"
    SETTLE = "settle"
    CONCERN = "concern"
    ACTION = "action"
    CASE_REVIEW = "case_review"
    INDUCTION_REVIEW = "induction_review"
    NEW_CASE_ADVICE = "new_case_advice"
    OVERSIGHT = "oversight"
    ONE_TO_ONE = "one_to_one"
    LEARNING = "learning"
    EFFECT_CHECK = "effect_check"
    ROUND_DUE = "round_due"
