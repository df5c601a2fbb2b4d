"""Layers for training: the same answers, gradients and memory as Keras's."""

import keras
import numpy as np
import numpy.typing as npt
import pytest
from keras import layers

from training.models.fast_layers import (
    FEWEST_CHANNELS,
    LARGEST_SIDE_PX,
    FusedBatchNormalization,
    SmallPlaneConv2D,
    with_fast_layers,
)

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
    fused = with_fast_layers(plain)
    begun = plain.get_weights()
    for ours, theirs in zip(learn_a_little(fused), learn_a_little(plain), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=2e-5)
    assert not any(np.allclose(a, b) for a, b in zip(begun, fused.get_weights(), strict=True))


def test_reading_is_the_same_to_the_bit() -> None:
    plain = small_network()
    np.testing.assert_array_equal(with_fast_layers(plain)(faces()), plain(faces()))


def test_norms_over_planes_are_fused_and_others_are_not() -> None:
    image = keras.Input((6, 6, 2))
    x = layers.BatchNormalization(name="planes")(image)
    x = layers.BatchNormalization(axis=1, name="rows")(x)
    x = layers.BatchNormalization(center=False, name="unshifted")(x)
    x = layers.BatchNormalization(name="features")(layers.Flatten()(x))
    network = with_fast_layers(keras.Model(image, x))
    assert [
        layer.name for layer in network.layers if isinstance(layer, FusedBatchNormalization)
    ] == ["planes"]


def test_a_frozen_norm_stays_as_it_is() -> None:
    network = with_fast_layers(small_network())
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
    assert with_fast_layers(network) is network


@pytest.mark.parametrize("kernel", [3, (2, 5)])
def test_small_planes_of_many_channels_have_the_same_gradients(kernel: int) -> None:
    image = keras.Input((5, 6, FEWEST_CHANNELS))
    x = layers.Conv2D(FEWEST_CHANNELS + 3, kernel, padding="same", name="many")(image)
    plain = keras.Model(image, layers.Conv2D(4, 1, name="few")(x))
    fast = with_fast_layers(plain)
    assert [type(layer) for layer in fast.layers[1:]] == [SmallPlaneConv2D, layers.Conv2D]
    random = np.random.default_rng(2)
    planes = random.normal(size=(2, 5, 6, FEWEST_CHANNELS)).astype(np.float32)
    for ours, theirs in zip(gradients(fast, planes), gradients(plain, planes), strict=True):
        assert np.ptp(theirs) > 1
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-3)


def gradients(network: keras.Model, planes: npt.NDArray[np.float32]) -> Arrays:
    """Of the sum of the squared answers: for the planes, then for each weight."""
    import tensorflow as tf

    images = tf.constant(planes)
    with tf.GradientTape() as tape:
        tape.watch(images)
        loss = tf.reduce_sum(network(images, training=True) ** 2)
    found = tape.gradient(loss, [images, *(w.value for w in network.trainable_weights)])
    return [np.asarray(gradient) for gradient in found]


def test_large_planes_keep_onednns_gradient() -> None:
    layer = SmallPlaneConv2D(FEWEST_CHANNELS, 3, padding="same")
    side = LARGEST_SIDE_PX + 1
    layer.build((None, side, side, FEWEST_CHANNELS))
    names = graph_operations(layer, side)
    assert "Conv2DBackpropFilter" in names
    assert "MatMul" not in names
    assert "MatMul" in graph_operations(layer, LARGEST_SIDE_PX)


def graph_operations(layer: keras.Layer, side: int) -> set[str]:
    """The kinds of operations in the graph of a gradient over planes of that side."""
    import tensorflow as tf

    @tf.function
    def gradient(x: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(layer(x))
        return tape.gradient(y, layer.kernel.value)

    graph = gradient.get_concrete_function(tf.zeros((1, side, side, FEWEST_CHANNELS))).graph
    return {operation.type for operation in graph.get_operations()}
