"""Layers that train faster on TensorFlow than Keras's, with the same answers and weights.

Batch norm: Keras computes a mean, a variance and five more steps in float32, each a pass over the
whole plane; TensorFlow has one operation for all. Measured on two AVX-512 cores in bfloat16, `wide`
on 40 px windows: 458 ms a step with Keras's, 324 ms with this, 319 ms without any batch norm.

Convolutions: oneDNN 3.5's gradient of a kernel is slow on small planes of many channels, where
three matrix products do the same. Measured on one core with AMX, bfloat16, batch 128: 192 channels
at 10×10, 43 ms and 26; 256 channels at 5×5, 39 ms and 10; 512 channels at 13×13, 600 ms and 318. At
20×20 and more, and below 160 channels, oneDNN's is faster (training/LOG.md).
"""

from typing import Any, Final

import keras
from keras import layers, ops

FEWEST_CHANNELS: Final = 160
LARGEST_SIDE_PX: Final = 16
"""Where a convolution's kernel gets its gradient from matrix products; measured as above."""


def with_fast_layers(network: keras.Model) -> keras.Model:
    """Returns a network with the same weights that trains faster; the same one if that is no gain.

    Helps only under TensorFlow. Saved networks have plain layers (`run_folder.save_network`).
    """
    if keras.backend.backend() != "tensorflow" or all(
        _kind(layer) is type(layer) for layer in network.layers
    ):
        return network
    fast = keras.models.clone_model(
        network, clone_function=lambda layer: _kind(layer).from_config(layer.get_config())
    )
    fast.set_weights(network.get_weights())
    return fast


class SmallPlaneConv2D(layers.Conv2D):
    """A convolution over float [N, H, W, C], "same", step 1, whose kernel has its own gradient.

    For planes of at most LARGEST_SIDE_PX on a processor; Keras's otherwise.
    """

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """Returns the planes in the layer's compute dtype."""
        import tensorflow as tf

        side = inputs.shape[1]
        if side is None or side > LARGEST_SIDE_PX or tf.config.list_physical_devices("GPU"):
            return super().convolution_op(inputs, kernel)

        def convolve(x: Any, k: Any) -> tuple[Any, Any]:
            def gradients(dy: Any) -> tuple[Any, Any]:
                dx = tf.nn.conv2d_transpose(dy, k, tf.shape(x), 1, "SAME")
                return dx, _kernel_gradient(x, dy, k.shape)

            return tf.nn.conv2d(x, k, 1, "SAME"), gradients

        return tf.custom_gradient(convolve)(inputs, tf.convert_to_tensor(kernel))


def _kernel_gradient(x: Any, dy: Any, shape: tuple[int, int, int, int]) -> Any:
    """Returns Σ x(shifted)ᵀ·dy for each place of the kernel, a row of places at a time."""
    import tensorflow as tf

    high, wide, channels, filters = shape
    rows, columns = tf.shape(x)[1], tf.shape(x)[2]
    above, left = (high - 1) // 2, (wide - 1) // 2
    x = tf.pad(x, [[0, 0], [above, high - 1 - above], [left, wide - 1 - left], [0, 0]])
    shifted = tf.concat([x[:, :, j : j + columns] for j in range(wide)], axis=-1)
    dy = tf.reshape(dy, (-1, filters))
    products = [
        tf.matmul(tf.reshape(shifted[:, i : i + rows], (-1, wide * channels)), dy, transpose_a=True)
        for i in range(high)
    ]
    return tf.reshape(tf.stack(products), shape)


class FusedBatchNormalization(layers.BatchNormalization):
    """Batch norm over float [N, H, W, C], the last axis kept: Keras's, in one operation.

    It stores the batch's own variance, as Keras does; TensorFlow returns n/(n − 1) times that.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Returns the normalised planes in the layer's compute dtype."""
        if not (training and self.trainable):
            return super().call(inputs, training=training, mask=mask)
        import tensorflow as tf

        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            ops.cast(inputs, self.compute_dtype),
            ops.cast(self.gamma, "float32"),
            ops.cast(self.beta, "float32"),
            epsilon=self.epsilon,
            is_training=True,
        )
        values = ops.cast(ops.size(inputs) // inputs.shape[-1], "float32")
        self._remember(self.moving_mean, mean)
        self._remember(self.moving_variance, variance * (values - 1) / values)
        return outputs

    def _remember(self, moving: keras.Variable, seen: Any) -> None:
        moving.assign(moving * self.momentum + ops.cast(seen, moving.dtype) * (1 - self.momentum))


def _kind(layer: keras.Layer) -> type[keras.Layer]:
    if _is_fusible(layer):
        return FusedBatchNormalization
    return SmallPlaneConv2D if _has_many_channels(layer) else type(layer)


def _is_fusible(layer: keras.Layer) -> bool:
    return (
        type(layer) is layers.BatchNormalization
        and layer.scale
        and layer.center
        and not layer.renorm
        and len(layer.output.shape) == 4
        and layer.axis in (-1, 3)
    )


def _has_many_channels(layer: keras.Layer) -> bool:
    return (
        type(layer) is layers.Conv2D
        and min(layer.input.shape[-1], layer.filters) >= FEWEST_CHANNELS
        and layer.padding == "same"
        and layer.data_format == "channels_last"
        and layer.groups == 1
        and layer.strides == layer.dilation_rate == (1, 1)
    )
