"""`python -m samsyn` is the same as `samsyn`."""

import sys

from samsyn.cli import main

if __name__ == "__main__":
    sys.exit(main())
