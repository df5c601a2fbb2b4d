"""Whole runs with the training methods on, interrupted and resumed, on drawn faces."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.conftest import ROOT
from tests.training.small import few_faces, small_recipe
from training import datasets, models, train
from training.config import Augmentation, Distillation
from training.evaluation.predict import keras_logits, load_network
from training.learning import distill
from training.runs import folder as run_folder

SMALL = {"width": 4, "multipliers": (1, 2), "depths": (1, 1), "dropout": 0.1}
"""What XLA compiles in seconds; how much a network learns does not matter here."""
METHODS = small_recipe(
    model_options=SMALL,
    batch_size=32,
    epochs=4,
    keep="last",
    schedule="cosine",
    warmup_epochs=1,
    augmentation=Augmentation(mirror_probability=0.5, window_px=40),
    whole_face_epochs=1,
    class_weights="inverse",
    frozen_layers="^block1",
    ema_decay=0.9,
    distillation=Distillation(("teacher.keras",), weight=0.3),
    start_from="teacher.keras",
)
START = """
import json, shutil
from pathlib import Path
from tests.training.small import few_faces
from training.learning import run
from training.runs import checkpoint
from training.config import recipe_from_dict

recipe = recipe_from_dict(json.loads(Path("recipe.json").read_text()))
save = checkpoint.save

def save_and_keep(path, trainer, history, *state):
    save(path, trainer, history, *state)
    if len(history) == recipe.epochs - 1:
        shutil.copytree("whole", "halves")

checkpoint.save = save_and_keep
run.train(recipe, few_faces(), Path("whole"))
"""
"""Trains, and keeps as halves what a run would leave that is cut off before its last epoch."""
RESUME = """
from pathlib import Path
from tests.training.small import few_faces
from training.learning import run
from training.runs.folder import read_recipe

halves = Path("halves")
run.train(read_recipe(halves), few_faces(), halves, resume=True)
"""


def run(script: str, cwd: Path, backend: str) -> subprocess.CompletedProcess[str]:
    env = {"KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    # TensorFlow's threads add in any order; one order makes runs comparable to the bit.
    env |= {"TF_DETERMINISTIC_OPS": "1", "TF_NUM_INTRAOP_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.mark.slow(weight=6)
@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_a_run_with_methods_resumes_bit_for_bit_and_keeps_the_average(
    tmp_path: Path, backend: str
) -> None:
    keras.utils.set_random_seed(5)
    models.build("vgg", SMALL).save(tmp_path / "teacher.keras")
    (tmp_path / "recipe.json").write_text(json.dumps(METHODS.to_dict()), encoding="utf-8")
    started = run(START, tmp_path, backend)
    assert started.returncode == 0, started.stderr
    # The checkpoint and the stored probabilities are all that a resumed run needs.
    (tmp_path / "teacher.keras").unlink()
    resumed = run(RESUME, tmp_path, backend)
    assert resumed.returncode == 0, resumed.stderr

    a, b = (np.load(tmp_path / name / run_folder.CHECKPOINT) for name in ("whole", "halves"))
    for key in (k for k in a.files if k != "meta"):
        np.testing.assert_array_equal(a[key], b[key], err_msg=key)
    kept = [load_network(tmp_path / name / run_folder.MODEL) for name in ("whole", "halves")]
    for first, second in zip(*(network.get_weights() for network in kept), strict=True):
        np.testing.assert_array_equal(first, second)

    with (tmp_path / "halves" / run_folder.HISTORY).open() as file:
        last = list(csv.DictReader(file))[-1]
    choose = few_faces().select("PublicTest")
    right = keras_logits(kept[0], choose.images).argmax(axis=1) == choose.labels
    assert float(last["val_accuracy"]) == pytest.approx(np.mean(right), abs=0.01)
    # The average is kept, not the weights themselves.
    names = json.loads(str(a["meta"]))["paths"]
    state = [a[f"v{i}"] for i in range(len(names))]
    averages = [v for n, v in zip(names, state, strict=True) if n.endswith("average")]
    found = [w for w in kept[0].get_weights() if any(np.array_equal(w, v) for v in averages)]
    assert len(found) >= len(averages) > 0
    plain = [v for n, v in zip(names, state, strict=True) if n.endswith("logits/kernel")]
    assert not any(np.array_equal(w, plain[0]) for w in kept[0].get_weights())


@pytest.mark.slow
def test_teachers_of_the_command_line_are_kept_with_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert train.main(["--synthetic", "--teachers", "nowhere.keras"]) == 2
    assert "expected the teacher nowhere.keras to be a .keras file" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    for name in "ab":
        models.build("vgg", SMALL).save(tmp_path / f"{name}.keras")
    command = ["--synthetic", "--epochs", "1", "--teachers", "a.keras", "b.keras"]
    assert train.main([*command, "--run-dir", "taught"]) == 0
    document = json.loads((tmp_path / "taught" / run_folder.CONFIG).read_text())
    kept = document["recipe"]["distillation"]
    assert kept["teachers"] == ["a.keras", "b.keras"]
    shares = distill.read_shares(tmp_path / "taught", Distillation(**kept), 700)
    learn = datasets.synthetic(seed=0).select("Training")
    expected = distill.taught_shares(Distillation(("a.keras", "b.keras")), learn.images)
    np.testing.assert_allclose(shares, expected, rtol=1e-4)
    # A finished run that is resumed has nothing to do but to write its network again.
    checkpoint = tmp_path / "taught" / run_folder.CHECKPOINT
    before = checkpoint.read_bytes()
    assert train.main(["--resume", "taught", "--synthetic"]) == 0
    assert checkpoint.read_bytes() == before
