"""The command ``qa``: rounds of quality assurance without a window."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pomdesk.domain.errors import PaperRefused, RequestRefused
from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import Finding
from pomdesk.domain.quality.terms import (
    Grade,
    InstrumentStage,
    Judgement,
    Purpose,
    ReviewKind,
    Role,
    RootCause,
    RoundStage,
    Substitution,
    Unit,
)
from pomdesk.readmodels.policy import Standing
from pomdesk.readmodels.quality import RoundLine, RoundPlan, RoundView
from ui.answers import print_json, print_table
from ui.session import DONE, REFUSED, Session

if TYPE_CHECKING:
    from pomdesk.readmodels.quality_calibration import CalibrationView
    from pomdesk.services.desk import Desk


def qa(session: Session) -> int:
    """Do one thing of quality assurance; ``verify`` with two files needs no store."""
    arguments = session.arguments
    if arguments.action == "verify" and arguments.record is not None:
        return _verify_files(session)
    desk = session.desk()
    try:
        return _ACTIONS[arguments.action](session, desk)
    finally:
        desk.close()


# People.


def _people(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.quality_people import PeopleInQuality

    people = desk.ask(PeopleInQuality())
    if session.wants_json():
        print_json(people)
        return DONE
    text = session.text
    roles = [
        ", ".join(text(f"quality_term.role.{role}") for role in sorted(one.roles)) for one in people
    ]
    rows = [
        (one.code, one.name, held, one.signs_in) for one, held in zip(people, roles, strict=True)
    ]
    print_table([text(f"cli.qa_head.{name}") for name in ("code", "name", "roles", "as")], rows)
    return DONE


def _person(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_people import NamePerson
    from pomdesk.services.queries.quality_people import PeopleInQuality

    given = session.arguments
    held = {one.code: one for one in desk.ask(PeopleInQuality())}
    member = held.get(given.code, Member(given.code, given.name or given.code))
    changes: dict[str, Any] = {
        name: getattr(given, name)
        for name in ("name", "signs_in", "manager", "joined", "left")
        if getattr(given, name) is not None
    }
    if given.roles is not None:
        changes["roles"] = frozenset(_role(one) for one in given.roles.replace(",", " ").split())
    if given.grade is not None:
        changes["grade"] = Grade(given.grade)
    desk.do(NamePerson(replace(member, **changes)))
    return DONE


def _role(code: str) -> Role:
    try:
        return Role(code.casefold())
    except ValueError:
        known = ", ".join(one.value for one in Role)
        raise RequestRefused("REQ-QA-NO-ROLE", role=code, known=known) from None


def _supervisors(_session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_people import FillFromStaff

    print(desk.do(FillFromStaff()).result)
    return DONE


# Instruments.


def _instruments(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.quality_instruments import Instruments

    lines = desk.ask(Instruments())
    if session.wants_json():
        print_json(lines)
        return DONE
    text = session.text
    rows = [
        (str(one.id), one.code, str(one.version),
         text(f"quality_term.instrument_stage.{one.stage}"), str(one.questions), one.title)
        for one in lines
    ]  # fmt: skip
    names = ("number", "code", "version", "stage", "questions", "title")
    print_table([text(f"cli.qa_head.{name}") for name in names], rows)
    return DONE


def _drafts(_session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_instruments import SaveInstrument
    from resources.instruments import shipped_instruments

    for data in shipped_instruments():
        print(desk.do(SaveInstrument(data)).result, data["code"])
    return DONE


def _instrument(session: Session, desk: "Desk") -> int:
    from pomdesk.intake.instruments import read_instrument
    from pomdesk.services.commands.quality_instruments import SaveInstrument

    file: Path = session.arguments.file
    print(desk.do(SaveInstrument(read_instrument(_bytes(file), file.name).data)).result)
    return DONE


def _instrument_out(session: Session, desk: "Desk") -> int:
    from pomdesk.intake.instruments import json_bytes, workbook_bytes
    from pomdesk.rules.quality.instruments import to_data
    from pomdesk.services.queries.quality_instruments import InstrumentOf
    from ui.out import give_out

    target: Path = session.arguments.output
    view = desk.ask(InstrumentOf(session.arguments.number))
    as_workbook = target.suffix.casefold() == ".xlsx"
    data = to_data(view.instrument)
    content = workbook_bytes(data) if as_workbook else json_bytes(data)
    give_out(desk, target, content, "EXPORT_TEMPLATE", how="instrument")
    return DONE


def _publish(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_instruments import MoveInstrument

    desk.do(MoveInstrument(session.arguments.number, InstrumentStage.PUBLISHED))
    return DONE


# Rounds.


def _rounds(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.quality_rounds import Rounds

    lines = desk.ask(Rounds())
    if session.wants_json():
        print_json(lines)
        return DONE
    text = session.text
    rows = [
        (one.ref, text(f"quality_term.purpose.{one.purpose}"), text.day(one.as_of),
         text(f"quality_term.round_stage.{one.stage}"), f"{one.done}/{one.drawn}", one.title)
        for one in lines
    ]  # fmt: skip
    names = ("ref", "purpose", "as_of", "stage", "read", "title")
    print_table([text(f"cli.qa_head.{name}") for name in names], rows)
    return DONE


def _round(desk: "Desk", ref: str) -> RoundLine:
    """The round that is called so.

    Raises:
        RequestRefused: REQ-QA-NO-ROUND.

    """
    from pomdesk.services.queries.quality_rounds import Rounds

    for line in desk.ask(Rounds()):
        if line.ref.casefold() == ref.casefold():
            return line
    raise RequestRefused("REQ-QA-NO-ROUND", ref=ref)


def _plan(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_rounds import PlanRound

    given = session.arguments
    rows = None
    if given.list is not None:
        from pomdesk.intake.case_list import read_case_list

        told = read_case_list(given.list)
        for refusal in told.refused:
            session.tell(
                session.text(
                    "cli.qa_told.refused", row=refusal.row, reason=_reason(session, refusal)
                )
            )
        rows = tuple(told.rows)
    plan = RoundPlan(
        files=given.files,
        floor=given.floor if given.floor is not None else _usual_floor(desk),
        second_key=given.second_key,
        filter=given.filter,
        filter_words=given.why if given.filter else "",
        from_file=given.list.name if given.list else "",
        certain=dict(_certain(one) for one in given.must_see),
    )
    made = desk.do(
        PlanRound(
            ref=given.ref,
            title=given.title or given.ref,
            purpose=Purpose(given.purpose),
            unit=Unit(given.unit),
            as_of=given.as_of or desk.today,
            plan=plan,
            instrument_id=given.instrument,
            period_from=given.starts,
            period_to=given.ends,
            reason=given.why,
            parent_id=None,
            rows=rows,
        )
    )
    print(made.result)
    return DONE


def _reason(session: Session, refusal: Any) -> str:
    return session.text(f"quality_list.{refusal.code}", **refusal.details)


def _usual_floor(desk: "Desk") -> int:
    from pomdesk.services.queries.settings import PolicySettings

    for line in desk.ask(PolicySettings()):
        if line.key == "quality.floor_files" and line.standing is Standing.IN_FORCE:
            return int(str(line.value))
    return RoundPlan().floor


def _certain(given: str) -> tuple[str, str]:
    case, _, reason = given.partition("=")
    return case.strip().upper(), reason.strip() or "serious_incident"


def _how_many(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.quality_rounds import HowManyFor

    line = _round(desk, session.arguments.round)
    told = desk.ask(HowManyFor(line.id, session.arguments.files))
    if session.wants_json():
        print_json(_exact(told))
        return DONE
    text = session.text
    for name in ("estimate", "discovery", "coverage", "proposed"):
        print(text(f"cli.qa_many.{name}", n=getattr(told, name), of=told.eligible))
    print(text("cli.qa_many.buys", n=told.chosen, points=f"{told.margin:.0f}",
               chance=f"{100 * told.find:.0f}", hours=f"{float(told.hours):.0f}"))  # fmt: skip
    return DONE


def _freeze(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_rounds import FreezeFrame
    from pomdesk.services.queries.quality_rounds import FrameOf

    line = _round(desk, session.arguments.round)
    desk.do(FreezeFrame(line.id))
    print(desk.ask(FrameOf(line.id)).sha256)
    return DONE


def _draw(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_draws import DrawRound
    from pomdesk.services.queries.quality_rounds import CertificatesOf

    given = session.arguments
    line = _round(desk, given.round)
    desk.do(DrawRound(line.id, given.source, given.seed, given.witness))
    print(desk.ask(CertificatesOf(line.id))[0].draw.sha256)
    return DONE


def _double(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_draws import DrawDouble

    desk.do(DrawDouble(_round(desk, session.arguments.round).id))
    return DONE


def _close(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_rounds import CloseRound

    desk.do(CloseRound(_round(desk, session.arguments.round).id))
    return DONE


def _void(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_rounds import VoidRound

    given = session.arguments
    ended = desk.do(VoidRound(_round(desk, given.round).id, given.why, given.second)).result
    if not ended:
        session.tell(session.text("cli.qa_told.void_asked", who=given.second))
    return DONE


def _confirm_void(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_rounds import ConfirmVoid

    desk.do(ConfirmVoid(_round(desk, session.arguments.round).id))
    return DONE


def _view(desk: "Desk", ref: str) -> RoundView:
    from pomdesk.services.queries.quality_rounds import RoundOf

    return desk.ask(RoundOf(_round(desk, ref).id))


def _shown(session: Session, desk: "Desk") -> int:
    view, text = _view(desk, session.arguments.round), session.text
    if session.wants_json():
        print_json(_exact(view))
        return DONE
    print(view.ref, view.title, text(f"quality_term.round_stage.{view.stage}"), sep=" · ")
    rows = [
        (one.case_ref, one.supervisor_name, text(f"quality_term.sample_role.{one.role}"),
         str(one.rank), text(f"quality_term.sample_status.{one.status}"), one.assessor_name,
         "" if one.review_id is None else str(one.review_id))
        for one in view.samples
    ]  # fmt: skip
    names = ("case", "supervisor", "role", "rank", "stage", "assessor", "review")
    print_table([text(f"cli.qa_head.{name}") for name in names], rows)
    return DONE


def _assign(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_draws import AssignAll

    given = session.arguments
    desk.do(AssignAll(_round(desk, given.round).id, tuple(given.assessors)))
    return DONE


def _substitute(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_draws import Substitute

    given = session.arguments
    wanted = given.case.strip().upper()
    for one in _view(desk, given.round).samples:
        if one.case_ref == wanted:
            desk.do(Substitute(one.id, Substitution(given.reason), given.note))
            return DONE
    raise RequestRefused("REQ-QA-NO-CASE", ref=wanted, round=given.round)


# Calibration: several assessors mark one golden file, held against an agreed key.


def _golden(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_calibration import AddGolden

    given = session.arguments
    desk.do(AddGolden(_round(desk, given.round).id, given.case))
    return DONE


def _session(session: Session, desk: "Desk") -> "CalibrationView":
    from pomdesk.services.queries.quality_agreement import CalibrationOf

    return desk.ask(CalibrationOf(_round(desk, session.arguments.round).id))


def _join(session: Session, desk: "Desk") -> int:
    """Take part; prints the number of the marking, which is marked like any other."""
    from pomdesk.services.commands.quality_calibration import JoinCalibration

    sample = _session(session, desk).sample_id
    if sample is None:
        raise RequestRefused("REQ-QA-NO-GOLDEN", round=session.arguments.round)
    kind = ReviewKind.KEY if session.arguments.key else ReviewKind.CALIBRATION
    print(desk.do(JoinCalibration(sample, kind)).result)
    return DONE


def _calibration(session: Session, desk: "Desk") -> int:
    view, text = _session(session, desk), session.text
    if session.wants_json():
        print_json(_exact(view))
        return DONE
    rows = [(one.name, f"{one.hits}/{one.keyed}") for one in view.lines]
    print_table([text("cli.qa_head.assessor"), text("cli.qa_head.hits")], rows)
    if view.fleiss is not None:
        print(text("cli.qa_told.fleiss", kappa=f"{view.fleiss:.2f}", n=view.items))
    return DONE


def _certificate(session: Session, desk: "Desk") -> int:
    """The certificate as a PDF, the record and the frame beside it, a set for each draw."""
    from pomdesk.services.queries.quality_rounds import CertificatesOf
    from reports.quality import render
    from ui.out import anchor_of, give_out

    given = session.arguments
    folder: Path = given.output
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise PaperRefused("REP-PATH", path=str(folder)) from None
    for one in desk.ask(CertificatesOf(_round(desk, given.round).id)):
        paper = render(
            "certificate",
            one,
            session.text,
            marking_day=desk.today,
            prepared_by=desk.who,
            anchor=anchor_of(desk),
        )
        for ending, held in (
            ("certificate.pdf", paper),
            ("record.json", one.record.encode()),
            ("frame.json", one.frame.encode()),
        ):
            target = folder / f"{one.draw.ref}-{ending}"
            what = "EXPORT_PDF" if ending.endswith("pdf") else "EXPORT_LIST"
            give_out(desk, target, held, what, how="certificate")
            print(target)
    return DONE


def _verify(session: Session, desk: "Desk") -> int:
    """Every draw of the store, and the chain that holds them together."""
    from pomdesk.services.queries.quality_rounds import ChainOf

    return _tell(session, desk.ask(ChainOf()))


def _verify_files(session: Session) -> int:
    from pomdesk.rules.quality.verify import verify

    given = session.arguments
    if given.frame is None:
        raise RequestRefused("REQ-QA-TWO-FILES")
    record, frame = _bytes(given.record), _bytes(given.frame)
    return _tell(session, verify(record, frame, expected_sha256=given.sha256))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise RequestRefused("REQ-QA-UNREADABLE", file=file.name) from None


def _tell(session: Session, findings: "list[Finding] | tuple[Finding, ...] | Any") -> int:
    text = session.text
    if session.wants_json():
        print_json({"holds": not findings, "findings": list(findings)})
    elif not findings:
        print(text("cli.qa_told.holds"))
    for one in () if session.wants_json() else findings:
        print(text(f"draw_finding.{one.code}", about=one.about))
    return REFUSED if findings else DONE


# Reading, feedback, the report.


def _reviews(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.quality_marking import MyReviews

    lines, text = desk.ask(MyReviews()), session.text
    if session.wants_json():
        print_json(lines)
        return DONE
    rows = [
        (str(one.review_id), one.round_ref, one.case_ref, one.supervisor_name,
         text(f"quality_term.review_kind.{one.kind}"), f"{one.answered}/{one.questions}",
         text.day(one.due) if one.due else "")
        for one in lines
    ]  # fmt: skip
    names = ("review", "ref", "case", "supervisor", "kind", "answered", "due")
    print_table([text(f"cli.qa_head.{name}") for name in names], rows)
    return DONE


def _mark(session: Session, desk: "Desk") -> int:
    """Take in the answers of one review from a file; hand it in; lock it where asked."""
    from pomdesk.services.commands.quality_marking import (
        AnswerQuestion,
        JudgeReview,
        LockReview,
        StartReview,
        SubmitReview,
    )

    given = session.arguments
    try:
        told = json.loads(_bytes(given.file))
        answers = [_answer(key, value) for key, value in told["answers"].items()]
        judgement, why = Judgement(told["judgement"]), str(told.get("why", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RequestRefused("REQ-QA-ANSWERS-FILE", file=given.file.name) from None
    desk.do(StartReview(given.review))
    for answer in answers:
        desk.do(AnswerQuestion(given.review, answer))
    desk.do(JudgeReview(given.review, judgement, why))
    desk.do(SubmitReview(given.review))
    if given.lock:
        desk.do(LockReview(given.review))
    return DONE


def _answer(key: str, value: Mapping[str, Any] | str) -> Answer:
    told: Mapping[str, Any] = {"option": value} if isinstance(value, str) else value
    return Answer(
        key,
        str(told["option"]),
        comment=str(told.get("comment", "")),
        document=str(told.get("document", "")),
        location=str(told.get("location", "")),
        root_causes=tuple(RootCause(one) for one in told.get("root_causes", ())),
        good_practice=bool(told.get("good_practice", False)),
    )


def _feedback(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.quality_feedback import OpenFeedback
    from reports.quality import render
    from ui.out import anchor_of, give_out

    given = session.arguments
    view = desk.do(OpenFeedback(given.review)).result
    paper = render(
        "feedback",
        view,
        session.text,
        marking_day=desk.today,
        prepared_by=desk.who,
        anchor=anchor_of(desk),
    )
    give_out(desk, given.output, paper, "EXPORT_PDF", size=1, how="feedback")
    return DONE


def _due(session: Session, desk: "Desk") -> int:
    from pomdesk.services.queries.quality_now import QualityDuties

    duties, text = desk.ask(QualityDuties()), session.text
    if session.wants_json():
        print_json(duties)
        return DONE
    rows = [
        (text.day(one.due) if one.due else "", text(f"quality_term.duty.{one.kind}"), one.owner,
         one.about, one.case_ref, one.title)
        for one in duties
    ]  # fmt: skip
    names = ("due", "duty", "owner", "about", "case", "title")
    print_table([text(f"cli.qa_head.{name}") for name in names], rows)
    return DONE


def _report(session: Session, desk: "Desk") -> int:
    """The newest report to the Governor; with a period, what one of it would say now."""
    from pomdesk.services.queries.quality_report import ReportDraft, ReportLines, ReportOf
    from pomdesk.services.queries.quality_rounds import Rounds
    from reports.quality import render
    from ui.out import anchor_of, give_out

    given = session.arguments
    if given.starts is None:
        kept = desk.ask(ReportLines())
        if not kept:
            raise RequestRefused("REQ-QA-NO-REPORT")
        report = desk.ask(ReportOf(kept[0].id))
    else:
        first, last = given.starts, given.ends or desk.today
        closed = (one for one in desk.ask(Rounds()) if one.stage is RoundStage.CLOSED)
        rounds = tuple(one.id for one in closed if first <= one.as_of <= last)
        report = desk.ask(ReportDraft(first, last, rounds))
    paper = render(
        "governor",
        report,
        session.text,
        marking_day=desk.today,
        prepared_by=desk.who,
        anchor=anchor_of(desk),
    )
    recipient = session.text("audit.recipient.governor")
    give_out(desk, given.output, paper, "EXPORT_PDF", how="governor", recipient=recipient)
    print(report.figures_sha256)
    return DONE


def _exact(value: object) -> Any:
    """A read model as JSON can hold it: exact fractions as ``3/12``."""
    from ui.answers import json_text

    return json.loads(json_text(_told(value)))


def _told(value: object) -> Any:
    from dataclasses import fields, is_dataclass

    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _told(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    return value


_ACTIONS: Mapping[str, Callable[[Session, "Desk"], int]] = {
    "people": _people,
    "person": _person,
    "supervisors": _supervisors,
    "instruments": _instruments,
    "drafts": _drafts,
    "instrument": _instrument,
    "instrument-out": _instrument_out,
    "publish": _publish,
    "rounds": _rounds,
    "round": _shown,
    "plan": _plan,
    "how-many": _how_many,
    "freeze": _freeze,
    "draw": _draw,
    "double": _double,
    "assign": _assign,
    "substitute": _substitute,
    "close": _close,
    "void": _void,
    "confirm-void": _confirm_void,
    "golden": _golden,
    "join": _join,
    "calibration": _calibration,
    "certificate": _certificate,
    "verify": _verify,
    "reviews": _reviews,
    "mark": _mark,
    "feedback": _feedback,
    "due": _due,
    "report": _report,
}
