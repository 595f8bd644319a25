"""Visits to the wings: cards, captures, and what becomes of them."""
