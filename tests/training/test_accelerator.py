"""Epochs in one call, on JAX's CPU in place of an accelerator: as `fit` trains, to rounding."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from training import run_folder

DRIVER = """
import dataclasses, sys
from training import accelerator, epochs
from training.config import Augmentation, Averaging
from training.recipes import smoke
from training.train import main

kind, way, *arguments = sys.argv[1:]
smoke.RECIPE = smoke.RECIPE.replace(
    epochs=4, whole_face_epochs=1, learning_rate=0.01,
    model_options={"width": 4, "multipliers": (1, 2), "depths": (1, 1), "dropout": 0.2},
    augmentation=Augmentation(mirror_probability=0.5, rotation_degrees=10, window_px=40),
)
if kind == "mixed":
    smoke.RECIPE = smoke.RECIPE.replace(
        averaging=Averaging(ema_decay=0.9), class_weights="inverse",
        augmentation=dataclasses.replace(smoke.RECIPE.augmentation, mixup_alpha=0.2),
    )
assert not accelerator.is_there(epochs.Devices())
if way != "fit":
    accelerator.is_there = lambda devices: True
if way == "interrupted":
    learn, taken = accelerator.Accelerator.learn, []
    def learn_twice(self, rows):
        logs = learn(self, rows)
        taken.append(rows)
        if len(taken) == 3:
            raise KeyboardInterrupt
        return logs
    accelerator.Accelerator.learn = learn_twice
sys.exit(main(["--synthetic", *arguments]))
"""


def run(cwd: Path, *arguments: str, code: int = 0) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, *arguments],
        cwd=cwd,
        env=os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == code, done.stderr


def history(folder: Path) -> list[list[float]]:
    """Returns epoch, rate, losses and accuracies of each epoch; not its seconds."""
    with (folder / run_folder.HISTORY).open(encoding="utf-8") as file:
        return [[float(value) for value in row[:-1]] for row in list(csv.reader(file))[1:]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain run that was not interrupted."""
    folder = tmp_path_factory.mktemp("accelerated")
    run(folder, "plain", "accelerated", "--run-dir", "whole")
    return folder / "whole"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain", "mixed"])
def test_it_trains_as_fit_does(tmp_path: Path, whole: Path, kind: str) -> None:
    """With dropout, views, windows and then whole faces; also a loss of its own and an average."""
    run(tmp_path, kind, "fit", "--run-dir", "fit")
    if kind != "plain":
        whole = tmp_path / "whole"
        run(tmp_path, kind, "accelerated", "--run-dir", "whole")
    fitted, quick = history(tmp_path / "fit"), history(whole)
    assert len(fitted) == 4
    assert fitted[0][2] - fitted[-1][2] > 0.01
    losses, accuracies = [0, 1, 2, 4], [3, 5]
    a, b = np.array(quick), np.array(fitted)
    np.testing.assert_allclose(a[:, losses], b[:, losses], atol=2e-4)
    # Rounding may turn a face of the few that there are.
    np.testing.assert_allclose(a[:, accuracies], b[:, accuracies], atol=0.011)
    for name in (run_folder.MODEL, run_folder.BEST, run_folder.CURVES, run_folder.CHECKPOINT):
        assert (whole / name).exists()


@pytest.mark.slow
def test_an_interrupted_run_keeps_its_epochs_and_goes_on(tmp_path: Path, whole: Path) -> None:
    """Stopped when the steps of an epoch are done, and what it came to is not yet written down."""
    run(tmp_path, "plain", "interrupted", "--run-dir", "halves", code=130)
    assert history(tmp_path / "halves") == history(whole)[:2]
    run(tmp_path, "plain", "accelerated", "--resume", "halves")
    assert history(tmp_path / "halves") == history(whole)
    states = [np.load(folder / run_folder.CHECKPOINT) for folder in (whole, tmp_path / "halves")]
    assert states[0].files == states[1].files
    for name in states[0].files[1:]:
        np.testing.assert_array_equal(states[0][name], states[1][name])
