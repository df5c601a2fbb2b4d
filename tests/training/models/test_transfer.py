"""Faces in colour at 197 px: the same as by OpenCV; the optimizer that the heads learn with."""

import cv2
import keras
import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from tests.training.small import small_recipe
from training import models
from training.errors import ConfigError
from training.learning.trainer import build_optimizer, build_trainer
from training.models.transfer import (
    RESIZED_PX,
    VGGFACE2_MEANS_BGR,
    VGGFACE_MEANS_BGR,
    colour_faces,
)

FACES = np.random.default_rng(0).integers(0, 256, (5, 48, 48, 1)).astype(np.float32)


def coloured(resized_px: int, means_bgr: tuple[float, ...]) -> np.ndarray:
    image = keras.Input((48, 48, 1))
    return np.asarray(keras.Model(image, colour_faces(image, resized_px, means_bgr))(FACES))


@pytest.mark.parametrize("side_px", [32, 48, 64, RESIZED_PX, 224])
def test_faces_are_resized_and_recoloured_as_by_opencv(side_px: int) -> None:
    came = coloured(side_px, VGGFACE2_MEANS_BGR)
    assert came.shape == (5, side_px, side_px, 3)
    for face, colours in zip(FACES[..., 0], came, strict=True):
        expected = cv2.resize(face, (side_px, side_px), interpolation=cv2.INTER_LINEAR)
        expected = cv2.cvtColor(expected, cv2.COLOR_GRAY2BGR) - VGGFACE2_MEANS_BGR
        # OpenCV rounds positions to float32: 2e-6 px of up to 255 grey levels.
        np.testing.assert_allclose(colours, expected, atol=2e-3)


def test_a_resized_face_is_upright() -> None:
    # By another hand than OpenCV's, on one face whose axes cannot be mistaken.
    at = (np.arange(RESIZED_PX) + 0.5) * 48 / RESIZED_PX - 0.5
    rows, columns = np.meshgrid(at, at, indexing="ij")
    expected = map_coordinates(FACES[1, ..., 0], [rows, columns], order=1, mode="nearest")
    came = coloured(RESIZED_PX, (0, 0, 0))[1]
    for channel in range(3):
        np.testing.assert_allclose(came[..., channel], expected, atol=1e-3)


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("resnet50", VGGFACE2_MEANS_BGR),
        ("senet50", VGGFACE2_MEANS_BGR),
        ("vgg16", VGGFACE_MEANS_BGR),
    ],
)
def test_networks_see_197_px_around_their_own_means(
    name: str, means: tuple[float, float, float]
) -> None:
    network = models.build(name, {"width": 2, "dense_units": (4,)})
    seen = keras.Model(network.input, network.get_layer("normalise").output)
    assert seen.output_shape == (None, 197, 197, 3)
    np.testing.assert_allclose(
        np.asarray(seen(np.zeros((1, 48, 48, 1))))[0, 0, 0], [-mean for mean in means], rtol=1e-6
    )
    # Blue first: of the colours of faces, red is the brightest.
    assert list(means) == sorted(means)


def test_half_precision_resizes_in_float32() -> None:
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        came = coloured(RESIZED_PX, VGGFACE2_MEANS_BGR)
    finally:
        keras.config.set_dtype_policy("float32")
    np.testing.assert_array_equal(came, coloured(RESIZED_PX, VGGFACE2_MEANS_BGR))


def test_adam_takes_the_steps_of_its_paper() -> None:
    recipe = small_recipe(optimizer="adam", learning_rate=0.01)
    weight = keras.Variable(np.array([1.0, -2.0], np.float32), name="kernel")
    optimizer = build_optimizer(recipe)
    optimizer.build([weight])
    expected, first, second = np.array([1.0, -2.0]), np.zeros(2), np.zeros(2)
    for step, gradient in enumerate(([0.5, -1.0], [2.0, 0.25], [-1.0, 3.0]), start=1):
        optimizer.apply([keras.ops.convert_to_tensor(gradient, "float32")])
        first = 0.9 * first + 0.1 * np.array(gradient)
        second = 0.999 * second + 0.001 * np.square(gradient)
        scaled = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-7)
        expected = expected - 0.01 * scaled
    np.testing.assert_allclose(np.asarray(weight), expected, rtol=1e-5)


def test_adams_decay_is_apart_from_the_gradient_and_spares_biases() -> None:
    optimizer = build_optimizer(small_recipe(optimizer="adam", weight_decay=0.1))
    kernel, bias = (keras.Variable(np.ones(1, np.float32), name=n) for n in ("kernel", "bias"))
    optimizer.build([kernel, bias])
    optimizer.apply([keras.ops.zeros(1), keras.ops.zeros(1)])
    # The rate is 0.1: 1 − 0.1 · 0.1.
    assert float(kernel[0]) == pytest.approx(0.99)
    assert float(bias[0]) == 1


def stripes() -> np.ndarray:
    """32 pictures of seven patterns that are told apart anywhere in them."""
    patterns = np.zeros((7, 48, 48), np.uint8)
    rows, columns = np.indices((48, 48))
    for pattern in range(6):  # the seventh stays black
        along = (rows, columns)[pattern % 2] >> (pattern // 2)
        patterns[pattern] = 255 * (along % 2)
    return patterns[np.arange(32) % 7, ..., None]


def test_adam_learns() -> None:
    keras.utils.set_random_seed(0)
    recipe = small_recipe(optimizer="adam", learning_rate=0.01)
    network = models.build("vgg", {"width": 4, "multipliers": (1, 2), "depths": (1, 1)})
    trainer = build_trainer(network, recipe)
    targets = np.eye(7, dtype=np.float32)[np.arange(32) % 7]
    losses = trainer.fit(stripes(), targets, batch_size=32, epochs=30, verbose=0).history["loss"]
    # Of twelve seeds the worst ended at 0.58 of its start.
    assert losses[-1] < 0.75 * losses[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"optimizer": "lion"}, "optimizer to be one of sgd, adam, got 'lion'"),
        ({"ema_decay": 0.9, "optimizer": "adam"}, "optimizer sgd with ema_decay"),
    ],
)
def test_what_adam_cannot_do_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        small_recipe(**changes)
