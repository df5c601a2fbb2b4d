"""Targets: always distributions, the label never lost."""

import numpy as np
import pytest

from training.learning.targets import one_hot, soft_targets

LABELS = np.array([3, 1, 6], np.uint8)
SHARES = np.array([[0, 0, 0, 0.5, 0, 0.5, 0], [0] * 7, [0.25, 0, 0, 0, 0.25, 0, 0.5]], np.float32)


def test_without_mix_and_smoothing_they_are_the_labels() -> None:
    assert np.array_equal(soft_targets(LABELS, None, 0.0), one_hot(LABELS))
    assert one_hot(LABELS).argmax(axis=1).tolist() == [3, 1, 6]


def test_votes_mix_in_and_a_face_without_votes_keeps_its_label() -> None:
    mixed = soft_targets(LABELS, SHARES, 0.4)
    assert mixed[0, [3, 5]] == pytest.approx([0.8, 0.2])
    assert mixed[1].tolist() == one_hot(LABELS)[1].tolist()
    assert mixed[2, [0, 4, 6]] == pytest.approx([0.1, 0.1, 0.8])
    assert mixed.sum(axis=1) == pytest.approx([1, 1, 1])


def test_smoothing_gives_each_class_its_share() -> None:
    smooth = soft_targets(LABELS, None, 0.0, label_smoothing=0.14)
    assert smooth[0, 3] == pytest.approx(0.86 + 0.02)
    assert smooth[0, 0] == pytest.approx(0.02)
    assert smooth.dtype == np.float32


def test_wanted_votes_that_are_absent_are_named() -> None:
    with pytest.raises(ValueError, match=r"FER\+ votes for fer_plus_mix 0.4, got none"):
        soft_targets(LABELS, None, 0.4)
