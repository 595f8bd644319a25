"""What is asked when a paper takes a step: the fields of each form. No desk is asked here."""

from datetime import date

from pomdesk.domain.papers import Hit, PaperKind
from resources.text import Text
from ui.widgets.fields_form import Field

_WAYS = ("email", "system", "hand", "post")


def who_field(text: Text, who: str) -> Field:
    """Who does it."""
    return Field("who", text("leaving.who"), value=who, needed=True, help=text("leaving.who_help"))


def sign_fields(text: Text, who: str) -> list[Field]:
    """What is asked of who checks or countersigns."""
    return [who_field(text, who)]


def return_fields(text: Text, who: str) -> list[Field]:
    """What is asked of who returns a paper."""
    comment = Field("comment", text("leaving.return.comment"), "words", needed=True)
    return [who_field(text, who), comment]


def accept_fields(text: Text, who: str) -> list[Field]:
    """What is asked of who leaves a place in."""
    comment = Field("comment", text("leaving.accept.comment"), "words", needed=True)
    return [who_field(text, who), comment]


def send_fields(text: Text, kind: PaperKind, today: date) -> list[Field]:
    """What is asked of a paper that went out."""
    usual = f"leaving.send.to.{kind}"
    ways = [(text(f"leaving.send.by.{way}"), text(f"leaving.send.by.{way}")) for way in _WAYS]
    return [
        Field(
            "to_whom", text("leaving.send.to_whom"), needed=True,
            value=text(usual) if text.has(usual) else "", help=text("leaving.send.to_help"),
        ),
        Field("how", text("leaving.send.how"), "choice", ways, needed=True),
        Field(
            "day", text("leaving.send.day"), "day", value=today, needed=True, latest=today,
            help=text("case.form.day_help"),
        ),
        Field("comment", text("leaving.comment"), "words"),
    ]  # fmt: skip


def accept_note(text: Text, hit: Hit) -> str:
    """What was found, above the question why it may stay."""
    return text("leaving.accept.note", words=hit.words)
