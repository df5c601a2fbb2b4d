"""Folds: which faces a run leaves out, and what it says of them."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.training.small import small_recipe
from training import datasets
from training.datasets.faces import Faces
from training.errors import ConfigError
from training.evaluation import answers
from training.evaluation.answers import Answers
from training.evaluation.predict import keras_logits, load_network
from training.learning import folds
from training.runs import folder as run_folder
from training.train import main

IMAGES = np.random.default_rng(0).integers(0, 256, (3000, 48, 48), dtype=np.uint8)


def test_copies_share_a_fold_in_whatever_order_they_come() -> None:
    order = np.random.default_rng(1).permutation(3000)
    found = folds.fold_of(IMAGES, 5)
    assert np.array_equal(folds.fold_of(IMAGES[order], 5), found[order])
    assert np.array_equal(folds.fold_of(np.concatenate([IMAGES, IMAGES]), 5), np.tile(found, 2))
    # Of a binomial with 3,000 draws of a fifth, 5 deviations.
    assert np.abs(np.bincount(found, minlength=5) - 600).max() < 110


def test_a_face_belongs_to_the_fold_that_runs_already_left_out() -> None:
    """A change of the digest would let teachers of earlier runs answer for faces they know."""
    plain = np.arange(8, dtype=np.uint8)[:, None, None] * np.ones((1, 48, 48), np.uint8)
    assert folds.fold_of(plain, 5).tolist() == [4, 1, 4, 4, 4, 1, 0, 0]


def test_a_run_leaves_one_fold_of_the_training_faces_out_and_nothing_else() -> None:
    faces = datasets.synthetic(seed=0)
    recipe = small_recipe(folds=3, left_out_fold=1)
    learn, left_out = folds.split(faces, recipe)
    assert left_out is not None
    wanted = (faces.splits == "Training") & (folds.fold_of(faces.images, 3) == 1)
    assert 0 < wanted.sum() < (faces.splits == "Training").sum()
    assert np.array_equal(left_out.images, faces.images[wanted])
    assert np.array_equal(left_out.labels, faces.labels[wanted])
    assert np.array_equal(learn.images, faces.images[~wanted])
    with pytest.raises(ConfigError, match=r"faces both in fold 99 of 100 and outside .* got 0 and"):
        folds.split(
            faces.take(np.arange(len(faces.labels)) < 5), small_recipe(folds=100, left_out_fold=99)
        )
    whole, nothing = folds.split(faces, small_recipe())
    assert whole is faces
    assert nothing is None


def test_votes_stay_with_their_faces() -> None:
    votes = np.arange(40, dtype=np.float32).reshape(4, 10)
    faces = Faces(IMAGES[:4], np.arange(4, dtype=np.uint8), np.full(4, "Training"), votes, "x")
    taken = faces.take(np.array([True, False, False, True]))
    assert taken.votes is not None
    assert np.array_equal(taken.votes, votes[[0, 3]])
    assert taken.labels.tolist() == [0, 3]


@pytest.mark.parametrize(("count", "fold"), [(1, 0), (5, 5), (0, 1), (101, 0), (5, -1)])
def test_a_fold_that_is_none_is_refused(count: int, fold: int) -> None:
    with pytest.raises(ConfigError, match="fold"):
        small_recipe(folds=count, left_out_fold=fold)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert answers.read(tmp_path) is None
    logits = np.arange(14, dtype=np.float32).reshape(2, 7)
    answers.write(tmp_path, Answers(5, 3, np.array([8, 3]), logits, -logits))
    found = answers.read(tmp_path)
    assert found is not None
    assert (found.folds, found.fold) == (5, 3)
    assert np.array_equal(found.logits, logits)
    assert np.array_equal(found.mirrored_logits, -logits)
    assert found.digests.tolist() == [8, 3]
    answers.write(tmp_path, Answers(5, 3, np.array([8]), logits, -logits))
    with pytest.raises(ConfigError, match=r"left_out\.npz, got ValueError: logits of other shapes"):
        answers.read(tmp_path)
    (tmp_path / answers.FILE).write_bytes((tmp_path / answers.FILE).read_bytes()[:200])
    with pytest.raises(ConfigError, match=r"left_out\.npz, got .*train it again"):
        answers.read(tmp_path)


@pytest.mark.slow
def test_a_run_says_what_it_thinks_of_the_faces_it_left_out(tmp_path: Path) -> None:
    fold = ("--folds", "3", "--left-out-fold", "2", "--epochs", "1")
    assert main(["--synthetic", "--run-dir", str(tmp_path / "run"), *fold]) == 0
    found = answers.read(tmp_path / "run")
    learn = datasets.synthetic(seed=0).select("Training").images
    rows = folds.fold_of(learn, 3) == 2
    assert found is not None
    assert np.array_equal(found.digests, answers.digests_of(learn[rows]))
    network = load_network(tmp_path / "run" / run_folder.MODEL)
    assert (found.folds, found.fold) == (3, 2)
    np.testing.assert_allclose(found.logits, keras_logits(network, learn[rows]), atol=1e-4)
    mirrored = keras_logits(network, learn[rows][:, :, ::-1])
    np.testing.assert_allclose(found.mirrored_logits, mirrored, atol=1e-4)
    assert np.abs(found.logits - found.mirrored_logits).max() > 0.01
    (tmp_path / "run" / answers.FILE).unlink()
    with pytest.raises(ConfigError, match=r"left_out\.npz with the answers of .*; continue"):
        answers.read(tmp_path / "run")
    whole = json.loads((tmp_path / "run" / run_folder.CONFIG).read_text(encoding="utf-8"))
    whole["recipe"]["folds"] = 0
    (tmp_path / "run" / run_folder.CONFIG).write_text(json.dumps(whole), encoding="utf-8")
    assert answers.read(tmp_path / "run") is None
    (tmp_path / "run" / run_folder.CONFIG).write_text("[]", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.json as a run's script wrote it"):
        answers.read(tmp_path / "run")


def test_a_fold_without_a_number_of_folds_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    assert main(["--synthetic", "--left-out-fold", "0", "--run-dir", str(folder)]) == 2
    assert "expected --folds with --left-out-fold" in capsys.readouterr().err
    assert not folder.exists()
