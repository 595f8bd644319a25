"""``python -m ui``: the window when nothing else is asked for, else the command line."""

import multiprocessing
import sys

from ui.commandline import main

if __name__ == "__main__":
    # A file is parsed in a process of its own; the frozen program starts that by itself.
    multiprocessing.freeze_support()
    sys.exit(main())
