"""The one door to the desk: ask, do, undo."""
