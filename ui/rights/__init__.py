"""The page about records: due for review, on hold, asked for."""
