"""What every test shares: quiet back ends and no writing outside pytest's own folders."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

ROOT = Path(__file__).resolve().parents[1]
FER2013 = os.environ.get("FER2013")


@pytest.fixture
def fer2013() -> str:
    """The path of a real FER2013 copy; skips the test where there is none."""
    if not FER2013:
        pytest.skip("no FER2013 here: set FER2013 to a folder with fer2013.csv")
    return FER2013
