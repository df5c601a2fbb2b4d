"""The sampler of a spatial transformer, of operations that every back end and TF.js have.

Jaderberg et al., arXiv 1506.02025, equations 1 and 5. A gather would take four look-ups a pixel;
written as the paper's sum over hat functions it is one matrix product and one weighted sum, which
differentiates by itself and runs in TF.js on WebAssembly.
"""

import keras
import numpy as np
from keras import ops

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""The parameters that read every pixel where it is."""


def affine_sample(planes: keras.KerasTensor, theta: keras.KerasTensor) -> keras.KerasTensor:
    """Returns planes read where an affine map points, bilinearly: float32 [N, H, W, C].

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
