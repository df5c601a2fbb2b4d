"""Runs `python -m reader`, the same as `python reader/read.py` in a checkout."""

import sys

from reader.read import main

sys.exit(main())
