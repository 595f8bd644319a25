#!/usr/bin/env python3
"""One command for everything: ``python3 dev.py demo|test|faults|run|lint|bench|shots|build|lock``.

Each command sets up what it needs by itself (system libraries on Debian as root, ``.venv``
from ``requirements.lock``, the project into it) and skips what is already there. Standard
library only, because it runs before anything is installed.
"""

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "made-from"
LOCK = ROOT / "requirements.lock"
OUT = ROOT / "out"
DEMO_DAY = "2026-11-23"
SLOW = 3
"""Seconds from which a step says how long it took."""
ROLES = {
    "CustodyOnly": "with custody",
    "CustodyWithCom": "with custody, COM supporting",
    "Community": "with the community",
}
PYTHONS = ((3, 11), (3, 14))
"""Oldest Python that will do, and the first that will not."""

# Debian's package to a file that only it brings. Qt's wheels carry the rest themselves.
QT_LIBRARIES = {
    "libglib2.0-0": "libglib-2.0.so.0",
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libx11-6": "libX11.so.6",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libfreetype6": "libfreetype.so.6",
    "libxkbcommon0": "libxkbcommon.so.0",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}


def say(line: str) -> None:
    """One line of our own, told apart from what the tools print."""
    print(f"== {line}", flush=True)


def stop(why: str) -> NoReturn:
    """End with a last line that says what is wrong."""
    sys.stdout.flush()
    sys.exit(f"== dev.py: {why}")


def environment(**more: str) -> dict[str, str]:
    """Give every child its environment.

    Bytecode is always written: without it each start compiles every library again.
    """
    env = os.environ | more
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def run(
    what: str,
    *command: str | Path,
    quiet: bool = False,
    passes: Sequence[int] = (0,),
    **more: str,
) -> None:
    """Run one step; end with its name when it fails.

    ``quiet`` keeps only what it says on standard error; ``passes`` are the exit codes that are
    no failure; ``more`` is added to the environment.
    """
    say(what)
    began = time.monotonic()
    words = [str(c) for c in command]
    heard = subprocess.DEVNULL if quiet else None
    code = subprocess.run(words, cwd=ROOT, env=environment(**more), stdout=heard).returncode
    if code not in passes:
        stop(f"FAILED: {what} (exit {code})")
    if (took := time.monotonic() - began) >= SLOW:
        say(f"{what}: done in {took:.0f} s")


def has_screen() -> bool:
    """Whether a window can be shown to somebody."""
    return sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


# ---- setting up ---------------------------------------------------------------------------


def loads(library: str) -> bool:
    """Whether the system has a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(build: bool) -> list[str]:
    """Debian's names of what this system lacks for Qt, for ``venv`` and for a build."""
    missing = []
    if importlib.util.find_spec("ensurepip") is None and not PYTHON.exists():
        missing.append("python3-venv")
    if sys.platform.startswith("linux"):
        wanted = QT_LIBRARIES | (SCREEN_LIBRARIES if has_screen() else {})
        missing += [package for package, library in wanted.items() if not loads(library)]
        if build and shutil.which("objdump") is None:
            missing.append("binutils")
    return missing


def set_up_system(build: bool) -> None:
    """Install the few missing system packages on Debian as root; else say which."""
    missing = missing_packages(build)
    if not missing:
        return
    if shutil.which("apt-get") is None or os.name == "nt" or os.geteuid() != 0:
        stop(f"this system lacks: {' '.join(missing)} (Debian's names). Install them, then again.")
    run("apt-get update", "apt-get", "update", "-qq", quiet=True)
    install = ("apt-get", "install", "-qq", "-y", "--no-install-recommends", *missing)
    what = f"apt-get install {' '.join(missing)}"
    run(what, *install, quiet=True, DEBIAN_FRONTEND="noninteractive")
    importlib.invalidate_caches()


def stamp() -> tuple[str, str]:
    """Say what ``.venv`` must have been made from: (Python and place, lock and project)."""
    place = f"{sys.version_info[0]}.{sys.version_info[1]} {ROOT}"
    asked = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return place, asked.hexdigest()


def set_up(build: bool = False) -> None:
    """Make this checkout ready to run; quick when it already is."""
    oldest, too_new = PYTHONS
    if not oldest <= sys.version_info[:2] < too_new:
        last = f"{too_new[0]}.{too_new[1] - 1}"
        stop(f"needs Python {oldest[0]}.{oldest[1]} to {last}, this is {sys.version.split()[0]}")
    set_up_system(build)
    place, asked = stamp()
    made_from = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    if PYTHON.exists() and made_from == [place, asked]:
        return
    if not PYTHON.exists() or made_from[:1] != [place]:
        # Moved, or of another Python: scripts and the project's link hold absolute paths.
        run("making .venv", sys.executable, "-m", "venv", "--clear", VENV)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-deps")
    locked = ("--require-hashes", "--only-binary", ":all:", "-r", LOCK)
    run("installing requirements.lock (a minute or two)", *pip, *locked)
    run("installing the project", *pip, "--no-build-isolation", "-e", ROOT)
    STAMP.write_text(f"{place}\n{asked}\n", encoding="utf-8")


# ---- commands -----------------------------------------------------------------------------


def lint(_rest: Sequence[str]) -> None:
    """Check format, lint, types and layers: everything but the tests."""
    set_up()
    run("ruff format", PYTHON, "-m", "ruff", "format", "--check", ".")
    run("ruff check", PYTHON, "-m", "ruff", "check", ".")
    run("mypy", PYTHON, "-m", "mypy")
    run("layers", BIN / "lint-imports")


def test(rest: Sequence[str]) -> None:
    """Lint, then the tests; ``dev.py test tests/rules -x`` passes the rest on to pytest."""
    if not rest:
        lint(())
    set_up()
    # A file stays with one worker: what its tests share is made once.
    run("pytest", PYTHON, "-m", "pytest", *(rest or ["-n", "2", "--dist", "loadfile"]))
    say("test: everything passed")


def faults(rest: Sequence[str]) -> None:
    """Kill, cut, flip and fill the store as often as a night allows; prints a table of results."""
    set_up()
    results = OUT / "faults.jsonl"
    OUT.mkdir(exist_ok=True)
    results.write_text("", encoding="utf-8")
    os.environ.update(POMDESK_FAULTS="nightly", POMDESK_FAULTS_RESULTS=str(results))
    try:
        run("faults", PYTHON, "-m", "pytest", "-n", "2", *(rest or ["tests/faults"]))
    finally:
        tell_faults([json.loads(line) for line in results.read_text("utf-8").splitlines()])


def tell_faults(results: Sequence[Mapping[str, Any]]) -> None:
    """Print what came of each fault: how often it was tried, and every count that was kept."""
    say(f"{len(results)} faults")
    for result in sorted(results, key=lambda one: str(one["fault"])):
        counts = ", ".join(f"{n} {name}" for name, n in result.items() if name != "fault")
        print(f"   {result['fault']:32} {counts}")


def demo(rest: Sequence[str]) -> None:
    """Do the main job on an invented caseload, left under out/; ``--no-window`` for scripts."""
    set_up()
    folder = OUT / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    secret = folder / "passphrase.txt"
    store = ("--store", folder / "store.db", "--passphrase-file", secret, "--today", DEMO_DAY)
    known = "from pomdesk.services.demo import PASSPHRASE; print(PASSPHRASE)"
    secret.write_text(output(PYTHON, "-c", known), encoding="utf-8")
    desk = (PYTHON, "-m", "pomdesk", *store)
    run("a new encrypted store with the invented caseload", *desk, "demo")
    soon = tell_caseload(json.loads(output(*desk, "caseload", "--format", "json")))
    run(f"why that handover date: {soon[0]}", *desk, "explain", soon[0], "handover")
    tell_duties(json.loads(output(*desk, "due", "--within", "6", "--format", "json")))
    tell_moves(json.loads(output(*desk, "moved", "--format", "json")))
    papers = OUT / "papers"
    shutil.rmtree(papers, ignore_errors=True)
    papers.mkdir()
    write_papers(desk, papers, soon)
    walk_a_wing(desk, papers)
    tell_quality(desk, papers)
    run("a backup, read back", *desk, "backup", folder / "backup.db")
    run("the audit log of all this, gone through", *desk, "journal", "verify")
    if has_screen() and "--no-window" not in rest:
        say("the window opens; close it to end the demo")
        run("window", PYTHON, "-m", "ui", *store)
    else:
        shots(())
    say(f"the store and its passphrase are in {folder}, papers and calendar in {papers}")


def tell_quality(desk: Sequence[str | Path], folder: Path) -> None:
    """Say what quality assurance asks; write its certificate and the report to the Governor."""
    rounds = json.loads(output(*desk, "qa", "rounds", "--format", "json"))
    say(f"{len(rounds)} rounds of reading case files")
    for one in rounds:
        print(f"   {one['ref']}  {one['stage']}: {one['done']} of {one['drawn']} read")
    closed = next(one["ref"] for one in rounds if one["stage"] == "closed")
    run("the certificate of a draw", *desk, "qa", "certificate", closed, "-o", folder)
    run("every draw repeated", *desk, "qa", "verify")
    files = [folder / f"{closed}-{part}.json" for part in ("record", "frame")]
    run("one draw repeated from its files alone", *desk[:3], "qa", "verify", *files)
    report = folder / "quality-report.pdf"
    run("the report to the Governor", *desk, "qa", "report", "-o", report)


def walk_a_wing(desk: Sequence[str | Path], folder: Path) -> None:
    """Plan a visit, print its sheet, take it to another store, bring it back, tell what came."""
    where = ("--day", DEMO_DAY, "--prison", "LEI", "--wing", "A", "--title", "A wing")
    planned = json.loads(output(*desk, "visit", "plan", *where, "--json"))
    code = planned["code"]
    say(f"a visit to A wing: {planned['stops']} people, about {planned['minutes']} minutes")
    for layout in ("line", "box"):
        file = folder / f"visit-sheet-{layout}.pdf"
        run(
            f"its sheet, by {layout}", *desk, "visit", "sheet", code, "--layout", layout, "-o", file
        )
    run("its list", *desk, "visit", "names", code, "-o", folder / "visit-list.pdf")
    pack, back, secret = (OUT / "demo" / name for name in ("visit.pack", "visit.back", "code.txt"))
    taken = ("visit", "take-out", code, "--holder", "Pat Example", "-o", pack, "--json")
    secret.write_text(json.loads(output(*desk, *taken))["code"], encoding="utf-8")
    laptop = [*desk]
    laptop[laptop.index("--store") + 1] = OUT / "demo" / "laptop.db"
    output(*laptop, "init", "--name", "Pat Example")
    run("opened on another machine", *laptop, "visit", "open", pack, "--code-file", secret)
    run("the walk is begun", *laptop, "visit", "begin", code)
    said = ("--what", "seen", "--time", "14:05", "--text", "Settled. Wants to talk of the review.")
    run("somebody is seen", *laptop, "visit", "record", code, "1", *said)
    run("somebody is not in", *laptop, "visit", "record", code, "2", "--what", "not_in_cell")
    run("the file to bring back", *laptop, "visit", "return", code, "-o", back)
    run("brought back", *desk, "visit", "bring-back", back)
    run("and once more", *desk, "visit", "bring-back", back)
    note = ("visit", "summary", code, "-o", folder / "visit-note.pdf")
    run("what came of it", *desk, *note)


def write_papers(desk: Sequence[str | Path], folder: Path, soon: Sequence[str]) -> None:
    """Write the parole and handover papers, the pack, and the lists of the whole desk."""
    in_hand = json.loads(output(*desk, "papers", "--format", "json"))
    say(f"{len(in_hand)} papers in hand")
    for held in in_hand:
        print(f"   due {held['due']}  {held['prisonerNumber']}  {held['title']}: {held['stage']}")
    parole = next(held for held in in_hand if held["kind"] == "parole-report")
    ready = [*desk, "draft", "ready", str(parole["paper"])]
    run("what is missing in the parole report", *ready, passes=(0, 3))
    report = ("paper", "parole-report", parole["prisonerNumber"])
    run("the parole report, a draft", *desk, *report, "-o", folder / "parole-report.pdf")
    word = ("--form", "word", "-o", folder / "parole-report.docx")
    run("the same for a word processor", *desk, *report, *word)
    begun = [held["prisonerNumber"] for held in in_hand if held["kind"] == "handover-report"]
    people = list(dict.fromkeys([*begun, *soon]))
    run("handover reports, drafts", *desk, "paper", "handover-report", *people[:3], "-o", folder)
    run("handover packs with an index", *desk, "pack", *people[:2], "-o", folder)
    for kind in ("week-list", "wall-planner", "moves", "caseload-list"):
        run(f"{kind.replace('-', ' ')}", *desk, "paper", kind, "-o", folder / f"{kind}.pdf")
    run("the duties as a calendar", *desk, "calendar", "-o", folder / "duties.ics")


def output(*command: str | Path) -> str:
    """Return what a step prints; end with its name when it fails."""
    words = [str(c) for c in command]
    done = subprocess.run(words, cwd=ROOT, env=environment(), stdout=subprocess.PIPE)
    if done.returncode:
        stop(f"FAILED: {' '.join(words[1:])} (exit {done.returncode})")
    return done.stdout.decode("utf-8")


def tell_caseload(people: Sequence[Mapping[str, str]]) -> list[str]:
    """Print what matters on the day; return the prisoner numbers of the nearest handovers."""
    roles = Counter(ROLES.get(p["responsibility"], "outside policy") for p in people)
    say(f"{len(people)} people: " + ", ".join(f"{n} {role}" for role, n in roles.most_common()))
    dated = [p for p in people if p["handoverDate"] and p["responsibility"] != "Community"]
    soon = sorted(dated, key=lambda p: p["handoverDate"])[:8]
    for p in soon:
        who = f"{p['lastName']}, {p['firstName']}"
        print(f"   hand over {p['handoverDate']}  {p['prisonerNumber']}  {who}")
    return [p["prisonerNumber"] for p in soon]


def tell_duties(duties: Sequence[Mapping[str, str]]) -> None:
    """Print how much is late and due this week, and the first lines of each."""
    late = [duty for duty in duties if duty["state"] == "overdue"]
    week = [duty for duty in duties if duty["state"] != "overdue" and duty["due"]]
    say(f"{len(late)} duties late, {len(week)} due this week")
    for name, held in (("late, due", late), ("due", week)):
        for duty in held[:5]:
            print(f"   {name} {duty['due']}  {duty['prisonerNumber']}  {duty['title']}")


def tell_moves(moves: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Print what the second file moved: whose release, and how many duties with it."""
    say(f"dates moved for {len(moves['people'])} people since the file of the week before")
    for person in moves["people"][:3]:
        for fact in person["facts"][:1]:
            arrow = f"{fact['before']} -> {fact['after']}"
            duties = len(person["duties"])
            print(f"   {person['prisonerNumber']}  {fact['title']}: {arrow}, {duties} duties")


def run_window(rest: Sequence[str]) -> None:
    """Open the window on your own store; the rest is passed on."""
    set_up()
    run("window", PYTHON, "-m", "ui", *rest)


def bench(rest: Sequence[str]) -> None:
    """Measure against floors of the same run; prints a table of ratios."""
    set_up()
    run("bench", PYTHON, "-m", "bench", *rest, QT_QPA_PLATFORM="offscreen")


def shots(rest: Sequence[str]) -> None:
    """Draw every page, light and dark, into out/screens/."""
    set_up()
    run("screens", PYTHON, "-m", "ui.shots", OUT / "screens", *rest, QT_QPA_PLATFORM="offscreen")
    say(f"pictures of the pages are in {OUT / 'screens'}")


def build(_rest: Sequence[str]) -> None:
    """Build the program as one folder under dist/ and run its self-test there."""
    set_up(build=True)
    folder = ROOT / "dist" / "POM desk"
    packer = (PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR")
    run("building", *packer, "build.spec")
    program = folder / ("pomdesk.exe" if os.name == "nt" else "pomdesk")
    run("self-test of the built program", program, "--self-test", QT_QPA_PLATFORM="offscreen")
    say(f"built and self-tested: {folder}")


def lock(_rest: Sequence[str]) -> None:
    """Make requirements.lock again from pyproject.toml; needs uv, and a network."""
    uv = shutil.which("uv")
    if uv is None:
        stop("uv is needed to make the lock file again; install it by its package name")
    command = (uv, "pip", "compile", "-q", "--universal", "--generate-hashes")
    plain = ("--no-header", "--no-annotate", "--extra", "dev", "--python-version", "3.11")
    run("locking", *command, *plain, "pyproject.toml", "-o", LOCK.name)


COMMANDS: dict[str, Callable[[Sequence[str]], None]] = {
    "demo": demo,
    "test": test,
    "faults": faults,
    "run": run_window,
    "lint": lint,
    "bench": bench,
    "shots": shots,
    "build": build,
    "lock": lock,
}


def main() -> None:
    """Read the command and do it."""
    told = "\n".join(f"  {name:6} {told.__doc__}" for name, told in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py", epilog=told, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of those below")
    chosen, rest = parser.parse_known_args()
    try:
        COMMANDS[chosen.command](rest)
    except KeyboardInterrupt:
        stop("stopped")


if __name__ == "__main__":
    main()
