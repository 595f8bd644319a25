"""One keyed connection: pragmas, transactions that are transactions, errors told.

SQLCipher 4 with a raw 256-bit key. The store's identity is the 16-byte salt that SQLCipher
keeps in the clear at the start of the file: it is given with the key, so a key file of
another store is told from a damaged one.

All that is SQLite's own lives here and in ``schema.py``.
"""

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from pomdesk.domain.errors import StoreRefused, TextRefused

PLAIN_HEADER = b"SQLite format 3\x00"
SALT_BYTES = 16
PAGE_BYTES = 4096
BUSY_SECONDS = 5

_PRAGMAS = (
    # NORMAL loses acknowledged saves in a power cut; FULL lost none of 3,000 simulated ones.
    "synchronous=FULL",
    "foreign_keys=ON",
    # Without it REPLACE deletes rows behind the back of the triggers that guard them.
    "recursive_triggers=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    # FILE would put clear text into the temporary folder.
    "temp_store=MEMORY",
    "mmap_size=0",
)

_FROZEN_PRAGMAS = (
    "query_only=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
)

_HEX = b"0123456789abcdef"

# SQLite's primary result codes that are no bug of ours, and what they are told as.
_KNOWN = {
    3: "STO-READONLY",  # PERM
    5: "STO-BUSY",  # BUSY
    6: "STO-BUSY",  # LOCKED
    8: "STO-READONLY",  # READONLY
    10: "STO-DISK",  # IOERR
    11: "STO-DAMAGED",  # CORRUPT
    13: "STO-FULL",  # FULL
    14: "STO-DISK",  # CANTOPEN: the file was there a moment ago
    26: "STO-DAMAGED",  # NOTADB: the key is proved before, so this is damage
}
_READONLY = 8


class QueryWroteError(RuntimeError):
    """A query tried to write: a bug in it, never told as a refusal."""

    def __init__(self) -> None:
        super().__init__("a read-only unit of work tried to write")


def wipe(secret: bytearray) -> None:
    """Overwrite key bytes in place."""
    secret[:] = bytes(len(secret))


def _key_text(key: Collection[int], salt: bytes) -> bytearray:
    """SQLCipher's raw form ``x'<key><salt>'``, made without any immutable copy of the key."""
    text = bytearray(2 * (len(key) + len(salt)) + 3)
    text[0:2] = b"x'"
    place = 2
    for part in (key, salt):
        for byte in part:
            text[place] = _HEX[byte >> 4]
            text[place + 1] = _HEX[byte & 15]
            place += 2
    text[place] = ord("'")
    return text


# The driver asks for an adapter at every None and every bool it binds, in vain and slowly:
# an import spends half its writing there.
dbapi2.register_adapter(type(None), lambda nothing: nothing)
dbapi2.register_adapter(bool, int)


def connect(
    path: Path,
    key: Collection[int],
    salt: bytes,
    *,
    create: bool = False,
    frozen: bool = False,
    reading: bool = False,
) -> Any:
    """A driver connection to an encrypted file, ready for use.

    Args:
        path: the file; it must exist unless ``create`` (a store that is missing must never
            become a new empty one).
        key: 32 bytes; the caller keeps and wipes them.
        salt: the 16 bytes that identify the store.
        create: make the file if it is not there.
        frozen: only read a file that nobody writes, such as a backup on a stick that cannot be
            written; nothing is made beside it, and a log beside it is not looked at.
        reading: read the file with its log, and leave both as they are even on closing.

    Raises:
        StoreRefused: by result code, see ``told``.

    """
    mode = "ro&immutable=1" if frozen else "ro" if reading else "rwc" if create else "rw"
    try:
        connection = dbapi2.connect(
            f"{path.as_uri()}?mode={mode}",
            uri=True,
            check_same_thread=False,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
    except dbapi2.Error as problem:
        raise told(problem) or problem from problem
    try:
        _unlock(connection, key, salt, _FROZEN_PRAGMAS if frozen or reading else _PRAGMAS)
    except dbapi2.Error as problem:
        connection.close()
        raise told(problem) or problem from problem
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: Any, key: Collection[int], salt: bytes, pragmas: Iterable[str]) -> None:
    text = _key_text(key, salt)
    try:
        connection.set_key(text)
    finally:
        wipe(text)
    if not connection.execute("PRAGMA cipher_version").fetchall():
        # Plain SQLite ignores the key and writes in the clear: never go on.
        raise StoreRefused("STO-CIPHER")
    connection.execute("PRAGMA cipher_log_level=NONE").fetchall()
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.set_authorizer(_deny_attach)


def _deny_attach(action: int, *_details: object) -> int:
    # ATTACH could copy the whole store into a plain file with one statement.
    denied = action in (dbapi2.SQLITE_ATTACH, dbapi2.SQLITE_DETACH)
    return int(dbapi2.SQLITE_DENY if denied else dbapi2.SQLITE_OK)


def told(problem: BaseException | None) -> StoreRefused | None:
    """The known error behind a driver error, by SQLite's result code; None for a bug."""
    result = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    return StoreRefused(_KNOWN[result]) if result in _KNOWN else None


def driver_of(connection: Connection) -> Any:
    """The driver's own connection, for what SQLAlchemy has no words for."""
    return connection.connection.driver_connection


def pragma(connection: Connection, text: str) -> list[tuple[Any, ...]]:
    """Run one pragma outside any transaction; errors are told as everywhere."""
    try:
        return list(driver_of(connection).execute(f"PRAGMA {text}").fetchall())
    except dbapi2.Error as problem:
        raise told(problem) or problem from problem


def keep_log(connection: Connection) -> None:
    """Let saves go into a log first, which a kill or a power cut cannot tear.

    Not when connecting: it writes into the file, and a file that is refused is left as it is.
    """
    connection.rollback()
    pragma(connection, "journal_mode=WAL")


def engine_over(
    path: Path,
    key: Collection[int],
    salt: bytes,
    *,
    create: bool = False,
    reading: bool = False,
) -> Engine:
    """An engine with exactly one connection, whose errors are told and transactions whole.

    Statements run in ``BEGIN IMMEDIATE``; with the execution option ``reading`` in a plain
    ``BEGIN`` that cannot write. SQLAlchemy's own default is no transaction at all until the
    first write, which loses updates between threads and leaves failed migrations half done.
    """
    every = _every_engine()
    pool = StaticPool(
        lambda: connect(path, key, salt, create=create, reading=reading), dialect=every.dialect
    )
    engine = Engine(pool, every.dialect, every.url, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


@cache
def _every_engine() -> Engine:
    """An engine over nothing, whose dialect all others have.

    The mapper keeps its statements for each dialect that it met: with one of its own for every
    opening, a desk that is locked and opened all day would grow by as many. A dialect knows no
    statement and no value; those stay with their engine and go with it.
    """
    engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool, hide_parameters=True)
    event.listen(engine, "handle_error", _tell, retval=True)  # heard by all of its dialect
    with engine.connect():
        pass  # it asks for the version of the library
    engine.dispose()
    return engine


def _begin(connection: Connection) -> None:
    reading = _is_reading(connection)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _is_reading(connection: Connection | None) -> bool:
    return connection is not None and bool(connection.get_execution_options().get("reading"))


def _tell(context: ExceptionContext) -> BaseException | None:
    if isinstance(context.original_exception, UnicodeEncodeError):
        return TextRefused("TXT-CHARS")  # half a character, which the file cannot hold
    known = told(context.original_exception)
    code = getattr(context.original_exception, "sqlite_errorcode", 0) & 0xFF
    if code == _READONLY and _is_reading(context.connection):
        return QueryWroteError()
    return known
