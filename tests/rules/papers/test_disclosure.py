"""What must be kept from a person is found wherever it stands; what may be said is left alone."""

import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.papers import Hit, StepKind, line_digest
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.writing import Link, Paragraph, Run, plain
from pomdesk.rules.papers.disclosure import (
    PRINTED,
    Secrets,
    Somebody,
    hits,
    not_accepted,
    printed_apart,
    secrets_of,
)
from pomdesk.rules.papers.folding import Folded, words
from tests.builders import person, policy
from tests.rules.papers.writing import entry, paper, step

POLICY = policy()
ME = person()  # Sam Specimen, A1234BC, in Leeds

LIAISON = entry(
    EntryKind.VICTIM_LIAISON,
    who="Anna Pryce-Jones",
    title="anna.pryce-jones@vlu.example",
    text="The victim now lives at 14 Elm Road, Harrogate HG1 4AB; ring 07700 900123.",
)
NOTE = entry(
    EntryKind.VICTIM_NOTE,
    what="other",
    text=(
        "Told Karen Whitlock of the hearing. Daisy is frightened of meeting him near the primary "
        "school again. In May she rang Asda from work."
    ),
)
RESTRICTION = entry(
    EntryKind.RESTRICTION,
    what="no_contact",
    stage="in_force",
    title="No contact with Ellie Specimen",
    text="Not to enter Otley or LS6.",
)
MEETING = entry(
    EntryKind.PUBLIC_PROTECTION,
    what="mappa_meeting",
    text="Panel agreed that police visit the former partner before release. DC Ray Toft leads.",
)
WITHHELD = (LIAISON, NOTE, RESTRICTION, MEETING)
OTHERS = (
    Somebody("B1111BB", "JOHN", "O'BRIEN"),
    Somebody("B1112BB", "DAI", "VAN DER BERG"),
    Somebody("B1113BB", "MARK", "MAY"),
    Somebody("B1114BB", "Zoë", "Kowalczyk"),
    Somebody("B1115BB", "PAUL ADRIAN", "SMITH-BAKER"),
    Somebody("B1116BB", "RAY", "KHAN"),
    Somebody("B1117BB", "TOM", "SPECIMEN"),
    Somebody("A1234BC", "SAM", "SPECIMEN"),
)
STAFF = ("Khan, Amir", "Lee Harrogate-Price", "Leeds", "Long Lartin")


def secrets(
    withheld: Iterable[Entry] = WITHHELD,
    others: Iterable[Somebody] = OTHERS,
    openly: Iterable[str] = STAFF,
    annexes: Iterable[str] = (),
) -> Secrets:
    return secrets_of(withheld, others, POLICY, own=ME, openly=openly, annexes=annexes)


ALL = secrets()


def found(text: str, held: Secrets = ALL, section: str = "body") -> list[tuple[str, str]]:
    """Kind and words of each hit; each stands where it says it does."""
    places = hits({section: text}, held)
    assert all(text[hit.start : hit.end] == hit.words for hit in places)
    assert all(hit.section == section for hit in places)
    return [(hit.kind, hit.words) for hit in places]


# ---- other people ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "John O'Brien",
        "john o'brien",
        "JOHN O’BRIEN",
        "O'Brien, John",
        "O'BRIEN John",
        "John OBrien",
        "John O Brien",
        "John\nO'Brien",
        "John\u00a0O'Brien",
        "John   O'Brien",
        "Jo\u00adhn O'Brien",
        "Jo\u200bhn O'\u2060Brien",
        "John\u200bOBrien",
        "John P. O'Brien",
        "John Patrick Mary O'Brien",
        "Jоhn O'Вrien",  # Cyrillic о and В
        "Ｊｏｈｎ O'Brien",
        "𝐉𝐨𝐡𝐧 O'Brien",
        "Jóhn O'Brién",
        "Jo\x00hn O'Brien",
        "Mr O'Brien",
        "mr o'brien",
        "Mr J O'Brien",
        "Mr. J. O'Brien",
        "Miss O’Brien",
    ],
)
def test_another_prisoner_is_found_however_the_name_is_written(written: str) -> None:
    assert found(f"He shared a cell with {written} for a year.") == [("others", written)]


@pytest.mark.parametrize(
    "written", ["Dai van der Berg", "van der Berg, Dai", "Paul Smith-Baker", "Paul Smith Baker"]
)
def test_names_of_several_parts(written: str) -> None:
    assert found(f"Seen with {written} again.") == [("others", written)]


def test_accents_make_no_difference_in_either_form() -> None:
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Zoë Kowalczyk")
        assert found(f"Seen with {name}.") == [("others", name)]
    assert found("Seen with ZOE KOWALCZYK.") == [("others", "ZOE KOWALCZYK")]


@pytest.mark.parametrize(
    "said", ["He assaulted Kowalczyk.", "His co-defendant Kowalczyk", "prisoner Kowalczyk"]
)
def test_a_surname_counts_after_a_word_that_says_it_is_one(said: str) -> None:
    assert found(said) == [("others", "Kowalczyk")]


@pytest.mark.parametrize(
    "said",
    [
        "He may mark it in his May diary; John will know.",
        "He said that mark may come.",
        "A dai later, the berg was gone.",
        "He works with Khan, the kitchen instructor.",  # nobody says it is a prisoner
        "Mr Khan has been his officer since May.",  # staff of that name
        "He was assaulted in May.",
        "Assaulted by a peer he did not name.",
        "PO Kowalczyk attended.",
    ],
)
def test_what_only_resembles_a_name_is_no_hit(said: str) -> None:
    assert found(said) == []


@pytest.mark.parametrize("said", ["Mark May", "MARK MAY", "Mark may", "May, Mark"])
def test_a_name_of_everyday_words_counts_with_a_capital(said: str) -> None:
    assert found(f"Seen with {said} again.") == [("others", said)]


@pytest.mark.parametrize(
    "written",
    [
        "Sam Specimen",
        "SPECIMEN, Sam",
        "Mr Specimen",
        "Mr Sam Specimen",
        "Mr S Specimen",
        "prisoner Specimen",
        "A1234BC",
        "a1234bc",
        "A 1234 BC",
    ],
)
def test_the_person_is_never_a_hit(written: str) -> None:
    assert found(f"I have known {written} since 2024.") == []


def test_another_of_the_same_surname_is() -> None:
    assert found("His brother Tom Specimen is here too.") == [("others", "Tom Specimen")]


def test_another_of_the_very_same_name_cannot_be_told_apart() -> None:
    twin = secrets((), [Somebody("C1111CC", "Sam", "Specimen")])
    assert found("Sam Specimen was seen.", twin) == []
    assert found("Seen with C1111CC.", twin) == [("others", "C1111CC")]


def test_staff_of_the_name_of_a_prisoner_are_no_hit() -> None:
    held = secrets((), [Somebody("C1111CC", "AMIR", "KHAN"), Somebody("C1112CC", "RAY", "KHAN")])
    assert found("Amir Khan and Khan, Amir and Mr Khan wrote.", held) == []
    assert found("Ray Khan wrote.", held) == [("others", "Ray Khan")]


@pytest.mark.parametrize(
    "written", ["M4567XY", "m4567xy", "M 4567 XY", "M-4567-XY", "M4567\u200bXY", "М4567XY"]
)
def test_any_other_prisoner_number_is_found(written: str) -> None:
    assert found(f"Seen with {written} again.") == [("others", written)]


@pytest.mark.parametrize("said", ["a 2024 to", "In A 20245 BC", "AB1234CD", "M4567XYZ", "B1", "C2"])
def test_what_only_resembles_a_prisoner_number_is_not(said: str) -> None:
    assert found(said) == []


def test_people_with_a_name_missing_do_no_harm() -> None:
    held = secrets((), [Somebody("C1111CC", "", "TOFT"), Somebody("C1112CC", "PRINCE", "")])
    assert found("Prince of nothing. Toft came.", held) == []
    assert found("Mr Toft came.", held) == [("others", "Mr Toft")]


# ---- victims, their liaison, whom a restriction protects -------------------------------------


@pytest.mark.parametrize(
    "written",
    ["Anna Pryce-Jones", "anna pryce jones", "Ms Jones", "Pryce-Jones, Anna", "Anna", "PRYCE"],
)
def test_the_liaison_officer_is_found(written: str) -> None:
    held = secrets([LIAISON])
    assert {kind for kind, _ in found(f"I rang {written} about it.", held)} == {"vlo"}


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Price, Anna", "Anna Price"),
        ("Price, Anna", "anna price"),
        ("A. Price", "Ms Price"),
        ("anna price (Leeds office)", "Anna Price"),
        ("Anna Price and Bob Quill", "Bob Quill"),
    ],
)
def test_the_liaison_officer_is_found_however_it_was_typed(who: str, said: str) -> None:
    held = secrets([entry(EntryKind.VICTIM_LIAISON, who=who)])
    assert ("vlo", said) in found(f"I rang {said} about it.", held)


def test_a_unit_as_liaison_makes_no_false_alarms() -> None:
    held = secrets([entry(EntryKind.VICTIM_LIAISON, who="Victim liaison unit, North")])
    assert found("He lives on the north wing and works on the unit.", held) == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("anna.pryce-jones@vlu.example", "vlo"),
        ("ANNA.PRYCE-JONES@VLU.EXAMPLE", "vlo"),
        ("Karen", "victim"),
        ("Karen Whitlock", "victim"),
        ("karen whitlock", "victim"),
        ("Mrs Whitlock", "victim"),
        ("the Whitlocks", "victim"),
        ("Whitlock's", "victim"),
        ("Daisy", "victim"),
        ("Harrogate", "victim"),
        ("Elm Road", "victim"),
        ("Asda", "victim"),
        ("HG1 4AB", "victim"),
        ("hg14ab", "victim"),
        ("HG1\u00a04AB", "victim"),
        ("HG1", "victim"),
        ("07700 900123", "victim"),
        ("+44 7700 900123", "victim"),
        ("0044 (0)7700-900-123", "victim"),
        ("07700\n900 123", "victim"),
        ("Ellie", "restriction"),
        ("Ellie Specimen", "restriction"),
        ("ellie specimen", "restriction"),
        ("Ms Specimen", "restriction"),  # in a men's prison the person is "Mr"
        ("Otley", "restriction"),
        ("LS6", "restriction"),
        ("Ray Toft", "mappa_minutes"),
    ],
)
def test_names_places_and_numbers_of_withheld_entries_are_found(said: str, kind: str) -> None:
    kinds = [one for one, _ in found(f"He wrote about {said} again.")]
    assert kind in kinds
    assert "others" not in kinds


@pytest.mark.parametrize(
    "said",
    [
        "He told me of the hearing in May and will work.",
        "The elm by the road; a daisy; his karen.",  # small letters: words, not names
        "Leeds",  # his prison
        "Lee Harrogate-Price countersigned; so did Harrogate-Price, Lee.",
        "Ms Harrogate-Price agreed.",
        "Ray went.",
        "He phoned 07700 900124 from LS7.",
        "Police visit the wing.",
    ],
)
def test_what_the_entries_share_with_any_paper_is_no_hit(said: str) -> None:
    assert found(said) == []


def test_the_person_named_in_a_withheld_entry_is_still_no_hit() -> None:
    held = secrets(
        [
            entry(EntryKind.RESTRICTION, what="other", text="Sam Specimen agreed this."),
            entry(EntryKind.PUBLIC_PROTECTION, what="irmm", text="Amir Khan agreed this."),
        ]
    )
    assert found("Sam Specimen agreed. So did Amir Khan.", held) == []


def test_in_a_womens_prison_the_person_is_ms() -> None:
    her = person(prison_id="LNI", first_name="SUE")
    held = secrets_of([RESTRICTION], (), POLICY, own=her)
    assert found("Ms Specimen agreed; Mrs Specimen too.", held) == []
    assert found("Mr Specimen rang.", held) == [("restriction", "Mr Specimen")]


def test_a_note_in_capitals_tells_names_after_titles() -> None:
    held = secrets([entry(EntryKind.VICTIM_NOTE, what="other", text="RANG MRS WHITLOCK TODAY")])
    assert found("He wrote to Whitlock.", held) == [("victim", "Whitlock")]
    assert found("He rang Today.", held) == []


def test_a_name_after_a_title_in_small_letters() -> None:
    held = secrets([entry(EntryKind.VICTIM_NOTE, what="other", text="rang ms whitlock today")])
    assert found("He wrote to Whitlock.", held) == [("victim", "Whitlock")]


def test_numbers_of_reviews_are_no_names() -> None:
    held = secrets([entry(EntryKind.VICTIM_NOTE, what="told_of_hearing", subject="123456")])
    assert found("Review 123456 is listed.", held) == []


def test_entries_that_may_be_disclosed_are_not_looked_at() -> None:
    held = secrets([entry(EntryKind.NOTE, text="Karen Whitlock teaches him to read, 01134 960000")])
    assert found("Karen Whitlock teaches him to read; 01134 960000.", held) == []


# ---- copied words ----------------------------------------------------------------------------


def test_six_words_in_a_row_are_found_and_as_many_more_as_are_the_same() -> None:
    said = "He knows she is frightened of meeting\nhim near the primary school, and why."
    assert found(said) == [("victim", "is frightened of meeting\nhim near the primary school")]


def test_five_words_are_not() -> None:
    assert found("He is frightened of meeting him.") == []


def test_case_and_commas_do_not_hide_a_copy() -> None:
    said = "FRIGHTENED, OF MEETING: HIM NEAR THE"
    assert found(said) == [("victim", said)]


def test_mappa_minutes_are_told_as_such() -> None:
    said = "agreed that police visit the former partner before release"
    assert found(f"They {said}.") == [("mappa_minutes", said)]


def test_two_copies_far_apart_are_two_places() -> None:
    copy = "frightened of meeting him near the"
    assert found(f"{copy} and much else is said in between {copy}") == [("victim", copy)] * 2


def test_words_everybody_uses_in_a_row_are_no_copy() -> None:
    held = secrets(
        [
            entry(
                EntryKind.VICTIM_NOTE,
                what="other",
                text="She would have been told of the hearing on 12 May 2027",
            )
        ]
    )
    assert found("He would have been told of the hearing on 12 May 2027.", held) == []


def test_a_short_entry_is_found_as_a_whole() -> None:
    held = secrets([entry(EntryKind.VICTIM_NOTE, what="other", text="lupus diagnosis, wheelchair")])
    copied = "lupus diagnosis wheelchair"
    assert found(f"It says: {copied}.", held) == [("victim", copied)]


def test_text_of_a_restricted_annex_is_found() -> None:
    held = secrets((), annexes=["A source reports that a phone is hidden behind the boiler."])
    copied = "a phone is hidden behind the boiler"
    assert found(f"I hear {copied}.", held) == [("intelligence", copied)]


@given(
    st.text(alphabet="abc .\n", max_size=60),
    st.text(alphabet="abc .\n", max_size=60),
    st.integers(0, 12),
)
def test_a_copy_is_found_wherever_it_stands(before: str, after: str, skip: int) -> None:
    said = words(NOTE.text)[skip : skip + 9]
    text = f"{before} {' '.join(said)} {after}"
    assert any(hit.kind == "victim" for hit in hits({"body": text}, ALL))


# ---- watch words -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("an intelligence report", "intelligence"),
        ("Intelligence\nReports", "intelligence"),
        ("third party intelligence", "intelligence"),
        ("third-party intelligence", "intelligence"),
        ("SIR", "intelligence"),
        ("SIRs", "intelligence"),
        ("informants", "intelligence"),
        ("visor", "intelligence"),
        ("MAPPA minutes", "mappa_minutes"),
        ("mappa minute", "mappa_minutes"),
        ("the victim's address", "victim"),
        ("the victims’ address", "victim"),
        ("the VLO", "vlo"),
    ],
)
def test_watch_words_point_to_the_place(said: str, kind: str) -> None:
    assert [one for one, _ in found(f"See {said} of 2026.", secrets((), ()))] == [kind]


@pytest.mark.parametrize(
    "said", ["Dear Sir", "sirs", "victim awareness work", "MAPPA level 2", "he is intelligent"]
)
def test_words_that_any_report_has_are_no_watch_words(said: str) -> None:
    assert found(said, secrets((), ())) == []


def test_watch_words_do_not_count_in_what_the_desk_prints() -> None:
    said = "Nothing identifies a victim liaison officer; MAPPA minutes are not quoted. Karen."
    assert found(said, section=PRINTED) == [("victim", "Karen")]


def test_a_unit_has_watch_words_of_its_own() -> None:
    local = policy(papers_intelligence_words='["the Grapevine"]')
    held = secrets_of((), (), local, own=ME)
    assert found("I heard it on the grapevine.", held) == [("intelligence", "the grapevine")]
    assert found("See the intelligence report.", held) == []


# ---- where it stands -------------------------------------------------------------------------


def test_a_name_across_linked_and_strong_runs_is_found() -> None:
    runs = (Run("met Jo"), Run("hn", strong=True), Run(" O'Brien", link=Link("a.b", "c")))
    text = plain((Paragraph(runs),))
    assert found(text) == [("others", "John O'Brien")]


def test_hits_are_told_by_section_in_the_order_of_the_text() -> None:
    texts = {"b": "Karen, then John O'Brien, then Karen.", "a": "M4567XY"}
    places = hits(texts, ALL)
    assert [(hit.section, hit.words) for hit in places] == [
        ("b", "Karen"),
        ("b", "John O'Brien"),
        ("b", "Karen"),
        ("a", "M4567XY"),
    ]
    assert places[0].key == places[2].key
    assert places[0].key == f"victim:b:karen:{places[0].line}"


def test_a_hit_says_what_it_resembles() -> None:
    (hit,) = hits({"body": "Mr O'Brien"}, ALL)
    assert hit.why == "O'BRIEN, JOHN B1111BB"
    (hit,) = hits({"body": "whitlock, karen"}, ALL)
    assert hit.why == "Karen Whitlock"


NOISE = st.text(
    alphabet=st.sampled_from("aK1 .,'-\n\u00ad\u200b\u0301\u00a0éЖЁﬁ🙂@\u202eA4BCO\x00İſß"),
    max_size=80,
)


@given(NOISE)
def test_no_text_is_too_odd(text: str) -> None:
    for hit in hits({"body": text}, ALL):
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end] == hit.words


@given(NOISE)
def test_every_folded_character_knows_where_it_stood(text: str) -> None:
    folded = Folded(text)
    assert len(folded.plain) == len(folded.places)
    assert list(folded.places) == sorted(folded.places)
    for token in folded.tokens():
        assert token.word
        assert 0 <= token.start < token.end <= len(text)


@given(NOISE, NOISE)
def test_noise_around_a_name_does_not_hide_it(before: str, after: str) -> None:
    text = f"{before} . John O'Brien . {after}"
    assert any("O'Brien" in hit.words for hit in hits({"body": text}, ALL))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "John " * 20_000,
        "Mr " * 33_000,
        "0 " * 50_000,
        "a@" * 50_000,
        "A1" * 50_000,
        "É" * 100_000,
        "\u0301" * 100_000,
        "frightened of meeting him near the " * 2_800,
    ],
)
def test_a_very_long_text_is_searched_like_any_other(text: str) -> None:
    marked = f"{text[:100_000]} . Karen"
    assert hits({"body": marked}, ALL)[-1].words == "Karen"


# ---- common words, broken names, Welsh -------------------------------------------------------


COMMON = secrets(
    [
        entry(
            EntryKind.VICTIM_NOTE,
            what="other",
            text="Mrs Price, Ms King, Miss Young and Mrs Ng rang. Patricia Hill lives in Caerdydd.",
        ),
        entry(EntryKind.VICTIM_LIAISON, who="Jo Lane"),
        entry(EntryKind.VICTIM_LIAISON, who="Ms Park"),
        entry(EntryKind.VICTIM_LIAISON, who="J. Green"),
        entry(EntryKind.VICTIM_NOTE, what="other", text="RANG MS WARD TODAY"),
    ]
)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Mrs Price", "victim"),
        ("MRS PRICE", "victim"),
        ("mrs price", "victim"),
        ("Ms King", "victim"),
        ("K. King", "victim"),
        ("Miss Young", "victim"),
        ("Mrs Ng", "victim"),
        ("Ms Ward", "victim"),
        ("Patricia Hill", "victim"),
        ("Ms Hill", "victim"),
        ("P. Hill", "victim"),
        ("P Hill", "victim"),
        ("Jo Lane", "vlo"),
        ("Ms Lane", "vlo"),
        ("Ms Park", "vlo"),
        ("J. Green", "vlo"),
        ("J Green", "vlo"),
        ("Ms Green", "vlo"),
    ],
)
def test_a_surname_that_is_a_common_word_is_found_where_it_is_a_name(said: str, kind: str) -> None:
    assert found(f"Then {said} asked.", COMMON) == [(kind, said)]


@pytest.mark.parametrize(
    "said",
    [
        "The price is long; he walks up the hill.",
        "Hill walks. Green spaces. Long days in the park. Young people. King of the ward.",
        "He will miss green fields and miss long walks.",
        "Category P Hill training, wing J Green landing.",
        "T Hill spoke.",
    ],
)
def test_such_a_word_by_itself_is_none(said: str) -> None:
    assert found(said, COMMON) == []


def test_a_name_said_openly_does_not_clear_a_victims() -> None:
    held = secrets(
        [entry(EntryKind.RESTRICTION, what="no_contact", title="Delyth Marchbank of Oldham")],
        openly=["Marchbank, Delyth", "Oldham", "Leeds"],
    )
    assert found("Delyth Marchbank rang.", held) == [("restriction", "Delyth Marchbank")]
    assert found("Ms Marchbank rang.", held) == [("restriction", "Ms Marchbank")]
    assert found("She is in Oldham.", held) == [("restriction", "Oldham")]


def test_a_prison_that_is_said_openly_is_no_place_of_a_victim() -> None:
    note = entry(EntryKind.VICTIM_NOTE, what="other", text="lives in Leeds")
    assert found("Moved to Leeds.", secrets([note], openly=["Leeds"])) == []
    assert found("Moved to Leeds.", secrets([note], openly=[])) == [("victim", "Leeds")]


@pytest.mark.parametrize(
    "said",
    [
        "Whitlock1",
        "Whitlock¹",
        "Whit-lock",
        "Whit lock",
        "Whit\u00ad\nlock",
        "Whitlоck",
        "Wħitlock",
    ],
)
def test_a_name_is_found_broken_or_with_letters_that_look_alike(said: str) -> None:
    ((kind, words_found),) = found(f"He met {said} again.")
    assert kind == "victim"
    assert said.startswith(words_found)


def test_two_words_that_make_up_a_short_name_are_none() -> None:
    assert found("His El lie.") == []


@pytest.mark.parametrize("said", ["Nghaerdydd", "Gaerdydd", "Chaerdydd", "Caerdydd", "CAERDYDD"])
def test_a_place_is_found_as_welsh_changes_it(said: str) -> None:
    assert found(f"Mae hi yn {said} nawr.", COMMON) == [("victim", said)]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("y dioddefwr", "victim"),
        ("swyddog cyswllt dioddefwyr", "vlo"),
        ("Cofnodion MAPPA", "mappa_minutes"),
        ("cudd-wybodaeth", "intelligence"),
        ("hysbysydd", "intelligence"),
    ],
)
def test_welsh_watch_words(said: str, kind: str) -> None:
    assert kind in {one for one, _ in found(f"Gweler {said} mis Mai.", secrets((), ()))}


def test_a_place_after_a_name_is_no_part_of_the_name() -> None:
    assert found("Ms Nowak, Harrogate, wrote.") == [("victim", "Harrogate")]
    note = entry(EntryKind.VICTIM_NOTE, what="other", text="lives in Leeds")
    assert found("Ms Nowak, Leeds, and prisoners of Leeds.", secrets([note])) == []


# ---- intelligence ----------------------------------------------------------------------------


def test_an_event_of_security_is_withheld_and_other_events_are_not() -> None:
    text = "Kieran Toft hides a blade behind the boiler of the laundry"
    security = entry(EntryKind.SIGNIFICANT_EVENT, what="security", text=text)
    held = secrets([security])
    assert found("Kieran Toft", held) == [("intelligence", "Kieran Toft")]
    assert found("hides a blade behind the boiler", held)[0][0] == "intelligence"
    family = entry(EntryKind.SIGNIFICANT_EVENT, what="family", text=text)
    assert found(text, secrets([family])) == []


def test_single_names_of_an_annex_count() -> None:
    held = secrets((), annexes=["It came from Dafydd, who has a garage in Tregaron."])
    assert found("Dafydd said so in Tregaron.", held) == [
        ("intelligence", "Dafydd"),
        ("intelligence", "Tregaron"),
    ]


def test_alerts_are_found_but_not_the_words_any_report_has() -> None:
    own = person(alerts=("Organised crime nominal", "XOC", "Self-harm", "Risk to public", "ACCT"))
    held = secrets_of((), (), POLICY, own=own)
    assert found("Flagged as organised crime nominal.", held) == [
        ("intelligence", "organised crime nominal")
    ]
    assert found("Flagged XOC.", held) == [("intelligence", "XOC")]
    assert found("Self-harm, risk to public, ACCT closed.", held) == []


# ---- surnames of other prisoners -------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("assaulted by Kowalczyk", "Kowalczyk"),
        ("a fight with Kowalczyk", "Kowalczyk"),
        ("his associate was Kowalczyk", "Kowalczyk"),
        ("an assault on the prisoner Kowalczyk", "Kowalczyk"),
        ("assaulted by Mr. Kowalczyk", "Mr. Kowalczyk"),
        ("an argument with van der Berg", "van der Berg"),
        ("his friend Smith-Baker", "Smith-Baker"),
        ("Z. Kowalczyk", "Z. Kowalczyk"),
        ("Z Kowalczyk", "Z Kowalczyk"),
        ("D van der Berg", "D van der Berg"),
        ("R Khan", "R Khan"),
        ("y carcharor Kowalczyk", "Kowalczyk"),
        ("ymosodwyd arno gan Kowalczyk", "Kowalczyk"),
        ("ei gyd-ddiffynnydd Kowalczyk", "Kowalczyk"),
    ],
)
def test_a_surname_is_found_by_what_stands_before_it(said: str, name: str) -> None:
    assert found(f"In June, {said} again.") == [("others", name)]


@pytest.mark.parametrize(
    "said",
    [
        "He was assaulted by May.",
        "A fight on the wing. Kowalczyk was not there.",
        "He rang his family. Kowalczyk came.",
        "a friend of mine, Kowalczyk",
        "A. Kowalczyk",
        "A Khan",
        "S Specimen",
    ],
)
def test_a_surname_that_nothing_tells_is_none(said: str) -> None:
    assert found(said) == []


@pytest.mark.parametrize("said", ["M.4567.XY", "M4567.XY", "M 4 5 6 7 X Y", "M-45-67 XY"])
def test_a_prisoner_number_with_signs_inside(said: str) -> None:
    assert found(f"Seen with {said}.") == [("others", said)]


# ---- what was judged -------------------------------------------------------------------------


def test_what_somebody_accepted_is_left_out_wherever_it_stands_in_the_section() -> None:
    hit = Hit("victim", "Karen", "body", 3, 8)
    again = Hit("victim", "KAREN", "body", 30, 35)
    elsewhere = Hit("victim", "Karen", "other", 3, 8)
    of = paper(steps=(step(StepKind.HIT_ACCEPTED, hit.key),))
    assert not_accepted([hit, again, elsewhere], of) == [elsewhere]


def test_what_was_accepted_in_one_line_is_not_accepted_in_another() -> None:
    first, *_ = hits({"body": "The Karen  Centre helped."}, ALL)
    of = paper(steps=(step(StepKind.HIT_ACCEPTED, first.key),))
    said = "He is well.\nthe karen centre helped.\nTHE KAREN CENTRE HELPED.\nKaren lives nearby."
    left = not_accepted(hits({"body": said}, ALL), of)
    assert [(hit.words, said[: hit.start].count("\n")) for hit in left] == [("Karen", 3)]


def test_a_place_over_two_lines_goes_by_both() -> None:
    (one,) = hits({"body": "x\nmet Karen\nWhitlock then\ny"}, ALL)
    assert one.line == line_digest("met Karen Whitlock then")
    assert len(one.line) == 8
    (last,) = hits({"body": "x\nmet Karen"}, ALL)
    assert last.line == line_digest("MET  Karen")


def test_a_tick_is_no_acceptance() -> None:
    hit = Hit("victim", "Karen", "body", 3, 8)
    of = paper(steps=(step(StepKind.DISCLOSURE_TICKED, hit.key),))
    assert not_accepted([hit], of) == [hit]


def test_what_is_printed_besides_is_told_from_what_was_written() -> None:
    of = paper(texts={"body": "Karen  came.\nShe left."})
    printed = ["Report", "Karen came.", "- She left.", "Karen stayed.", "Report"]
    assert printed_apart(printed, of) == "Report\nKaren stayed.\nReport"
