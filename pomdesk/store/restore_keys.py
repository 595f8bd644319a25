"""Which key opens a backup, and under which one it comes back.

The store's key file stays as it is wherever it can: people who were taken away since the backup
was made stay away. Only where it is missing, damaged or changed by hand the backup's takes over.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pomdesk.domain.errors import BackupRefused, KeyRefused, PomdeskError, StoreRefused
from pomdesk.store import keyfile, rekey, tries, vault
from pomdesk.store.backup import identity
from pomdesk.store.connection import wipe
from pomdesk.store.keyfile import KeyFile
from pomdesk.store.place import keys_beside
from pomdesk.store.vault import Unlocked

_UNUSABLE = frozenset({"KEY-NOFILE", "KEY-DAMAGED", "KEY-TAMPERED"})
_NOT_THIS = frozenset({"KEY-WRONG", "KEY-RECOVERY", "KEY-REPLACED", "KEY-LEFTOUT"})


@dataclass(frozen=True, slots=True)
class Keys:
    """How a backup is read and put back.

    Attributes:
        opened: whose secret it was, and the key under which the store comes back.
        then: the key of the backup; often the same.
        take: whether the backup's key file becomes the store's.

    """

    opened: Unlocked
    then: bytearray
    take: bool

    def wipe(self) -> None:
        """Forget both keys."""
        wipe(self.opened.key)
        wipe(self.then)


def find(path: Path, theirs: Path, *, secret: str, then_secret: str, now: datetime) -> Keys:
    """Find the keys for a backup whose key file is ``theirs``, by a secret of now or of then.

    Args:
        path: the store's place.
        theirs: a copy of the backup's key file.
        secret: opens the store's key file, or the backup's.
        then_secret: opens the backup's, where that is another one; "" where not.
        now: for counting wrong tries.

    Raises:
        BackupRefused: BAK-NOKEYS, BAK-OTHER, BAK-OLDKEY (the key was renewed since, and the secret
            does not open the backup's key file), BAK-WHO (whose secret it is was taken away).
        KeyRefused: KEY-WRONG, KEY-WAIT and the like, for the secret.

    """
    then_file, now_file = _file_of_backup(theirs), _file_of_store(path)
    _check_same_store(path, then_file, now_file)
    with tries.counted(path, now):
        ours, problem = _try(keys_beside(path), secret) if now_file else (None, None)
        if problem is not None and problem.code == "KEY-TAMPERED":
            now_file = None
        if ours is not None:
            ours = _settled(path, ours)
            if _is_under(then_file, ours.key):
                return Keys(ours, bytearray(ours.key), take=False)
        then, other = _try(theirs, then_secret or secret)
        if ours is None and then is None:
            raise problem or other or KeyRefused("KEY-WRONG")
    if then is None:
        raise BackupRefused("BAK-OLDKEY", path=str(theirs))
    if ours is not None:
        return Keys(ours, then.key, take=False)
    return _by_the_backups(then, now_file, problem)


def _by_the_backups(then: Unlocked, now_file: KeyFile | None, problem: PomdeskError | None) -> Keys:
    """Where only the backup's key file was opened."""
    if now_file is None:
        return Keys(then, bytearray(then.key), take=True)
    if not _is_under(now_file, then.key):
        # The key was renewed since: without a secret of today there is nothing to put it under.
        wipe(then.key)
        raise problem or KeyRefused("KEY-WRONG")
    if then.name not in {slot.name for slot in now_file.slots}:
        wipe(then.key)
        raise BackupRefused("BAK-WHO", name=then.name)
    return Keys(then, bytearray(then.key), take=False)


def _file_of_backup(theirs: Path) -> KeyFile:
    try:
        return keyfile.read(theirs)[0]
    except KeyRefused as problem:
        if problem.code not in _UNUSABLE:
            raise
        reason = "missing" if problem.code == "KEY-NOFILE" else "damaged"
        raise BackupRefused("BAK-NOKEYS", reason=reason, path=theirs.name) from problem


def _file_of_store(path: Path) -> KeyFile | None:
    try:
        return keyfile.read(keys_beside(path))[0]
    except KeyRefused as problem:
        if problem.code not in _UNUSABLE:
            raise
        return None


def _check_same_store(path: Path, then_file: KeyFile, now_file: KeyFile | None) -> None:
    present = identity(path)
    if now_file is not None:
        same = now_file.store == then_file.store
    else:
        same = not present or present == then_file.store
    if not same:
        raise BackupRefused("BAK-OTHER", path=str(path))


def _try(file: Path, secret: str) -> tuple[Unlocked | None, KeyRefused | None]:
    try:
        return vault.unlock(file, secret), None
    except KeyRefused as problem:
        if problem.code not in _UNUSABLE | _NOT_THIS:
            raise
        return None, problem


def _settled(path: Path, ours: Unlocked) -> Unlocked:
    """Where a renewal of the key was cut short: the key under which the store is now."""
    try:
        return rekey.settled(path, ours)
    except StoreRefused:
        # There is no store to see it from: either key will do for the one that comes.
        return ours


def _is_under(file: KeyFile, key: bytearray) -> bool:
    """Whether a key file holds this data key."""
    try:
        vault.check(file, key)
    except KeyRefused:
        return False
    return True
