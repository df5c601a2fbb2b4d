"""Mixup, CutMix and erasing, against NumPy and by counting pixels."""

import keras
import numpy as np
import pytest

from training.augmentation.erasing import TALLEST, rectangles
from training.augmentation.geometry import RandomView
from training.augmentation.mixup import Mix, cutmix, mix_targets, mixup
from training.config import Augmentation

SIDE = 48
COUNT = 256


@pytest.fixture
def faces() -> np.ndarray:
    return np.random.default_rng(0).uniform(1, 255, (COUNT, SIDE, SIDE, 1)).astype(np.float32)


@pytest.fixture
def targets() -> np.ndarray:
    """One-hot rows, those of a face and its partner always of two classes."""
    numbers = np.arange(COUNT)
    return np.eye(7, dtype=np.float32)[np.where(numbers < COUNT / 2, numbers % 3, 3 + numbers % 4)]


def test_mixup_is_the_weighted_sum_with_the_face_at_the_other_end(
    faces: np.ndarray, targets: np.ndarray
) -> None:
    shares = np.random.default_rng(1).random(COUNT).astype(np.float32)
    wide = shares[:, None, None, None]
    np.testing.assert_allclose(
        mixup(faces, shares), wide * faces + (1 - wide) * faces[::-1], rtol=1e-5
    )
    np.testing.assert_allclose(
        mix_targets(targets, shares),
        shares[:, None] * targets + (1 - shares[:, None]) * targets[::-1],
        rtol=1e-6,
    )


def test_mixup_mixes_pixels_and_targets_by_one_share(targets: np.ndarray) -> None:
    """Where every pixel is its face's number, the mixture's pixel tells the share."""
    numbers = np.arange(COUNT, dtype=np.float32)
    faces = np.broadcast_to(numbers[:, None, None, None], (COUNT, SIDE, SIDE, 1))
    layer = Mix(Augmentation(mixup_alpha=0.4), seed=1)
    mixed, mixed_targets = map(np.asarray, layer(faces, targets))
    partner = numbers[::-1]
    shares = (mixed.mean(axis=(1, 2, 3)) - partner) / (numbers - partner)
    expected = shares[:, None] * targets + (1 - shares[:, None]) * targets[::-1]
    np.testing.assert_allclose(mixed_targets, expected, atol=2e-4)
    assert np.ptp(mixed, axis=(1, 2, 3)).max() == 0
    # Beta(0.4, 0.4): mean 1/2, variance 1/(4·(2·0.4 + 1)); four standard errors of the mean.
    assert abs(shares.mean() - 0.5) < 4 * np.sqrt(1 / 7.2 / COUNT)
    assert shares.var() == pytest.approx(1 / 7.2, rel=0.25)


def test_cutmix_is_the_papers_box(faces: np.ndarray) -> None:
    """The authors' rand_bbox (github.com/clovaai/CutMix-PyTorch), in whole numbers."""
    generator = np.random.default_rng(2)
    shares = generator.random(COUNT).astype(np.float32)
    middles = generator.random((COUNT, 2)).astype(np.float32)
    mixed, own = map(np.asarray, cutmix(faces, shares, middles))
    for i in range(COUNT):
        half = int(SIDE * np.sqrt(1 - shares[i])) // 2
        rows, columns = (
            slice(max(int(m * SIDE) - half, 0), min(int(m * SIDE) + half, SIDE)) for m in middles[i]
        )
        expected = faces[i].copy()
        expected[rows, columns] = faces[COUNT - 1 - i][rows, columns]
        np.testing.assert_array_equal(mixed[i], expected)
        assert own[i] == pytest.approx(np.mean(mixed[i] == faces[i]), abs=1e-6)


@pytest.mark.parametrize("window_px", [0, 40])
def test_cutmix_gives_the_label_the_share_of_its_pixels(
    targets: np.ndarray, window_px: int
) -> None:
    numbers = np.arange(COUNT, dtype=np.float32)
    side = window_px or SIDE
    faces = np.broadcast_to(numbers[:, None, None, None], (COUNT, side, side, 1))
    mixed, mixed_targets = map(np.asarray, Mix(Augmentation(cutmix_alpha=1), 3)(faces, targets))
    own = np.mean(mixed == numbers[:, None, None, None], axis=(1, 2, 3))
    others = np.mean(mixed == numbers[::-1, None, None, None], axis=(1, 2, 3))
    np.testing.assert_allclose(own + others, 1)
    classes = targets.argmax(axis=1)
    np.testing.assert_allclose(mixed_targets[np.arange(COUNT), classes], own, atol=1e-6)
    np.testing.assert_allclose(mixed_targets[np.arange(COUNT), classes[::-1]], others, atol=1e-6)
    assert others.max() > 0.5


def test_with_both_each_face_gets_one_or_the_other(faces: np.ndarray, targets: np.ndarray) -> None:
    strength = Augmentation(mixup_alpha=1, cutmix_alpha=1)
    mixed, mixed_targets = map(np.asarray, Mix(strength, seed=4)(faces, targets))
    own = np.mean(mixed == faces, axis=(1, 2, 3))
    others = np.mean(mixed == faces[::-1], axis=(1, 2, 3))
    patched = own + others > 0.99
    assert 0.4 < patched.mean() < 0.6
    np.testing.assert_allclose(mixed_targets.sum(axis=1), 1, rtol=1e-6)


def test_only_as_many_faces_are_mixed_as_wanted(faces: np.ndarray, targets: np.ndarray) -> None:
    layer = Mix(Augmentation(mixup_alpha=1, mixing_probability=0.25), seed=5)
    mixed, mixed_targets = map(np.asarray, layer(faces, targets))
    untouched = np.all(mixed == faces, axis=(1, 2, 3))
    # Four standard deviations of a share of 256.
    assert untouched.mean() == pytest.approx(0.75, abs=4 * np.sqrt(0.25 * 0.75 / COUNT))
    np.testing.assert_array_equal(mixed_targets[untouched], targets[untouched])


def test_mixing_is_seeded_and_differs_from_batch_to_batch(
    faces: np.ndarray, targets: np.ndarray
) -> None:
    layers = [Mix(Augmentation(mixup_alpha=1), seed=6) for _ in range(2)]
    first, again = (np.asarray(layer(faces, targets)[0]) for layer in layers)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, np.asarray(layers[0](faces, targets)[0]))


def test_a_smallest_alpha_yields_shares_and_no_nonsense() -> None:
    ones = np.ones((4096, 2, 2, 1), np.float32)
    targets = np.ones((4096, 7), np.float32)
    mixed, mixed_targets = Mix(Augmentation(mixup_alpha=0.1), seed=7)(ones, targets)
    assert np.isfinite(np.asarray(mixed)).all()
    np.testing.assert_allclose(mixed_targets, 1, rtol=1e-6)


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
