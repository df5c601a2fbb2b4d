"""The sampler of a spatial transformer, in two forms of the same function.

Jaderberg et al., arXiv 1506.02025, equations 1 and 5. `affine_sample` is the paper's sum over hat
functions, as matrix products, which the page computes quickly. `affine_look_up` takes the four
pixels around each point: an epoch of Deep-Emotion takes 51 s with it and 199 s without, on two
cores. Their gradients are the same except at the exact centre of a pixel, where all points of the
identity lie: there a hat function's slope is 0 or one side's, depending on the back end, and the
look-ups' is the step to the next pixel.
"""

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""The parameters of the identity."""


def affine_sample(
    planes: keras.KerasTensor,
    theta: keras.KerasTensor,
    size: tuple[int, int] | None = None,
    repeats_edge: bool = False,
) -> keras.KerasTensor:
    """Returns planes sampled bilinearly by an affine map: float32 [N, h, w, C].

    The value at (x, y) comes from (a·x + b·y + c, d·x + e·y + f). Coordinates run from −1 at the
    centre of the first pixel to 1 at the centre of the last, x to the right and y down.

    Args:
        planes: [N, H, W, C] of known H, W and C.
        theta: float32 [N, 6], (a, b, c, d, e, f) of each image.
        size: (h, w); the plane's own by default. The identity shows the whole plane at any size.
        repeats_edge: Beyond the plane its outermost pixels repeat; otherwise everything there is 0.
    """
    _, height, width, channels = planes.shape
    points = _points((height, width), size)
    across = _hats(theta[:, 0:3], points, width, repeats_edge)
    down = _hats(theta[:, 3:6], points, height, repeats_edge)
    rows = ops.transpose(ops.cast(planes, "float32"), (0, 3, 1, 2))
    # [N, C·H, W] × [N, W, points]: each row of the plane, read at each point's x.
    rows = ops.reshape(rows, (-1, channels * height, width))
    at_x = ops.reshape(ops.matmul(rows, across), (-1, channels, height, points.shape[1]))
    sampled = ops.sum(at_x * ops.reshape(down, (-1, 1, height, points.shape[1])), axis=2)
    return ops.reshape(
        ops.transpose(sampled, (0, 2, 1)), (-1, *(size or (height, width)), channels)
    )


def affine_look_up(
    planes: keras.KerasTensor,
    theta: keras.KerasTensor,
    size: tuple[int, int] | None = None,
    repeats_edge: bool = False,
) -> keras.KerasTensor:
    """Returns what `affine_sample` does, by look-ups; for training."""
    _, height, width, channels = planes.shape
    points = _points((height, width), size)
    # One list of all images' pixels: batched look-ups have int64 indices, for which TensorFlow's
    # quick kernels need AVX-512.
    pixels = ops.reshape(ops.cast(planes, "float32"), (-1, channels))
    image = ops.cumsum(ops.ones_like(theta[:, :1], dtype="int32"), axis=0) - 1
    columns = _neighbours(_source_px(theta[:, 0:3], points, width), width, repeats_edge)
    rows = _neighbours(_source_px(theta[:, 3:6], points, height), height, repeats_edge)
    sampled = 0.0
    for row, row_weight in rows:
        for column, column_weight in columns:
            at = image * (height * width) + ops.cast(row * width + column, "int32")
            weight = ops.expand_dims(row_weight * column_weight, -1)
            sampled += ops.take(pixels, at, axis=0) * weight
    return ops.reshape(sampled, (-1, *(size or (height, width)), channels))


def _points(plane: tuple[int, int], size: tuple[int, int] | None) -> npt.NDArray[np.float32]:
    """The points to be sampled in coordinates of the plane: (x, y, 1), float32 [3, h·w]."""
    height, width = size or plane
    # Pixels' edges are where the plane's are.
    ys, xs = (
        (2 * np.arange(count) + 1 - count) / count * side / (side - 1)
        for count, side in zip((height, width), plane, strict=True)
    )
    grid = np.meshgrid(xs, ys)
    points = np.stack([*grid, np.ones((height, width))]).reshape(3, -1)
    return np.asarray(points, np.float32)


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
    row: keras.KerasTensor, points: npt.NDArray[np.float32], side_px: int
) -> keras.KerasTensor:
    """Where each point reads along one axis, as a pixel index: float32 [N, points]."""
    # Not a matrix product, whose precision depends on the machine.
    return (row[:, 0:1] * points[0] + row[:, 1:2] * points[1] + row[:, 2:3] + 1.0) * (
        (side_px - 1) / 2
    )


def _hats(
    row: keras.KerasTensor, points: npt.NDArray[np.float32], side_px: int, repeats_edge: bool
) -> keras.KerasTensor:
    """The weight of each of a side's pixels in each point: float32 [N, S, points].

    It is 1 − distance, but at least 0. Both slopes of these hats are matrix products: the page
    computes them many times as fast as other operations on so many numbers.
    """
    scale = (side_px - 1) / 2
    # Relative to each pixel, whose centre is a whole number.
    centres = np.zeros((side_px, 3), np.float32)
    centres[:, 2] = scale - np.arange(side_px)
    from_centre = ops.reshape(row * scale, (-1, 1, 3)) + centres
    rising, falling = np.ones((2, side_px, 1), np.float32)
    if repeats_edge:
        rising[0] = falling[-1] = 0
    one = np.array([0, 0, 1], np.float32)
    slopes = (from_centre * rising + one, ops.subtract(one, from_centre * falling))
    # Of rank 2, since Keras computes the shapes of others inside the graph.
    up, down = (ops.matmul(ops.reshape(slope, (-1, 3)), points) for slope in slopes)
    return ops.reshape(ops.relu(ops.minimum(up, down)), (-1, side_px, points.shape[1]))
