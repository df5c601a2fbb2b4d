"""Where TF.js and ONNX lay out the same tensors, and what both say of a window that slides."""

import base64
import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Shape = tuple[int, ...]
"""In TF.js's order of axes; -1 is the free number of rows."""

NHWC_TO_NCHW: Final = (0, 3, 1, 2)
PLACE: Final = {0: 0, 1: 2, 2: 3, 3: 1}
"""Where an axis of a picture lies in ONNX's order."""


def in_onnx(shape: Shape) -> Shape:
    """Returns a shape in ONNX's order of axes."""
    return tuple(shape[axis] for axis in NHWC_TO_NCHW) if len(shape) == 4 else shape


def constant_in_onnx(values: npt.NDArray[Any], rank: int) -> npt.NDArray[Any]:
    """Returns a constant as ONNX broadcasts it against tensors of this rank."""
    if rank == 4 and values.ndim == 1:
        return values.reshape(1, -1, 1, 1)
    return values.transpose(NHWC_TO_NCHW) if values.ndim == 4 else values


def broadcast(shapes: Sequence[Shape]) -> Shape:
    """Returns the shape of an operation on tensors of these, in which sizes of 1 are repeated."""
    rank = max(map(len, shapes))
    axes = zip(*((1,) * (rank - len(shape)) + tuple(shape) for shape in shapes), strict=True)
    return tuple(-1 if -1 in sizes else max(sizes) for sizes in axes)


def affine_grid(
    source: tuple[int, int], target: tuple[int, int]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Returns what makes of TensorFlow's maps the points that ONNX samples pictures at.

    A map takes pixel (x, y) to (a·x + b·y + c, d·x + e·y + f). ONNX's coordinates run from −1 at
    the centre of the first pixel to 1 at the centre of the last.

    Args:
        source: Height and width of the pictures.
        target: Height and width of the result.

    Returns:
        A matrix [8, target's pixels · 2] to multiply maps [N, 8] by, and what to add.
    """
    y, x = np.mgrid[: target[0], : target[1]]
    one = np.ones_like(x)
    matrix = np.zeros((8, *target, 2), np.float32)
    for axis, side in enumerate(reversed(source)):
        matrix[3 * axis : 3 * axis + 3, ..., axis] = np.stack([x, y, one]) * 2 / (side - 1)
    matrix = matrix.reshape(8, -1)
    return matrix, np.full(matrix.shape[1], -1, np.float32)


def window(
    node: dict[str, Any], shape: Shape, size: Sequence[int], channels: int
) -> tuple[dict[str, Any], Shape]:
    """Returns ONNX's attributes of a window that slides over pictures, and the shape of the result.

    `SAME` pads the end by one more, as TensorFlow does.

    Args:
        shape: Of the pictures.
        size: The window's height and width.
        channels: Of the result.
    """
    _, *strides, _ = integers_of(node["attr"]["strides"])
    rows, *spans, _ = shape
    pads = [0, 0, 0, 0]
    if text(node["attr"]["padding"]["s"]) == "SAME":
        for axis, (span, step, length) in enumerate(zip(spans, strides, size, strict=True)):
            total = max(0, (math.ceil(span / step) - 1) * step + length - span)
            pads[axis], pads[axis + 2] = total // 2, total - total // 2
    sides = [
        (span + pads[axis] + pads[axis + 2] - size[axis]) // strides[axis] + 1
        for axis, span in enumerate(spans)
    ]
    attributes = {"kernel_shape": list(size), "strides": strides, "pads": pads}
    return attributes, (rows, *sides, channels)


def integers_of(attribute: dict[str, Any]) -> list[int]:
    """Returns a list of whole numbers, which TF.js writes as text."""
    return [int(value) for value in attribute["list"]["i"]]


def text(encoded: str) -> str:
    """Returns a string, which TF.js writes in base64."""
    return base64.b64decode(encoded).decode()
