"""What every test shares: quiet back ends and no writing outside pytest's own folders."""

import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# As the programs that train do.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
# What JAX runs in tests takes less time than XLA takes to compile it well.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")

# A shell that starts pytest in the background has it ignore interrupts, and so what it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]
FER2013 = os.environ.get("FER2013")


def tracked_files(*below: str) -> list[Path]:
    """Returns the files that git has or would add, below these paths or all, relative to ROOT.

    Skips the test where this is no checkout of git.
    """
    names = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *below]
    listed = subprocess.run(names, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout, so git cannot list its files")
    # A file that was deleted but not yet committed is listed too.
    return [Path(name) for name in listed.stdout.split("\0") if (ROOT / name).is_file()]


@pytest.fixture
def fer2013() -> str:
    """The path of a real FER2013 copy; skips the test where there is none."""
    if not FER2013:
        pytest.skip("no FER2013 here: set FER2013 to a folder with fer2013.csv")
    return FER2013


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files that take longest first, so that no core waits for one in the end."""
    slow: Counter[Path] = Counter()
    for item in items:
        marker = item.get_closest_marker("slow")
        if marker is not None:
            slow[item.path] += marker.kwargs.get("weight", 1)
    items.sort(key=lambda item: -slow[item.path])
