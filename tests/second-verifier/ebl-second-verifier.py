#!/usr/bin/env python3
"""Check an evidence file of the ledger. See README.md beside this file."""

import sys

from ebl_second.cli import main

if __name__ == "__main__":
    sys.exit(main())
