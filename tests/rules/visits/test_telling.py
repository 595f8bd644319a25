"""Words that tell, on a card, what somebody is in for or what is withheld."""

from datetime import date

import pytest

from pomdesk.domain.record import Entry, EntryKind
from pomdesk.rules.visits.telling import (
    small_names,
    tells,
    texts_of,
    words_of_offence,
    words_withheld,
)

DAY = date(2026, 11, 2)
SUPPLY = "Possession with intent to supply Class A drugs"


@pytest.mark.parametrize(
    ("offence", "text"),
    [
        ("Robbery", "Ask about the ROBBERY."),
        ("Robbery", "two robberies"),
        ("Rape of a child under 13", "In for rape"),
        ("Murder", "He spoke of murders"),
        (SUPPLY, "Did he supply them?"),
        (SUPPLY, "Refer to drug work"),
        ("Possession with intent", "found in possession"),
        ("Perverting the course of public justice", "perverting"),
        ("Arson", "ar\u00adson"),
    ],
)
def test_a_word_of_the_offence_tells(offence: str, text: str) -> None:
    assert tells(text, words_of_offence(offence))


@pytest.mark.parametrize(
    ("offence", "text"),
    [
        ("", "Ask about the course."),
        ("Robbery", "Ask about Robbins and robes"),
        (SUPPLY, "Work with him on his intent, and on the possession list"),
        ("Rape of a child under 13", "under the stairs, cell 13"),
        ("Murder", ""),
        ("Grievous bodily harm", "self-harm"),
    ],
)
def test_what_is_common_to_offences_or_only_alike_tells_nothing(offence: str, text: str) -> None:
    assert not tells(text, words_of_offence(offence))


def test_long_words_count_of_security_and_longer_ones_of_public_protection() -> None:
    security = Entry(1, EntryKind.SIGNIFICANT_EVENT, DAY, what="security", text="Hid spice in bin")
    minutes = Entry(2, EntryKind.PUBLIC_PROTECTION, DAY, text="Lodges at Quayside, plays snooker")
    contact = Entry(3, EntryKind.CONTACT, DAY, text="Wants snowboards", who="Jo Bakewell")
    telling = words_withheld([security, minutes, contact])
    assert tells("Spice?", telling)
    assert tells("near QUAYSIDE", telling)
    for plain in ("snooker", "hid", "bin", "snowboards", "Bakewell"):
        assert not tells(plain, telling)
    assert texts_of(contact) == ()
    assert texts_of(security) == ("Hid spice in bin",)


def test_names_count_in_small_letters_where_they_are_no_short_word() -> None:
    telling = small_names(["ellie", "ann"])
    assert tells("ask ellie's mum", telling)
    assert not tells("ann", telling)
