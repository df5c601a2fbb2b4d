"""The whole chain as README tells it, on drawn faces: train, evaluate, export, run in TF.js."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from training.errors import TfjsError
from training.hardware.tfjs_model import find_chromium


def run(folder: Path, script: str, *arguments: str | Path) -> str:
    """Runs a script of the repository in a folder of its own; returns what it prints."""
    done = subprocess.run(
        [sys.executable, str(ROOT / script), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow(weight=6)
def test_from_training_to_tfjs(tmp_path: Path) -> None:
    try:
        find_chromium()
    except TfjsError as error:
        pytest.skip(f"no browser to prove exports in: {error}")
    run(tmp_path, "training/train.py", "--synthetic")
    trained = tmp_path / "runs" / "smoke-synthetic-seed0"
    run(tmp_path, "converter/export.py", trained, "--synthetic", "--out", tmp_path / "models")
    exported = tmp_path / "models" / "smoke"

    def measure(model: Path) -> dict[str, Any]:
        arguments = ("--synthetic", "--json", "--out", tmp_path / "report" / model.name)
        return dict(json.loads(run(tmp_path, "training/evaluate.py", model, *arguments)))

    keras, tfjs = measure(trained), measure(exported)
    assert keras["kind"] == "keras"
    assert tfjs["kind"] == "tfjs"
    # Chance is 0.14; `auto` gives up at most 0.003, which on 140 faces is none.
    assert keras["accuracy"]["value"] > 0.6
    assert tfjs["accuracy"]["value"] >= keras["accuracy"]["value"] - 0.003
    manifest = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["metrics"][0]["accuracy"] == tfjs["accuracy"]
    assert manifest["training"]["recipe"] == "smoke"
    assert (tmp_path / "report" / "smoke" / "confusion.png").read_bytes().startswith(b"\x89PNG")
