"""SMOTE and ADASYN: where each synthetic face lies, how many there are, what is refused."""

from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest

from training.datasets import Faces, synthetic, vote_distribution
from training.datasets.oversample import counts_table, oversampled
from training.errors import DataError
from training.labels import EXPRESSIONS
from training.learning import targets
from training.learning.run import train, training_targets
from training.recipes import smoke
from training.train import main

COUNTS = (12, 7, 15, 20, 20, 9, 19)
METHODS = ("smote", "adasyn")


def drawn(counts: tuple[int, ...] = COUNTS) -> Faces:
    """Drawn Training faces, so many of each expression, with their votes."""
    every = synthetic(seed=1).select("Training")
    rows = np.concatenate(
        [np.flatnonzero(every.labels == label)[:count] for label, count in enumerate(counts)]
    )
    rows = np.random.default_rng(0).permutation(rows)
    assert every.votes is not None
    return Faces(
        images=every.images[rows],
        labels=every.labels[rows],
        splits=every.splits[rows],
        votes=every.votes[rows],
        source="drawn",
    )


def furthest_from_a_segment(face: npt.NDArray[np.uint8], real: npt.NDArray[np.uint8]) -> float:
    """The largest grey-level error of a face against the best segment between two real ones."""
    flat, point = real.reshape(len(real), -1).astype(np.float64), face.ravel().astype(np.float64)
    best = np.inf
    for start in flat:
        along = flat - start
        length = np.sum(along**2, axis=1)
        step = np.clip((along @ (point - start)) / np.maximum(length, 1e-9), 0, 1)
        errors = np.abs(start + step[:, None] * along - point).max(axis=1)
        best = min(best, float(errors.min()))
    return best


@pytest.mark.parametrize("method", METHODS)
def test_a_synthetic_face_lies_between_two_real_ones_of_its_class(
    method: Literal["smote", "adasyn"],
) -> None:
    learn = drawn()
    after = oversampled(learn, method, seed=0)
    made = slice(len(learn.labels), None)
    assert len(after.labels[made]) > 0
    for face, label in zip(after.images[made], after.labels[made], strict=True):
        own = learn.images[learn.labels == label]
        # Rounded to whole grey levels, and the step found to fit the rounded face.
        assert furthest_from_a_segment(face, own) < 1
    other = learn.images[learn.labels == (after.labels[made][0] + 1) % 7]
    assert furthest_from_a_segment(after.images[made][0], other) > 5


@pytest.mark.parametrize("method", METHODS)
def test_the_real_faces_come_first_and_unchanged(method: Literal["smote", "adasyn"]) -> None:
    learn = drawn()
    after = oversampled(learn, method, seed=0)
    real = len(learn.labels)
    np.testing.assert_array_equal(after.images[:real], learn.images)
    np.testing.assert_array_equal(after.labels[:real], learn.labels)
    np.testing.assert_array_equal(after.votes[:real], learn.votes)
    assert (after.splits == "Training").all()
    # Nobody voted on the others, so their target is their label however votes are mixed in.
    assert after.votes is not None
    assert not after.votes[real:].any()
    mixed = targets.soft_targets(after.labels, vote_distribution(after.votes), 0.5)
    np.testing.assert_array_equal(mixed[real:], np.eye(7)[after.labels[real:]])
    assert np.array_equal(training_targets(after, smoke.RECIPE).argmax(axis=1), after.labels)


def test_smote_brings_every_class_to_the_largest() -> None:
    after = oversampled(drawn(), "smote", seed=0)
    assert after.counts() == dict.fromkeys(EXPRESSIONS, 20)
    assert after.source == "drawn, smote 102 -> 140 faces"


def test_adasyn_brings_every_class_about_to_the_largest() -> None:
    counts = oversampled(drawn(), "adasyn", seed=0).counts()
    for name, before in zip(EXPRESSIONS, COUNTS, strict=True):
        # Each real face's part is rounded by itself: at most half a face each.
        assert abs(counts[name] - 20) <= before / 2
        assert counts[name] >= before
    assert counts["disgust"] > 10


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides(method: Literal["smote", "adasyn"]) -> None:
    first, again, other = (oversampled(drawn(), method, seed) for seed in (5, 5, 6))
    assert first.content_sha256() == again.content_sha256()
    assert first.content_sha256() != other.content_sha256()


def test_none_and_even_classes_add_nothing() -> None:
    learn = drawn()
    assert oversampled(learn, "none", seed=0) is learn
    even = drawn((8,) * 7)
    assert oversampled(even, "smote", seed=0).content_sha256() == even.content_sha256()


def test_what_cannot_be_oversampled_is_refused() -> None:
    few = drawn((12, 5, 12, 12, 12, 12, 12))
    with pytest.raises(DataError, match=r"at least 6 Training faces .* got 5 of disgust; use more"):
        oversampled(few, "smote", seed=0)
    with pytest.raises(ValueError, match="Training faces alone, got other splits"):
        oversampled(synthetic(seed=0), "smote", seed=0)


def test_adasyn_refuses_a_class_apart_from_all_others() -> None:
    counts = (8, 6, 8, 8, 8, 8, 8)
    labels = np.repeat(np.arange(7, dtype=np.uint8), counts)
    noise = np.random.default_rng(0).integers(0, 3, (len(labels), 48, 48))
    apart = Faces(
        images=(labels[:, None, None] * 36 + noise).astype(np.uint8),
        labels=labels,
        splits=np.full(len(labels), "Training"),
        votes=None,
        source="apart",
    )
    with pytest.raises(DataError, match=r"disgust that lie near other .*; use oversample s"):
        oversampled(apart, "adasyn", seed=0)


def test_the_table_counts_what_was_there_and_what_is_new() -> None:
    learn = drawn()
    lines = counts_table(learn, oversampled(learn, "smote", seed=0)).splitlines()
    assert lines[0].split() == ["Training", "faces", "before", "after", "synthetic"]
    assert [line.split() for line in lines[1:8]] == [
        [name, str(count), "20", str(20 - count)]
        for name, count in zip(EXPRESSIONS, COUNTS, strict=True)
    ]
    assert lines[8].split() == ["all", "102", "140", "38"]


def test_training_shows_the_table_and_learns_from_the_synthetic_faces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = smoke.RECIPE.replace(epochs=1, oversample="smote", batch_size=120)
    faces = synthetic(seed=1)
    learn, public = drawn(), faces.select("PublicTest")
    both = Faces(
        images=np.concatenate([learn.images, public.images]),
        labels=np.concatenate([learn.labels, public.labels]),
        splits=np.concatenate([learn.splits, public.splits]),
        votes=None,
        source="drawn",
    )
    # 120 faces a step are more than the 102 real ones.
    history = train(recipe, both, tmp_path / "run")
    assert len(history) == 1
    said = capsys.readouterr().out
    assert counts_table(learn, oversampled(learn, "smote", recipe.seed)) in said


def test_the_command_line_refuses_another_method(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["--synthetic", "--oversample", "twice"])
    assert refused.value.code == 2
    assert "'twice' (choose from 'none', 'smote', 'adasyn')" in capsys.readouterr().err
