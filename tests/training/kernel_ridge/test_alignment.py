"""Faces' landmarks come to lie in their places, and what is no face is only enlarged."""

import numpy as np
import pytest

from tests.training.models.random_weights import face_mesh_arrays
from tests.training.small import NOISE
from training.kernel_ridge import alignment
from training.kernel_ridge.alignment import PLACES, aligned, moved, to_aligned
from training.models import face_mesh, face_recognition
from training.models.aligner import FOCUS, ZOOM

USUAL = np.array(list(PLACES.values()))


def turned(degrees: float, scale: float, shift: tuple[float, float]) -> np.ndarray:
    """The usual places, turned about the middle of a face, resized and shifted."""
    radians = np.deg2rad(degrees)
    rotation = [[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]]
    return (USUAL - 23.5) @ np.transpose(rotation) * scale + 23.5 + shift


def picture(points: np.ndarray, scale: float = 1) -> np.ndarray:
    """A bright blot around each point."""
    y, x = np.mgrid[:48, :48]
    squared = (x - points[:, 0, None, None]) ** 2 + (y - points[:, 1, None, None]) ** 2
    return np.round(200 * np.exp(-squared / 4 / scale**2).max(axis=0)).astype(np.uint8)


def crop(points: np.ndarray) -> np.ndarray:
    """Where points come to lie when faces are enlarged."""
    return (points - FOCUS) * ZOOM + 23.5


@pytest.mark.parametrize(
    ("degrees", "scale", "shift"), [(25, 0.8, (2, -3)), (-40, 1.2, (0, 1)), (0, 1, (0, 0))]
)
def test_landmarks_come_to_lie_in_their_places(
    degrees: float, scale: float, shift: tuple[float, float]
) -> None:
    landmarks = turned(degrees, scale, shift)
    # Eyes, nose and mouth; the others lie outside.
    inner = slice(0, 8)
    found = moved(picture(landmarks[inner], scale), to_aligned(landmarks))
    expected = picture(crop(USUAL[inner]), ZOOM)
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.95
    assert np.corrcoef(moved(found, to_aligned(None)).ravel(), expected.ravel())[0, 1] < 0.6


def test_a_landmark_comes_to_lie_exactly_in_its_place() -> None:
    landmarks = turned(25, 0.9, (2, -3))
    y, x = np.mgrid[:48, :48]
    for place, landmark in zip(crop(USUAL[4:8]), landmarks[4:8], strict=True):
        found = moved(picture(landmark[None]), to_aligned(landmarks)).astype(float)
        centre = [(found * axis).sum() / found.sum() for axis in (x, y)]
        np.testing.assert_allclose(centre, place, atol=0.1)


def test_a_mirror_image_is_not_unmirrored() -> None:
    blot = np.array([(15.0, 20.0)])
    found = moved(picture(blot), to_aligned((47, 0) + USUAL * (-1, 1)))
    as_it_is, unmirrored = (
        np.corrcoef(found.ravel(), picture(crop(each), ZOOM).ravel())[0, 1]
        for each in (blot, (47, 0) + blot * (-1, 1))
    )
    assert as_it_is > 0.9
    assert unmirrored < 0.1


@pytest.mark.parametrize("scale", [0.3, 3])
def test_a_face_whose_landmarks_cannot_be_right_is_only_enlarged(scale: float) -> None:
    points = np.array([(14.0, 20.0), (30.0, 33.0)])
    found = moved(picture(points), to_aligned(turned(40, scale, (0, 0))))
    expected = picture(crop(points), ZOOM)
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.95


def test_what_is_no_face_is_only_enlarged_and_a_face_moves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alignment, "SCALES", (0, np.inf))
    for bias in (-50, 50):
        arrays = face_mesh_arrays(presence=bias)
        monkeypatch.setattr(face_recognition, "arrays_of", lambda _, arrays=arrays: arrays)
        network = face_mesh.build()
        face_mesh.take(network, arrays)
        points, _ = network(NOISE[..., None].astype(np.float32))
        for image, before, mesh in zip(aligned(NOISE), NOISE, np.asarray(points), strict=True):
            landmarks = mesh[list(PLACES)].astype(np.float64) if bias > 0 else None
            np.testing.assert_allclose(
                image.astype(int), moved(before, to_aligned(landmarks)), atol=2
            )
