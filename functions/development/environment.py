"""Runs ../../environment.py, which says what is missing, for the commands in this folder."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).resolve().parents[2] / "environment.py"))["watch"]()
