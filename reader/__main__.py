"""`python -m reader` is what `python reader/read.py` is in a checkout."""

import sys

from reader.read import main

sys.exit(main())
