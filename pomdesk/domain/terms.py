"""The words of the field, as codes.

Values that leave the program (command line, files) are those of the published HMPPS
interfaces; people are shown the words in ``resources/locale``.
"""

from enum import StrEnum


class Responsibility(StrEnum):
    """Who is responsible for the case today (Manage POM Cases, handover calculation)."""

    CUSTODY_ONLY = "CustodyOnly"
    CUSTODY_WITH_COM = "CustodyWithCom"
    COMMUNITY = "Community"


class HandoverReason(StrEnum):
    """Which rule decided responsibility and the handover dates."""

    ADDITIONAL_ISP = "additional_isp"
    RECALL_THD_OVER_12_MONTHS = "recall_thd_over_12_months"
    PAROLE_MAPPA_2_3 = "parole_mappa_2_3"
    THD_OVER_12_MONTHS = "thd_over_12_months"
    RECALL_CASE = "recall_case"
    IMMIGRATION_CASE = "immigration_case"
    RELEASE_DATE_UNKNOWN = "release_date_unknown"
    EARLY_ALLOCATION = "early_allocation"
    INDETERMINATE = "indeterminate"
    INDETERMINATE_OPEN = "indeterminate_open"
    DETERMINATE_SHORT = "determinate_short"
    DETERMINATE_PAROLE = "determinate_parole"
    DETERMINATE = "determinate"


class ReleaseType(StrEnum):
    """Kinds of release date, by the abbreviation everybody uses."""

    CRD = "CRD"
    ARD = "ARD"
    HDCED = "HDCED"
    HDCEA = "HDCEA"
    PED = "PED"
    TED = "TED"
    THD = "THD"
    SED = "SED"
    LED = "LED"
    PRRD = "PRRD"
    APD = "APD"


class ScopeReason(StrEnum):
    """Why a person is inside the OMiC policy or not."""

    INSIDE = "inside"
    UNDER_18 = "under_18"
    DATE_OF_BIRTH_UNKNOWN = "date_of_birth_unknown"
    CIVIL_SENTENCE = "civil_sentence"
    LEGAL_STATUS = "legal_status"
    NO_SENTENCE_START = "no_sentence_start"
    NO_RELEASE_DATE = "no_release_date"
    NOT_IN_PRISON = "not_in_prison"


class PomType(StrEnum):
    """Recommended kind of prison offender manager."""

    PRISON = "prison"
    PROBATION = "probation"


class HandoverType(StrEnum):
    """How much the handover asks for."""

    UNKNOWN = "unknown"
    NONE = "none"
    STANDARD = "standard"
    ENHANCED = "enhanced"


class ChecklistItem(StrEnum):
    """Tasks of the handover checklist."""

    REVIEWED_OASYS = "reviewed_oasys"
    CONTACTED_COM = "contacted_com"
    ATTENDED_HANDOVER_MEETING = "attended_handover_meeting"
    SENT_HANDOVER_REPORT = "sent_handover_report"


class EarlyAllocationStatus(StrEnum):
    """Where early allocation stands (Manage POM Cases, status texts)."""

    NOT_ASSESSED = "not_assessed"
    ELIGIBLE = "eligible"
    DECISION_PENDING = "decision_pending"
    REASSESS = "reassess"
    ASSESSMENT_SAVED = "assessment_saved"


class HandoverWindow(StrEnum):
    """Where the handover stands against its date, for the tag beside it."""

    LATER = "later"
    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    PASSED = "passed"


class RoshLevel(StrEnum):
    """Risk of serious harm."""

    VERY_HIGH = "VERY_HIGH"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
