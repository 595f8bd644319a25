"""Papers in hand across the caseload, and the handover packs of a month."""
