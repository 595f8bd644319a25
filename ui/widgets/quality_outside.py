"""Why there is nothing to see for whoever is signed in."""

from pomdesk.readmodels.quality import Acting
from resources.text import Text


def outside_words(text: Text, acting: Acting, who: str, page: str) -> str:
    """Who takes no part, that nobody leads yet, or whom the page is for.

    Args:
        text: the language.
        acting: who is signed in, for quality assurance.
        who: the name they signed in with.
        page: prefix of the page's own words, ``quality_learning``.

    """
    if acting.can_begin:
        return text("quality_item.begin")
    if acting.member is None:
        return text("quality_page.outside", who=who)
    return text(f"{page}.not_yours")
