"""The command ``draft``: one paper through its life, from its beginning to whom it was sent."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.papers import Gap, SectionState, SectionText
from pomdesk.domain.writing import Passage, passage, plain
from resources.text import Text
from ui.answers import print_json
from ui.paper_commands import read_text, written_kind
from ui.session import DONE, REFUSED, Session

if TYPE_CHECKING:
    from pomdesk.readmodels.papers import PaperView
    from pomdesk.services.desk import Desk


def draft(session: Session) -> int:
    """Take one paper through its life: begin, write, see what is missing, check, finish, send."""
    desk = session.desk()
    try:
        return _ACTIONS[session.arguments.action](session, desk)
    finally:
        desk.close()


def _begin(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.papers import BeginPaper
    from pomdesk.services.queries.case import CaseOf
    from ui.papers import template_of

    arguments = session.arguments
    kind = written_kind(arguments.kind)
    person_id = desk.ask(CaseOf(prisoner_number=arguments.prisoner)).person_id
    begin = BeginPaper(
        person_id,
        kind,
        getattr(arguments, "language", "en"),
        template_of(desk, kind).version,
        follows=arguments.follows,
        subject=arguments.subject,
    )
    print(desk.do(begin).result)
    return DONE


def _view(session: Session, desk: "Desk") -> "PaperView":
    from pomdesk.services.queries.papers import PaperOf

    return desk.ask(PaperOf(session.arguments.number))


def _section(desk: "Desk", view: "PaperView", name: str) -> str:
    """The section of that id.

    Raises:
        RequestRefused: REQ-PAPERSECTION, there is none that is written in.

    """
    from ui.papers import template_of

    sections = template_of(desk, view.paper.kind).sections
    known = [section.id for section in sections if section.written]
    if name not in known:
        raise RequestRefused("REQ-PAPERSECTION", section=name, known=", ".join(known))
    return name


def _start(session: Session, desk: "Desk") -> int:
    """Draft every section from the record in which nothing stands yet."""
    from pomdesk.services.commands.papers import WriteSection
    from reports.starters import start
    from ui.papers import material, template_of

    view = _view(session, desk)
    kind, text = view.paper.kind, Text(view.paper.language)
    snapshot = material(desk, kind, paper_id=view.paper.id)
    for section in template_of(desk, kind).sections:
        held = view.paper.sections.get(section.id)
        if section.starter and (held is None or not held.passage):
            begun = start(section.starter, snapshot, text)
            if begun:
                state = SectionState.NEEDS_CHECKING
                desk.do(WriteSection(view.paper.id, section.id, begun, state))
                print(section.id)
    return DONE


def _write_section(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.papers import KeepVersion, WriteSection

    arguments = session.arguments
    view = _view(session, desk)
    section = _section(desk, view, arguments.section)
    words = arguments.text
    if words is None:
        words = _piped() if arguments.file is None else read_text(arguments.file)
    state = SectionState.DONE if arguments.done else None
    desk.do(KeepVersion(arguments.number))  # what stood there before is not lost
    written = _with_links(passage(words), view.paper.sections.get(section))
    desk.do(WriteSection(arguments.number, section, written, state))
    return DONE


def _with_links(given: Passage, held: SectionText | None) -> Passage:
    """The text with the runs of every paragraph that stands there already, facts linked in it."""
    known = {one.text.strip(): one for one in held.passage} if held else {}
    return tuple(known.get(one.text.strip().removeprefix("- "), one) for one in given)


def _piped() -> str:
    """What comes on standard input.

    Raises:
        RequestRefused: REQ-TEXTFILE, it is not UTF-8.

    """
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RequestRefused("REQ-TEXTFILE", file="-") from None


def _show(session: Session, desk: "Desk") -> int:
    from reports.template import in_language
    from ui.papers import template_of

    view, text = _view(session, desk), session.text
    if session.arguments.format == "json":
        print_json(view)
        return DONE
    print(text(f"paper.{view.paper.kind}"), text(f"paper_stage.{view.paper.stage}"), sep=": ")
    for section in template_of(desk, view.paper.kind).sections:
        if not section.written:
            continue
        held = view.paper.sections.get(section.id)
        state = held.state if held else SectionState.EMPTY
        title = in_language(section.title, text.language)
        print(f"\n{section.id}: {title} [{text(f'section_state.{state}')}]")
        if held and held.passage:
            print(plain(held.passage))
    return DONE


def _ready(session: Session, desk: "Desk") -> int:
    """What is to look at before the paper leaves; whether anything keeps it from being final."""
    from resources.gap_words import gap_words

    gaps = _gaps(session, desk)
    text = session.text
    if session.arguments.format == "json":
        print_json(list(gaps))
    elif not gaps:
        print(text("cli.drafted.ready"))
    for gap in gaps if session.arguments.format != "json" else ():
        mark = text("cli.drafted.must" if gap.blocks else "cli.drafted.look")
        where = f" [{gap.section}]" if gap.section else ""
        key = f" ({gap.hit.key})" if gap.hit else ""
        print(f"{mark}{where} {gap_words(text, gap)}{key}")
    return REFUSED if any(gap.blocks for gap in gaps) else DONE


def _gaps(session: Session, desk: "Desk") -> Sequence[Gap]:
    from pomdesk.services.queries.papers import ReadyOf
    from ui.papers import template_of

    view = _view(session, desk)
    return desk.ask(ReadyOf(view.paper.id, template_of(desk, view.paper.kind)))


def _life(name: str) -> Callable[[Session, "Desk"], int]:
    """A step for which a person stands with their name: check, countersign, return, tick, allow."""

    def step(session: Session, desk: "Desk") -> int:
        from pomdesk.services.commands import paper_life
        from ui.papers import template_of

        arguments = session.arguments
        number, who = arguments.number, arguments.who or desk.who
        template = template_of(desk, _view(session, desk).paper.kind)
        steps: Mapping[str, Callable[[], Any]] = {
            "check": lambda: paper_life.CheckPaper(number, who, template),
            "countersign": lambda: paper_life.CountersignPaper(number, who, template),
            "return": lambda: paper_life.ReturnPaper(number, who, arguments.why),
            "tick": lambda: paper_life.TickDisclosure(number, arguments.item, who),
            "allow": lambda: paper_life.AcceptHit(number, arguments.item, who, arguments.why),
        }
        receipt = desk.do(steps[name]())
        print(session.text(f"operation.{receipt.name}"))
        return DONE

    return step


def _final(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.paper_life import FinishPaper
    from reports.kinds import make
    from ui.papers import material, template_of

    paper = _view(session, desk).paper
    snapshot = material(desk, paper.kind, paper_id=paper.id, final=True)
    made = make(paper.kind, snapshot, Text(paper.language))
    template = template_of(desk, paper.kind)
    written = paper.text_digest
    desk.do(FinishPaper(paper.id, template, made.pdf, made.words, made.sha256, written))
    print(session.text("cli.drafted.final", sha256=made.sha256))
    return DONE


def _sent(session: Session, desk: "Desk") -> int:
    from pomdesk.services.commands.paper_life import RecordSent

    arguments = session.arguments
    day = arguments.on or desk.today
    title = session.text(f"paper.{_view(session, desk).paper.kind}")
    sent = RecordSent(arguments.number, arguments.to, arguments.how, day, arguments.why, title)
    desk.do(sent)
    print(session.text("operation.send_paper"))
    return DONE


_ACTIONS: Mapping[str, Callable[[Session, "Desk"], int]] = {
    "begin": _begin,
    "start": _start,
    "write": _write_section,
    "show": _show,
    "ready": _ready,
    "tick": _life("tick"),
    "allow": _life("allow"),
    "check": _life("check"),
    "countersign": _life("countersign"),
    "return": _life("return"),
    "final": _final,
    "sent": _sent,
}
ACTIONS = tuple(_ACTIONS)
"""What ``draft`` can do."""
