"""Trying a backup out: opened in a folder of its own as if it were needed, and taken away again."""

import shutil
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, func, select

from pomdesk.domain.errors import BackupRefused, KeyRefused
from pomdesk.domain.keeping import Backup, Drilled
from pomdesk.store import backup, keyfile, proved, schema, vault
from pomdesk.store.connection import engine_over
from pomdesk.store.place import file_errors_told, keys_beside
from pomdesk.store.tables import entry


def try_out(store: backup.Open, made: Backup) -> Drilled:
    """Open a backup as if it were needed; what is in it.

    Raises:
        BackupRefused: BAK-NOKEYS, BAK-OLDKEY, BAK-DAMAGED, BAK-SPACE.
        StoreRefused: STO-SCHEMA and the like, as on opening.

    """
    folder = made.path.parent / f"{store.path.stem}.trying"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with store.apart() as (key, salt):
            _check_keys(made.path, key)
            backup.check_space(folder.parent, made.path, leave=0)
            with file_errors_told(folder):
                folder.mkdir()
                copy = folder / store.path.name
                shutil.copyfile(made.path, copy)
            content = proved.prove(copy, key, salt)
            engine = engine_over(copy, key, salt)
            try:
                with engine.connect() as connection:
                    schema.check_identity(connection, copy)
                    schema.check_schema(connection)
                    newest = _newest(connection) if entry.name in content.counts else None
            finally:
                engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    counts = {name: count for name, count in content.counts.items() if count}
    return Drilled(made, counts, counts.get("person", 0), newest)


def _newest(connection: Connection) -> date | None:
    newest: date | None = connection.scalar(select(func.max(entry.c.day)))
    return newest


def _check_keys(made: Path, key: bytearray) -> None:
    """Refuse a backup that its own key file would not open."""
    try:
        keys, _same = keyfile.read(keys_beside(made))
    except KeyRefused as problem:
        reason = "missing" if problem.code == "KEY-NOFILE" else "damaged"
        path = keys_beside(made).name
        raise BackupRefused("BAK-NOKEYS", reason=reason, path=path) from problem
    try:
        vault.check(keys, key)
    except KeyRefused as problem:
        raise BackupRefused("BAK-OLDKEY", path=str(made)) from problem
