"""What teachers say, against their own logits, and what is kept of it beside the run."""

from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.special import softmax

from training import models
from training.config import Distillation
from training.errors import ConfigError
from training.evaluation import answers
from training.evaluation.predict import keras_logits, load_network
from training.learning import distill, folds

FACES = np.random.default_rng(0).integers(0, 256, (12, 48, 48), dtype=np.uint8)


@pytest.fixture(scope="module")
def teachers(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A .keras file and a run folder."""
    folder = tmp_path_factory.mktemp("teachers")
    keras.utils.set_random_seed(0)
    paths = folder / "a.keras", folder / "run" / "model.keras"
    paths[1].parent.mkdir()
    for width, path in zip((4, 5), paths, strict=True):
        models.build("vgg", {"width": width, "multipliers": (1, 2), "depths": (1, 1)}).save(path)
    return str(paths[0]), str(paths[1].parent)


@pytest.mark.parametrize("mirrored", [False, True])
def test_shares_are_the_mean_over_teachers_and_views(
    teachers: tuple[str, str], mirrored: bool
) -> None:
    distillation = Distillation(teachers, temperature=3.0, mirrored=mirrored)
    shares = distill.taught_shares(distillation, FACES)
    views = [FACES, FACES[:, :, ::-1]] if mirrored else [FACES]
    expected = np.mean(
        [
            softmax(keras_logits(teacher, view).astype(np.float64) / 3.0, axis=1)
            for teacher in map(load_network, map(Path, teachers))
            for view in views
        ],
        axis=0,
    )
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares, expected, rtol=1e-5)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)
    sharper = Distillation(teachers, temperature=1.0, mirrored=mirrored)
    assert distill.taught_shares(sharper, FACES).max() > shares.max()


def test_what_was_written_is_read_by_the_same_recipe_only(tmp_path: Path) -> None:
    distillation = Distillation(("a", "b"))
    shares = softmax(np.random.default_rng(1).normal(size=(12, 7)), axis=1).astype(np.float32)
    with pytest.raises(ConfigError, match=r"in .*teachers\.npz, got FileNotFoundError.*again"):
        distill.read_shares(tmp_path, distillation, 12)
    distill.write_shares(tmp_path, distillation, shares)
    assert np.array_equal(distill.read_shares(tmp_path, distillation, 12), shares)
    for other, faces in (
        (Distillation(("a",)), 12),
        (Distillation(("a", "b"), temperature=5), 12),
        (Distillation(("a", "b"), mirrored=False), 12),
        (distillation, 13),
    ):
        with pytest.raises(ConfigError, match=r"what the recipe's teachers say of 1[23] faces"):
            distill.read_shares(tmp_path, other, faces)
    (tmp_path / distill.FILE).write_bytes((tmp_path / distill.FILE).read_bytes()[:300])
    with pytest.raises(ConfigError, match="start the run again"):
        distill.read_shares(tmp_path, distillation, 12)


def test_a_teacher_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.keras to be a \.keras file"):
        distill.taught_shares(Distillation((str(tmp_path / "nowhere.keras"),)), FACES)


def left_out_run(folder: Path, fold: int, seed: int, of: int = 2) -> tuple[str, np.ndarray]:
    """Returns a run that left a fold of FACES out, and its answers, float32 [2, M, 7]."""
    own = FACES[folds.fold_of(FACES, of) == fold]
    said = np.random.default_rng(seed).normal(size=(2, len(own), 7)).astype(np.float32)
    folder.mkdir()
    # In another order than that of the faces.
    digests = answers.digests_of(own)[::-1]
    answers.write(folder, answers.Answers(of, fold, digests, said[0, ::-1], said[1, ::-1]))
    return str(folder), said


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_teacher_answers_for_the_faces_it_left_out_alone(tmp_path: Path, mirrored: bool) -> None:
    runs = [
        left_out_run(tmp_path / f"{kind}{fold}", fold, 10 * kind + fold)
        for kind, fold in ((0, 0), (0, 1), (1, 1))
    ]
    distillation = Distillation(tuple(name for name, _ in runs), temperature=2, mirrored=mirrored)
    shares = distill.taught_shares(distillation, FACES)
    own = folds.fold_of(FACES, 2)
    views = slice(0, 2 if mirrored else 1)
    for fold, teachers in ((0, runs[:1]), (1, runs[1:])):
        said = [softmax(a[views] / 2, axis=-1).mean(0) for _, a in teachers]
        np.testing.assert_allclose(shares[own == fold], np.mean(said, axis=0), rtol=1e-5)


def test_a_face_that_every_teacher_knows_is_refused(tmp_path: Path) -> None:
    name, _ = left_out_run(tmp_path / "a", 0, 0)
    with pytest.raises(ConfigError, match=r"every face to be left out .* got \d+ that none"):
        distill.taught_shares(Distillation((name,)), FACES)


def test_a_teacher_of_other_faces_is_refused(tmp_path: Path) -> None:
    name, _ = left_out_run(tmp_path / "a", 0, 0)
    other = np.concatenate([FACES, FACES + 1])
    with pytest.raises(
        ConfigError, match=r"a to know all \d+ of these faces .* got \d+ that it has"
    ):
        distill.taught_shares(Distillation((name,)), other)


def test_teachers_of_both_kinds_are_refused(tmp_path: Path, teachers: tuple[str, str]) -> None:
    name, _ = left_out_run(tmp_path / "a", 0, 0)
    with pytest.raises(ConfigError, match=r"all left a fold .* or none, got 1 of 2 that did"):
        distill.taught_shares(Distillation((name, teachers[0])), FACES)


def test_a_file_in_a_run_stands_for_the_run(tmp_path: Path) -> None:
    assert distill.run_of(str(tmp_path / "run" / "model.keras")) == tmp_path / "run"
    assert distill.run_of(str(tmp_path / "run")) == tmp_path / "run"
    assert distill.run_of("a.keras") == Path("a.keras")
