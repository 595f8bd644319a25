"""Spelling: which words of a draft no dictionary knows, and what may have been meant.

The dictionary is in a process of its own (``ui/spelling_child.py``), which starts when a
writing page opens, never with the window, and ends with the page.
"""

import json
import re
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import normalize

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_WORD = re.compile(r"\w(?:[\w\u0300-\u036f]|['’](?=\w))*")
_ODD = re.compile(r"[\d_\u0370-\u1dff\u1f00-\u2018\u201a-\U0010ffff]")
"""In no word of ours: digits, and letters that are not Latin."""
_NO_WORD = re.compile(r"\S*(?:@|://|www\.)\S*")
_LONGEST = 60
_LONGEST_CODE = 8
"""Letters of a code in capitals: MAPPA, NOMIS, ARMS."""
_PATIENCE = 2.0
"""Seconds that are waited for the process to end."""

_AT_ONCE = 400
"""Words looked up together; some 40 milliseconds, so that suggestions need not wait."""


def words_of(text: str) -> Iterator[tuple[int, str]]:
    """Every word with where it begins; what is part of an address is none."""
    addresses = [match.span() for match in _NO_WORD.finditer(text)] if _address(text) else []
    for match in _WORD.finditer(text):
        start = match.start()
        if not addresses or not any(first <= start < last for first, last in addresses):
            yield start, match.group()


def can_be_wrong(word: str) -> bool:
    """Whether it is a word that a dictionary could have.

    No such words: what has a digit in it (dates, prison numbers), single letters, short codes
    in capitals, other alphabets, and what is too long for a word.
    """
    return 1 < len(word) <= _LONGEST and not _ODD.search(word) and not _code(word)


def _code(word: str) -> bool:
    """Whether it is a short code in capitals, or some of them: ``COM``, ``COMs``, ``COM's``."""
    return word.removesuffix("s").rstrip("'’").isupper() and len(word) <= _LONGEST_CODE


def _address(text: str) -> bool:
    return "@" in text or "://" in text or "www." in text


def plainly(word: str) -> str:
    """A word as dictionaries have it: composed accents, straight apostrophe."""
    return word if word.isascii() else normalize("NFC", word).replace("’", "'")


class Speller(QObject):
    """Checks words of one language in the background.

    Args:
        language: ``en`` or ``cy``; of the paper.
        learned: words this desk was taught (``LearnedWords``).
        names: names of the person and others, which are not marked; each may be several words.

    Signals:
        checked: words that were found to be wrong just now, as ``plainly`` has them.
        suggested: a word, and a list of what may have been meant.
        failed: there is no dictionary to ask; nothing more will be marked.
    """

    checked = Signal(object)
    suggested = Signal(str, object)
    failed = Signal()
    _came = Signal(object)
    _ended = Signal()

    def __init__(
        self,
        language: str,
        learned: Iterable[str] = (),
        names: Iterable[str] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.language = language
        self._right = {plainly(word).casefold() for word in learned}
        for name in names:
            self._right.update(plainly(word).casefold() for word in _WORD.findall(name))
        self._verdicts: dict[str, bool | None] = {}  # of words as they stand in the text
        self._found: dict[str, bool] = {}  # of words as the dictionary was asked
        self._wanted: dict[str, None] = {}
        self._questions: deque[str] = deque()
        self._ready = self._asking = self._stopped = False
        self._pipe: Connection | None = None
        self._process: BaseProcess | None = None
        self._thread: threading.Thread | None = None
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)

    def start(self) -> None:
        """Begin to load the dictionary in the background."""
        if self._thread is None and not self._stopped:
            self._thread = threading.Thread(target=self._listen, name="spelling", daemon=True)
            self._thread.start()

    def wrong(self, word: str) -> bool | None:
        """Whether a word is wrong; None: not known yet, and it is being looked up."""
        if word in self._verdicts:
            return self._verdicts[word]
        verdict = self._verdicts[word] = self._judge(word)
        return verdict

    def _judge(self, word: str) -> bool | None:
        plain = plainly(word)
        verdict = self._found.get(plain)
        if not can_be_wrong(plain) or self._accepted(plain):
            verdict = False
        if verdict is None and plain not in self._wanted and not self._stopped:
            self._wanted[plain] = None
            if not self._soon.isActive():
                self._soon.start(0)
        return verdict

    def suggest(self, word: str) -> None:
        """Look for what may have been meant; ``suggested`` follows."""
        self._questions.append(plainly(word))
        self._soon.start(0)

    def accept(self, word: str) -> None:
        """Mark a word no more: it was learned, or is to be ignored while the page is open."""
        self._right.add(plainly(word).casefold())
        self._verdicts.clear()

    def _accepted(self, word: str) -> bool:
        folded = word.casefold()
        return folded in self._right or folded.removesuffix("'s") in self._right

    def stop(self) -> None:
        """Check nothing more, and let the dictionary go."""
        self._stopped = True
        self._soon.stop()
        if self._process is not None:
            self._process.kill()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    # In the thread that listens.

    def _listen(self) -> None:
        import multiprocessing

        from ui import spelling_child

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=spelling_child.serve, args=(theirs, self.language), daemon=True
        )
        process.start()
        theirs.close()
        self._pipe, self._process = ours, process
        if self._stopped:
            process.kill()
        with suppress(RuntimeError):  # the page was taken away meanwhile
            with suppress(EOFError, OSError):
                while True:
                    self._came.emit(ours.recv_bytes())
            self._ended.emit()
        process.kill()
        process.join()
        ours.close()

    # In the window's thread.

    def _take(self, message: bytes) -> None:
        if self._stopped:
            return
        self._asking = False
        if not self._ready:
            self._ready = True  # the first word of all: that it is loaded
        else:
            said = json.loads(message)
            if "checked" in said:
                self._learn(said["checked"], frozenset(said["wrong"]))
            else:
                self.suggested.emit(said["suggest"], said["meant"])
        self._ask()

    def _learn(self, checked: list[str], wrong: frozenset[str]) -> None:
        for word in checked:
            self._found[word] = word in wrong
            self._wanted.pop(word, None)
        self._verdicts = {word: it for word, it in self._verdicts.items() if it is not None}
        if wrong:
            self.checked.emit(wrong)

    def _ask(self) -> None:
        """Ask the next thing; one at a time, what somebody waits for first."""
        if not self._ready or self._asking or self._stopped or self._pipe is None:
            return
        if self._questions:
            asked: dict[str, object] = {"suggest": self._questions.popleft()}
        elif self._wanted:
            asked = {"check": list(islice(self._wanted, _AT_ONCE))}
        else:
            return
        self._asking = True
        with suppress(OSError):  # it is gone: the thread that listens hears of it too
            self._pipe.send_bytes(json.dumps(asked).encode())

    def _end(self) -> None:
        if not self._stopped:
            self._stopped = True
            self.failed.emit()
