"""A paper as it will be printed, before anything is written."""
