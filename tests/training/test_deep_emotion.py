"""The spatial transformer's sampler, and what Deep-Emotion does with it."""

import keras
import numpy as np
import pytest
from scipy import ndimage

from training import models
from training.config import ConfigError
from training.models.affine_sampler import IDENTITY, affine_sample

FACES = np.random.default_rng(0).integers(0, 256, (6, 48, 48, 1)).astype(np.float32)


def sampled_by_scipy(plane: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """The same map by SciPy's interpolation, with zeros beyond the plane."""
    height, width, channels = plane.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    from_x, from_y = (a * x + b * y + c for a, b, c in theta.reshape(2, 3))
    at_px = np.stack([(from_y + 1) * (height - 1) / 2, (from_x + 1) * (width - 1) / 2])
    return np.stack(
        [
            ndimage.map_coordinates(plane[..., c], at_px, order=1, mode="grid-constant")
            for c in range(channels)
        ],
        axis=-1,
    )


def test_the_sampler_reads_as_scipy_does() -> None:
    rng = np.random.default_rng(1)
    planes = rng.normal(size=(20, 9, 7, 3)).astype(np.float32)
    # Rotations, shears and shifts that leave the plane in part.
    thetas = (np.array(IDENTITY) + rng.normal(0, 0.5, (20, 6))).astype(np.float32)
    expected = np.stack([sampled_by_scipy(p, t) for p, t in zip(planes, thetas, strict=True)])
    assert (expected == 0).any()
    # float32 knows a coordinate of a few pixels to 1e-6.
    np.testing.assert_allclose(affine_sample(planes, thetas), expected, atol=1e-5)


def test_the_identity_reads_each_pixel_where_it_is() -> None:
    thetas = np.tile(np.array(IDENTITY, np.float32), (len(FACES), 1))
    # A coordinate of 48 px in float32 is off by up to 4e-6 px, times 255 grey levels.
    np.testing.assert_allclose(affine_sample(FACES, thetas), FACES, atol=2e-3)


def test_a_map_of_x_moves_the_picture_sideways() -> None:
    plane = np.zeros((1, 5, 5, 1), np.float32)
    plane[0, 1, 3] = 1
    # Two pixels of the four between the outer centres: a shift of 1 in coordinates of −1 to 1.
    moved = np.asarray(affine_sample(plane, np.array([[1, 0, 1, 0, 1, 0]], np.float32)))
    assert np.argwhere(moved[0, ..., 0] > 0.5).tolist() == [[1, 1]]


@pytest.mark.parametrize("warp", ["image", "features"])
def test_the_transformer_starts_as_the_identity(warp: str) -> None:
    network = models.build("deep_emotion", {"warp": warp})
    theta = keras.Model(network.input, network.get_layer("theta").output)
    np.testing.assert_array_equal(theta(FACES), np.tile(IDENTITY, (len(FACES), 1)))


def test_both_warps_start_as_the_same_function() -> None:
    # As long as the map is the identity, it does not matter where it is applied.
    image, features = (lively(warp) for warp in ("image", "features"))
    values = {w.path: np.asarray(w) for w in image.weights}
    features.set_weights([values[w.path] for w in features.weights])
    expected = np.asarray(image(FACES))
    assert expected.std() > 0.1
    np.testing.assert_allclose(features(FACES), expected, atol=1e-3)


def lively(warp: str = "image") -> keras.Model:
    """A network with kernels three times as wide as at first, whose logits are not all near 0."""
    network = models.build("deep_emotion", {"warp": warp})
    network.set_weights([3 * w if w.ndim > 1 else w for w in network.get_weights()])
    return network


def test_dropout_acts_while_training_only() -> None:
    network = models.build("deep_emotion", {})
    tested = np.asarray(network(FACES))
    np.testing.assert_array_equal(network(FACES), tested)
    assert not np.allclose(network(FACES, training=True), tested)


def test_lambda_weighs_the_last_two_kernels() -> None:
    network = models.build("deep_emotion", {"l2": 0.25})
    kernels = [np.asarray(network.get_layer(name).kernel) for name in ("dense", "logits")]
    expected = 0.25 * sum(float((k**2).sum()) for k in kernels)
    assert float(sum(network.losses)) == pytest.approx(expected, rel=1e-5)
    assert models.build("deep_emotion", {}).losses == []


def test_coordinates_stay_float32_in_half_precision() -> None:
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = lively()
    finally:
        keras.config.set_dtype_policy("float32")
    assert network.get_layer("theta").output.dtype == "float32"
    whole = lively()
    # A turn by 30 degrees: no coordinate is a whole number of pixels.
    cos, sin = np.cos(np.pi / 6), np.sin(np.pi / 6)
    network.get_layer("theta").bias.assign([cos, -sin, 0, sin, cos, 0])
    whole.set_weights(network.get_weights())
    expected = np.asarray(whole(FACES))
    # bfloat16 knows a value to 0.4 %; four convolutions and two matrix products add up.
    np.testing.assert_allclose(network(FACES), expected, atol=0.03 * np.abs(expected).max())


def test_another_warp_is_refused() -> None:
    with pytest.raises(ConfigError, match='warp "image" or "features", got \'logits\''):
        models.build("deep_emotion", {"warp": "logits"})
