"""Broken glass and what was given out, in words: for the window and the command line alike."""

from datetime import UTC

from pomdesk.domain.names import HIDDEN, listed
from pomdesk.readmodels.roles import GivenLine, GlassLine
from resources.text import Text


def glass_words(text: Text, line: GlassLine, *, blank: bool = False) -> str:
    """One case that was opened by breaking the glass, in a line; ``blank`` hides whose."""
    at = line.at.replace(tzinfo=UTC).astimezone()
    who = text("watch.erased")
    if line.person_id is not None:
        who = f"{listed(line.last_name, line.first_name)} {line.prisoner_number}"
    who = HIDDEN if blank else who
    told = {"by": line.by, "who": who, "reason": line.reason}
    return text("watch.opened", day=text.day(at.date()), time=f"{at:%H:%M}", **told)


def given_words(text: Text, line: GivenLine) -> str:
    """What one person gave out on one day, in a line."""
    people = text.count("count.people", line.people)
    times = text.count("watch.times", line.times)
    return text("watch.given", day=text.day(line.day), by=line.by, times=times, people=people)
