"""Erased rectangles, against slices and by counting pixels."""

import keras
import numpy as np
import pytest

from training.augmentation.erasing import TALLEST, rectangles
from training.augmentation.geometry import RandomView
from training.config import Augmentation

SIDE = 48
COUNT = 256


@pytest.fixture
def faces() -> np.ndarray:
    return np.random.default_rng(0).uniform(1, 255, (COUNT, SIDE, SIDE, 1)).astype(np.float32)


def test_rectangles_cover_what_slices_cover() -> None:
    inside = np.asarray(
        rectangles(*(keras.ops.array(v, "float32") for v in ([2, 0], [5, 3], [4, 0], [1, 9])), 16)
    )
    expected = np.zeros((2, 16, 16, 1))
    expected[0, 2:6, 5:6] = 1
    np.testing.assert_array_equal(inside, expected)


def test_erased_rectangles_keep_to_their_bounds_and_fill_them(faces: np.ndarray) -> None:
    low, high = 0.1, 0.3
    strength = Augmentation(
        erasing_probability=1, erasing_smallest_share=low, erasing_largest_share=high
    )
    erased = np.asarray(RandomView(strength, seed=8)(faces, training=True))
    heights, widths = [], []
    for face, before in zip(erased, faces, strict=True):
        changed = (face != before)[..., 0]
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        heights.append(np.ptp(rows) + 1)
        widths.append(np.ptp(columns) + 1)
        # One rectangle and nothing else; noise of 2,304 levels of a float never repeats a pixel.
        assert changed.sum() == heights[-1] * widths[-1]
    height, width = np.array(heights), np.array(widths)
    # Each side is rounded by up to half a pixel.
    assert np.all((height + 0.5) * (width + 0.5) >= low * SIDE**2)
    assert np.all((height - 0.5) * (width - 0.5) <= high * SIDE**2)
    ratio = (height + 0.5) / (width - 0.5), (height - 0.5) / (width + 0.5)
    assert np.all(ratio[0] >= 1 / TALLEST)
    assert np.all(ratio[1] <= TALLEST)
    assert 0.4 < np.mean(height > width) < 0.6
    area = height * width / SIDE**2
    assert area.min() < low + 0.03
    assert area.max() > high - 0.03
    noise = erased[erased != faces]
    assert 0 <= noise.min() < 1
    assert 254 < noise.max() <= 255
    assert noise.mean() == pytest.approx(127.5, abs=1)


def test_an_erased_rectangle_as_large_as_the_face_fits(faces: np.ndarray) -> None:
    strength = Augmentation(
        erasing_probability=1, erasing_smallest_share=0.9, erasing_largest_share=1
    )
    erased = np.asarray(RandomView(strength, seed=9)(faces, training=True))
    assert np.mean(erased != faces, axis=(1, 2, 3)).min() > 0.85


def test_as_many_faces_are_erased_in_as_wanted_and_none_when_tested(faces: np.ndarray) -> None:
    layer = RandomView(Augmentation(erasing_probability=0.25), seed=10)
    erased = np.asarray(layer(faces, training=True))
    touched = np.any(erased != faces, axis=(1, 2, 3)).mean()
    assert touched == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / COUNT))
    assert np.array_equal(np.asarray(layer(faces, training=False)), faces)
