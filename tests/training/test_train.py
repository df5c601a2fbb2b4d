"""train.py from the command line, as a person runs it, on drawn faces."""

import csv
import dataclasses
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from training import datasets, models
from training.config import Averaging, Distillation
from training.errors import CheckpointError, ConfigError, DivergedError
from training.learning import distill, schedule
from training.learning.run import train
from training.learning.schedule import learning_rate
from training.learning.trainer import build_trainer
from training.recipes import smoke
from training.runs import checkpoint
from training.runs import folder as run_folder
from training.runs import resume as resuming
from training.train import main

QUICK = ("--synthetic",)

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
        DivergedError, match="in step 2 of epoch 2; the 1 epochs before it are kept"
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
        (("--resume", "nowhere"), "config.json that train.py writes"),
        (("--resume", "nowhere", "--seed", "3"), "--resume with --epochs at most, got --seed"),
        (("--resume", "nowhere", "--recipe", "vgg"), "--epochs at most, got --recipe"),
        (("--resume", "nowhere", "--run-dir", "x"), "--epochs at most, got --run-dir"),
        (("--resume", "nowhere", "--epochs", "3"), "config.json that train.py writes"),
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


def test_a_resumed_run_ends_where_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*QUICK, "--run-dir", "run", "--epochs", "2"]) == 0
    config = tmp_path / "run" / run_folder.CONFIG
    before = config.read_text(encoding="utf-8")
    assert main([*QUICK, "--resume", "run", "--epochs", "1"]) == 2
    assert "at least the 2 that run has done, got 1" in capsys.readouterr().err
    assert main([*QUICK, "--resume", "run", "--epochs", "2"]) == 0
    assert config.read_text(encoding="utf-8") == before

    assert main([*QUICK, "--resume", "run", "--epochs", "4"]) == 0
    document = json.loads(config.read_text(encoding="utf-8"))
    assert document["recipe"]["epochs"] == 4
    assert document["changes_of_epochs"] == [{"planned": 2, "now": 4, "after": 2}]
    with (tmp_path / "run" / run_folder.HISTORY).open() as file:
        rates = [float(row["learning_rate"]) for row in csv.DictReader(file)]
    planned, longer = (smoke.RECIPE.replace(epochs=epochs) for epochs in (2, 4))
    assert rates == [
        learning_rate(planned, 0, ()),
        learning_rate(planned, 1, ()),
        learning_rate(longer, 2, ()),
        learning_rate(longer, 3, ()),
    ]


def test_a_run_without_a_whole_epoch_begins_when_it_is_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As Ctrl-C in the first epoch leaves it.
    monkeypatch.chdir(tmp_path)
    run_folder.create(
        tmp_path / "run", smoke.RECIPE.replace(epochs=1), "synthetic drawn faces, seed 0"
    )
    assert main([*QUICK, "--run-dir", "run"]) == 2
    assert main([*QUICK, "--resume", "run"]) == 0
    assert (tmp_path / "run" / run_folder.MODEL).exists()


def test_a_run_is_resumed_with_its_own_data_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_folder.create(tmp_path / "run", smoke.RECIPE, "fer2013.csv")
    assert main([*QUICK, "--resume", "run"]) == 2
    assert "expected fer2013.csv, with which run began, got synthetic" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["faces", "votes", "teachers"])
def test_what_a_run_learns_from_is_known_by_its_content(tmp_path: Path, what: str) -> None:
    faces = datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    faces = dataclasses.replace(faces, votes=np.ones((len(faces.labels), 10), np.float32))
    teacher = tmp_path / "teacher.keras"
    teacher.write_bytes(b"one")
    recipe = smoke.RECIPE.replace(distillation=Distillation((str(teacher),)))
    began = resuming.content_of(faces, [teacher])
    run_folder.create(tmp_path / "run", recipe, faces.source, content=began)
    resuming.check_data(tmp_path / "run", faces.source, began)

    images, votes = faces.images.copy(), faces.votes.copy()
    images[0, 0, 0] ^= what == "faces"
    votes[0, 0] += what == "votes"
    teacher.write_bytes(b"two" if what == "teachers" else b"one")
    others = dataclasses.replace(faces, images=images, votes=votes)
    with pytest.raises(
        ConfigError, match=rf"the {what} with which .*run began, sha256 .* others, sha256 .* of the"
    ):
        train(recipe, others, tmp_path / "run", resume=True)


def test_answers_of_other_teachers_are_not_taken_over(tmp_path: Path) -> None:
    distillation, shares = Distillation(("a",)), np.full((3, 7), 1 / 7, np.float32)
    distill.write_shares(tmp_path, distillation, shares, {"faces": "1", "teachers": ["2"]})
    own = {"faces": "1", "teachers": ["2"]}
    assert np.array_equal(distill.read_shares(tmp_path, distillation, 3, own), shares)
    for others in ({**own, "faces": "2"}, {**own, "teachers": ["3"]}):
        with pytest.raises(ConfigError, match="start the run again"):
            distill.read_shares(tmp_path, distillation, 3, others)


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


def test_a_file_is_no_run_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").write_text("mine", encoding="utf-8")
    assert main([*QUICK, "--run-dir", "run"]) == 2
    assert "expected run to be a folder, got a file" in capsys.readouterr().err
    assert (tmp_path / "run").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("epochs", "is_refused"), [(50, False), (52, True), (54, True), (55, False)]
)
def test_a_new_end_leaves_all_epochs_of_an_average_to_come(
    tmp_path: Path, epochs: int, is_refused: bool
) -> None:
    recipe = smoke.RECIPE.replace(epochs=50, averaging=Averaging(swa_epochs=10))
    run_folder.create(tmp_path, recipe, "")
    with pytest.raises(ConfigError, match="at least 55") if is_refused else nullcontext():
        resuming.check_end(tmp_path, recipe.replace(epochs=epochs), 45)


def test_a_damaged_or_foreign_checkpoint_is_refused(tmp_path: Path) -> None:
    small = build_trainer(models.build("vgg", {"width": 4}), smoke.RECIPE)
    large = build_trainer(models.build("vgg", {"width": 5}), smoke.RECIPE)
    path = tmp_path / "checkpoint.npz"
    with pytest.raises(CheckpointError, match="got FileNotFoundError"):
        checkpoint.restore(path, small)
    checkpoint.save(path, large, [])
    with pytest.raises(CheckpointError, match="of other shapes; start the run again"):
        checkpoint.restore(path, small)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(CheckpointError, match="start the run again"):
        checkpoint.restore(path, small)


def test_a_checkpoint_of_the_same_shapes_is_known_by_its_names(tmp_path: Path) -> None:
    trainer = build_trainer(models.build("vgg", {"width": 4}), smoke.RECIPE)
    again = build_trainer(models.build("vgg", {"width": 4}), smoke.RECIPE)
    path = tmp_path / "checkpoint.npz"
    checkpoint.save(path, trainer, [])
    assert checkpoint.restore(path, again) == []
    arrays = dict(np.load(path))
    for before, after, message in (
        ("block1_1_conv", "other_conv", r"'block1_1_conv/kernel', .*'other_conv/.* of other names"),
        ('"history": []', '"history": [{}]', "start the run again"),
        ('"history"', '"story"', "got KeyError"),
    ):
        meta = str(arrays["meta"]).replace(before, after)
        np.savez(path, **(arrays | {"meta": np.array(meta)}))
        with pytest.raises(CheckpointError, match=message):
            checkpoint.restore(path, again)
    arrays["v1"][:] = np.nan
    np.savez(path, **arrays)
    with pytest.raises(CheckpointError, match="no finite numbers; start the run again"):
        checkpoint.restore(path, again)
