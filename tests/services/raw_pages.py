"""The pages of a store as SQLite sees them: decrypted here, whatever the tables say is in them.

SQLCipher 4: each page of 4,096 bytes ends in 80 that are its own: the IV (16) and the proof (64).
The first page begins with the salt, which stands in the clear where SQLite has its header.
"""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from pomdesk.store import vault
from pomdesk.store.connection import PAGE_BYTES, SALT_BYTES
from pomdesk.store.place import keys_beside

_OWN = 80
_IV = 16


def raw_pages(store: Path, secret: str) -> bytes:
    """Every page of a closed store, free ones and unused room included."""
    opened = vault.unlock(keys_beside(store), secret)
    content = store.read_bytes()
    pages = []
    for start in range(0, len(content), PAGE_BYTES):
        page = content[start : start + PAGE_BYTES]
        body = page[SALT_BYTES if start == 0 else 0 : -_OWN]
        mode = modes.CBC(page[-_OWN : -_OWN + _IV])
        decryptor = Cipher(algorithms.AES(bytes(opened.key)), mode).decryptor()
        pages.append(decryptor.update(body) + decryptor.finalize())
    return b"".join(pages)
