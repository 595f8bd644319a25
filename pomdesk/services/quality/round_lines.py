"""What the page of a round shows, put together from a constant number of statements.

Then where rows tell of a draw otherwise than its record and its frame do.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import Finding
from pomdesk.domain.quality.terms import (
    Purpose,
    ReviewKind,
    ReviewStage,
    Role,
    RoundStage,
    SampleRole,
    SampleStatus,
    Substitution,
    Verdict,
)
from pomdesk.readmodels.quality import DrawLine, FramePreview, SampleLine, StratumLine
from pomdesk.rules.quality.canonical import read_canonical
from pomdesk.rules.quality.frames import stamp
from pomdesk.services.quality.reviews import HANDED_IN, people_of
from pomdesk.services.quality.rounds import LIVE, Reading, as_reading
from pomdesk.store.tables import qa_draw, qa_frame, qa_report, qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

_GIVEN = (ReviewKind.PRIMARY, ReviewKind.SECOND)


def draw_rows(uow: UnitOfWork, round_id: int) -> list[Row[Any]]:
    """The draw of a round and that of its second markings, the oldest first."""
    seconds = qa_round.c.purpose == Purpose.DOUBLE_MARK.value
    own = (qa_round.c.id == round_id) | ((qa_round.c.parent_id == round_id) & seconds)
    statement = select(qa_draw).join(qa_round, qa_round.c.id == qa_draw.c.round_id).where(own)
    return uow.rows(statement.order_by(qa_draw.c.id))


def draw_line(row: Any) -> DrawLine:
    """One draw; its seed and witness are told by its record."""
    found = read_canonical(row.record.encode())
    record: Mapping[str, Any] = found if isinstance(found, dict) else {}
    return DrawLine(
        id=row.id,
        ref=row.ref,
        purpose=Purpose(row.purpose),
        drawn_at=row.drawn_at,
        drawn_by=row.drawn_by,
        seed=str(record.get("seed", "")),
        seed_source=str(record.get("seed_source", "")),
        witness=str(record.get("witness", "")),
        sha256=row.sha256,
        prev_sha256=row.prev_sha256,
        record=row.record,
    )


@dataclass(frozen=True, slots=True)
class Files:
    """The drawn files of a round with their markings.

    Attributes:
        rows: of ``qa_sample``, in the order of the draw.
        given: markings of assessors by file and kind.

    """

    rows: Sequence[Row[Any]]
    given: Mapping[int, Mapping[ReviewKind, Row[Any]]]

    def readings(self) -> list[Reading]:
        """The files that are not waiting, as far as closing goes."""
        found = []
        for row in self.rows:
            if row.status != SampleStatus.WAITING:
                second = self.given.get(row.id, {}).get(ReviewKind.SECOND)
                found.append(as_reading(row.status, row.double, second.stage if second else None))
        return found

    @property
    def drawn(self) -> int:
        """Files drawn to be read: primaries and certainty cases."""
        return sum(row.role != SampleRole.RESERVE for row in self.rows)

    @property
    def done(self) -> int:
        """Files that were read, reserves that stepped in too."""
        return sum(row.status == SampleStatus.DONE for row in self.rows)


def files_of(uow: UnitOfWork, round_id: int) -> Files:
    """The drawn files of a round, in two statements."""
    own = qa_sample.c.round_id == round_id
    order = (qa_sample.c.stratum, qa_sample.c.role, qa_sample.c.rank, qa_sample.c.id)
    rows = uow.rows(select(qa_sample).where(own).order_by(*order))
    reviews = (
        select(qa_review)
        .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
        .where(own, qa_review.c.kind.in_([one.value for one in _GIVEN]))
        .order_by(qa_review.c.id)
    )
    given: dict[int, dict[ReviewKind, Row[Any]]] = defaultdict(dict)
    for row in uow.rows(reviews):
        given[row.sample_id][ReviewKind(row.kind)] = row
    return Files(rows, given)


def sample_lines(
    uow: UnitOfWork, files: Files, me: Member, called: Mapping[str, str]
) -> list[SampleLine]:
    """The files as somebody may see them.

    Verdicts are feedback: markers see those of what they marked, nobody else. Lead and moderator
    see how far each marking is; an auditor which files were drawn and what became of them.
    """
    people = people_of(uow, [row.case_ref for row in files.rows])
    return [
        _sample_line(row, files.given.get(row.id, {}), me, called, people.get(row.case_ref))
        for row in files.rows
    ]


def _sample_line(
    row: Any,
    given: Mapping[ReviewKind, Row[Any]],
    me: Member,
    called: Mapping[str, str],
    person: tuple[int, str] | None,
) -> SampleLine:
    first, second = given.get(ReviewKind.PRIMARY), given.get(ReviewKind.SECOND)
    own = next((one for one in (first, second) if one and one.assessor == me.code), None)
    inside = me.may(Role.LEAD, Role.MODERATOR) or own is not None
    shown = (own or first) if inside else None
    # A second marker is blind until they handed in, even where the first marking is locked.
    blind = own is not None and own is second and own.stage not in HANDED_IN
    verdict = first.verdict if first and own is not None and not blind else ""
    open_files = row.status in LIVE and row.status != SampleStatus.DONE
    return SampleLine(
        id=row.id,
        case_ref=row.case_ref,
        person_id=person[0] if person else None,
        name=person[1] if person else "",
        supervisor=row.supervisor,
        supervisor_name=called.get(row.supervisor, row.supervisor),
        stratum=row.stratum,
        rank=row.rank,
        role=SampleRole(row.role),
        why=row.why,
        inclusion=Fraction(row.inclusion),
        status=SampleStatus(row.status),
        reason=Substitution(row.reason) if row.reason else None,
        assessor=first.assessor if first else "",
        assessor_name=called.get(first.assessor, first.assessor) if first else "",
        double=bool(row.double),
        second_assessor=second.assessor if second else "",
        due=_due(shown, first),
        review_id=shown.id if shown else None,
        review_stage=ReviewStage(shown.stage) if shown else None,
        verdict=Verdict(verdict) if verdict else None,
        may_mark=own is not None and own.stage != ReviewStage.LOCKED and open_files,
    )


def _due(shown: Row[Any] | None, first: Row[Any] | None) -> date | None:
    row = shown or first
    return row.due if row else None


def strata_lines(frame: FramePreview | None, files: Files) -> list[StratumLine]:
    """The strata of a frame with what was drawn of each."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in files.rows:
        counts[row.stratum][row.role] += 1
    return [
        replace(
            line,
            drawn=counts[line.stratum][SampleRole.PRIMARY.value],
            certain=counts[line.stratum][SampleRole.CERTAINTY.value] or line.certain,
            reserves=counts[line.stratum][SampleRole.RESERVE.value],
        )
        for line in (frame.strata if frame else ())
    ]


_BY_STAGE: Mapping[RoundStage, Collection[str]] = {
    RoundStage.PREPARING: ("change", "delete", "freeze"),
    RoundStage.FRAME_FROZEN: ("draw", "void"),
    RoundStage.DRAWN: ("assign", "substitute", "void"),
    RoundStage.ALLOCATED: ("assign", "substitute", "double", "void"),
    RoundStage.IN_REVIEW: ("assign", "substitute", "double", "void"),
    RoundStage.MODERATION: ("assign", "double", "close", "void"),
    RoundStage.CLOSED: (),
    RoundStage.VOID: ("redraw",),
}


def what_may_be_done(
    me: Member,
    stage: RoundStage,
    *,
    blocked: bool,
    doubled: bool,
    may_settle: bool,
    asked: str = "",
    replaced: bool = False,
) -> frozenset[str]:
    """Codes of what somebody may do with a round now.

    Args:
        me: who asks.
        stage: how far the round has come.
        blocked: something stands in the way of closing.
        doubled: the second markings were drawn.
        may_settle: something waits that they may settle.
        asked: code of whoever is asked to agree that it is void.
        replaced: another round replaces it, which was void.

    """
    found = set(_BY_STAGE[stage]) if me.may(Role.LEAD) else set()
    if blocked:
        found.discard("close")
    if doubled:
        found.discard("double")
    if replaced:
        found.discard("redraw")
    if may_settle:
        found.add("settle")
    if asked and asked == me.code:
        found.add("confirm_void")
    return frozenset(found)


# ---- rows against texts -------------------------------------------------------------------

_NOT_THAT = (LookupError, TypeError, ValueError, AttributeError)  # another shape


def told_otherwise(uow: UnitOfWork) -> Iterator[Finding]:
    """Where rows tell of frames and draws otherwise than their texts; and reports, of records.

    A text of another shape is left to those who verify it.
    """
    frames = {one.round_id: one for one in uow.rows(select(qa_frame))}
    files: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in uow.rows(select(qa_sample).order_by(qa_sample.c.id)):
        files[row.draw_id].append(row)
    rounds = {one.id: one for one in uow.rows(select(qa_round))}
    for number, one in frames.items():
        yield from _named("frame_row", rounds[number].ref, _of_frame(one))
    digests = set()
    for row in uow.rows(select(qa_draw).order_by(qa_draw.c.id)):
        digests.add((row.ref, _digest(row.record)))
        record, frame = _text(row.record), _text(getattr(frames.get(row.round_id), "content", ""))
        yield from _named("draw_row", row.ref, _of_draw(row, rounds[row.round_id], record))
        if row.purpose != Purpose.DOUBLE_MARK:
            yield from _of_files(row, files.pop(row.id, []), record, frame)
    for left in files.values():
        yield from (Finding("file_added", one.case_ref) for one in left)
    yield from _of_reports(uow, digests)


def _named(code: str, ref: str, wrong: Sequence[str]) -> Iterator[Finding]:
    yield from (Finding(code, f"{ref}: {name}") for name in wrong)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _text(stored: str) -> Mapping[str, Any]:
    try:
        found = read_canonical(stored.encode())
    except RequestRefused:
        return {}
    return found if isinstance(found, dict) else {}


def _of_frame(row: Any) -> list[str]:
    """Columns of a frame that do not say what its text says."""
    told = _text(row.content)
    said = {
        "sha256": _digest(row.content),
        "frozen_by": told.get("frozen_by"),
        "frozen_at": told.get("frozen_at"),
    }
    held = {
        "sha256": row.sha256,
        "frozen_by": row.frozen_by,
        "frozen_at": stamp(row.frozen_at.replace(tzinfo=UTC)),
    }
    return [name for name, value in held.items() if value != said[name]]


def _of_draw(row: Any, of: Any, record: Mapping[str, Any]) -> list[str]:
    """Columns of a draw and of its round that do not say what the record says."""
    held = {
        "draw_id": (row.ref, of.ref),
        "purpose": (row.purpose, of.purpose),
        "prev_record_sha256": (row.prev_sha256,),
        "drawn_by": (row.drawn_by,),
        "drawn_at": (stamp(row.drawn_at.replace(tzinfo=UTC)),),
        "unit": (of.unit,),
        "as_of": (of.as_of.isoformat(),),
    }
    return [name for name, values in held.items() if set(values) != {record.get(name)}]


def _of_files(
    draw: Any, files: Sequence[Any], record: Mapping[str, Any], frame: Mapping[str, Any]
) -> Iterator[Finding]:
    """Files that are not those of the record, one by one."""
    try:
        expected = dict(_drawn(record, {one["case_ref"]: one for one in frame["rows"]}))
    except _NOT_THAT:
        yield Finding("file_differs", draw.ref)
        return
    for row in files:
        about = f"{draw.ref}: {row.case_ref}"
        wanted = expected.pop(row.case_ref, None)
        if wanted is None:
            yield Finding("file_added", about)
            continue
        held = {name: getattr(row, name) for name in wanted} | {"round_id": row.round_id}
        wanted["round_id"] = draw.round_id
        wrong = [name for name in wanted if held[name] != wanted[name]]
        yield from (Finding("file_differs", f"{about}, {name}") for name in wrong)
    yield from (Finding("file_missing", f"{draw.ref}: {ref}") for ref in expected)


def _drawn(
    record: Mapping[str, Any], rows: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the rows of a draw have to say, by reference: in the order of the ranks."""
    ranks: dict[tuple[str, str], int] = defaultdict(int)
    chances = {one["stratum"]: one["inclusion"] for one in record["allocation"]["strata"]}
    listed = [
        (SampleRole.CERTAINTY, one["stratum"], one["case_ref"]) for one in record["certainty"]
    ]
    for role, part in ((SampleRole.PRIMARY, "selected"), (SampleRole.RESERVE, "reserves")):
        listed += [(role, at, one["case_ref"]) for at, of in record[part].items() for one in of]
    why = {one["case_ref"]: one["why"] for one in record["certainty"]}
    for role, stratum, ref in listed:
        certain = role is SampleRole.CERTAINTY
        place = (stratum, "certain" if certain else "drawn")
        ranks[place] += 1
        yield (
            ref,
            {
                "supervisor": rows[ref]["supervisor"],
                "stratum": stratum,
                "rank": ranks[place],
                "role": role.value,
                "why": why.get(ref, ""),
                "inclusion": "1" if certain else chances[stratum],
            },
        )


def _of_reports(uow: UnitOfWork, digests: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Records that approved reports name and that are not there, or not as they were."""
    approved = select(qa_report.c.ref, qa_report.c.figures).where(qa_report.c.stage == "approved")
    for row in uow.rows(approved.order_by(qa_report.c.id)):
        try:
            named = [(ref, sha) for *_, ref, sha in json.loads(row.figures)["told"]["rounds"]]
        except _NOT_THAT:
            yield Finding("report_record", row.ref)
            continue
        gone = [ref for ref, sha in named if (ref, sha) not in digests]
        yield from (Finding("report_record", f"{row.ref}: {ref}") for ref in gone)
