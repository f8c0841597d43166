"""`python -m brolly` is `brolly`."""

import sys

from brolly.cli import main

if __name__ == "__main__":
    sys.exit(main())
