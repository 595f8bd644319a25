"""``python -m pomdesk``: the same program as the ``pomdesk`` command.

The one place where the core names a face, so that the program starts by its own name.
"""

import multiprocessing
import sys

from ui.commandline import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
