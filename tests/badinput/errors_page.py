"""The page of every refusal, made from its words: ``python -m tests.badinput.errors_page``."""

import re
from pathlib import Path

from tests.test_hygiene import words

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"

FAMILIES = {
    "KEY": "Passphrase, recovery key, key file",
    "STO": "The store file, its lock, its version",
    "BAK": "Backup and restore",
    "IMP": "Files brought in",
    "TXT": "Typed text",
    "REP": "Papers and files written",
    "ROL": "Roles on the desk",
    "RET": "Holds, review, disposal, erasure",
    "SAR": "Subject access",
    "TIM": "The clock",
    "CON": "Consultation",
    "AUD": "The audit log",
    "PCK": "Visit packs",
    "POL": "Policy packs",
    "REQ": "What was asked for",
}

CODE = re.compile(rf"({'|'.join(FAMILIES)})-[A-Z0-9]+(-[A-Z0-9]+)*")

HEAD = """# What the desk refuses, and what it says then

Every refusal has a code that stays, and words: what happened, why, what to do next, and what was
changed (nothing, unless the words say so). On the command line it is one line on standard error
and exit code 1; with `--json`, on standard output:

```json
{"ok": false, "code": "IMP-DATE", "message": "...", "changed": false}
```

A code after a dot (`KEY-WEAK.short`) is the same refusal with a reason of its own. Places such as
`{file}` are filled in. Rows of a file are refused one by one: exit code 3, the others came in.
Wrong usage of the command line is exit code 2, and a bug 70; neither is listed here.

This page is made from the words themselves: `python -m tests.badinput.errors_page`.
"""


def told(kind: str) -> dict[str, str]:
    """Code (with its reason) to the English words of one kind: error, refusal, notice."""
    found = {key.removeprefix(f"{kind}."): said for key, said in words("en").items()
             if key.startswith(f"{kind}.")}  # fmt: skip
    return {code: said for code, said in sorted(found.items()) if CODE.match(code)}


def page() -> str:
    """The page as it should stand."""
    parts = [HEAD]
    errors = told("error")
    for family, title in FAMILIES.items():
        rows = {code: said for code, said in errors.items() if code.startswith(f"{family}-")}
        if rows:
            parts.append(_table(f"{family}: {title}", rows))
    parts.append(
        _table("Rows of a file that are refused, or come in with a warning", told("refusal"))
    )
    parts.append(_table("Notices: nothing was refused", told("notice")))
    return "\n".join(parts)


def _table(title: str, rows: dict[str, str]) -> str:
    lines = [f"| `{code}` | {said.replace('|', chr(92) + '|')} |" for code, said in rows.items()]
    return "\n".join([f"## {title}", "", "| Code | Words |", "|---|---|", *lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
