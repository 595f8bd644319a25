"""Looking for a word in all that a run left behind, however it was written."""

import base64
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def forms(word: str) -> dict[str, bytes]:
    """The word as files may hold it; base64 with each of its three beginnings."""
    plain = word.encode()
    found = {
        "as it is": plain,
        "small": plain.lower(),
        "capitals": plain.upper(),
        "UTF-16 LE": word.encode("utf-16-le"),
        "UTF-16 BE": word.encode("utf-16-be"),
        "UTF-32": word.encode("utf-32-le"),
        "hex": plain.hex().encode(),
        "backwards": plain[::-1],
    }
    for skipped in range(3):
        coded = base64.b64encode(b"x" * skipped + plain)
        found[f"base64 after {skipped}"] = coded[4 if skipped else 0 : -4]
    return found


def inside(content: bytes) -> Iterator[bytes]:
    """A file, and what is packed in it: members of a zip, deflated pieces."""
    yield content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            yield from (parts.read(name) for name in parts.namelist())
    for mark, bits in (
        (b"\x78\x9c", 15),
        (b"\x78\xda", 15),
        (b"\x78\x01", 15),
        (b"\x1f\x8b\x08", 31),
    ):
        at = content.find(mark)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(bits).decompress(content[at:])
            at = content.find(mark, at + 1)


def holding(root: Path, word: str) -> list[str]:
    """Files under a folder that hold the word or are named after it, and how."""
    wanted, found = forms(word), []
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root).as_posix()
        if word.lower() in place.lower():
            found.append(f"{place}: its name")
        if path.is_file():
            pieces = list(inside(path.read_bytes()))
            found += [
                f"{place}: {how}"
                for how, form in wanted.items()
                if any(form in piece for piece in pieces)
            ]
    return found
