"""The key file as it lies on the disk: JSON, its SHA-256, and a twin of both.

Parsing only; nothing here knows a secret. A copy whose checksum does not hold is not used
at all; of two good copies the one of the higher generation counts.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from pomdesk.domain.errors import KeyRefused
from pomdesk.store.place import file_errors_told, write_aside

FORMAT = "pomdesk-keys"
VERSION = 1
PASSPHRASE = "passphrase"  # noqa: S105 - the kind of a slot
RECOVERY = "recovery"

_LARGEST = 64 * 1024
MOST_SLOTS = 32
"""Ways in that one store may have."""

_MEMORY_KIB = range(19 * 1024, 1024 * 1024 + 1)
_PASSES = range(1, 11)
_LANES = range(1, 9)


@dataclass(frozen=True, order=True, slots=True)
class Cost:
    """What one guess at a passphrase costs (Argon2id)."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def is_sane(self) -> bool:
        """Inside 19 MiB to 1 GiB, 1 to 10 passes, 1 to 8 lanes.

        A file from elsewhere must not be able to ask for all the memory there is, nor for
        so little that the passphrase could be guessed.
        """
        return self.memory_kib in _MEMORY_KIB and self.passes in _PASSES and self.lanes in _LANES


STANDARD_COST = Cost()


@dataclass(frozen=True, slots=True)
class Slot:
    """One secret's way to the store's key, which ``wrapped`` holds under that secret."""

    id: bytes
    kind: str
    name: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """All the slots of the store whose 16-byte identity is ``store``."""

    store: bytes
    generation: int
    slots: tuple[Slot, ...]
    mac: bytes = field(default=b"")


def twin_of(path: Path) -> Path:
    """The second copy."""
    return path.with_name(path.name + ".b")


def read(path: Path) -> tuple[KeyFile, bool]:
    """The key file, and whether both copies are there and the same.

    Raises:
        KeyRefused: KEY-NOFILE, KEY-DAMAGED, KEY-NEWER, KEY-TAMPERED (a cost out of bounds).

    """
    raw = [_content(path), _content(twin_of(path))]
    if raw == [None, None]:
        raise KeyRefused("KEY-NOFILE", path=str(path))
    good = [keys for keys in (_parse(content) for content in raw if content) if keys]
    if not good:
        raise KeyRefused("KEY-DAMAGED", path=str(path))
    keys = max(good, key=lambda copy: copy.generation)
    if not all(slot.cost.is_sane() for slot in keys.slots):
        raise KeyRefused("KEY-TAMPERED")
    return keys, raw[0] == raw[1]


def write(path: Path, keys: KeyFile) -> None:
    """Write both copies, one after the other: at any moment one of them is whole."""
    line = _dump(_as_json(keys) | {"mac": keys.mac.hex()})
    content = line + b"\n" + hashlib.sha256(line).hexdigest().encode() + b"\n"
    write_aside(path, content)
    write_aside(twin_of(path), content)


def body(keys: KeyFile) -> bytes:
    """What the MAC covers: everything but itself."""
    return _dump(_as_json(keys))


def bound(store: bytes, slot: Slot) -> bytes:
    """What a wrapped key is bound to, so that a slot works in no other file or role."""
    slot_json = _slot_json(slot)
    del slot_json["wrapped"]
    return _dump({"format": FORMAT, "version": VERSION, "store": store.hex(), "slot": slot_json})


def _content(path: Path) -> bytes | None:
    with file_errors_told(path):
        try:
            with path.open("rb") as stream:
                return stream.read(_LARGEST + 1)
        except FileNotFoundError:
            return None


def _parse(content: bytes) -> KeyFile | None:
    """The key file, or None where this copy is damaged; KEY-NEWER passes through."""
    lines = content.split(b"\n")
    if len(content) > _LARGEST or len(lines) != 3 or lines[2]:
        return None
    if hashlib.sha256(lines[0]).hexdigest().encode() != lines[1]:
        return None
    try:
        data = json.loads(lines[0])
        if data["format"] != FORMAT:
            return None
        if data["version"] != VERSION:
            raise KeyRefused("KEY-NEWER")
        return KeyFile(
            store=bytes.fromhex(data["store"]),
            generation=int(data["generation"]),
            slots=tuple(_slot(slot) for slot in data["slots"][:MOST_SLOTS]),
            mac=bytes.fromhex(data["mac"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _slot(data: dict[str, object]) -> Slot:
    kdf = data["kdf"]
    if not isinstance(kdf, dict):
        raise TypeError("kdf")
    cost = Cost(int(kdf["memory_kib"]), int(kdf["passes"]), int(kdf["lanes"]))
    unpacked = {key: base64.b64decode(str(data[key])) for key in ("salt", "nonce", "wrapped")}
    return Slot(
        id=bytes.fromhex(str(data["id"])),
        kind=str(data["kind"]),
        name=str(data["name"]),
        cost=cost,
        **unpacked,
    )


def _slot_json(slot: Slot) -> dict[str, object]:
    cost = slot.cost
    return {
        "id": slot.id.hex(),
        "kind": slot.kind,
        "name": slot.name,
        "kdf": {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes},
        "salt": base64.b64encode(slot.salt).decode(),
        "nonce": base64.b64encode(slot.nonce).decode(),
        "wrapped": base64.b64encode(slot.wrapped).decode(),
    }


def _as_json(keys: KeyFile) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "store": keys.store.hex(),
        "generation": keys.generation,
        "slots": [_slot_json(slot) for slot in keys.slots],
    }


def _dump(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
