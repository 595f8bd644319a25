"""The key file as it lies on the disk: JSON, its SHA-256, and a twin of both.

Parsing only; nothing here knows a secret. A copy whose checksum does not hold is not used
at all; of two good copies the one of the higher generation counts. Version 1 had no seeds.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from pomdesk.domain.errors import KeyRefused
from pomdesk.store.place import file_errors_told, write_aside

FORMAT = "pomdesk-keys"
VERSION = 2
PASSPHRASE = "passphrase"  # noqa: S105 - the kind of a slot
RECOVERY = "recovery"

_READ = (1, VERSION)
_BINDING = 1
"""Version of the form in which a wrapped key is bound to its slot; older than the file's."""

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
    """One secret's way to the store's key, and to the person's own seed.

    Attributes:
        id: one a seed; the audit log names people by it.
        wrapped: the key under the secret; empty after the key was renewed, until the secret
            is typed again and takes it out of ``sealed``.
        seed: 32 random bytes under the secret, nonce first; empty in a slot of version 1 that
            was not opened since.
        signs: public half of the Ed25519 key that comes from the seed.
        seals: public half of the X25519 key that comes from the seed.
        sealed: the key, sealed to ``seals``; empty where ``wrapped`` has it.
        coming: the next key, sealed likewise, while the key is being renewed.

    """

    id: bytes
    kind: str
    name: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    seed: bytes = b""
    signs: bytes = b""
    seals: bytes = b""
    sealed: bytes = b""
    coming: bytes = b""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """All the slots of the store whose 16-byte identity is ``store``.

    Attributes:
        mac: over all else, under the data key.
        coming_mac: likewise under the next data key while the key is being renewed; else empty.
        version: of the file as it was read; it is always written in the newest.

    """

    store: bytes
    generation: int
    slots: tuple[Slot, ...]
    mac: bytes = field(default=b"")
    coming_mac: bytes = field(default=b"")
    version: int = VERSION

    @property
    def is_renewing(self) -> bool:
        """Whether a renewal of the data key was begun and not yet settled."""
        return bool(self.coming_mac)


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


def read_one(file: Path) -> KeyFile | None:
    """One of the two copies alone; None where there is none, or none that this program reads."""
    try:
        return _parse(_content(file) or b"")
    except KeyRefused:
        return None


def write(path: Path, keys: KeyFile) -> None:
    """Write both copies, one after the other: at any moment one of them is whole."""
    macs = {"mac": keys.mac.hex()}
    if keys.is_renewing:
        macs["coming_mac"] = keys.coming_mac.hex()
    line = _dump(_as_json(keys) | macs)
    content = line + b"\n" + hashlib.sha256(line).hexdigest().encode() + b"\n"
    write_aside(path, content)
    write_aside(twin_of(path), content)


def body(keys: KeyFile) -> bytes:
    """What the MACs cover: everything but themselves."""
    return _dump(_as_json(keys))


def bound(store: bytes, slot: Slot) -> bytes:
    """What a wrapped key is bound to, so that a slot works in no other file or role."""
    return _bound(store, {"slot": _whose(slot) | {"nonce": _text(slot.nonce)}})


def seed_bound(store: bytes, slot: Slot) -> bytes:
    """What a wrapped seed is bound to; never the same as for a key."""
    return _bound(store, {"seed_of": _whose(slot)})


def sealed_bound(store: bytes, slot: Slot) -> bytes:
    """What a sealed key is bound to."""
    return _bound(store, {"sealed_to": _whose(slot) | {"seals": slot.seals.hex()}})


def _bound(store: bytes, what: dict[str, object]) -> bytes:
    return _dump({"format": FORMAT, "version": _BINDING, "store": store.hex(), **what})


def _content(path: Path) -> bytes | None:
    with file_errors_told(path):
        if os.path.lexists(path) and not path.is_file():
            # A folder, or a pipe, which would be waited at for ever, is no key file.
            return b""
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
        if data["version"] not in _READ:
            raise KeyRefused("KEY-NEWER")
        return KeyFile(
            store=_sized(bytes.fromhex(data["store"]), (_STORE_BYTES,)),
            generation=int(data["generation"]),
            slots=tuple(_slot(slot) for slot in data["slots"][:MOST_SLOTS]),
            mac=bytes.fromhex(data["mac"]),
            coming_mac=bytes.fromhex(data.get("coming_mac", "")),
            version=data["version"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _slot(data: dict[str, object]) -> Slot:
    kdf = data["kdf"]
    if not isinstance(kdf, dict):
        raise TypeError("kdf")
    cost = Cost(int(kdf["memory_kib"]), int(kdf["passes"]), int(kdf["lanes"]))
    parts = {name: _part(data, name, sizes) for name, sizes in _SIZES.items()}
    if data["kind"] not in (PASSPHRASE, RECOVERY):
        raise ValueError("kind")
    return Slot(
        id=_sized(bytes.fromhex(str(data["id"])), (_ID_BYTES,)),
        kind=str(data["kind"]),
        name=str(data["name"]),
        cost=cost,
        **parts,
    )


_ID_BYTES, _STORE_BYTES = 8, 16
_SIZES = {
    "salt": (16,),
    "nonce": (12,),
    "wrapped": (0, 48),
    # What version 1 did not have; what is empty is not written.
    "seed": (0, 60),
    "signs": (0, 32),
    "seals": (0, 32),
    "sealed": (0, 80),
    "coming": (0, 80),
}
"""How many bytes each part of a slot may have."""

_LATER = ("seed", "signs", "seals", "sealed", "coming")


def _part(data: dict[str, object], name: str, sizes: tuple[int, ...]) -> bytes:
    said = data.get(name, "") if name in _LATER else data[name]
    return _sized(base64.b64decode(str(said), validate=True), sizes)


def _sized(content: bytes, sizes: tuple[int, ...]) -> bytes:
    if len(content) not in sizes:
        raise ValueError("size")
    return content


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _whose(slot: Slot) -> dict[str, object]:
    cost = slot.cost
    return {
        "id": slot.id.hex(),
        "kind": slot.kind,
        "name": slot.name,
        "kdf": {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes},
        "salt": _text(slot.salt),
    }


def _slot_json(slot: Slot) -> dict[str, object]:
    held = {name: _text(getattr(slot, name)) for name in _LATER if getattr(slot, name)}
    return _whose(slot) | {"nonce": _text(slot.nonce), "wrapped": _text(slot.wrapped)} | held


def _as_json(keys: KeyFile) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": keys.version,
        "store": keys.store.hex(),
        "generation": keys.generation,
        "slots": [_slot_json(slot) for slot in keys.slots],
    }


def _dump(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
