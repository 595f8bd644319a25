"""Known errors and proofs in words: what the window and the command line both say."""

import re
from collections.abc import Callable
from datetime import date

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.results import CaseResult, FactUsed, Proof
from resources.text import Text
from resources.wording import fact_name, source_words, stated


def error_words(text: Text, error: PomdeskError, *, typed: bool = False) -> str:
    """What went wrong, why, what to do next: the words for an error's code.

    Words with the error's reason come before those without; on the command line (``typed``), where
    what to do next is another thing, those that end in ``.cli`` before the window's.
    """
    code = f"error.{error.code}"
    keys = (f"{code}.{error.details.get('reason', '')}", code)
    key = next((found for one in keys if (found := _key(text, one, typed))), code)
    return text(key, **{name: _moment(text, said) for name, said in error.details.items()})


def notice_words(text: Text, code: str, *, typed: bool = False) -> str:
    """What was noticed, and what to do about it; blank for a code without words."""
    key = _key(text, f"notice.{code}", typed)
    return text(key) if key else ""


def _key(text: Text, key: str, typed: bool) -> str:
    if typed and text.has(f"{key}.cli"):
        return f"{key}.cli"
    return key if text.has(key) else ""


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)")


def _moment(text: Text, said: str | int) -> str | int:
    """A moment as errors carry it (``2026-11-22 09:14``), with its day in words."""
    found = _MOMENT.fullmatch(said) if isinstance(said, str) else None
    return f"{text.day(date.fromisoformat(found[1]))}, {found[2]}" if found else said


def fact_line(text: Text, fact: FactUsed) -> str:
    """One fact of a proof: name, value, where it came from."""
    line = f"{fact_name(text, fact.name)}: {stated(text, fact.name, fact.value)}"
    return f"{line} ({source_words(text, fact.source)})" if fact.source else line


def proof_lines(text: Text, proof: Proof) -> list[str]:
    """A proof as plain lines: the rule, its facts, its settings, its source."""
    lines = [text.code("rule", proof.rule)]
    lines += [f"  {fact_line(text, fact)}" for fact in proof.facts]
    for setting in proof.settings:
        mark = text(f"confidence.{setting.confidence}")
        name = text.code("setting", setting.key)
        if setting.local:
            mark = text("why.local")
        line = f"  {name}: {stated(text, setting.key, setting.value)}"
        lines.append(f"{line} [{mark}; {setting.source}]" if mark else f"{line} [{setting.source}]")
    if proof.source:
        lines.append("  " + text("proof.source", source=proof.source))
    return lines


def answer_words(text: Text, result: CaseResult, name: str) -> str:
    """What one result says, in a line: "18 August 2026 (Community)"."""
    return _ANSWERS[name](text, result)


def _handover(text: Text, result: CaseResult) -> str:
    if result.handover is None:
        return text("answer.outside")
    who = text.code("responsibility", result.handover.responsibility)
    if result.handover.on is None:
        return text("answer.no_handover", who=who)
    return text("answer.handover", day=text.day(result.handover.on), who=who)


def _scope(text: Text, result: CaseResult) -> str:
    return text.code("scope", result.scope.reason)


def _early(text: Text, result: CaseResult) -> str:
    early = result.early_allocation
    return text.code("early_allocation_status", early.status) if early else text("answer.outside")


def _recommended(text: Text, result: CaseResult) -> str:
    wanted = result.recommendation
    if wanted is None:
        return text("answer.outside")
    return text.code("pom_type", wanted.pom_type) or text("answer.no_recommendation")


def _plan(text: Text, result: CaseResult) -> str:
    if result.plan is None:
        return text("answer.outside")
    kind = text.code("handover_type", result.plan.kind)
    return text("answer.assumed", kind=kind) if result.plan.assumed else kind


def _com(text: Text, result: CaseResult) -> str:
    if result.com is None:
        return text("answer.outside")
    if result.com.allocation_overdue:
        return text("answer.com_overdue", span=text.count("span.days", result.com.days_overdue))
    if result.com.needed:
        return text("answer.com_needed")
    return text("answer.com_known" if result.com.known else "answer.com_not_needed")


_ANSWERS: dict[str, Callable[[Text, CaseResult], str]] = {
    "scope": _scope,
    "earliest_release": lambda text, result: stated(text, "", result.earliest_release),
    "handover_release": lambda text, result: stated(text, "", result.handover_release),
    "handover": _handover,
    "parole": lambda text, result: stated(text, "", result.parole.next_on),
    "early_allocation": _early,
    "recommendation": _recommended,
    "plan": _plan,
    "com": _com,
}
