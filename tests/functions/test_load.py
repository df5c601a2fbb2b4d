"""benchmarks/contributions_load.py, small: it is the whole of it, and it judges."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.slow(weight=1)
def test_among_hostile_requests_and_faults_no_honest_one_suffers() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-W", "ignore", "benchmarks/contributions_load.py"),
            *("--contributions", "24", "--hostile", "400"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contributions      24\n" in done.stdout
    assert "hostile requests   400\n" in done.stdout
    assert "cross-site 403" in done.stdout
