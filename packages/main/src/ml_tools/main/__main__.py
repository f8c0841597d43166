"""`python -m ml_tools.main`, the same as `ml-tools`."""

import sys

from ml_tools.main.cli import main

if __name__ == "__main__":
    sys.exit(main())
