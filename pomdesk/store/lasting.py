"""What is never changed: the database itself refuses, whatever the program tries (migrations 4, 5).

Frames, draws, settlements, the audit log and the list of who opened feedback are only added to; an
instrument stands still once it is published, a marking once it is locked, a report once it is
approved. What stands is not written over either, by its number or by whatever else names it. An
undo that would touch them is refused like any other that cannot be done.
"""

_NEVER = ("qa_frame", "qa_draw", "qa_settlement", "qa_seen", "audit", "audit_segment")

PARTS = frozenset(
    {f"lasting_{table}_{verb}" for table in _NEVER for verb in ("update", "delete", "over")}
    | {f"lasting_qa_instrument_{what}" for what in ("update", "back", "delete", "over")}
    | {f"lasting_qa_review_{what}" for what in ("update", "delete", "over")}
    | {f"lasting_qa_answer_{what}" for what in ("insert", "update", "delete", "over")}
    | {f"lasting_qa_report_{what}" for what in ("update", "delete", "over")}
)
"""Names of the triggers that refuse."""
