"""Dense SIFT and Fisher vectors, against their definitions."""

import numpy as np
import pytest
from scipy.stats import norm

from tests.training.small import NOISE
from training.kernel_ridge import dense_sift, fisher_vectors


def ramp(down: float, across: float) -> np.ndarray:
    """A face that grows brighter in one direction, around its middle."""
    y, x = np.mgrid[:48, :48] - 23.5
    return np.clip(np.round(128 + 4 * (down * y + across * x)), 0, 255).astype(np.uint8)[None]


@pytest.mark.parametrize(
    ("down", "across", "orientation"), [(0, 1, 0), (1, 0, 2), (0, -1, 4), (-1, 0, 6)]
)
def test_edges_of_one_direction_are_in_its_eighth_alone(
    down: float, across: float, orientation: int
) -> None:
    found = dense_sift.descriptors(ramp(down, across))
    middle = np.abs(dense_sift.positions()).max(axis=1) < 0.2
    cells = found[0, middle].reshape(-1, 16, 8)
    assert (cells[..., orientation] > 0.2).all()
    assert np.delete(cells, orientation, axis=2).max() == 0


def test_an_edge_between_two_directions_is_shared_evenly() -> None:
    cells = dense_sift.descriptors(ramp(0.7, 0.7))[0].reshape(-1, 16, 8)
    middle = np.abs(dense_sift.positions()).max(axis=1) < 0.1
    np.testing.assert_allclose(cells[middle][..., 0], cells[middle][..., 2], atol=0.02)
    assert cells[middle][..., 1].min() > cells[middle][..., 0].max()


def test_there_is_a_descriptor_a_place_of_norm_one_or_less() -> None:
    found = dense_sift.descriptors(NOISE)
    places = dense_sift.positions()
    assert found.shape == (len(NOISE), len(places), 128)
    assert np.linalg.norm(found, axis=-1).max() <= 1
    assert np.abs(places).max() < 0.5
    assert len(np.unique(places, axis=0)) > len(places) / 2


def test_neither_light_nor_contrast_changes_much_and_a_flat_face_is_nothing() -> None:
    plain = 100 + NOISE // 8
    brighter = 60 + NOISE // 8
    np.testing.assert_allclose(
        dense_sift.descriptors(plain), dense_sift.descriptors(brighter), atol=1e-5
    )
    assert dense_sift.descriptors(np.full((1, 48, 48), 90, np.uint8)).max() == 0


def test_an_edge_is_in_the_patches_that_it_runs_through_and_in_no_others() -> None:
    face = np.full((1, 48, 48), 60, np.uint8)
    face[0, :, 40:] = 200
    strength = dense_sift.descriptors(face)[0].sum(axis=1)
    # The largest patch reaches 12 px, and smoothing 6 px more.
    far = dense_sift.positions()[:, 0] < (40 - 20) / 48 - 0.5
    near = np.abs(dense_sift.positions()[:, 0] - (40 / 48 - 0.5)) < 2 / 48
    assert strength[far].max() == 0
    assert strength[near].min() > 0


@pytest.fixture(scope="module")
def encoder() -> fisher_vectors.Encoder:
    return fisher_vectors.fit(NOISE, seed=0, gaussians=5, components=6)


def test_a_vector_is_the_gradient_of_the_likelihood(encoder: fisher_vectors.Encoder) -> None:
    """Against Perronnin's equations, one patch after the other, with SciPy's densities."""
    face = NOISE[:1]
    total = 0
    for view in (face, face[:, :, ::-1]):
        reduced = encoder.pca.transform(dense_sift.descriptors(view)[0])
        patches = np.concatenate([reduced, dense_sift.positions()], axis=1)
        weights = encoder.mixture.weights_
        means, deviations = encoder.mixture.means_, np.sqrt(encoder.mixture.covariances_)
        by_weight = -len(patches) * np.sqrt(weights)
        by_mean, by_spread = np.zeros_like(means), np.zeros_like(means)
        for patch in patches:
            density = weights * np.exp(norm.logpdf(patch, means, deviations).sum(axis=1))
            share = (density / density.sum())[:, None]
            distance = (patch - means) / deviations
            by_weight += share[:, 0] / np.sqrt(weights)
            by_mean += share * distance / np.sqrt(weights)[:, None]
            by_spread -= share * (distance**2 - 1) / np.sqrt(2 * weights)[:, None]
        parts = [by_weight, by_mean.ravel(), by_spread.ravel()]
        total = total + np.concatenate(parts) / len(patches)
    rooted = np.sign(total) * np.sqrt(np.abs(total))
    found = fisher_vectors.encode([encoder], face)[0][0]
    assert found.shape == (5 + 2 * 5 * (6 + 2),)
    np.testing.assert_allclose(found, rooted / np.linalg.norm(rooted), atol=1e-4)


def test_a_mirror_image_has_the_same_vector_and_another_face_another(
    encoder: fisher_vectors.Encoder,
) -> None:
    (found,) = fisher_vectors.encode([encoder], NOISE)
    np.testing.assert_allclose(
        fisher_vectors.encode([encoder], NOISE[:, :, ::-1])[0], found, atol=1e-5
    )
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert np.abs(found[0] - found[1]).max() > 0.01
