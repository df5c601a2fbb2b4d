"""Batch norm in one operation: the same answers, gradients and memory as Keras's."""

import keras
import numpy as np
import numpy.typing as npt
import pytest
from keras import layers

from training.models.fused_norm import FusedBatchNormalization, with_fused_norms

Arrays = list[npt.NDArray[np.float32]]

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="TensorFlow's operation"
)


def small_network() -> keras.Model:
    """A convolution, a norm that has been somewhere, another convolution with its norm."""
    image = keras.Input((None, None, 2))
    x = layers.Conv2D(3, 3, use_bias=False)(image)
    x = layers.BatchNormalization(momentum=0.6, epsilon=0.01, name="norm")(x)
    x = layers.SpatialDropout2D(0.0)(layers.ReLU()(x))
    x = layers.BatchNormalization(name="second_norm")(layers.Conv2D(4, 3, use_bias=False)(x))
    x = layers.GlobalAveragePooling2D()(layers.ReLU()(x))
    network = keras.Model(image, x)
    random = np.random.default_rng(3)
    network.set_weights([random.uniform(0.2, 1.5, w.shape) for w in network.get_weights()])
    return network


def faces() -> npt.NDArray[np.float32]:
    """Few and small, so that n/(n − 1) would be seen."""
    return np.random.default_rng(5).normal(2, 3, (3, 6, 5, 2)).astype(np.float32)


def learn_a_little(network: keras.Model) -> Arrays:
    """Two steps; returns all weights behind them."""
    network.compile(keras.optimizers.SGD(0.05), "mse")
    for _ in range(2):
        network.train_on_batch(faces(), np.ones((3, 4), np.float32))
    return network.get_weights()


def test_training_is_the_same() -> None:
    plain = small_network()
    fused = with_fused_norms(plain)
    begun = plain.get_weights()
    for ours, theirs in zip(learn_a_little(fused), learn_a_little(plain), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=2e-5)
    assert not any(np.allclose(a, b) for a, b in zip(begun, fused.get_weights(), strict=True))


def test_reading_is_the_same_to_the_bit() -> None:
    plain = small_network()
    np.testing.assert_array_equal(with_fused_norms(plain)(faces()), plain(faces()))


def test_norms_over_planes_are_fused_and_others_are_not() -> None:
    image = keras.Input((6, 6, 2))
    x = layers.BatchNormalization(name="planes")(image)
    x = layers.BatchNormalization(axis=1, name="rows")(x)
    x = layers.BatchNormalization(center=False, name="unshifted")(x)
    x = layers.BatchNormalization(name="features")(layers.Flatten()(x))
    network = with_fused_norms(keras.Model(image, x))
    assert [
        layer.name for layer in network.layers if isinstance(layer, FusedBatchNormalization)
    ] == ["planes"]


def test_a_frozen_norm_stays_as_it_is() -> None:
    network = with_fused_norms(small_network())
    norm = network.get_layer("norm")
    norm.trainable = False
    before = norm.get_weights()
    learn_a_little(network)
    for weight, kept in zip(norm.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, kept)


def test_bfloat16_stays_bfloat16_and_remembers_in_float32() -> None:
    norm = FusedBatchNormalization(momentum=0.0, dtype="mixed_bfloat16")
    planes = faces()
    assert norm(planes, training=True).dtype == "bfloat16"
    np.testing.assert_allclose(norm.moving_variance, planes.var(axis=(0, 1, 2)), rtol=0.01)


def test_without_norms_it_is_the_network_itself() -> None:
    image = keras.Input((6, 6, 2))
    network = keras.Model(image, layers.Conv2D(3, 3)(image))
    assert with_fused_norms(network) is network
