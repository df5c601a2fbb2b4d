"""The spatial transformer's sampler, and what Deep-Emotion does with it."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from training import models
from training.errors import ConfigError
from training.models.affine_sampler import IDENTITY, affine_look_up, affine_sample
from training.recipes.deep_emotion import RECIPE

KINDS = (("convolutions", keras.layers.Conv2D), ("norms", keras.layers.BatchNormalization))

Sampler = Callable[..., keras.KerasTensor]

both_forms = pytest.mark.parametrize("sample", [affine_sample, affine_look_up])

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


@both_forms
def test_the_sampler_reads_as_scipy_does(sample: Sampler) -> None:
    rng = np.random.default_rng(1)
    planes = rng.normal(size=(20, 9, 7, 3)).astype(np.float32)
    # Rotations, shears and shifts that leave the plane in part.
    thetas = (np.array(IDENTITY) + rng.normal(0, 0.5, (20, 6))).astype(np.float32)
    expected = np.stack([sampled_by_scipy(p, t) for p, t in zip(planes, thetas, strict=True)])
    assert (expected == 0).any()
    # float32 knows a coordinate of a few pixels to 1e-6.
    np.testing.assert_allclose(sample(planes, thetas), expected, atol=1e-5)


def sampled_by_hats(planes: tf.Variable, thetas: tf.Variable) -> tf.Tensor:
    """The paper's equation 5: a sum over all pixels, each with the product of two hat functions."""
    _, height, width, _ = planes.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    points = np.stack([x, y, np.ones_like(x)]).astype(np.float32)
    at = tf.einsum("nkl,lij->nkij", tf.reshape(thetas, (-1, 2, 3)), points)
    hats = [
        tf.nn.relu(1 - tf.abs((at[:, axis] + 1)[..., None] * (side - 1) / 2 - np.arange(side)))
        for axis, side in ((0, width), (1, height))
    ]
    return tf.einsum("nijx,nijy,nyxc->nijc", *hats, planes)


def test_look_ups_have_the_gradients_of_the_hat_functions() -> None:
    rng = np.random.default_rng(1)
    planes = tf.Variable(rng.normal(size=(20, 9, 7, 3)).astype(np.float32))
    thetas = tf.Variable((np.array(IDENTITY) + rng.normal(0, 0.5, (20, 6))).astype(np.float32))
    found = []
    for sample in (sampled_by_hats, affine_look_up):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(sample(planes, thetas) ** 3)
        found.append([tf.convert_to_tensor(g) for g in tape.gradient(loss, [planes, thetas])])
    for by_hats, by_look_ups in zip(*found, strict=True):
        scale = np.abs(by_hats).max()
        assert scale > 1
        np.testing.assert_allclose(by_look_ups, by_hats, atol=1e-5 * scale)


def test_look_ups_see_the_next_pixel_from_a_pixel_s_very_centre() -> None:
    # A ramp of one grey level a pixel: moved by one pixel, all of it has one more. 4 px are between
    # the outer centres, so that 1 in coordinates of -1 to 1 is 2 px.
    ramp = np.tile(np.arange(5, dtype=np.float32), (5, 1)).reshape(1, 5, 5, 1)
    theta = tf.Variable(np.array([IDENTITY], np.float32))
    with tf.GradientTape() as tape:
        # Without the last column, whose next pixel lies beyond the plane.
        total = tf.reduce_sum(affine_look_up(ramp, theta)[:, :, :4])
    assert tape.gradient(total, theta)[0, 2] == 2 * 5 * 4


@both_forms
def test_beyond_the_plane_the_edge_repeats_where_it_should(sample: Sampler) -> None:
    rng = np.random.default_rng(1)
    planes = rng.normal(size=(20, 9, 7, 2)).astype(np.float32)
    thetas = (np.array(IDENTITY) + rng.normal(0, 0.5, (20, 6))).astype(np.float32)
    # As far out as no map of these reaches.
    far = 40
    padded = np.pad(planes, ((0, 0), (far, far), (far, far), (0, 0)), mode="edge")
    ys, xs = np.mgrid[0:9, 0:7]
    for plane, theta, came in zip(
        padded, thetas, np.asarray(sample(planes, thetas, repeats_edge=True)), strict=True
    ):
        a, b, c, d, e, f = theta
        x, y = xs / 3 - 1, ys / 4 - 1
        at_px = [(d * x + e * y + f + 1) * 4 + far, (a * x + b * y + c + 1) * 3 + far]
        for channel in range(2):
            expected = ndimage.map_coordinates(plane[..., channel], at_px, order=1)
            np.testing.assert_allclose(came[..., channel], expected, atol=1e-5)


@both_forms
def test_the_identity_reads_each_pixel_where_it_is(sample: Sampler) -> None:
    thetas = np.tile(np.array(IDENTITY, np.float32), (len(FACES), 1))
    # A coordinate of 48 px in float32 is off by up to 4e-6 px, times 255 grey levels.
    np.testing.assert_allclose(sample(FACES, thetas), FACES, atol=2e-3)


@both_forms
def test_a_map_of_x_moves_the_picture_sideways(sample: Sampler) -> None:
    plane = np.zeros((1, 5, 5, 1), np.float32)
    plane[0, 1, 3] = 1
    # Two pixels of the four between the outer centres: a shift of 1 in coordinates of −1 to 1.
    moved = np.asarray(sample(plane, np.array([[1, 0, 1, 0, 1, 0]], np.float32)))
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


def test_it_trains_by_look_ups_and_ships_without() -> None:
    keras.utils.set_random_seed(0)
    trained, shipped = models.build_for_training(RECIPE), models.build_float32(RECIPE)
    names = [{type(operation).__name__ for operation in n.operations} for n in (trained, shipped)]
    assert ["Take" in n for n in names] == [True, False]
    shipped.set_weights([3 * w if w.ndim > 1 else w for w in trained.get_weights()])
    trained.set_weights(shipped.get_weights())
    np.testing.assert_allclose(trained(FACES), shipped(FACES), atol=1e-3)


def lively(warp: str = "image") -> keras.Model:
    """A network with kernels three times as wide as at first, whose logits are not all near 0."""
    network = models.build("deep_emotion", {"warp": warp})
    network.set_weights([3 * w if w.ndim > 1 else w for w in network.get_weights()])
    return network


def test_batch_norm_stands_behind_every_convolution() -> None:
    network = models.build("deep_emotion", {"batch_norm": True})
    of = {name: sum(isinstance(layer, kind) for layer in network.layers) for name, kind in KINDS}
    assert of == {"convolutions": 6, "norms": 6}


def test_pace_slows_the_map_alone() -> None:
    networks = [models.build("deep_emotion", {"pace": pace}) for pace in (1.0, 0.1)]
    turns, gradients = [], []
    for network in networks:
        network.set_weights(networks[0].get_weights())
        network.get_layer("step").bias.assign([0, 0.5, 0, -0.5, 0, 0])
        theta = keras.Model(network.input, network.get_layer("theta").output)
        turns.append(theta(FACES)[0] - np.array(IDENTITY))
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(theta(FACES))
        gradients.append(np.asarray(tape.gradient(loss, network.get_layer("step").bias.value)))
    assert np.abs(turns[0]).max() == 0.5
    np.testing.assert_allclose(turns[1], 0.1 * turns[0], atol=1e-7)
    np.testing.assert_allclose(gradients[1], 0.1 * gradients[0], rtol=1e-6)


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
    keras.utils.set_random_seed(0)
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = lively()
    finally:
        keras.config.set_dtype_policy("float32")
    assert network.get_layer("theta").output.dtype == "float32"
    whole = lively()
    # A turn by 30 degrees: no coordinate is a whole number of pixels.
    cos, sin = np.cos(np.pi / 6), np.sin(np.pi / 6)
    network.get_layer("step").bias.assign(np.array([cos, -sin, 0, sin, cos, 0]) - IDENTITY)
    whole.set_weights(network.get_weights())
    expected = np.asarray(whole(FACES))
    # bfloat16 knows a value to 0.4 %; four convolutions and two matrix products add up.
    np.testing.assert_allclose(network(FACES), expected, atol=0.03 * np.abs(expected).max())


def test_another_warp_is_refused() -> None:
    with pytest.raises(ConfigError, match='warp "image" or "features", got \'logits\''):
        models.build("deep_emotion", {"warp": "logits"})
