"""Marking: a file beside the questions that are asked of it."""
