"""The commands about papers: write one, list those in hand, packs, templates."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pomdesk.domain.errors import PaperRefused, RequestRefused
from pomdesk.domain.names import listed
from pomdesk.domain.papers import PaperKind, PaperStage
from resources.text import Text
from ui.answers import print_json, print_table
from ui.session import DONE, REFUSED, Session

if TYPE_CHECKING:
    from pomdesk.readmodels.papers import PaperLine
    from pomdesk.services.desk import Desk

SUFFIXES = {"pdf": "pdf", "archive": "pdf", "word": "docx"}


# ---- writing files --------------------------------------------------------------------------


def paper(session: Session) -> int:
    """Write a paper of people or of the whole desk; nothing is written until it is whole."""
    from reports import kinds

    arguments = session.arguments
    known = (*kinds.KINDS, *kinds.DESK_KINDS)
    if arguments.list or arguments.kind is None:
        for kind in known:
            print(f"{kind}\t{session.text(f'paper.{kind}')}")
        return DONE
    if arguments.kind not in known:
        raise RequestRefused("REQ-PAPER", kind=arguments.kind, known=", ".join(known))
    of_desk = arguments.kind in kinds.DESK_KINDS
    if arguments.output is None or of_desk == bool(arguments.prisoners):
        raise RequestRefused("REQ-PAPERDESK" if of_desk else "REQ-PAPERWHO", kind=arguments.kind)
    desk = session.desk()
    try:
        (_desk_paper if of_desk else _case_papers)(session, desk)
    finally:
        desk.close()
    return DONE


def _desk_paper(session: Session, desk: "Desk") -> None:
    from reports import kinds
    from ui.papers import desk_view

    arguments = session.arguments
    if arguments.form == "word":
        raise RequestRefused("REQ-PAPERWORD", kind=arguments.kind)
    view = desk_view(desk, arguments.kind, months=arguments.months, names=arguments.names)
    content = kinds.render_desk(arguments.kind, view, session.text, prepared_by=desk.who)
    _write(session, desk, _finished(session, content), view.people)


def _case_papers(session: Session, desk: "Desk") -> None:
    from pomdesk.services.queries.case import CaseOf
    from ui.papers import note_paper

    arguments = session.arguments
    folder = arguments.output
    people = [desk.ask(CaseOf(prisoner_number=number)) for number in arguments.prisoners]
    if len(people) > 1:
        _make_folder(folder)
    for view in people:
        content, recipient = _content(session, desk, view.person_id)
        _write(session, desk, content, [view.person_id], recipient)
        note_paper(desk, view.person_id, arguments.kind, session.text)


def _make_folder(folder: Path) -> None:
    """Make a folder to write papers into, where it is not there.

    Raises:
        PaperRefused: REP-PATH, it cannot be made.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise PaperRefused("REP-PATH", path=str(folder)) from None


def _content(session: Session, desk: "Desk", person_id: int) -> tuple[bytes, str]:
    """The newest paper of the kind with what was written in it; else one from the record.

    Returns:
        The file, and to whom the paper went, as far as is known.

    """
    from pomdesk.services.queries.papers import FinalPdf
    from reports import kinds
    from ui.papers import material

    arguments, text = session.arguments, session.text
    kind, newest = arguments.kind, None
    if not arguments.blank:
        newest = _newest(desk, person_id, kind)
        if newest is not None and not hasattr(arguments, "language"):
            text = Text(newest.language)
    if newest is not None and newest.stage in {PaperStage.FINAL, PaperStage.SENT}:
        if arguments.form == "word":
            raise RequestRefused("REQ-PAPERFINAL")
        return _finished(session, desk.ask(FinalPdf(newest.id))), newest.sent_to
    paper_id = newest.id if newest is not None else None
    snapshot = material(desk, kind, person_id=person_id, paper_id=paper_id)
    if arguments.form == "word":
        return kinds.docx(kind, snapshot, text), ""
    return _finished(session, kinds.render(kind, snapshot, text)), ""


def _newest(desk: "Desk", person_id: int, kind: str) -> "PaperLine | None":
    from pomdesk.services.queries.papers import PapersOf
    from ui.papers import newest_of

    return newest_of(desk.ask(PapersOf(person_id)), kind)


def _finished(session: Session, pdf: bytes) -> bytes:
    """The PDF as it was asked for: for the archive, or behind a password."""
    from reports.finish import as_archive, with_password

    arguments = session.arguments
    file = arguments.password_file
    if file is not None and arguments.form != "pdf":
        raise RequestRefused("REQ-PAPERLOCK")
    if arguments.form == "archive":
        return as_archive(pdf)
    if file is None:
        return pdf
    try:
        password = file.read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise RequestRefused("REQ-PASSFILE", file=file.name) from None
    return with_password(pdf, password)


def _write(
    session: Session,
    desk: "Desk",
    content: bytes,
    people: Collection[int],
    recipient: str = "",
) -> None:
    from ui.export import file_name
    from ui.out import give_out

    arguments = session.arguments
    path: Path = arguments.output
    if path.is_dir():
        path = path / file_name(arguments.kind, desk.today, SUFFIXES[arguments.form])
    what = "EXPORT_WORD" if arguments.form == "word" else "EXPORT_PDF"
    give_out(desk, path, content, what, people=people, how=arguments.kind, recipient=recipient)
    print(path)


# ---- packs ----------------------------------------------------------------------------------


def pack(session: Session) -> int:
    """Handover packs of some people, or of everybody due in a month, into one folder."""
    from pomdesk.services.queries.case import CaseOf
    from ui.out import logged
    from ui.pack_run import materials_of, run_packs
    from ui.papers import note_paper
    from ui.words import error_words

    arguments, text = session.arguments, session.text
    if bool(arguments.prisoners) == (arguments.month is not None):
        raise RequestRefused("REQ-PACKWHO")
    desk = session.desk()
    try:
        if arguments.month is not None:
            ids = _due_in(desk, arguments.month)
        else:
            ids = [
                desk.ask(CaseOf(prisoner_number=number)).person_id for number in arguments.prisoners
            ]
        _make_folder(arguments.output)
        run = run_packs(
            materials_of(desk, ids),
            text.language,
            arguments.output,
            on_progress=lambda done: session.tell(text("cli.pack_progress", n=done, of=len(ids))),
            prepared_by=desk.who,
            give=logged(desk),
        )
        for made in run.made:
            note_paper(desk, made.person_id, PaperKind.HANDOVER_PACK, text)
    finally:
        desk.close()
    if run.index is not None:
        print(run.index)
    for refused in run.refused:
        why = error_words(text, refused.problem, typed=True) if refused.problem else ""
        session.tell(text("cli.pack_refused", number=refused.prisoner_number, why=why))
    if run.index_problem is not None:
        raise run.index_problem
    return REFUSED if run.refused else DONE


def _due_in(desk: "Desk", month: date) -> list[int]:
    from pomdesk.rules.dates import add_days, add_months
    from pomdesk.services.queries.papers import PacksDue

    last = add_days(add_months(month, 1), -1)
    return [line.person_id for line in desk.ask(PacksDue(month, last))]


# ---- papers in hand -------------------------------------------------------------------------


def papers(session: Session) -> int:
    """The papers in hand, most urgent first; or every paper of one person."""
    from pomdesk.services.queries.case import CaseOf
    from pomdesk.services.queries.papers import PapersInHand, PapersOf

    arguments, text = session.arguments, session.text
    desk = session.desk()
    try:
        if arguments.prisoner:
            person_id = desk.ask(CaseOf(prisoner_number=arguments.prisoner)).person_id
            lines = desk.ask(PapersOf(person_id))
        else:
            lines = desk.ask(PapersInHand())
        if arguments.format == "json":
            desk.disclose("EXPORT_LIST", {line.person_id for line in lines}, how="papers")
    finally:
        desk.close()
    if arguments.format == "json":
        print_json([_line_json(text, line) for line in lines])
        return DONE
    names = ("paper_number", "number", "person", "paper", "stage", "version", "due", "sent_to")
    head = [text(f"cli.column.{name}") for name in names]
    rows = [
        [
            str(line.id),
            line.prisoner_number,
            listed(line.last_name, line.first_name),
            text(f"paper.{line.kind}"),
            text(f"paper_stage.{line.stage}"),
            str(line.version),
            text.short_day(line.due),
            line.sent_to,
        ]
        for line in lines
    ]
    print_table(head, rows)
    return DONE


def _line_json(text: Text, line: "PaperLine") -> dict[str, Any]:
    return {
        "paper": line.id,
        "prisonerNumber": line.prisoner_number,
        "kind": line.kind,
        "title": text(f"paper.{line.kind}"),
        "language": line.language,
        "stage": line.stage,
        "version": line.version,
        "filled": line.filled,
        "due": line.due,
        "sentTo": line.sent_to,
    }


# ---- templates ------------------------------------------------------------------------------


def template(session: Session) -> int:
    """The template of a kind of paper: to a file to edit, back from it, or the shipped one."""
    from pomdesk.services.commands.paper_templates import DropTemplate, UseTemplate
    from reports.kinds import check_template
    from reports.template import load
    from resources import read_text as shipped_text

    arguments = session.arguments
    kind = written_kind(arguments.kind)
    desk = session.desk()
    try:
        if arguments.use is not None:
            toml = read_text(arguments.use)
            check_template(kind, load(arguments.use.name, toml))
            desk.do(UseTemplate(kind, toml, arguments.why))
            print(session.text("operation.use_template"))
        elif arguments.drop:
            desk.do(DropTemplate(kind))
            print(session.text("operation.drop_template"))
        else:
            from pomdesk.services.queries.papers import LocalTemplates

            print(desk.ask(LocalTemplates()).get(kind) or shipped_text("papers", f"{kind}.toml"))
    finally:
        desk.close()
    return DONE


def written_kind(typed: str) -> PaperKind:
    """The kind that was typed.

    Raises:
        RequestRefused: REQ-PAPER, nobody writes papers of that kind.

    """
    from pomdesk.domain.papers import PAPER_SPECS

    known = [kind.value for kind, spec in PAPER_SPECS.items() if spec.written]
    if typed not in known:
        raise RequestRefused("REQ-PAPER", kind=typed, known=", ".join(known))
    return PaperKind(typed)


def read_text(file: Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        RequestRefused: REQ-TEXTFILE, it cannot be read.

    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RequestRefused("REQ-TEXTFILE", file=file.name) from None
