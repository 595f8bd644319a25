"""The data key of an open store, kept so that its bytes stand nowhere in memory in a row.

Masked by random bytes beside it: whoever searches the memory, a page file or a crash dump for the
key does not find it. A program that knows where both halves lie still does.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from pomdesk.store.connection import wipe


class HeldKey(Collection[int]):
    """A key; to go through it gives its bytes one by one.

    Args:
        raw: the key, which is overwritten.

    """

    def __init__(self, raw: bytearray) -> None:
        self._pad = bytearray(os.urandom(len(raw)))
        self._masked = bytearray(len(raw))
        self.take(raw)

    def take(self, raw: bytearray) -> None:
        """Hold another key from now on; ``raw`` is overwritten."""
        for place, byte in enumerate(raw):
            self._masked[place] = byte ^ self._pad[place]
        wipe(raw)

    @contextmanager
    def shown(self) -> Iterator[bytearray]:
        """The key itself, overwritten when it has been used."""
        # Of its full size at once: growing would leave pieces of it behind.
        raw = bytearray(len(self._masked))
        try:
            for place, byte in enumerate(self):
                raw[place] = byte
            yield raw
        finally:
            wipe(raw)

    def forget(self) -> None:
        """Overwrite it: all zero from now on."""
        wipe(self._masked)
        wipe(self._pad)

    def __iter__(self) -> Iterator[int]:
        return (a ^ b for a, b in zip(self._masked, self._pad, strict=True))

    def __len__(self) -> int:
        return len(self._masked)

    def __contains__(self, byte: object) -> bool:
        return any(one == byte for one in self)
