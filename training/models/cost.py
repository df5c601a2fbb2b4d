"""Counts a network's cost for one face from its layers and operations."""

import math
from typing import Final

import keras
from keras import layers

WITHOUT_MULTIPLICATIONS: Final = (
    layers.InputLayer,
    layers.ReLU,
    layers.MaxPooling2D,
    layers.AveragePooling2D,
    layers.GlobalAveragePooling2D,
    layers.Flatten,
    layers.Reshape,
    layers.Concatenate,
    layers.Add,
    layers.ZeroPadding2D,
    layers.Dropout,
    layers.SpatialDropout2D,
    # A look-up.
    layers.Embedding,
    # One multiplication a value, which for these two the converter folds into a neighbour; it is
    # left out everywhere, as activations are.
    layers.Rescaling,
    layers.BatchNormalization,
    layers.Multiply,
    layers.Activation,
)

ELEMENTWISE: Final = frozenset(
    {"Add", "Subtract", "Multiply", "Negative", "Maximum", "Minimum", "Relu", "Clip", "Cast", "Sum"}
    | {"Softmax", "Log", "Mean"}
)
REARRANGING: Final = frozenset({"GetItem", "Reshape", "Transpose", "Concatenate"})


def multiply_adds(network: keras.Model) -> int:
    """Returns the multiply-adds of one face: those of convolutions and matrix products.

    Without biases, activations and other arithmetic of one step per value; FLOPs are twice that.

    Raises:
        TypeError: for a layer or operation whose cost is not known here.
    """
    views = max(map(_views, network.operations))
    return sum(
        _cost(operation) * (views if isinstance(operation, keras.Model) else 1)
        for operation in network.operations
    )


def _views(operation: keras.Operation) -> int:
    """Returns how many views of each face an operation puts into one batch, for the members of an
    ensemble that are called with them."""
    joins_faces = type(operation).__name__ == "Concatenate" and operation.axis == 0
    return len(operation.input) if joins_faces else 1


def _cost(operation: keras.Operation) -> int:
    if isinstance(operation, keras.Model):
        return multiply_adds(operation)
    # A depthwise kernel has the shape [h, w, channels, multiplier], so the same product counts it.
    if isinstance(operation, layers.Conv2D | layers.DepthwiseConv2D):
        return int(math.prod(operation.output.shape[1:3]) * math.prod(operation.kernel.shape))
    if isinstance(operation, layers.Dense):
        # Of a plane, once for each row.
        return int(math.prod(operation.output.shape[1:-1]) * math.prod(operation.kernel.shape))
    if isinstance(operation, WITHOUT_MULTIPLICATIONS):
        return 0
    name = type(operation).__name__
    if not isinstance(operation, keras.Layer):
        if name == "Matmul":
            # The second factor may be a constant, which is no input.
            left, *_ = keras.tree.flatten(operation.input)
            return _values(left) * int(operation.output.shape[-1])
        if name in ELEMENTWISE | REARRANGING:
            return 0
    raise TypeError(
        f"expected layers whose cost is known, got {name}; add it to training/models/cost.py"
    )


def _values(tensor: keras.KerasTensor) -> int:
    """Returns how many values a tensor has for each face, whose axes may have become rows."""
    source = tensor._keras_history.operation
    if type(source).__name__ == "Reshape" and not isinstance(source, keras.Layer):
        return _values(source.input)
    return math.prod(tensor.shape[1:])
