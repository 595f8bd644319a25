"""Roles from the command line: several people at one store, each with their own passphrase."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resources import DEMO_CASELOAD
from tests.commandline.conftest import Ask

PAUL, ADA = "Paul Pom", "Ada Auditor"
SECRETS = {PAUL: "orchard lantern gravel seven", ADA: "teapot meadow violin eleven"}
WHY = "Covering for a colleague on leave"
STAFF = "485004"

As = Callable[..., tuple[int, str, str]]


def held() -> set[str]:
    """Whom the staff number holds or co-works, by the file of the demonstration."""
    file = json.loads(DEMO_CASELOAD.read_text("utf-8"))
    of_theirs = ("primaryStaffId", "coworkingStaffId")
    return {
        one["offenderNo"]
        for one in file["allocations"]
        if STAFF in (str(one.get(name)) for name in of_theirs)
    }


@pytest.fixture
def as_(ask: Ask, tmp_path: Path) -> As:
    """Run a command as somebody; blank: as whoever made the store."""

    def run(name: str, *words: object) -> tuple[int, str, str]:
        secret = ("--passphrase-file", secret_of(name, tmp_path)) if name else ()
        return ask(*secret, *words)

    return run


def secret_of(name: str, folder: Path) -> Path:
    """A file with somebody's passphrase."""
    file = folder / f"{name.split()[0]}.txt"
    file.write_text(f"{SECRETS[name]}\n", "utf-8")
    return file


def told(run: tuple[int, str, str]) -> Any:
    """The answer of a command that was done, from JSON."""
    code, out, err = run
    assert code == 0, err
    return json.loads(out)


def code_of(run: tuple[int, str, str]) -> str:
    """The code of a refusal; nothing is told besides."""
    code, out, err = run
    assert (code, out) == (1, "")
    assert "Nothing was changed." in err
    return err.partition(":")[0]


@pytest.fixture
def team(as_: As, tmp_path: Path) -> As:
    """The demonstration is head; there are a POM and an auditor."""
    assert told(as_("", "roles", "list", "--format", "json")) == {
        "inForce": False,
        "people": [
            {"name": "Demonstration", "role": None, "staff": [], "cases": 0, "opensTheStore": True}
        ],
    }
    assert code_of(as_("", "roles", "set", "Demonstration", "pom")) == "ROL-FIRST"
    code, out, err = as_("", "roles", "set", "demonstration", "head")
    assert (code, out, err) == (0, "", "demonstration is now Head of OMU.\n")
    for name, more in ((PAUL, ("--role", "pom", "--staff", STAFF)), (ADA, ("--role", "auditor"))):
        new = ("--new-passphrase-file", secret_of(name, tmp_path))
        assert code_of(as_("", "sign-in", "add", name, *new)) == "ROL-NEEDS"
        assert as_("", "sign-in", "add", name, *new, *more)[0] == 0
    return as_


def test_everybody_is_listed_with_what_they_are(team: As) -> None:
    people = told(team("", "roles", "list", "--format", "json"))["people"]
    assert [(one["name"], one["role"], one["staff"], one["cases"]) for one in people] == [
        ("Demonstration", "head", [], 0),
        (PAUL, "pom", [STAFF], len(held())),
        (ADA, "auditor", [], 0),
    ]
    lines = team("", "roles", "list")[1].splitlines()
    assert lines[2].split()[:3] == ["Paul", "Pom", "POM"]
    assert lines[2].endswith(f"({STAFF})  {len(held())}")


def test_a_pom_is_given_their_own_cases_and_others_by_a_reason(team: As) -> None:
    everybody = told(team("", "caseload", "--format", "json"))
    mine = told(team(PAUL, "caseload", "--format", "json"))
    assert {one["prisonerNumber"] for one in mine} == held()
    assert {one["prisonerNumber"] for one in told(team(PAUL, "due", "--format", "json"))} <= held()
    other = next(one["prisonerNumber"] for one in everybody if one not in mine)
    for words in (("due", "--prisoner", other), ("contact", other, "--kind", "phone")):
        assert code_of(team(PAUL, *words)) == "ROL-CASE"
    assert code_of(team(PAUL, "--break-glass", "leave", "explain", other)) == "ROL-REASON"
    refused = team(PAUL, "explain", other, "--format", "json")
    assert (refused[0], json.loads(refused[1])["code"]) == (1, "ROL-CASE")
    told(team(PAUL, "--break-glass", WHY, "explain", other, "--format", "json"))
    assert code_of(team(PAUL, "explain", other)) == "ROL-CASE"  # in another run it is shut again
    glass = told(team("", "roles", "watch", "--format", "json"))["glass"]
    assert [(one["by"], one["prisoner_number"], one["reason"]) for one in glass] == [
        (PAUL, other, WHY)
    ]
    watched = team("", "roles", "watch")[1]
    assert f"{other}. Reason: {WHY}" in watched
    assert code_of(team(PAUL, "roles", "watch")) == "ROL-MAY"


def test_an_auditor_is_given_no_cases(team: As) -> None:
    number = next(iter(held()))
    for words in (("caseload",), ("--break-glass", WHY, "explain", number)):
        assert code_of(team(ADA, *words)) == "ROL-MAY"
    assert team(ADA, "roles", "list")[0] == 0
    assert code_of(team(ADA, "roles", "set", ADA, "head")) == "ROL-MAY"
    assert code_of(team(ADA, "sign-in", "remove", PAUL)) == "ROL-MAY"


def test_a_role_is_taken_away_and_with_the_passphrase_too(team: As) -> None:
    assert code_of(team("", "roles", "drop", "Demonstration")) == "ROL-LAST"
    assert team("", "roles", "drop", PAUL)[0] == 0
    assert code_of(team(PAUL, "caseload")) == "ROL-NONE"
    assert team("", "sign-in", "remove", ADA)[0] == 0
    listed = told(team("", "roles", "list", "--format", "json"))["people"]
    assert [(one["name"], one["role"]) for one in listed] == [
        ("Demonstration", "head"),
        (PAUL, None),
    ]


@pytest.mark.parametrize("words", [("set", "Paul"), ("set", "Paul", "king"), ("lift",), ()])
def test_wrong_usage_is_said(ask: Ask, words: tuple[str, ...]) -> None:
    code, out, err = ask("roles", *words)
    assert (code, out) == (2, "")
    assert "usage: pomdesk roles" in err
