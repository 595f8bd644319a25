"""Instruments: versions, editor, preview."""
