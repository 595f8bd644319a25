"""Feedback to supervisors: written, read, answered."""
