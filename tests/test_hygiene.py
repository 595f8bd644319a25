"""The house is kept: what no other tool checks about the source, the words and the lock file."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from pomdesk.domain.duties import DutyFamily, DutyKind, DutyOwner, DutyState
from pomdesk.domain.record import SPECS, MarkKind
from resources import ROOT as RESOURCES
from resources.text import LANGUAGES, Text

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("pomdesk", "ui", "reports", "resources")
FOLDERS = (*PACKAGES, "tests", "bench", "docs", ".ci")
TOP = ("dev.py", "build.spec", "pyproject.toml", "requirements.lock")
TOP_PAPERS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")
WRITTEN = {".py", ".toml", ".md", ".spec", ".mako", ".lock", ".json", ".csv", ".svg", ".qss", ""}
HERE = Path(__file__).relative_to(ROOT)
INTAKE = str(Path("pomdesk", "intake"))

MACHINE = re.compile(r"/work/|/root/|/opt/|/mnt/")
HOME = re.compile(r"/home/[a-z]|[A-Z]:\\Users\\|/Users/[a-z]")
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
ADDRESS = re.compile(r"\w+://|--(extra-)?index-url|--find-links|--trusted-host| @ (file|git)")
CODE = re.compile(
    r"(KEY|STO|BAK|IMP|POL|REP|REQ|AUD|ROL|RET|SAR|TIM|TXT|PCK)-[A-Z0-9]+(-[A-Z0-9]+)*"
)


def read(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def written() -> list[Path]:
    """Every file that people wrote, relative to the root; this one names what it forbids."""
    files = [ROOT / name for name in (*TOP, *TOP_PAPERS)]
    for folder in FOLDERS:
        files += [f for f in (ROOT / folder).rglob("*") if f.is_file() and f.suffix in WRITTEN]
    kept = [f.relative_to(ROOT) for f in files if "__pycache__" not in f.parts]
    return sorted(f for f in kept if f != HERE)


@cache
def parsed(package: str) -> list[tuple[Path, ast.Module]]:
    """Every module of a package, parsed once."""
    found = sorted((ROOT / package).rglob("*.py"))
    return [(path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))) for path in found]


@pytest.fixture(scope="module", autouse=True)
def syntax_let_go() -> Iterator[None]:
    """A million small objects that no other test needs."""
    yield
    parsed.cache_clear()
    called_in.cache_clear()


def sources(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of some packages, parsed."""
    for package in packages:
        yield from parsed(package)


@cache
def called_in(package: str) -> list[tuple[str, str, ast.Call]]:
    """Every call of a package, found once."""
    found = []
    for path, tree in parsed(package):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else ""
                name = called.id if isinstance(called, ast.Name) else name
                found.append((f"{path}:{node.lineno}", name, node))
    return found


def calls(*packages: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call as (where, name of what is called, call)."""
    for package in packages:
        yield from called_in(package)


def literals(node: ast.expr) -> list[str]:
    """The strings an argument can be, as far as they stand there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def words(language: str) -> dict[str, str]:
    """One language's own words, without falling back, keyed as ``Text`` keys them."""

    def flat(prefix: str, table: dict[str, object]) -> Iterator[tuple[str, str]]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from flat(f"{prefix}{key}.", value)
            else:
                yield f"{prefix}{key}", str(value)

    found: dict[str, str] = {}
    for entry in RESOURCES.joinpath("locale", language).iterdir():
        if entry.name.endswith(".toml"):
            found |= flat("", tomllib.loads(entry.read_text(encoding="utf-8")))
    return found


def places(text: str) -> set[str]:
    """The ``{name}`` places of some words; ValueError where the braces are not right."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# ---- files --------------------------------------------------------------------------------


def test_every_written_file_is_there_and_ends_in_a_new_line() -> None:
    files = [f for f in written() if f.suffix != ".json"]
    bad = [str(f) for f in files if read(f) and not read(f).endswith("\n")]
    assert not bad


@pytest.mark.parametrize("pattern", [MACHINE, LATER], ids=["a machine", "later"])
def test_no_file_names_what_it_must_not(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in written()
        for number, line in enumerate(read(path).splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


@pytest.mark.parametrize("path", [*TOP, ".ci/run"])
def test_nothing_that_installs_holds_an_address(path: str) -> None:
    assert not ADDRESS.findall(read(path))


def test_nobodys_home_is_named_but_in_tests_of_paths() -> None:
    elsewhere = [path for path in written() if path.parts[0] != "tests"]
    assert not [str(path) for path in elsewhere if HOME.search(read(path))]


def test_links_between_papers_lead_somewhere() -> None:
    broken = [
        f"{path}: {link}"
        for path in written()
        if path.suffix == ".md"
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(path))
        if not link.startswith("http") and not (ROOT / path.parent / link).exists()
    ]
    assert not broken


# ---- the lock file ------------------------------------------------------------------------


def test_the_lock_pins_each_package_with_its_hashes() -> None:
    blocks = re.split(r"\n(?=\S)", read("requirements.lock").strip())
    for block in blocks:
        first, *rest = block.replace(" \\", "").splitlines()
        assert re.match(r"[a-z0-9][a-z0-9.\-]*==[^\s;]+( ; .+)?$", first), first
        assert rest, f"{first} has no hash"
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", line) for line in rest), first


def test_the_lock_holds_everything_the_project_asks_for() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["dev"]
    named = {re.split(r"[=<>~! \[;]", wish)[0].lower().replace("_", "-") for wish in asked}
    locked = set(re.findall(r"^([a-z0-9.\-]+)==", read("requirements.lock"), re.MULTILINE))
    assert named <= locked


def test_dev_py_needs_nothing_but_python() -> None:
    tree = ast.parse(read("dev.py"))
    found = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    found |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.split(".")[0] for name in found} <= sys.stdlib_module_names


# ---- words --------------------------------------------------------------------------------


def test_every_error_code_in_the_source_has_words() -> None:
    text = Text("en")
    missing = {
        f"{path}:{node.lineno}: {node.value}"
        for path, tree in sources(*PACKAGES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
        and not any(text.has(f"{kind}.{node.value}") for kind in ("error", "refusal", "notice"))
    }
    assert not missing


def test_every_error_that_is_raised_has_words_of_an_error() -> None:
    raised = {
        code
        for _, name, call in calls(*PACKAGES)
        if (name.endswith("Refused") or name == "PomdeskError") and call.args
        for code in literals(call.args[0])
    }
    assert raised, "no error found: has the way they are raised changed?"
    text = Text("en")
    assert not [code for code in sorted(raised) if not text.has(f"error.{code}")]


def test_every_error_is_given_what_its_words_need() -> None:
    text = Text("en")
    short = [
        f"{where}: {code} needs {sorted(places(text(f'error.{code}')) - given)}"
        for where, name, call in calls(*PACKAGES)
        if (name.endswith("Refused") or name == "PomdeskError") and call.args
        # intake/reading.py gives every refusal of a file the file's name
        for named in [{"file"} if where.startswith(INTAKE) else set()]
        for given in [{str(k.arg) for k in call.keywords} | named]
        if "None" not in given  # **details: cannot be seen from here
        for code in literals(call.args[0])
        if text.has(f"error.{code}") and places(text(f"error.{code}")) - given
    ]
    assert not short


def test_every_text_key_that_stands_in_a_face_or_paper_has_words() -> None:
    text = Text("en")
    known = words("en")
    missing = []
    for where, name, call in calls("ui", "reports"):
        for key in literals(call.args[0]) if call.args else ():
            if name in ("text", "_text") and not text.has(key):
                missing.append(f"{where}: {key}")
            of_text = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value)
            if not str(of_text).endswith(("text", "_text")):
                continue
            if name == "count" and not (text.has(f"{key}.one") and text.has(f"{key}.other")):
                missing.append(f"{where}: {key}.one, {key}.other")
            if name == "code" and not any(k.startswith(f"{key}.") for k in known):
                missing.append(f"{where}: family {key}")
    assert not missing


def test_every_rule_that_gives_a_reason_has_words() -> None:
    text = Text("en")
    missing = [
        f"{where}: {rule}"
        for where, name, call in calls("pomdesk")
        if name == "Reason"
        for given in [*call.args[:1], *(k.value for k in call.keywords if k.arg == "rule")]
        for rule in literals(given)
        if not text.has(f"rule.{rule}")
    ]
    assert not missing


def test_every_command_has_a_name_in_words() -> None:
    text = Text("en")
    names = [
        str(node.value.value)
        for path, tree in sources("pomdesk/services/commands")
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign)
        and ast.unparse(node.target) == "name"
        and "ClassVar" in ast.unparse(node.annotation)
        and isinstance(node.value, ast.Constant)
    ]
    assert names, "no command found: has the way they are named changed?"
    assert not [name for name in names if not text.has(f"operation.{name}")]


def codes_that_are_shown() -> Iterator[str]:
    """The key of the words of every code of duties and entries."""
    for kind in DutyKind:
        yield from (f"duty.{kind}", f"duty_completes.{kind}")
    for family, members in {
        "duty_family": DutyFamily,
        "duty_state": DutyState,
        "duty_owner": DutyOwner,
        "duty_mark": MarkKind,
    }.items():
        yield from (f"{family}.{member}" for member in members)
    for entry, spec in SPECS.items():
        yield from (f"entry_kind.{entry}", f"entry_kinds.{entry}")
        yield from (f"entry_what.{entry}.{what}" for what in spec.whats)
        yield from (f"entry_stage.{entry}.{stage}" for stage in spec.stages)
        yield from (f"entry_field.{name}" for name in spec.fields)


def test_every_code_of_a_duty_and_of_an_entry_has_words() -> None:
    text = Text("en")
    assert not sorted({key for key in codes_that_are_shown() if not text.has(key)})


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_a_translation_has_no_key_and_no_place_that_english_lacks(language: str) -> None:
    english = words("en")
    other = words(language)
    assert not sorted(set(other) - set(english))
    odd = [key for key, told in other.items() if not places(told) <= places(english[key])]
    assert not odd


def test_no_words_are_empty_but_those_that_mean_it() -> None:
    meant = {"confidence.confirmed", "report.legal_status.UNKNOWN"}  # nothing is to be said
    assert {key for key, told in words("en").items() if not told.strip()} <= meant


# ---- layers that only a running program shows ---------------------------------------------


def loaded_after(code: str) -> set[str]:
    """Top-level modules a fresh Python has after running some code."""
    show = f"{code}\nimport sys\nprint(*{{m.split('.')[0] for m in sys.modules}})"
    command = [sys.executable, "-c", show]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


def test_the_command_line_starts_without_a_toolkit_or_a_paper() -> None:
    heavy = {"PySide6", "shiboken6", "reportlab", "pikepdf", "pypdfium2", "openpyxl"}
    assert not loaded_after("import ui.commandline") & heavy


def test_the_whole_core_runs_without_toolkit_paper_or_words() -> None:
    whole = (
        "import importlib, pkgutil, pomdesk\n"
        "for m in pkgutil.walk_packages(pomdesk.__path__, 'pomdesk.'):\n"
        "    if '__main__' not in m.name and '.migrations.' not in m.name:\n"
        "        importlib.import_module(m.name)"
    )
    outside = {"PySide6", "shiboken6", "reportlab", "pikepdf", "ui", "reports", "resources"}
    assert not loaded_after(whole) & outside


def test_the_program_has_no_way_to_the_network() -> None:
    closed = re.compile(r"(socket|ssl|http|urllib\.request|ftplib|smtplib|requests|httpx)(\.|$)")
    found = []
    for path, tree in sources(*PACKAGES):
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{a.name}" for a in node.names]
            qt = [n for n in names if ".QtNetwork" in n and "QLocal" not in n]
            found += [f"{path}: {n}" for n in [*filter(closed.match, names), *qt]]
    assert not found
