"""The sampler of a spatial transformer, in two forms of the same function.

Jaderberg et al., arXiv 1506.02025, equations 1 and 5. `affine_sample` is the paper's sum over hat
functions, one matrix product and one weighted sum: all of which TF.js on WebAssembly has.
`affine_look_up` takes the four pixels around each point: an epoch of Deep-Emotion takes 51 s with
it and 199 s without, on two cores. Their gradients are the same except at the exact centre of a
pixel, where all points of the identity lie: there a hat function's slope is 0 or one side's,
depending on the back end, and the look-ups' is the step to the next pixel.
"""

import keras
import numpy as np
from keras import ops

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""The parameters of the identity."""


def affine_sample(planes: keras.KerasTensor, theta: keras.KerasTensor) -> keras.KerasTensor:
    """Returns planes sampled bilinearly by an affine map: float32 [N, H, W, C].

    The value at (x, y) comes from (a·x + b·y + c, d·x + e·y + f). Coordinates run from −1 at the
    centre of the first pixel to 1 at the centre of the last, x to the right and y down; beyond the
    plane everything is 0.

    Args:
        planes: [N, H, W, C] of known H, W and C.
        theta: float32 [N, 6], (a, b, c, d, e, f) of each image.
    """
    _, height, width, channels = planes.shape
    planes = ops.cast(planes, "float32")
    points = height * width
    across = _hats(_source_px(theta[:, 0:3], height, width, width), points, width)
    down = _hats(_source_px(theta[:, 3:6], height, width, height), points, height)
    # [N, points, W] × [N, W, H·C]: each point's row of the plane, read at its x.
    columns = ops.reshape(ops.transpose(planes, (0, 2, 1, 3)), (-1, width, height * channels))
    at_x = ops.reshape(ops.matmul(across, columns), (-1, points, height, channels))
    sampled = ops.sum(at_x * ops.reshape(down, (-1, points, height, 1)), axis=2)
    return ops.reshape(sampled, (-1, height, width, channels))


def affine_look_up(planes: keras.KerasTensor, theta: keras.KerasTensor) -> keras.KerasTensor:
    """Returns what `affine_sample` does, by look-ups; for training."""
    _, height, width, channels = planes.shape
    points = height * width
    # One list of all images' pixels: batched look-ups have int64 indices, for which TensorFlow's
    # quick kernels need AVX-512.
    pixels = ops.reshape(ops.cast(planes, "float32"), (-1, channels))
    first = points * (ops.cumsum(ops.ones_like(theta[:, :1], dtype="int32"), axis=0) - 1)
    columns = _neighbours(_source_px(theta[:, 0:3], height, width, width), points, width)
    rows = _neighbours(_source_px(theta[:, 3:6], height, width, height), points, height)
    sampled = 0.0
    for row, row_weight in rows:
        for column, column_weight in columns:
            at = first + ops.cast(row * width + column, "int32")
            weight = ops.expand_dims(row_weight * column_weight, -1)
            sampled += ops.take(pixels, at, axis=0) * weight
    return ops.reshape(sampled, (-1, height, width, channels))


def _neighbours(
    source_px: keras.KerasTensor, points: int, side_px: int
) -> list[tuple[keras.KerasTensor, keras.KerasTensor]]:
    """The two pixels around each point along one axis, with their weights: [N, points] each."""
    source_px = ops.reshape(source_px, (-1, points))
    before = ops.floor(source_px)
    neighbours = []
    for pixel, weight in (
        (before, before + 1.0 - source_px),
        (before + 1.0, source_px - before),
    ):
        inside = ops.clip(pixel, 0, side_px - 1)
        neighbours.append((inside, weight * ops.cast(ops.equal(inside, pixel), "float32")))
    return neighbours


def _source_px(row: keras.KerasTensor, height: int, width: int, side_px: int) -> keras.KerasTensor:
    """Where each pixel reads along one axis, as a pixel index: [N, H, W]."""
    xs = np.linspace(-1, 1, width, dtype=np.float32)
    ys = np.linspace(-1, 1, height, dtype=np.float32)
    from_x = ops.reshape(row[:, 0:1] * xs, (-1, 1, width))
    from_y = ops.reshape(row[:, 1:2] * ys + row[:, 2:3], (-1, height, 1))
    return (from_x + from_y + 1.0) * ((side_px - 1) / 2)


def _hats(source_px: keras.KerasTensor, points: int, side_px: int) -> keras.KerasTensor:
    """The weight of each of a side's pixels in each point, max(0, 1 − distance): [N, points, S]."""
    centres = np.arange(side_px, dtype=np.float32)
    off = ops.reshape(source_px, (-1, points, 1)) - centres
    # The page's TF.js has no abs.
    return ops.relu(1.0 - ops.maximum(off, -off))
