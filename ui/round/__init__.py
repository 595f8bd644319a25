"""One round of quality assurance: frame, draw, read, settle, report."""
