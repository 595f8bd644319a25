"""The encrypted store: tables, keys, journal, one unit of work at a time."""
