"""The faces of the desk: a window and a command line."""
