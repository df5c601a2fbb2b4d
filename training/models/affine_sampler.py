"""The sampler of a spatial transformer, in two forms of the same function.

Jaderberg et al., arXiv 1506.02025, equations 1 and 5. `affine_sample` is one operation, which the
page has a kernel for; it passes no gradient to the map. `affine_look_up` takes the four pixels
around each point and trains the map: an epoch of Deep-Emotion takes 51 s with it on two cores, and
199 s with the paper's sum over hat functions. At the exact centre of a pixel, where all points of
the identity lie, its slope is the step to the next pixel.
"""

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""The parameters of the identity."""


def affine_sample(
    planes: keras.KerasTensor, theta: keras.KerasTensor, repeats_edge: bool = False
) -> keras.KerasTensor:
    """Returns planes sampled bilinearly by an affine map: float32 [N, H, W, C].

    The value at (x, y) comes from (a·x + b·y + c, d·x + e·y + f). Coordinates run from −1 at the
    centre of the first pixel to 1 at the centre of the last, x to the right and y down.

    Args:
        planes: [N, H, W, C] of known H, W and C.
        theta: float32 [N, 6], (a, b, c, d, e, f) of each image.
        repeats_edge: Beyond the plane its outermost pixels repeat; otherwise everything there is 0.
    """
    to_px, offset_px = _in_pixels(planes.shape[1], planes.shape[2])
    return ops.image.affine_transform(
        ops.cast(planes, "float32"),
        ops.matmul(theta, to_px) + offset_px,
        fill_mode="nearest" if repeats_edge else "constant",
    )


def affine_look_up(
    planes: keras.KerasTensor, theta: keras.KerasTensor, repeats_edge: bool = False
) -> keras.KerasTensor:
    """Returns what `affine_sample` does, by look-ups; for training."""
    _, height, width, channels = planes.shape
    # One list of all images' pixels: batched look-ups have int64 indices, for which TensorFlow's
    # quick kernels need AVX-512.
    pixels = ops.reshape(ops.cast(planes, "float32"), (-1, channels))
    image = ops.cumsum(ops.ones_like(theta[:, :1], dtype="int32"), axis=0) - 1
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    columns = _neighbours(_source_px(theta[:, 0:3], xs, ys, width), width, repeats_edge)
    rows = _neighbours(_source_px(theta[:, 3:6], xs, ys, height), height, repeats_edge)
    sampled = 0.0
    for row, row_weight in rows:
        for column, column_weight in columns:
            at = image * (height * width) + ops.cast(row * width + column, "int32")
            weight = ops.expand_dims(row_weight * column_weight, -1)
            sampled += ops.take(pixels, at, axis=0) * weight
    return ops.reshape(sampled, (-1, height, width, channels))


def _in_pixels(height: int, width: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The matrix [6, 8] and the offset [8] that make of `theta` what Keras's transform takes.

    It maps pixel (u, v) to (a'·u + b'·v + c', d'·u + e'·v + f'); two more numbers are 0.
    """
    across, down = (width - 1) / 2, (height - 1) / 2
    matrix, offset = np.zeros((6, 8), np.float32), np.zeros(8, np.float32)
    for first, scale in ((0, across), (3, down)):
        matrix[first, first] = scale / across
        matrix[first + 1, first + 1] = scale / down
        matrix[first : first + 3, first + 2] = (-scale, -scale, scale)
        offset[first + 2] = scale
    return matrix, offset


def _neighbours(
    source_px: keras.KerasTensor, side_px: int, repeats_edge: bool
) -> list[tuple[keras.KerasTensor, keras.KerasTensor]]:
    """The two pixels around each point along one axis, with their weights: [N, points] each."""
    if repeats_edge:
        source_px = ops.clip(source_px, 0, side_px - 1)
    before = ops.floor(source_px)
    neighbours = []
    for pixel, weight in (
        (before, before + 1.0 - source_px),
        (before + 1.0, source_px - before),
    ):
        inside = ops.clip(pixel, 0, side_px - 1)
        neighbours.append((inside, weight * ops.cast(ops.equal(inside, pixel), "float32")))
    return neighbours


def _source_px(
    row: keras.KerasTensor,
    xs: npt.NDArray[np.float32],
    ys: npt.NDArray[np.float32],
    side_px: int,
) -> keras.KerasTensor:
    """Where each point reads along one axis, as a pixel index: float32 [N, points]."""
    # Not a matrix product, whose precision depends on the machine.
    x, y = xs.ravel(), ys.ravel()
    return (row[:, 0:1] * x + row[:, 1:2] * y + row[:, 2:3] + 1.0) * ((side_px - 1) / 2)
