"""Rules of quality assurance."""
