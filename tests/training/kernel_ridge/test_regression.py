"""The regression, against its definition and SciPy."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from training.kernel_ridge import regression


def slowly(
    learn: np.ndarray, targets: np.ndarray, others: np.ndarray, scale: float, ridge: float
) -> np.ndarray:
    """The regression, by its definition."""

    def kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.exp(-scale * ((first[:, None] - second[None]) ** 2).sum(axis=2))

    weights = np.linalg.inv(kernel(learn, learn) + ridge * np.eye(len(learn)))
    base = targets.mean(axis=0)
    return base + kernel(others, learn) @ weights @ (targets - base)


def test_the_regression_answers_as_its_definition_does() -> None:
    generator = np.random.default_rng(0)
    learn = generator.normal(size=(60, 9)).astype(np.float32) + 3
    others = generator.normal(size=(20, 9)).astype(np.float32) + 3
    targets = np.eye(3, dtype=np.float32)[generator.integers(0, 3, 60)]
    found = regression.answers(
        *regression.distances([learn], [others]), targets, np.arange(60), gamma=0.7, ridge=0.2
    )
    scale = 0.7 / np.mean(np.sum((learn - learn.mean(axis=0)) ** 2, axis=1))
    np.testing.assert_allclose(found.others, slowly(learn, targets, others, scale, 0.2), atol=1e-4)


def test_what_is_left_out_is_answered_as_if_it_had_not_been_there() -> None:
    generator = np.random.default_rng(1)
    learn = generator.normal(size=(40, 5)).astype(np.float32)
    targets = np.eye(3, dtype=np.float32)[generator.integers(0, 3, 40)]
    # 7 and 20 are copies with other labels; 30, 31 and 32 belong together.
    learn[20] = learn[7]
    groups = np.arange(40)
    groups[20], groups[31:33] = 7, 30
    found = regression.answers(
        *regression.distances([learn], [learn[:1]]), targets, groups, gamma=1, ridge=0.1
    )
    mean = learn.mean(axis=0)
    scale = 1 / np.mean(np.sum((learn - mean) ** 2, axis=1))
    base = targets.mean(axis=0)
    for group in np.unique(groups):
        rest, gone = groups != group, groups == group
        distances = ((learn[:, None] - learn[None]) ** 2).sum(axis=2)
        kernel = np.exp(-scale * distances)
        weights = np.linalg.inv(kernel[np.ix_(rest, rest)] + 0.1 * np.eye(rest.sum()))
        wanted = base + kernel[np.ix_(gone, rest)] @ weights @ (targets[rest] - base)
        np.testing.assert_allclose(found.left_out[gone], wanted, atol=2e-4)


def test_a_kernel_without_an_inverse_is_refused() -> None:
    learn = np.ones((4, 2), np.float32)
    learn[0] = 2
    with pytest.raises(ValueError, match="a ridge that the kernel can be inverted with, got -1"):
        regression.answers(
            *regression.distances([learn], [learn]),
            np.eye(4, dtype=np.float32),
            np.arange(4),
            gamma=1,
            ridge=-1,
        )


@pytest.mark.parametrize("block", [3, 7, 1024])
def test_distances_are_those_of_scipy_whatever_the_block(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(regression, "BLOCK", block)
    generator = np.random.default_rng(2)
    learn = [generator.normal(2, size, (11, width)) for size, width in ((1, 4), (30, 6))]
    others = [generator.normal(2, size, (5, width)) for size, width in ((1, 4), (30, 6))]
    learn, others = ([part.astype(np.float32) for part in parts] for parts in (learn, others))
    within, across = regression.distances(learn, others)
    # Each description counts in units of its own spread among the faces to learn from.
    spreads = [np.mean(np.sum((part - part.mean(axis=0)) ** 2, axis=1)) for part in learn]
    for came, faces in ((within, learn), (across, others)):
        wanted = sum(
            cdist(first, second, "sqeuclidean") / spread
            for first, second, spread in zip(faces, learn, spreads, strict=True)
        )
        np.testing.assert_allclose(came, wanted / 2, rtol=1e-4, atol=1e-4)
    assert (np.diagonal(within) == 0).all()
