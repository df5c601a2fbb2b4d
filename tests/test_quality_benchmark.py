"""The benchmark of spoilt pictures: a fair choice of faces, its measures, where hints begin."""

import numpy as np
import pytest

from benchmarks.framing import quality


@pytest.mark.parametrize("count", [10, 57, 200])
def test_every_beginning_has_each_label_in_its_share(count: int) -> None:
    labels = np.repeat(np.arange(4, dtype=np.uint8), (500, 300, 150, 50))
    order = quality.fair_order(labels, seed=1)
    assert sorted(order) == list(range(1000))
    found = np.bincount(labels[order[:count]], minlength=4)
    np.testing.assert_allclose(found, count * np.array([0.5, 0.3, 0.15, 0.05]), atol=1)


def test_five_points_are_lost_between_the_measures_that_lose_less_and_more() -> None:
    assert quality.crossing([1.0, 2.0, 3.0], [0, 4, 6]) == pytest.approx(2.5)
    # A loss that falls back by chance doesn't make a second crossing.
    assert quality.crossing([3.0, 2.0, 1.0], [0, 10, 4]) == pytest.approx(2.5)
    assert quality.crossing([1.0, 2.0], [0, 4.9]) is None


@pytest.mark.parametrize("sigma", [8, 15])
def test_noise_is_told_from_what_a_face_shows(sigma: int) -> None:
    rows, columns = np.mgrid[:48, :48]
    # Edges and slopes of a face's size, over most of the grey levels, so that it isn't relit.
    face = 120 + 60 * np.sin(rows / 5) * np.cos(columns / 7) + 55 * (rows > 24)
    plain = face.clip(0, 255).astype(np.uint8)
    noisy = np.random.default_rng(2).normal(0, sigma, face.shape)
    grainy = np.clip(np.rint(face + noisy), 0, 255).astype(np.uint8)
    assert quality.noise(plain) < 4
    assert quality.noise(grainy) == pytest.approx(sigma, rel=0.25)
