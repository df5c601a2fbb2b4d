"""Input of Levi & Hassner's networks: each pixel's binary pattern, mapped to a colour.

ICMI 2015. The patterns are computed inside the graph, so the input is the grey face as for every
network, and the output a plane narrower by the radius on each side (48 → 46, 38 or 28).
"""

from collections.abc import Sequence
from typing import Final, Literal

import keras
import numpy as np
from keras import layers, ops

from training.models.binary_patterns import (
    EQUAL_WITHIN,
    MAPPINGS,
    Mapping,
    bilinear_weights,
    neighbour_offsets_px,
    read_table,
)
from training.models.blocks import face_input, normalise

RADII_PX: Final = (1, 5, 10)

HALF_BITS: Final = 4
HALF_CODES: Final = 2**HALF_BITS
CHANNELS: Final = 3

Seen = Mapping | Literal["none"]


def pattern_input(radius_px: int, mapping: Seen) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Returns the input `image` and what the network sees of it, float32 [N, S, S, C] around 0.

    The authors' five inputs are colour, "regular" at radius 1, and "cyclic" at radius 1, 5 and 10.

    Args:
        radius_px: Of the circle of neighbours: 1, 5 or 10.
        mapping: The distance between codes that the table keeps (binary_patterns/build.py), C is
            3 then; or "none" for the grey levels themselves, C is 1.

    Raises:
        TypeError: for another radius or mapping.
    """
    if radius_px not in RADII_PX or mapping not in (*MAPPINGS, "none"):
        raise TypeError(
            f"expected radius_px of {RADII_PX} and mapping of {(*MAPPINGS, 'none')}, got "
            f"{radius_px!r} and {mapping!r}"
        )
    image = face_input()
    if mapping == "none":
        return image, normalise(image)
    colours = mapped_patterns(image, radius_px, mapping)
    return image, layers.Rescaling(1 / 127.5, offset=-1.0, name="normalise")(colours)


def mapped_patterns(
    image: keras.KerasTensor, radius_px: int, mapping: Mapping
) -> keras.KerasTensor:
    """Returns each pixel's pattern as the table's colour: float32 [N, H − 2r, W − 2r, 3].

    Keras's look-up needs operations that the page's TF.js lacks. So each half of a code becomes a
    one-hot vector of 16; the lower half picks a column of the table, a convolution of 1×1, and the
    upper half an entry of that. Exact, since all are whole numbers below 256.
    """
    bits = pattern_bits(image, radius_px)
    _, height, width, _ = image.shape
    height, width = height - 2 * radius_px, width - 2 * radius_px
    table = read_table(mapping).astype(np.float32).reshape(HALF_CODES, HALF_CODES, CHANNELS)
    columns = layers.Conv2D(
        CHANNELS * HALF_CODES, 1, use_bias=False, trainable=False, dtype="float32", name="table"
    )
    picked = columns(_one_hot(bits[:HALF_BITS]))
    # From [upper, lower, channel] to a kernel [1, 1, lower, channel · upper].
    columns.set_weights([table.transpose(1, 2, 0).reshape(1, 1, HALF_CODES, -1)])
    picked = ops.reshape(picked, (-1, CHANNELS, HALF_CODES))
    upper = ops.reshape(_one_hot(bits[HALF_BITS:]), (-1, 1, HALF_CODES))
    return ops.reshape(ops.sum(picked * upper, axis=2), (-1, height, width, CHANNELS))


def pattern_bits(image: keras.KerasTensor, radius_px: int) -> list[keras.KerasTensor]:
    """Returns the eight bits of each pixel's pattern, each float32 [N, H − 2r, W − 2r, 1].

    Bit i is 1 if neighbour i, on a circle around the pixel, is not darker than the pixel.
    """
    _, height, width, _ = image.shape
    r = radius_px
    height, width = height - 2 * r, width - 2 * r

    def shifted(down: int, right: int) -> keras.KerasTensor:
        return image[:, r + down : r + down + height, r + right : r + right + width]

    centre = shifted(0, 0)
    bits = []
    for offset in neighbour_offsets_px(r):
        corners = [share * shifted(*at) for *at, share in bilinear_weights(*offset)]
        brighter_by = sum(corners[1:], start=corners[0]) - centre
        # A comparison with operations that the page's TF.js has: 1 from −EQUAL_WITHIN on.
        ramp = ops.clip(brighter_by * (1 / EQUAL_WITHIN) + 2.0, 0.0, 1.0)
        bits.append(ops.cast(ops.cast(ramp, "int32"), "float32"))
    return bits


def _one_hot(bits: Sequence[keras.KerasTensor]) -> keras.KerasTensor:
    """[N, H, W, 16], all 0 but for a 1 where the bits' number, lowest bit first, points."""
    number = sum((bit * 2.0**power for power, bit in enumerate(bits[1:], start=1)), start=bits[0])
    off = number - np.arange(HALF_CODES, dtype=np.float32)
    return ops.relu(1.0 - ops.maximum(off, -off))
