"""One case: what is next, every date with its source, and why."""
