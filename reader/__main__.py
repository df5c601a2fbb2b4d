"""Runs `python -m reader`, which does the same as `python reader/read.py` in a clone."""

import sys

from reader.read import main

sys.exit(main())
