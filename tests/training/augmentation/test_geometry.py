"""Random views, against OpenCV's warp."""

import cv2
import keras
import numpy as np
import pytest

from training.augmentation.geometry import RandomView, inverse_affine
from training.config import Augmentation

SIDE = 48


def warp(image: np.ndarray, **view: float) -> np.ndarray:
    """One image through the layer's own transform."""
    values = {"mirror": 1.0, "rotation_radians": 0.0, "zoom": 1.0, "shift_x_px": 0.0}
    values |= {"shift_y_px": 0.0} | view
    tensors = {key: keras.ops.convert_to_tensor([v], "float32") for key, v in values.items()}
    transform = inverse_affine(**tensors, side_px=SIDE)
    warped = keras.ops.image.affine_transform(
        image[None, ..., None].astype(np.float32), transform, fill_mode="nearest"
    )
    return np.asarray(warped)[0, ..., 0]


def forward_matrix(
    mirror: float, degrees_clockwise: float, zoom: float, dx: float, dy: float
) -> np.ndarray:
    """The same view in OpenCV's terms: mirror, turn and zoom about the centre, shift."""
    centre = (SIDE - 1) / 2
    turn = np.vstack(
        [cv2.getRotationMatrix2D((centre, centre), -degrees_clockwise, zoom), [0, 0, 1]]
    )
    flip = np.array([[mirror, 0, centre - mirror * centre], [0, 1, 0], [0, 0, 1.0]])
    shift = np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1.0]])
    return shift @ turn @ flip


@pytest.fixture
def image() -> np.ndarray:
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE)).astype(np.float32)
    return cv2.GaussianBlur(noise, (0, 0), 2)


@pytest.mark.parametrize(
    "view",
    [
        (1, 0, 1, 0, 0),
        (-1, 0, 1, 0, 0),
        (1, 10, 1, 0, 0),
        (1, 0, 1.1, 0, 0),
        (1, 0, 1, 4.8, -3.2),
        (-1, -8, 0.92, 2.5, 4),
    ],
)
def test_a_view_is_what_opencv_makes_of_it(
    image: np.ndarray, view: tuple[float, float, float, float, float]
) -> None:
    mirror, degrees, zoom, dx, dy = view
    ours = warp(
        image,
        mirror=mirror,
        rotation_radians=np.deg2rad(degrees),
        zoom=zoom,
        shift_x_px=dx,
        shift_y_px=dy,
    )
    oracle = cv2.warpAffine(
        image, forward_matrix(*view)[:2], (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE
    )
    # OpenCV interpolates with 5 bits of the fraction: up to 1/32 of the steepest step.
    steepest = max(np.abs(np.diff(image, axis=a)).max() for a in (0, 1))
    assert np.abs(ours - oracle).max() <= 2 * steepest / 32 + 1e-3


def test_training_views_differ_and_stay_in_range_and_inference_is_untouched() -> None:
    faces = np.random.default_rng(1).integers(0, 256, (16, SIDE, SIDE, 1)).astype(np.float32)
    strength = Augmentation(0.5, 10, 0.1, 0.1)
    layer = RandomView(strength, seed=3)
    first, second = np.asarray(layer(faces, training=True)), np.asarray(layer(faces, training=True))
    assert first.shape == faces.shape
    assert first.min() >= 0
    assert first.max() <= 255
    assert np.all(np.abs(first - second).mean(axis=(1, 2, 3)) > 1)
    assert np.array_equal(np.asarray(layer(faces, training=False)), faces)


def test_a_window_is_the_middle_of_the_view() -> None:
    faces = np.random.default_rng(1).integers(0, 256, (4, SIDE, SIDE, 1)).astype(np.float32)
    whole, window = Augmentation(0.5, 10, 0.1, 0.1), Augmentation(0.5, 10, 0.1, 0.1, window_px=40)
    view = np.asarray(RandomView(whole, seed=3)(faces, training=True))
    layer = RandomView(window, seed=3)
    np.testing.assert_array_equal(np.asarray(layer(faces, training=True)), view[:, 4:44, 4:44])
    assert layer(faces, training=False).shape == faces.shape


def test_the_generator_is_seeded() -> None:
    faces = np.random.default_rng(2).integers(0, 256, (4, SIDE, SIDE, 1)).astype(np.float32)
    strength = Augmentation(0.5, 10, 0.1, 0.1)
    views = [np.asarray(RandomView(strength, seed=s)(faces, training=True)) for s in (5, 5, 6)]
    assert np.array_equal(views[0], views[1])
    assert not np.array_equal(views[0], views[2])


def test_the_drawn_views_fill_their_bounds() -> None:
    """A bright dot's displacement tells the shift; over many faces it reaches ±10 % and no more."""
    faces = np.zeros((512, SIDE, SIDE, 1), np.float32)
    faces[:, 22:26, 22:26] = 255
    views = np.asarray(RandomView(Augmentation(shift_fraction=0.1), seed=0)(faces, training=True))
    columns = (views.sum(axis=(1, 3)) * np.arange(SIDE)).sum(axis=1) / views.sum(axis=(1, 2, 3))
    shift = columns - 23.5
    assert np.abs(shift).max() <= 4.8 + 1e-3
    assert shift.min() < -4.5
    assert shift.max() > 4.5
