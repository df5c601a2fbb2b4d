"""train.py as people use it, in short runs on drawn faces."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.training.training_runs import QUICK, run
from training import datasets, models
from training.errors import DivergedError
from training.learning import schedule
from training.learning.run import train
from training.learning.trainer import build_trainer
from training.recipes import smoke
from training.runs import checkpoint
from training.runs import folder as run_folder
from training.train import main

INTERRUPTED_AFTER_TWO = """
import os, signal, sys
from training.runs import checkpoint, folder
from training.train import main

write_history = folder.write_history

def write_and_interrupt(path, history):
    write_history(path, history)
    if len(history) == 2:
        os.kill(os.getpid(), signal.SIGINT)

folder.write_history = write_and_interrupt
sys.exit(main(["--synthetic", "--run-dir", "halves"]))
"""
"""Ctrl-C as soon as two epochs are written."""


@pytest.mark.slow(weight=5)
@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_trains_resumes_bit_for_bit_and_leaves_a_run_folder(tmp_path: Path, backend: str) -> None:
    env = {
        "KERAS_BACKEND": backend,
        # TensorFlow's threads add in any order; one order makes runs comparable to the bit.
        "TF_DETERMINISTIC_OPS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
    }
    whole = run(*QUICK, "--run-dir", "whole", cwd=tmp_path, **env)
    assert whole.returncode == 0, whole.stderr
    halves = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AFTER_TWO],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert halves.returncode == 130, halves.stderr
    assert "--resume halves" in halves.stderr
    assert len((tmp_path / "halves" / run_folder.HISTORY).read_text().splitlines()) == 3
    assert not (tmp_path / "halves" / run_folder.MODEL).exists()
    assert (tmp_path / "halves" / run_folder.CURVES).exists()
    again = run("--resume", "halves", "--synthetic", cwd=tmp_path, **env)
    assert again.returncode == 0, again.stderr

    a, b = (np.load(tmp_path / name / run_folder.CHECKPOINT) for name in ("whole", "halves"))
    for key in (k for k in a.files if k != "meta"):
        np.testing.assert_array_equal(a[key], b[key], err_msg=key)

    document = json.loads((tmp_path / "whole" / run_folder.CONFIG).read_text())
    assert document["backend"] == backend
    assert document["recipe"]["name"] == "smoke"
    assert "synthetic" in document["data"]
    assert document["versions"]["keras"]
    with (tmp_path / "whole" / run_folder.HISTORY).open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == [
        str(e) for e in range(1, document["recipe"]["epochs"] + 1)
    ]
    assert (tmp_path / "whole" / run_folder.CURVES).read_bytes().startswith(b"\x89PNG")
    # Seven drawn expressions: chance is 0.14.
    assert float(rows[-1]["val_accuracy"]) > 0.6
    assert not list((tmp_path / "whole").glob(".*")), "temporary files were left behind"


@pytest.mark.slow
def test_a_loss_that_is_not_finite_ends_the_run_and_keeps_the_epochs_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first step at a rate of NaN still has a finite loss; what it leaves has none."""
    rates = (0.01, float("nan"), 0.01)
    monkeypatch.setattr(schedule, "learning_rate", lambda _recipe, epoch, _history: rates[epoch])
    faces = datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    recipe = smoke.RECIPE.replace(epochs=3, model_options={"width": 4, "dropout": 0.0})
    folder = tmp_path / "run"
    with pytest.raises(
        DivergedError, match="in step 2 of epoch 2; the 1 epochs before it are saved"
    ):
        train(recipe, faces, folder)
    assert len((folder / run_folder.HISTORY).read_text().splitlines()) == 2
    trainer = build_trainer(models.build_for_training(recipe), recipe)
    assert len(checkpoint.restore(folder / run_folder.CHECKPOINT, trainer)) == 1
    assert all(np.isfinite(np.asarray(variable)).all() for variable in trainer.variables)
    assert not (folder / run_folder.MODEL).exists()


@pytest.mark.slow
def test_nothing_imports_tensorflow_under_jax() -> None:
    code = "import sys, training.train, training.evaluate; sys.exit('tensorflow' in sys.modules)"
    env = os.environ | {"KERAS_BACKEND": "jax"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--data", "nowhere"), "nowhere"),
        (("--synthetic", "--recipe", "nonesuch"), "one of"),
        ((*QUICK, "--epochs", "0"), "epochs in 1…"),
        ((*QUICK, "--fer-plus-mix", "1.5"), "fer_plus_mix in 0…1"),
        ((*QUICK, "--batch-size", "60000"), "batch_size of at most the 700 Training faces"),
        (("--resume", "nowhere"), "nowhere/config.json as a run's script wrote it"),
        (("--resume", "nowhere", "--seed", "3"), "only --epochs beside --resume, got --seed"),
        (("--resume", "nowhere", "--recipe", "vgg"), "only --epochs beside --resume, got --recipe"),
        (("--resume", "nowhere", "--run-dir", "x"), "only --epochs beside --resume, got --run-dir"),
        (
            ("--resume", "nowhere", "--epochs", "3"),
            "nowhere/config.json as a run's script wrote it",
        ),
    ],
)
def test_bad_input_ends_in_a_sentence_and_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_folder_in_use_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "config.json").write_text("{}", encoding="utf-8")
    assert main([*QUICK, "--run-dir", "used"]) == 2
    assert "--resume used" in capsys.readouterr().err
    assert (tmp_path / "used" / "config.json").read_text(encoding="utf-8") == "{}"


HOLDER = """
import sys
from training import train as command
command.load_faces = lambda *_, **__: (print("held", flush=True), sys.stdin.read())
command.main(["--synthetic", "--run-dir", "run"])
"""
"""A training that has its folder, and waits."""


def test_two_do_not_train_in_one_folder_and_a_dead_one_holds_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    first = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        run_folder.write_config(tmp_path / "run", smoke.RECIPE.to_dict())
        for command in (["--run-dir", "run"], ["--resume", "run"]):
            assert main([*QUICK, *command]) == 2
            said = capsys.readouterr().err
            assert f"nobody else to work in run, got train.py smoke, process {first.pid}" in said
    finally:
        first.kill()
        first.communicate()
    assert main([*QUICK, "--resume", "run", "--epochs", "1"]) == 0
    assert not (tmp_path / "run" / ".lock").exists()
