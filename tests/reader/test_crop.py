"""The crop, against scikit-image's fit and hand-computed cases."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from skimage.transform import SimilarityTransform, estimate_transform

from reader.crops.crop import FACE_PX, crop_face
from reader.crops.similarity import Similarity, fit_similarity

TEMPLATE = np.array([[0.3, 0.36], [0.7, 0.36], [0.5, 0.74]])


def fit(points: npt.NDArray[np.float64]) -> Similarity:
    found = fit_similarity((TEMPLATE @ [1, 1j]).tolist(), points @ [1, 1j])
    assert found is not None
    return found


def random_grey(seed: int, side: int) -> npt.NDArray[np.uint8]:
    """Noise, uint8 [side, side, 3], of which all three colours are the same."""
    grey = np.random.default_rng(seed).integers(0, 256, (side, side, 1), dtype=np.uint8)
    return np.repeat(grey, 3, axis=2)


def test_similarity_agrees_with_scikit_image() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        points = TEMPLATE @ [[80.0, 20], [-20, 80]] + [50, 40] + rng.normal(0, 4, (3, 2))
        oracle = estimate_transform("similarity", TEMPLATE, points)
        assert fit(points).side_px == pytest.approx(oracle.scale, rel=1e-9)
        assert fit(points).roll == pytest.approx(oracle.rotation, abs=1e-9)


def test_roll_is_positive_clockwise_and_side_is_in_pixels() -> None:
    turned = SimilarityTransform(scale=100, rotation=np.deg2rad(30), translation=(7, 9))(TEMPLATE)
    assert fit(turned).side_px == pytest.approx(100)
    assert np.rad2deg(fit(turned).roll) == pytest.approx(30)
    # The subject's right eye is at the image's left; a clockwise turn lifts it.
    assert turned[0, 1] < turned[1, 1]


def test_landmarks_in_one_place_fix_no_similarity() -> None:
    assert fit_similarity((TEMPLATE @ [1, 1j]).tolist(), np.ones(3, np.complex128)) is None


def test_a_48_px_picture_with_its_own_template_comes_back_unchanged() -> None:
    picture = random_grey(1, 48)
    assert np.array_equal(crop_face(picture, fit(TEMPLATE * FACE_PX)), picture[..., 0])


def test_an_integer_enlargement_averages_each_block() -> None:
    picture = random_grey(2, 192)
    face = crop_face(picture, fit(TEMPLATE * 192))
    area = cv2.resize(picture[..., 0].astype(np.float64), (48, 48), interpolation=cv2.INTER_AREA)
    assert np.abs(face - area).max() <= 0.5 + 1e-4


def test_a_quarter_turn_is_undone() -> None:
    picture = random_grey(3, 48)
    points = np.stack([48 - TEMPLATE[:, 1] * 48, TEMPLATE[:, 0] * 48], axis=1)
    assert np.array_equal(crop_face(np.rot90(picture, -1), fit(points)), picture[..., 0])


def test_beyond_the_picture_its_edge_repeats() -> None:
    picture = np.full((60, 60, 3), 40, np.uint8)
    picture[:, 0] = 200
    assert np.all(crop_face(picture, fit(TEMPLATE * 48 - [400, 0])) == 200)


def test_rows_that_lie_apart_in_memory_and_channels_in_reverse_are_read_as_they_are_seen() -> None:
    # A camera's buffer: rows of 80 pixels of which the picture has 64, BGR.
    buffer = np.random.default_rng(3).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    strided = buffer[4:52, 8:72, ::-1]
    whole = np.ascontiguousarray(strided)
    assert strided.strides != whole.strides
    face = fit(TEMPLATE * 40 + [10.0, 5.0])
    np.testing.assert_array_equal(crop_face(strided, face), crop_face(whole, face))


def test_grey_is_bt601_luma() -> None:
    rgb = np.random.default_rng(4).integers(0, 256, (48, 48, 3), dtype=np.uint8)
    oracle = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(float)
    assert np.abs(crop_face(rgb, fit(TEMPLATE * FACE_PX)) - oracle).max() <= 1
