"""Epochs in one call, on JAX's CPU in place of an accelerator: as `fit` trains, to rounding."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from training.runs import folder as run_folder

DRIVER = """
import json, sys
from training.hardware import accelerator
from training.learning import epochs, schedule
from training.config import Augmentation
from training.recipes import smoke
from training.train import main

plain = smoke.RECIPE.replace(
    epochs=4, whole_face_epochs=1, learning_rate=0.01,
    model_options={"width": 4, "multipliers": (1, 2), "depths": (1, 1), "dropout": 0.2},
    augmentation=Augmentation(mirror_probability=0.5, rotation_degrees=10, window_px=40),
)
RECIPES = {
    "plain": plain,
    "weighted": plain.replace(ema_decay=0.9, class_weights="inverse"),
}
is_there, learn = accelerator.is_there, accelerator.Accelerator.learn
rate = schedule.learning_rate
EXITS = {"interrupted": 130, "diverging": 2}
assert not is_there(epochs.Devices())

def train(kind, way, *arguments):
    taken = []
    def learn_three_times(self, rows):
        logs = learn(self, rows)
        taken.append(rows)
        if len(taken) == 3:
            raise KeyboardInterrupt
        return logs
    smoke.RECIPE = RECIPES[kind]
    accelerator.is_there = is_there if way == "fit" else lambda devices: True
    accelerator.Accelerator.learn = learn_three_times if way == "interrupted" else learn
    schedule.learning_rate = rate
    if way == "diverging":
        schedule.learning_rate = lambda recipe, epoch, seen: float("nan") if epoch else 0.01
    return main(["--synthetic", *arguments])

expected = [EXITS.get(way, 0) for _, way, *_ in json.loads(sys.argv[1])]
got = [train(*each) for each in json.loads(sys.argv[1])]
sys.exit(0 if got == expected else f"expected to end with {expected}, got {got}")
"""


def run(cwd: Path, *runs: Sequence[str]) -> str:
    """Trains each in turn, in one process, since to start one takes longer than a run; returns
    what they said of errors."""
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, json.dumps(runs)],
        cwd=cwd,
        env=os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def history(folder: Path) -> list[list[float]]:
    """Returns epoch, rate, losses and accuracies of each epoch; not its seconds."""
    with (folder / run_folder.HISTORY).open(encoding="utf-8") as file:
        return [[float(value) for value in row[:-1]] for row in list(csv.reader(file))[1:]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plain run, the same by `fit`, and the same interrupted."""
    folder = tmp_path_factory.mktemp("accelerated")
    run(
        folder,
        ("plain", "accelerated", "--run-dir", "whole"),
        ("plain", "fit", "--run-dir", "fit"),
        ("plain", "interrupted", "--run-dir", "halves"),
    )
    return folder


def assert_as_fit(folder: Path) -> None:
    fitted, quick = history(folder / "fit"), history(folder / "whole")
    assert len(fitted) == 4
    assert fitted[0][2] - fitted[-1][2] > 0.01
    losses, accuracies = [0, 1, 2, 4], [3, 5]
    a, b = np.array(quick), np.array(fitted)
    np.testing.assert_allclose(a[:, losses], b[:, losses], atol=2e-4)
    # Rounding may turn a face of the few that there are.
    np.testing.assert_allclose(a[:, accuracies], b[:, accuracies], atol=0.011)
    for name in (run_folder.MODEL, run_folder.BEST, run_folder.CURVES, run_folder.CHECKPOINT):
        assert (folder / "whole" / name).exists()


@pytest.mark.slow(weight=4)
def test_it_trains_as_fit_does(runs: Path) -> None:
    """With dropout, views, windows and then whole faces."""
    assert_as_fit(runs)


@pytest.mark.slow(weight=4)
def test_with_a_loss_of_its_own_and_an_average_it_trains_as_fit_does(tmp_path: Path) -> None:
    ways = (("accelerated", "whole"), ("fit", "fit"))
    run(tmp_path, *(("weighted", way, "--run-dir", folder) for way, folder in ways))
    assert_as_fit(tmp_path)


@pytest.mark.slow(weight=4)
def test_an_interrupted_run_keeps_its_epochs_and_goes_on(runs: Path) -> None:
    """Stopped when the steps of an epoch are done, and its figures are not written yet."""
    whole, halves = runs / "whole", runs / "halves"
    assert history(halves) == history(whole)[:2]
    run(runs, ("plain", "accelerated", "--resume", "halves"))
    assert history(halves) == history(whole)
    states = [np.load(folder / run_folder.CHECKPOINT) for folder in (whole, halves)]
    assert states[0].files == states[1].files
    for name in states[0].files[1:]:
        np.testing.assert_array_equal(states[0][name], states[1][name])


@pytest.mark.slow(weight=2)
def test_a_loss_that_is_not_finite_ends_it_at_that_step(tmp_path: Path) -> None:
    said = run(tmp_path, ("plain", "diverging", "--run-dir", "run"))
    assert "in step 2 of epoch 2; the 1 epochs before it are saved in run" in said
    assert len(history(tmp_path / "run")) == 1
    state = np.load(tmp_path / "run" / run_folder.CHECKPOINT)
    assert all(np.isfinite(state[name]).all() for name in state.files[1:])
