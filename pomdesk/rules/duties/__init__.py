"""Duties: what must be done for a person by a day; one module a family."""
