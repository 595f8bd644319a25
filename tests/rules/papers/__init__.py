"""Rules about papers."""
