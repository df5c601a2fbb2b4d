"""What a camera does to a face, against OpenCV's blur, its JPEG and plain statistics."""

from typing import Any

import cv2
import keras
import numpy as np
import pytest

from training.augmentation.camera import blur, compress, through_a_camera
from training.augmentation.geometry import RandomView
from training.config import Augmentation

SIDE = 48


@pytest.fixture
def image() -> np.ndarray:
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2)
    return np.clip(127 + 4 * (smooth - smooth.mean()), 0, 255).round()


def batch(image: np.ndarray, count: int) -> np.ndarray:
    return np.repeat(image[None, ..., None], count, axis=0)


def seen(image: np.ndarray, count: int = 64, **strength: Any) -> np.ndarray:
    """`count` draws of one face through a camera that always applies."""
    augmentation = Augmentation(**{"camera_probability": 1.0} | strength)
    generator = keras.random.SeedGenerator(3)
    return np.asarray(through_a_camera(batch(image, count), augmentation, generator))[..., 0]


@pytest.mark.parametrize("sigma", [0.6, 1.0, 2.5])
def test_blur_is_opencvs(image: np.ndarray, sigma: float) -> None:
    ours = np.asarray(blur(batch(image, 2), np.array([[sigma], [0.0]], np.float32)))[..., 0]
    theirs = cv2.GaussianBlur(image, (31, 31), sigma)
    # Borders are treated differently; 4 sigma inside nothing of them is left.
    edge = int(np.ceil(4 * sigma))
    inside = slice(edge, SIDE - edge)
    assert np.abs(ours[0] - theirs)[inside, inside].max() < 0.05
    assert np.abs(ours[1] - image).max() < 1e-3


def test_blur_leaves_an_even_grey_even() -> None:
    flat = np.full((1, SIDE, SIDE, 1), 77, np.float32)
    ours = np.asarray(blur(flat, np.array([[3.0]], np.float32)))
    assert np.abs(ours - 77).max() < 1e-3


@pytest.mark.parametrize("quality", [5, 20, 49, 50, 75, 95])
def test_compression_is_opencvs(image: np.ndarray, quality: int) -> None:
    ours = np.asarray(compress(batch(image, 1), np.array([quality], np.float32)))[0, ..., 0]
    _, file = cv2.imencode(".jpg", image.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    theirs = cv2.imdecode(file, cv2.IMREAD_GRAYSCALE).astype(float)
    # Where a coefficient lies half way between two steps, its whole-number arithmetic may round it
    # the other way, which changes that one block of 8×8.
    off = np.abs(ours - theirs).reshape(6, 8, 6, 8).max(axis=(1, 3))
    assert np.mean(off <= 1) > 0.8
    assert np.abs(ours - theirs).mean() < 0.4 * np.abs(image - theirs).mean()


def test_light_multiplies_and_white_is_lost() -> None:
    face = np.full((SIDE, SIDE), 100, np.float32)
    face[:, 24:] = 200
    views = seen(face, light_fraction=0.6)
    dark, bright = views[:, 0, 0], views[:, 0, -1]
    assert dark.min() < 60
    assert dark.max() > 140
    assert np.allclose(bright, np.minimum(2 * dark, 255), atol=1e-3)


def test_haze_keeps_the_mean_and_takes_contrast(image: np.ndarray) -> None:
    views = seen(image, contrast_fraction=0.8)
    assert np.allclose(views.mean(axis=(1, 2)), image.mean(), atol=0.01)
    spread = views.std(axis=(1, 2)) / image.std()
    assert spread.max() <= 1 + 1e-5
    assert 0.2 <= spread.min() < 0.4


def test_noise_is_of_the_size_asked_for() -> None:
    face = np.full((SIDE, SIDE), 128, np.float32)
    spread = seen(face, noise_grey=10).std(axis=(1, 2))
    assert spread.max() < 11
    # Uniform in 0 to 10: 5 on average, with a standard error of 0.36 over 64.
    assert abs(spread.mean() - 5) < 1.5


def test_views_stay_grey_levels(image: np.ndarray) -> None:
    views = seen(image, light_fraction=1, contrast_fraction=1, blur_px=2, noise_grey=90)
    assert views.min() >= 0
    assert views.max() <= 255
    views = seen(image, noise_grey=90, jpeg_quality_least=1)
    assert np.array_equal(views, np.round(np.clip(views, 0, 255)))


def test_probability_is_the_share_of_faces_that_change(image: np.ndarray) -> None:
    views = seen(image, count=400, camera_probability=0.3, noise_grey=20)
    changed = (views != image).any(axis=(1, 2)).mean()
    # Four standard errors.
    assert abs(changed - 0.3) < 4 * np.sqrt(0.3 * 0.7 / 400)


def test_a_view_applies_it_while_training_only_and_before_the_window(image: np.ndarray) -> None:
    strength = Augmentation(window_px=44, camera_probability=1, jpeg_quality_least=10)
    view = RandomView(strength, seed=1)
    faces = batch(image, 4)
    assert np.array_equal(np.asarray(view(faces)), faces)
    assert view(faces, training=True).shape == (4, 44, 44, 1)
