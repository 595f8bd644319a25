"""Oversight: supervisors, their case reviews, the support they had, and who takes part."""
