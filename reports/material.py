"""What a paper of one person is made from: snapshots, so that it can be made anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from pomdesk.domain.papers import Paper, PaperTemplate
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import CaseRecord, TimelineLine


@dataclass(frozen=True, slots=True)
class Material:
    """One case as papers need it.

    Attributes:
        prepared_by: who signs.
        record: what was written down at the desk; None: those parts are forms.
        paper: what was written for this paper; for a pack, the handover report in it; None:
            the sections are left open to write in.
        timeline: everything that happened, newest first, for a chronology.
        template: this unit's own template; None: the one that comes with the program.
        report_template: for a pack, this unit's own template of the handover report in it.
        final: it is to be frozen: no watermark, its SHA-256 on it, nothing left to write in.
        anchor: the end of the audit log when it was made (``Head.anchor``); stands in the foot.

    """

    view: CaseView
    prepared_by: str = ""
    record: CaseRecord | None = None
    paper: Paper | None = None
    timeline: Sequence[TimelineLine] = ()
    template: PaperTemplate | None = None
    report_template: PaperTemplate | None = None
    final: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished paper.

    Attributes:
        pdf: the file.
        words: everything it says, block by block, without heads and feet of pages.
        sha256: of ``words``, in hexadecimal; a final paper bears it.

    """

    pdf: bytes
    words: tuple[str, ...]
    sha256: str
