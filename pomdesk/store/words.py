"""The search index over the entries' words: SQLite's FTS5, made by migration 2.

Triggers keep it in step inside the database, so every way by which an entry comes, changes or
goes (commands, undo, a person taken out) is covered without a line of ours. It holds no words
itself (``content='entry'``), only where each three letters stand.
"""

from sqlalchemy import Connection, column, table
from sqlalchemy.exc import DatabaseError

from pomdesk.domain.errors import StoreRefused

entry_words = table("entry_words", column("rowid"), column("entry_words"))
"""The index as queries use it: ``rowid`` is the entry's id, ``entry_words`` what MATCH takes."""

SHORTEST = 3
"""Letters a word must have to be found by the index."""

PARTS = frozenset(
    {
        "entry_words",
        "entry_words_data",
        "entry_words_idx",
        "entry_words_docsize",
        "entry_words_config",
        "entry_words_in",
        "entry_words_out",
        "entry_words_over",
    }
)
"""Names of the index, of the tables SQLite keeps it in, and of its triggers."""


def match(words: list[str]) -> str:
    """What MATCH takes to find entries with all of these words; nothing in them is syntax.

    Words shorter than ``SHORTEST`` are left out; the result is empty where none is left.
    """
    found = [word.replace("\0", "") for word in words]
    return " ".join('"' + word.replace('"', '""') + '"' for word in found if len(word) >= SHORTEST)


def wrong(connection: Connection) -> list[str]:
    """One line where the index does not agree with the entries; none where it does."""
    check = "INSERT INTO entry_words(entry_words, rank) VALUES ('integrity-check', 1)"
    try:
        connection.exec_driver_sql(check)
    except (DatabaseError, StoreRefused):
        return ["search: the index does not agree with the entries"]
    return []
