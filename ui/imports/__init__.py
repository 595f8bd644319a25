"""Bringing caseload files in: choose, see what would change, then bring in."""
