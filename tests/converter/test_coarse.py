"""Weights on a coarse grid: on it, and with outputs nearer to the original than rounding gives."""

import keras
import numpy as np
import numpy.typing as npt
import pytest
from keras import layers

from converter.coarse import LEAST_WEIGHTS, coarsen, on_grid
from training import models
from training.evaluation.predict import keras_logits

RNG = np.random.default_rng(5)
START = RNG.bit_generator.state


@pytest.fixture(autouse=True)
def _the_same_numbers_for_each_test() -> None:
    """Whichever tests are run before."""
    RNG.bit_generator.state = START


def correlated_inputs(count: int = 2000, inputs: int = 40) -> npt.NDArray[np.float64]:
    """Rows whose entries hang together, as the pixels of a patch do."""
    mixing = np.exp(-np.abs(np.subtract.outer(np.arange(inputs), np.arange(inputs))) / 5)
    return np.asarray(RNG.normal(size=(count, inputs)) @ mixing)


def test_outputs_keep_nearer_than_rounding_keeps_them() -> None:
    rows, kernel, step = correlated_inputs(), RNG.normal(size=(40, 16)), 0.5
    moved = on_grid(kernel, rows.T @ rows, step)
    np.testing.assert_allclose(moved / step, np.round(moved / step), atol=1e-9)
    rounded = np.round(kernel / step) * step

    def off(other: npt.NDArray[np.float64]) -> float:
        return float(np.square(rows @ (other - kernel)).mean())

    # The paper's own comparison has factors of this size; a mere change of order gives none.
    assert off(moved) < 0.3 * off(rounded)
    assert np.abs(moved - kernel).max() < 4 * step


def test_inputs_that_do_not_hang_together_are_rounded_each_by_itself() -> None:
    kernel = RNG.normal(size=(12, 5))
    moved = on_grid(kernel, np.diag(RNG.uniform(1, 9, 12)), 0.25)
    np.testing.assert_allclose(moved, np.round(kernel / 0.25) * 0.25, atol=1e-12)


def test_inputs_that_are_never_seen_do_no_harm() -> None:
    moments = np.zeros((12, 12))
    kernel = RNG.normal(size=(12, 5))
    assert np.isfinite(on_grid(kernel, moments, 0.25)).all()


@pytest.fixture(scope="module")
def network() -> keras.Model:
    """A VGG whose batch norms stretch and mirror channels, and hold one at nothing."""
    keras.utils.set_random_seed(7)
    net = models.build("vgg", {"width": 16, "multipliers": (1, 2), "depths": (1, 2)})
    rng = np.random.default_rng(7)
    for layer in net.layers:
        if isinstance(layer, layers.BatchNormalization):
            gamma, beta, mean, variance = layer.get_weights()
            gamma = rng.uniform(0.3, 3, gamma.shape) * rng.choice([-1, 1], gamma.shape)
            gamma[0] = 0
            drawn = [gamma, rng.normal(0, 0.3, beta.shape), rng.normal(0, 0.3, mean.shape)]
            layer.set_weights([*drawn, rng.uniform(0.3, 2, variance.shape)])
    return net


def test_what_is_stored_with_its_norm_folded_in_lies_on_the_grid(network: keras.Model) -> None:
    faces = RNG.integers(0, 256, (96, 48, 48), dtype=np.uint8)
    before = network.get_weights()
    coarse = coarsen(network, faces, step_deviations=0.5)
    for kept, now in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, now)

    conv, norm = coarse.get_layer("block2_2_conv"), coarse.get_layer("block2_2_norm")
    scale = np.asarray(norm.gamma) / np.sqrt(np.asarray(norm.moving_variance) + norm.epsilon)
    original = np.asarray(network.get_layer("block2_2_conv").kernel)
    folded = np.asarray(conv.kernel, np.float64)[..., 1:] * scale[1:]
    step = np.abs(folded[np.abs(folded) > 1e-6]).min()
    steps = folded / step
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-3)
    assert 5 < len(np.unique(np.round(steps))) < 80
    # A channel that the norm holds at nothing has no grid and stays.
    np.testing.assert_array_equal(np.asarray(conv.kernel)[..., 0], original[..., 0])

    first = network.get_layer("block1_1_conv").kernel
    assert np.prod(first.shape) < LEAST_WEIGHTS
    np.testing.assert_array_equal(coarse.get_layer("block1_1_conv").kernel, first)


def test_a_finer_grid_answers_more_alike(network: keras.Model) -> None:
    faces = RNG.integers(0, 256, (96, 48, 48), dtype=np.uint8)
    expected = keras_logits(network, faces)
    off = [
        float(np.abs(keras_logits(coarsen(network, faces, step), faces) - expected).mean())
        for step in (1.0, 0.25, 0.05)
    ]
    assert off[0] > 2 * off[1] > 4 * off[2] > 0


def test_layers_that_the_answers_depend_on_get_smaller_steps() -> None:
    keras.utils.set_random_seed(2)
    image = keras.Input((48, 48, 1))
    small = layers.AveragePooling2D(4)(image)
    branches = [
        layers.Conv2D(16, 1, activation="relu")(small),
        layers.Conv2D(16, 1, activation="relu")(small),
    ]
    weak, strong = (
        layers.Conv2D(32, 3, use_bias=False, name=name)(branch)
        for name, branch in zip(("weak", "strong"), branches, strict=True)
    )
    x = layers.GlobalAveragePooling2D()(weak + 10 * strong)
    net = keras.Model(image, layers.Dense(7)(x))
    coarse = coarsen(net, RNG.integers(0, 256, (64, 48, 48), dtype=np.uint8), 0.5)

    def step_deviations(name: str) -> float:
        kernel = np.asarray(coarse.get_layer(name).kernel)
        original = np.asarray(net.get_layer(name).kernel)
        return float(np.abs(kernel[kernel != 0]).min() / original.std())

    # Ten times the error for a step, so a tenth of the step, about the mean of 0.5.
    assert step_deviations("weak") == pytest.approx(0.5 * np.sqrt(10), rel=0.5)
    assert step_deviations("strong") == pytest.approx(0.5 / np.sqrt(10), rel=0.5)
    product = step_deviations("weak") * step_deviations("strong")
    assert product == pytest.approx(0.25, rel=0.02)


def test_strides_and_paddings_are_read_as_the_layer_reads_them() -> None:
    """With every input equal at all places, a wrong order of patches would break the outputs."""
    keras.utils.set_random_seed(1)
    image = keras.Input((48, 48, 1))
    x = layers.Conv2D(16, (5, 3), strides=2, padding="valid", activation="relu")(image)
    x = layers.Conv2D(32, (1, 7), strides=(2, 1), padding="same")(x)
    x = layers.Flatten()(layers.Conv2D(24, (5, 2), padding="valid")(x))
    net = keras.Model(image, layers.Dense(7)(layers.Dense(16, activation="relu")(x)))
    faces = RNG.integers(0, 256, (128, 48, 48), dtype=np.uint8)
    expected = keras_logits(net, faces)
    coarse = keras_logits(coarsen(net, faces, 0.25), faces)
    plain = keras.models.clone_model(net)
    for layer, original in zip(plain.layers, net.layers, strict=True):
        if layer.weights and original.kernel.shape.num_elements() >= LEAST_WEIGHTS:
            kernel = np.asarray(original.kernel)
            step = 0.25 * kernel.std()
            layer.set_weights([np.round(kernel / step) * step, original.bias])
        elif layer.weights:
            layer.set_weights(original.get_weights())
    rounded = keras_logits(plain, faces)
    assert np.square(coarse - expected).mean() < 0.6 * np.square(rounded - expected).mean()


def test_a_member_of_an_ensemble_is_moved_too(network: keras.Model) -> None:
    image = keras.Input((48, 48, 1))
    both = keras.Model(image, (network(image) + network(image[:, :, ::-1])) / 2)
    faces = RNG.integers(0, 256, (64, 48, 48), dtype=np.uint8)
    coarse = coarsen(both, faces)
    assert not np.allclose(keras_logits(coarse, faces), keras_logits(both, faces), atol=1e-6)
