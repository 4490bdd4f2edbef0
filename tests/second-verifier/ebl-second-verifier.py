#!/usr/bin/env python3
"""Check an evidence file of the ledger. See README.md beside this file."""

import sys

from ebl_second.cli import main

if __name__ == "__main__":
    # Names come from the file; a terminal that cannot show one must not change the verdict.
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
