"""What ``qa ACTION`` takes on the command line."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pomdesk.domain.quality.terms import (
    Certainty,
    Grade,
    Purpose,
    Role,
    Substitution,
    Unit,
)
from resources.text import Text

Add = Callable[[str], argparse.ArgumentParser]
Day = Callable[[str], date]


def add_quality(add: Add, text: Text, day: Day) -> None:
    """Add the command ``qa`` with its actions; ``day`` reads a day."""
    actions = add("qa").add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, *, listed: bool = False) -> argparse.ArgumentParser:
        words = text(f"cli.qa_help.{name}")
        made = actions.add_parser(name, help=words, description=words)
        if listed:
            made.add_argument("--format", choices=("table", "json"), default="table")
        return made

    _people(action, text, day)
    _instruments(action, text)
    _rounds(action, text, day)
    _calibration(action, text)
    _results(action, text, day)


def _people(action: Callable[..., argparse.ArgumentParser], text: Text, day: Day) -> None:
    action("people", listed=True)
    member = action("person")
    member.add_argument("code", metavar="CODE", help=text("cli.qa_arg.code"))
    member.add_argument("--name", help=text("cli.qa_arg.name"))
    member.add_argument("--signs-in", metavar="NAME", help=text("cli.qa_arg.signs_in"))
    member.add_argument("--roles", metavar="ROLES", help=", ".join(one.value for one in Role))
    member.add_argument("--grade", choices=[one.value for one in Grade])
    member.add_argument("--manager", metavar="CODE", help=text("cli.qa_arg.manager"))
    member.add_argument("--joined", type=day, metavar="YYYY-MM-DD")
    member.add_argument("--left", type=day, metavar="YYYY-MM-DD")
    action("supervisors")


def _instruments(action: Callable[..., argparse.ArgumentParser], text: Text) -> None:
    action("instruments", listed=True)
    action("drafts")
    bring = action("instrument")
    bring.add_argument("file", type=Path, metavar="FILE", help=text("cli.qa_arg.instrument_file"))
    out = action("instrument-out")
    out.add_argument("number", type=int, metavar="INSTRUMENT")
    out.add_argument("-o", "--output", type=Path, metavar="FILE", required=True)
    action("publish").add_argument("number", type=int, metavar="INSTRUMENT")


def _rounds(action: Callable[..., argparse.ArgumentParser], text: Text, day: Day) -> None:
    action("rounds", listed=True)
    plan = action("plan")
    plan.add_argument("ref", metavar="REF", help=text("cli.qa_arg.ref"))
    plan.add_argument("--title", default="")
    purposes = (Purpose.ROUTINE, Purpose.TARGETED, Purpose.IN_DEPTH, Purpose.CALIBRATION)
    plan.add_argument("--purpose", choices=[one.value for one in purposes], default="routine")
    plan.add_argument("--unit", choices=[one.value for one in Unit], default="case")
    plan.add_argument("--as-of", type=day, metavar="YYYY-MM-DD")
    plan.add_argument("--from", dest="starts", type=day, metavar="YYYY-MM-DD")
    plan.add_argument("--to", dest="ends", type=day, metavar="YYYY-MM-DD")
    plan.add_argument("--instrument", type=int, metavar="INSTRUMENT")
    plan.add_argument("--files", type=int, default=0, help=text("cli.qa_arg.files"))
    plan.add_argument("--floor", type=int, default=None, help=text("cli.qa_arg.floor"))
    plan.add_argument("--second-key", choices=("rosh", "sentence", "oasys"), default="")
    plan.add_argument("--filter", default="", help=text("cli.qa_arg.filter"))
    plan.add_argument("--why", default="", help=text("cli.qa_arg.why"))
    plan.add_argument("--list", type=Path, metavar="FILE", help=text("cli.qa_arg.list"))
    plan.add_argument("--must-see", action="append", default=[], metavar="CASE=REASON",
                      help=", ".join(one.value for one in Certainty))  # fmt: skip
    many = action("how-many", listed=True)
    many.add_argument("round", metavar="ROUND")
    many.add_argument("--files", type=int, default=0)
    for name in ("freeze", "double", "close", "confirm-void"):
        action(name).add_argument("round", metavar="ROUND")
    draw = action("draw")
    draw.add_argument("round", metavar="ROUND")
    draw.add_argument("--seed", default="", help=text("cli.qa_arg.seed"))
    draw.add_argument("--source", choices=("generated", "dice", "lottery"), default="generated")
    draw.add_argument("--witness", default="")
    shown = action("round", listed=True)
    shown.add_argument("round", metavar="ROUND")
    assign = action("assign")
    assign.add_argument("round", metavar="ROUND")
    assign.add_argument("assessors", nargs="+", metavar="CODE")
    swap = action("substitute")
    swap.add_argument("round", metavar="ROUND")
    swap.add_argument("case", metavar="CASE")
    swap.add_argument("--reason", choices=[one.value for one in Substitution], required=True)
    swap.add_argument("--note", default="")
    void = action("void")
    void.add_argument("round", metavar="ROUND")
    void.add_argument("--why", required=True)
    void.add_argument("--second", metavar="CODE", required=True)
    certificate = action("certificate")
    certificate.add_argument("round", metavar="ROUND")
    certificate.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True)
    verify = action("verify", listed=True)
    verify.add_argument("record", nargs="?", type=Path, metavar="RECORD")
    verify.add_argument("frame", nargs="?", type=Path, metavar="FRAME")
    verify.add_argument("--sha256", default="", metavar="HASH", help=text("cli.qa_arg.sha256"))


def _calibration(action: Callable[..., argparse.ArgumentParser], text: Text) -> None:
    golden = action("golden")
    golden.add_argument("round", metavar="ROUND")
    golden.add_argument("case", metavar="CASE")
    join = action("join")
    join.add_argument("round", metavar="ROUND")
    join.add_argument("--key", action="store_true", help=text("cli.qa_arg.key"))
    action("calibration", listed=True).add_argument("round", metavar="ROUND")


def _results(action: Callable[..., argparse.ArgumentParser], text: Text, day: Day) -> None:
    action("reviews", listed=True)
    mark = action("mark")
    mark.add_argument("review", type=int, metavar="REVIEW")
    mark.add_argument("file", type=Path, metavar="FILE", help=text("cli.qa_arg.answers"))
    mark.add_argument("--lock", action="store_true", help=text("cli.qa_arg.lock"))
    feedback = action("feedback")
    feedback.add_argument("review", type=int, metavar="REVIEW")
    feedback.add_argument("-o", "--output", type=Path, metavar="FILE", required=True)
    action("due", listed=True)
    report = action("report")
    report.add_argument("starts", nargs="?", type=day, metavar="FROM")
    report.add_argument("ends", nargs="?", type=day, metavar="TO")
    report.add_argument("-o", "--output", type=Path, metavar="FILE", required=True)
