"""Runs ../environment.py for the commands in this folder; it says which packages are missing."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).resolve().parents[1] / "environment.py"))["watch"]()
