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
    {"Add", "Subtract", "Multiply", "Negative", "Maximum", "Relu", "Clip", "Cast", "Sum"}
    | {"Softmax", "Log", "Mean"}
)
REARRANGING: Final = frozenset({"GetItem", "Reshape", "Transpose", "Concatenate"})

INTERPOLATION: Final = 4
"""Multiply-adds for each value that is read between four pixels."""


def multiply_adds(network: keras.Model) -> int:
    """Returns the multiply-adds of one face: those of convolutions and matrix products.

    Without biases, activations and other arithmetic of one step per value; FLOPs are twice that.

    Raises:
        TypeError: for a layer or operation whose cost is not known here.
    """
    return sum(_cost(operation) * _views(operation) for operation in network.operations)


def _views(operation: keras.Operation) -> int:
    """Returns how many views of each face an operation sees: a member of an ensemble may be called
    with several in one batch."""
    if not isinstance(operation, keras.Model):
        return 1
    (seen,) = operation._inbound_nodes[-1].input_tensors
    source = seen._keras_history.operation
    joins_faces = type(source).__name__ == "Concatenate" and source.axis == 0
    return len(source.input) if joins_faces else 1


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
            return int(math.prod(operation.output.shape[1:]) * left.shape[-1])
        if name == "AffineTransform":
            return int(INTERPOLATION * math.prod(operation.output.shape[1:]))
        if name in ELEMENTWISE | REARRANGING:
            return 0
    raise TypeError(
        f"expected layers whose cost is known, got {name}; add it to training/models/cost.py"
    )
