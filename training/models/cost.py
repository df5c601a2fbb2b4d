"""What one face costs a network, counted from its layers."""

import math

import keras
from keras import layers

WITHOUT_MULTIPLICATIONS = (
    layers.InputLayer,
    layers.ReLU,
    layers.MaxPooling2D,
    layers.GlobalAveragePooling2D,
    layers.Flatten,
    layers.Dropout,
    layers.SpatialDropout2D,
    # One multiplication a value, folded into a neighbour by the converter.
    layers.Rescaling,
    layers.BatchNormalization,
)


def multiply_adds(network: keras.Model) -> int:
    """Returns the multiply-adds of one face, biases and activations left out; FLOPs are twice that.

    Raises:
        TypeError: for a layer whose cost is not known here.
    """
    total = 0
    for layer in network.layers:
        if isinstance(layer, layers.Conv2D):
            _, height, width, _ = layer.output.shape
            total += height * width * math.prod(layer.kernel.shape)
        elif isinstance(layer, layers.Dense):
            total += math.prod(layer.kernel.shape)
        elif not isinstance(layer, WITHOUT_MULTIPLICATIONS):
            raise TypeError(
                f"expected layers whose cost is known, got {type(layer).__name__}; add it to "
                "training/models/cost.py"
            )
    return total
