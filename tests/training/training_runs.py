"""train.py, run by tests on drawn faces."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

QUICK = ("--synthetic",)


def run(*arguments: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs train.py in a folder of its own."""
    return subprocess.run(
        [sys.executable, str(ROOT / "training" / "train.py"), *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONWARNINGS": "default"} | env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
