"""The one table of access: every query and command, who may, and how the audit log tells of it.

A request that does not stand here may not run: to forget one is a bug, and
``tests/services/test_access.py`` finds it. Queries go by the name of their class, commands by the
name of their operation, so that the table loads none of them. Requests of quality assurance ask
``services/quality/acting`` next, which knows the field's own roles.
"""

from collections.abc import Mapping

from pomdesk.domain.access import Access, DeskRole, Scope
from pomdesk.domain.audit import Kind

_EVERYBODY = frozenset(DeskRole)
_OFFICERS = frozenset({DeskRole.POM, DeskRole.SUPERVISOR, DeskRole.HEAD})
_SENIOR = frozenset({DeskRole.SUPERVISOR, DeskRole.HEAD})
_HEAD = frozenset({DeskRole.HEAD})
_LOG = frozenset({DeskRole.HEAD, DeskRole.AUDITOR})


def _views(what: str, scope: Scope, roles: frozenset[DeskRole] = _OFFICERS) -> Access:
    return Access(what, Kind.CONSULT, scope, roles)


def _quiet(roles: frozenset[DeskRole] = _EVERYBODY) -> Access:
    """What tells of nobody: settings, templates, words."""
    return Access("", None, Scope.UNIT, roles)


QUERIES: Mapping[str, Access] = {
    "CaseOf": _views("VIEW_CASE", Scope.CASE),
    "RecordOf": _views("VIEW_CASE", Scope.CASE),
    "EntriesOf": _views("VIEW_CASE", Scope.CASE),
    "TimelineOf": _views("VIEW_CASE", Scope.CASE),
    "FactHistory": _views("VIEW_CASE", Scope.CASE),
    "WhyDuty": _views("VIEW_CASE", Scope.CASE),
    "ChronologyOf": _views("VIEW_CASE", Scope.CASE),
    "PapersOf": _views("VIEW_CASE", Scope.CASE),
    "PaperOf": _views("VIEW_PAPER", Scope.CASE),
    "EvidenceFor": _views("VIEW_PAPER", Scope.CASE),
    "ReadyOf": _views("VIEW_PAPER", Scope.CASE),
    "HitsIn": _views("VIEW_PAPER", Scope.CASE),
    "VersionText": _views("VIEW_PAPER", Scope.CASE),
    "FinalPdf": _views("VIEW_PAPER", Scope.CASE),
    "PaperByHash": _views("VIEW_PAPER", Scope.CASE),
    "CaseloadOn": _views("LIST_CASELOAD", Scope.LIST),
    "TodayOn": _views("LIST_DUTIES", Scope.LIST),
    "DutiesDue": _views("LIST_DUTIES", Scope.LIST),
    "MovesSince": _views("LIST_MOVES", Scope.LIST),
    "PapersInHand": _views("LIST_PAPERS", Scope.LIST),
    "PacksDue": _views("LIST_PAPERS", Scope.LIST),
    "Search": _views("SEARCH", Scope.LIST),
    "TimetablesOf": _quiet(),
    "HangsOn": _quiet(),
    "StaffKnown": _quiet(),
    "OwnTemplates": _quiet(),
    "LocalTemplates": _quiet(),
    "LearnedWords": _quiet(),
    "Settings": _quiet(),
    "PolicySettings": _quiet(_OFFICERS),
    "StatusOfDesk": _quiet(),
    "MyDrafts": _quiet(),
    "RolesNow": _quiet(),
    "Watched": _views("LIST_GLASS", Scope.UNIT, _SENIOR),
    "LogHead": _quiet(),
    "LogStands": _quiet(_LOG),
    "LogLines": _views("VIEW_LOG", Scope.UNIT, _LOG),
    "PeopleInLog": _views("SEARCH_LOG", Scope.UNIT, _LOG),
    # Rights of the people the records are about.
    "RecordsOn": _views("LIST_RECORDS", Scope.LIST, _SENIOR),
    "PersonNumbered": Access("", None, Scope.CASE, _OFFICERS),
    "HoldsOf": _views("VIEW_CASE", Scope.CASE),
    "RequestsOf": _views("LIST_REQUESTS", Scope.LIST, _SENIOR),
    "SubjectPack": _views("VIEW_HELD", Scope.CASE, _SENIOR),
    # Visits: a POM's own, and of others' the people who are theirs.
    "VisitProposal": _views("LIST_DUTIES", Scope.LIST),
    "VisitsNow": _views("LIST_VISITS", Scope.LIST),
    "VisitOf": _views("VIEW_VISIT", Scope.LIST),
    "VisitAfterwards": _views("VIEW_VISIT", Scope.LIST),
    "ClashesOpen": _views("VIEW_VISIT", Scope.LIST),
    "PackFile": _views("VIEW_VISIT", Scope.LIST),
    # Quality assurance: its own roles decide.
    "MarkingOf": _views("VIEW_QUALITY_FILE", Scope.UNIT, _EVERYBODY),
    "RoundOf": _views("LIST_QUALITY_FILES", Scope.UNIT, _EVERYBODY),
    "FrameOf": _views("LIST_QUALITY_FILES", Scope.UNIT, _EVERYBODY),
    "OwnViewOf": _views("VIEW_QUALITY_FILE", Scope.UNIT, _EVERYBODY),
    "DisputesOf": _views("LIST_QUALITY_FILES", Scope.UNIT, _EVERYBODY),
    **dict.fromkeys(
        (
            "AgreementFor",
            "CalibrationOf",
            "FeedbackLines",
            "FeedbackSeen",
            "Instruments",
            "InstrumentOf",
            "LearningNow",
            "ItemsAbout",
            "JudgementStands",
            "MyReviews",
            "QualityNow",
            "QualityDuties",
            "OversightNow",
            "ActingNow",
            "PeopleInQuality",
            "ReportOf",
            "ReportDraft",
            "ReportLines",
            "ReportPdf",
            "Rounds",
            "HowManyFor",
            "CertificatesOf",
            "ChainOf",
        ),
        _quiet(),
    ),
}
"""Queries, by the name of their class."""


def _does(
    name: str,
    scope: Scope = Scope.CASE,
    roles: frozenset[DeskRole] = _OFFICERS,
    kind: Kind = Kind.ALTER,
) -> tuple[str, Access]:
    return name, Access(name.upper(), kind, scope, roles)


def _signs(
    name: str, roles: frozenset[DeskRole] = _OFFICERS, *, others_work: bool = False
) -> tuple[str, Access]:
    """What somebody stands for with their name."""
    return name, Access(name.upper(), Kind.ALTER, Scope.CASE, roles, True, others_work)


def _stands(
    name: str,
    scope: Scope = Scope.CASE,
    roles: frozenset[DeskRole] = _SENIOR,
    kind: Kind = Kind.ALTER,
) -> tuple[str, Access]:
    """What nobody takes back: it is put right by another step, with a reason and a name."""
    return name, Access(name.upper(), kind, scope, roles, lasting=True)


COMMANDS: Mapping[str, Access] = dict(
    (
        _does("correct_fact"),
        _does("settle_fact"),
        _does("add_entry"),
        _does("change_entry"),
        _does("remove_entry"),
        _does("record_assessment"),
        _does("record_countersignature"),
        _does("record_transfer"),
        _does("record_recall"),
        _does("record_parole_outcome"),
        # Who says whose case it is, by hand or by file, decides what a POM sees.
        _does("record_allocation", Scope.CASE, _SENIOR),
        _does("import_caseload", Scope.UNIT, _SENIOR, Kind.COLLECT),
        _does("save_mapping", Scope.UNIT, _SENIOR),
        _does("mark_duty"),
        _does("unmark_duty"),
        _does("mark_moves_seen", Scope.UNIT),
        _does("begin_paper", kind=Kind.COMBINE),
        _does("write_section"),
        _does("keep_version"),
        _does("drop_paper"),
        _signs("check_paper"),
        _signs("countersign_paper", _SENIOR, others_work=True),
        _signs("return_paper"),
        _signs("tick_disclosure"),
        _signs("accept_hit"),
        _does("finish_paper"),
        _does("send_paper", kind=Kind.DISCLOSE),
        _does("use_template", Scope.UNIT, _SENIOR),
        _does("drop_template", Scope.UNIT, _SENIOR),
        _does("learn_word", Scope.UNIT),
        _does("forget_word", Scope.UNIT),
        _does("override_setting", Scope.UNIT, _SENIOR),
        _does("withdraw_override", Scope.UNIT, _SENIOR),
        _does("save_setting", Scope.UNIT, _OFFICERS, Kind.SYSTEM),
        _does("freeze_day", Scope.UNIT, _HEAD, Kind.SYSTEM),
        _does("confirm_clock", Scope.UNIT, _HEAD, Kind.SYSTEM),
        _does("set_backup_folder", Scope.UNIT, _SENIOR, Kind.SYSTEM),
        _does("keep_drafts", Scope.UNIT, _EVERYBODY, Kind.SYSTEM),
        _does("set_role", Scope.UNIT, _HEAD, Kind.SYSTEM),
        _does("drop_role", Scope.UNIT, _HEAD, Kind.SYSTEM),
        _does("prune_log", Scope.UNIT, _HEAD, Kind.ERASE),
        _does("write_demo_record", Scope.UNIT, _HEAD, Kind.COLLECT),
        _does("write_demo_papers", Scope.UNIT, _HEAD, Kind.COMBINE),
        _does("write_demo_quality", Scope.UNIT, _HEAD, Kind.COLLECT),
        # Rights of the people the records are about.
        _stands("hold_record"),
        _stands("release_hold"),
        _stands("keep_record"),
        _stands("propose_disposal"),
        _stands("withdraw_disposal"),
        _stands("confirm_disposal", kind=Kind.ERASE),
        _stands("open_request", roles=_OFFICERS),
        _stands("close_request", Scope.UNIT),
        _stands("flag_item", Scope.UNIT),
        _stands("decide_item", Scope.UNIT),
        # Visits.
        _does("plan_visit", Scope.LIST),
        _does("change_visit", Scope.LIST),
        _does("drop_visit", Scope.LIST),
        _stands("begin_visit", Scope.LIST, _OFFICERS),
        _does("capture_stop", Scope.LIST),
        _does("end_visit", Scope.LIST),
        _does("write_visit_note", Scope.LIST),
        _does("correct_place", Scope.UNIT),
        _does("drop_place", Scope.UNIT),
        _stands("take_out_visit", Scope.LIST, _OFFICERS, Kind.DISCLOSE),
        _stands("open_visit_pack", Scope.UNIT, _OFFICERS, Kind.COLLECT),
        _stands("make_visit_return", Scope.LIST, _OFFICERS, Kind.DISCLOSE),
        _does("note_visit_return", Scope.LIST, _OFFICERS, Kind.SYSTEM),
        _stands("clear_visit_pack", Scope.LIST, _OFFICERS, Kind.ERASE),
        _does("bring_back_visit", Scope.LIST, _OFFICERS, Kind.COMBINE),
        _does("settle_clash", Scope.LIST),
        _does("write_off_pack", Scope.LIST),
        # Quality assurance: its own roles decide.
        *(
            _does(name, Scope.UNIT, _EVERYBODY)
            for name in (
                "answer_quality_question",
                "add_golden_file",
                "join_calibration",
                "draw_round",
                "draw_double",
                "close_round",
                "void_round",
                "confirm_void_round",
                "redraw_round",
                "write_quality_feedback",
                "add_quality_action",
                "send_quality_feedback",
                "assign_sample",
                "assign_second",
                "assign_all",
                "save_instrument",
                "move_instrument",
                "drop_instrument",
                "add_quality_item",
                "take_quality_suggestion",
                "change_quality_item",
                "move_quality_item",
                "drop_quality_item",
                "lock_quality_review",
                "mark_own_quality_file",
                "start_quality_review",
                "keep_quality_place",
                "set_quality_file_period",
                "raise_quality_concern",
                "judge_quality_review",
                "submit_quality_review",
                "reopen_quality_review",
                "name_quality_person",
                "drop_quality_person",
                "fill_quality_people",
                "plan_round",
                "change_round",
                "drop_round",
                "open_quality_feedback",
                "write_own_quality_view",
                "reply_quality_feedback",
                "discuss_quality_feedback",
                "acknowledge_quality_feedback",
                "make_quality_report",
                "write_quality_report",
                "check_quality_report",
                "approve_quality_report",
                "drop_quality_report",
                "plan_case_reviews",
                "move_case_review",
                "freeze_frame",
                "settle_quality_matter",
                "answer_quality_query",
                "substitute_sample",
                "withdraw_sample",
            )
        ),
    )
)
"""Commands, by the name of their operation."""


ACTS: Mapping[str, Access] = {
    "open_desk": Access("OPEN_DESK", Kind.SYSTEM, Scope.UNIT, _EVERYBODY),
    "change_people": Access("CHANGE_PEOPLE", Kind.SYSTEM, Scope.UNIT, _HEAD),
    "break_glass": Access("BREAK_GLASS", Kind.CONSULT, Scope.CASE, _OFFICERS),
    "verify_log": Access("LOG_VERIFIED", Kind.SYSTEM, Scope.UNIT, _LOG),
    "anchor_log": Access("LOG_ANCHORED", Kind.SYSTEM, Scope.UNIT, _HEAD),
    "export_log": Access("EXPORT_LOG", Kind.DISCLOSE, Scope.UNIT, _LOG),
    "back_up": Access("BACKUP", Kind.SYSTEM, Scope.UNIT, _EVERYBODY),
    "drill": Access("DRILL", Kind.SYSTEM, Scope.UNIT, _EVERYBODY),
    "restore": Access("RESTORED", Kind.SYSTEM, Scope.UNIT, _HEAD),
}
"""What is done with the desk and is no transaction in it: ``Desk.need`` asks before it is done."""


def line_of(name: str) -> Access:
    """The line of a query (its class), a command (its operation) or an act.

    Raises:
        LookupError: there is none; a bug.

    """
    for table in (QUERIES, COMMANDS, ACTS):
        if name in table:
            return table[name]
    raise LookupError(f"{name} does not stand in the table of access")
