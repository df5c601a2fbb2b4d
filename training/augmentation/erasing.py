"""Random rectangles of noise on whole batches inside the compiled graph."""

import math
from typing import Final

import keras
from keras import ops

TALLEST: Final = 1 / 0.3
"""Greatest ratio of height to width, and of width to height (arXiv 1708.04896, §4.2)."""


def erase(
    images: keras.KerasTensor,
    probability: float,
    smallest_share: float,
    largest_share: float,
    generator: keras.random.SeedGenerator,
) -> keras.KerasTensor:
    """Returns the images, some with a rectangle of noise: float32 [N, S, S, C], grey 0–255.

    Random erasing with random values (Zhong et al., arXiv 1708.04896, "RE-R"). The paper draws
    area and ratio until the rectangle fits. Here the ratio is drawn among those that fit, evenly
    in its logarithm, so that no loop is needed and wide is as likely as tall.

    Args:
        images: [N, S, S, C].
        probability: Of an image to be erased in, 0–1.
        smallest_share: Of the image's area, above 0.
        largest_share: At most 1.
        generator: Draws.
    """
    count, side_px = ops.shape(images)[0], images.shape[1]

    def uniform(low: float, high: float) -> keras.KerasTensor:
        return keras.random.uniform((count,), low, high, seed=generator)

    share = uniform(smallest_share, largest_share)
    # Height² is share·ratio of the image's, width² share/ratio: neither may pass it.
    widest = ops.minimum(math.log(TALLEST), -ops.log(share))
    ratio = ops.exp(uniform(-1, 1) * widest)
    heights_px = _whole(ops.sqrt(share * ratio) * side_px, side_px)
    widths_px = _whole(ops.sqrt(share / ratio) * side_px, side_px)
    tops_px = ops.floor(uniform(0, 1) * (side_px - heights_px + 1))
    lefts_px = ops.floor(uniform(0, 1) * (side_px - widths_px + 1))
    chosen = ops.cast(uniform(0, 1) < probability, "float32")
    inside = rectangles(tops_px, lefts_px, heights_px * chosen, widths_px, side_px)
    noise = keras.random.uniform(ops.shape(images), 0, 255, seed=generator)
    return ops.where(inside > 0, noise, images)


def rectangles(
    tops_px: keras.KerasTensor,
    lefts_px: keras.KerasTensor,
    heights_px: keras.KerasTensor,
    widths_px: keras.KerasTensor,
    side_px: int,
) -> keras.KerasTensor:
    """Returns 1 inside each image's rectangle and 0 outside: float32 [N, S, S, 1].

    Args:
        tops_px: [N], whole numbers, the first row inside.
        lefts_px: [N], likewise the first column.
        heights_px: [N], likewise; 0 for no rectangle.
        widths_px: [N].
        side_px: S.
    """
    pixels = ops.arange(side_px, dtype="float32")[None]

    def between(starts: keras.KerasTensor, lengths: keras.KerasTensor) -> keras.KerasTensor:
        starts, lengths = starts[:, None], lengths[:, None]
        within = ops.logical_and(pixels >= starts, pixels < starts + lengths)
        return ops.cast(within, "float32")

    rows, columns = between(tops_px, heights_px), between(lefts_px, widths_px)
    return rows[:, :, None, None] * columns[:, None, :, None]


def _whole(lengths_px: keras.KerasTensor, side_px: int) -> keras.KerasTensor:
    return ops.clip(ops.round(lengths_px), 1, side_px)
