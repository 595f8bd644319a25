"""The commands that write down what happened, and those about the policy's settings."""

import json
from typing import TYPE_CHECKING, Any

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.policy import PolicyLine
from resources.text import Text
from resources.wording import stated
from ui.answers import print_json, print_table
from ui.session import DONE, Session

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk


def contact(session: Session) -> int:
    """Write down a contact or a key work session; says when the next one is due."""
    from pomdesk.services.commands.entries import AddEntry
    from pomdesk.services.queries.case import CaseOf

    arguments = session.arguments
    desk = session.desk()
    try:
        view = desk.ask(CaseOf(prisoner_number=arguments.prisoner))
        key_work = arguments.kind == EntryKind.KEY_WORK
        desk.do(
            AddEntry(
                view.person_id,
                EntryKind.KEY_WORK if key_work else EntryKind.CONTACT,
                arguments.on or desk.today,
                what=None if key_work else arguments.kind,
                text=arguments.text,
                next_step=arguments.next,
                due=arguments.follow_up,
                who=arguments.who,
            )
        )
        print(_next_words(session.text, desk, view.person_id, key_work))
    finally:
        desk.close()
    return DONE


def _next_words(text: Text, desk: "Desk", person_id: int, key_work: bool) -> str:
    from pomdesk.services.queries.duties import DutiesDue

    kind = DutyKind.KEY_WORK if key_work else DutyKind.CONTACT
    for line in desk.ask(DutiesDue(person_id=person_id)):
        if line.duty.kind is kind and line.duty.due:
            away = text.away(line.duty.due, desk.today)
            return text("cli.written_next", day=text.day(line.duty.due), away=away)
    return text("cli.written")


def settings(session: Session) -> int:
    """Every setting of the policy on the day, or those of one section, or the local ones."""
    from pomdesk.services.queries.settings import PolicySettings

    arguments = session.arguments
    desk = session.desk()
    try:
        held = desk.ask(PolicySettings())
    finally:
        desk.close()
    lines = [
        line
        for line in held
        if (not arguments.local or line.local)
        and arguments.section in (None, line.section, line.key)
    ]
    if arguments.section is not None and not any(
        arguments.section in (line.section, line.key) for line in held
    ):
        raise RequestRefused("REQ-SETTING", key=arguments.section)
    if arguments.format == "json":
        print_json([_setting_json(line) for line in lines])
        return DONE
    text = session.text
    head = [text(f"cli.column.{name}") for name in ("setting", "value", "mark", "source")]
    rows = [[line.key, _value(text, line), _mark(text, line), line.source] for line in lines]
    print_table(head, rows)
    return DONE


def _setting_json(line: PolicyLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "value": line.value,
        "default": line.default,
        "unit": line.unit,
        "local": line.local,
        "starts": line.starts,
        "reason": line.reason,
        "by": line.by,
        "source": line.source,
        "confidence": line.confidence,
        "standing": line.standing,
    }


def _value(text: Text, line: PolicyLine) -> str:
    if isinstance(line.value, int) and text.has(f"span.{line.unit}.one"):
        return text.count(f"span.{line.unit}", line.value)
    words = stated(text, line.key, line.value)
    return f"{words} {line.unit}".strip()


def _mark(text: Text, line: PolicyLine) -> str:
    if line.local:
        return text("cli.setting.local", day=text.short_day(line.starts), why=line.reason)
    return text(f"confidence.{line.confidence}")


def override(session: Session) -> int:
    """Decide a setting locally from a day on, with a reason; or take that back."""
    from pomdesk.services.commands.policy import OverrideSetting, WithdrawOverride

    arguments, text = session.arguments, session.text
    desk = session.desk()
    try:
        starts = arguments.starts or desk.today
        if arguments.withdraw:
            desk.do(WithdrawOverride(arguments.key, starts))
            words = "cli.setting.withdrawn"
        else:
            value = _typed(arguments.value)
            desk.do(OverrideSetting(arguments.key, value, starts, arguments.why))
            words = "cli.setting.decided"
    finally:
        desk.close()
    print(text(words, key=arguments.key, day=text.day(starts)))
    return DONE


def _typed(words: str | None) -> Any:
    """A value as a policy pack has it: JSON where it is JSON, else the words themselves."""
    try:
        return json.loads(words or "")
    except ValueError:
        return words or ""
