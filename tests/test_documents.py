"""README and MODEL_CARD say what the committed models' manifests say."""

import subprocess
import sys

from tests.conftest import ROOT


def test_figures_in_the_documents_are_those_of_the_models() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "results.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
