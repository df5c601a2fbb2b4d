"""Drawn faces: reproducible, of every class, and not to be told apart by their brightness."""

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from training.datasets import synthetic, vote_distribution
from training.labels import EXPRESSIONS


def test_every_split_has_every_expression_and_the_seed_decides() -> None:
    faces = synthetic(seed=3)
    for split, count in (("Training", 100), ("PublicTest", 20), ("PrivateTest", 20)):
        assert faces.select(split).counts() == dict.fromkeys(EXPRESSIONS, count)
    assert "synthetic" in faces.source
    assert faces.votes is not None
    assert np.array_equal(vote_distribution(faces.votes).argmax(axis=1), faces.labels)
    assert synthetic(seed=3).content_sha256() == faces.content_sha256()
    assert synthetic(seed=4).content_sha256() != faces.content_sha256()


def test_brightness_alone_tells_next_to_nothing() -> None:
    faces = synthetic(seed=0)
    learn, check = faces.select("Training"), faces.select("PublicTest")
    brightness = KNeighborsClassifier(25).fit(learn.images.mean(axis=(1, 2))[:, None], learn.labels)
    score = brightness.score(check.images.mean(axis=(1, 2))[:, None], check.labels)
    # Chance is 1/7 = 0.14, with a deviation of 0.03 over 140 faces.
    assert score < 0.25
    assert np.all(faces.images.std(axis=(1, 2)) > 8)
