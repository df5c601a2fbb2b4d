"""A resumed run continues with what it began with, or says what differs."""

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from tests.training.training_runs import QUICK
from training import datasets, models
from training.config import Distillation
from training.errors import CheckpointError, ConfigError
from training.learning import distill
from training.learning.run import train
from training.learning.schedule import learning_rate
from training.learning.trainer import build_trainer
from training.recipes import smoke
from training.runs import checkpoint
from training.runs import folder as run_folder
from training.runs import resume as resuming
from training.train import main


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


def test_a_file_is_no_run_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").write_text("mine", encoding="utf-8")
    assert main([*QUICK, "--run-dir", "run"]) == 2
    assert "expected run to be a folder, got a file" in capsys.readouterr().err
    assert (tmp_path / "run").read_text(encoding="utf-8") == "mine"


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
    for wrong, message in ((np.nan, "no finite numbers"), ("x", "that are no numbers")):
        np.savez(path, **(arrays | {"v1": np.full_like(arrays["v1"], wrong, type(wrong))}))
        with pytest.raises(CheckpointError, match=f"{message}; start the run again"):
            checkpoint.restore(path, again)


@pytest.mark.parametrize("wrong", ['"val_loss": null', '"val_loss": "x"', '"val_loss": NaN', ""])
def test_a_history_that_no_run_wrote_is_refused(tmp_path: Path, wrong: str) -> None:
    trainer = build_trainer(models.build("vgg", {"width": 4}), smoke.RECIPE)
    path = tmp_path / "checkpoint.npz"
    history = [checkpoint.Epoch(number, 0.1, 1.0, 0.5, 2.0, 0.5, 1.0) for number in (1, 2)]
    checkpoint.save(path, trainer, history)
    assert checkpoint.restore(path, trainer) == history
    arrays = dict(np.load(path))
    meta = str(arrays["meta"])
    meta = meta.replace('"val_loss": 2.0', wrong) if wrong else meta.replace('h": 2', 'h": 3')
    np.savez(path, **(arrays | {"meta": np.array(meta)}))
    with pytest.raises(CheckpointError, match=r"as epoch [12]; start the run again"):
        checkpoint.restore(path, trainer)


def test_a_run_without_its_best_network_is_not_finished_with_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*QUICK, "--run-dir", "run", "--epochs", "1"]) == 0
    best, model = (tmp_path / "run" / name for name in (run_folder.BEST, run_folder.MODEL))
    whole, made = best.read_bytes(), model.read_bytes()
    models.build("vgg", {"width": 4}).save(tmp_path / "other.keras")
    for content in (whole[:1000], (tmp_path / "other.keras").read_bytes(), None):
        best.unlink()
        if content is not None:
            best.write_bytes(content)
        assert main([*QUICK, "--resume", "run"]) == 2
        came = "no such file" if content is None else "a damaged one or another"
        assert f"of the best epoch in run/best.keras, got {came}; start" in capsys.readouterr().err
        assert model.read_bytes() == made
    best.write_bytes(whole)
    assert main([*QUICK, "--resume", "run"]) == 0
