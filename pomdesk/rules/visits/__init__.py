"""Visits to the wings: where people are, why to see them, what two machines agree on."""
