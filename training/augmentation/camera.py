"""Random faults of a phone's camera, for whole batches in the compiled graph."""

from typing import Final

import keras
import numpy as np
from keras import ops
from scipy.fft import dct

from training.config.parts import Augmentation

BLOCK_PX: Final = 8

LUMINANCE_TABLE: Final = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    np.float32,
)
"""ITU-T T.81, table K.1: the quantization that JPEG encoders scale by their quality."""

MIDDLE_GREY: Final = 128.0
SHARPEST_PX: Final = 0.05
"""A Gaussian of this sigma leaves the picture unchanged to 1e-80; 0 would divide by 0."""


def through_a_camera(
    images: keras.KerasTensor, strength: Augmentation, generator: keras.random.SeedGenerator
) -> keras.KerasTensor:
    """Returns the faces, some as a camera might show them: float32 [N, S, S, 1], grey 0–255.

    In the order of a camera: light, haze, lens, sensor, compression.

    Args:
        images: [N, S, S, 1], S a multiple of 8 if `jpeg_quality_least` is set.
        strength: Its camera_probability and the five values that follow it count.
    """
    count = ops.shape(images)[0]

    def uniform(low: float, high: float) -> keras.KerasTensor:
        return keras.random.uniform((count, 1, 1, 1), low, high, seed=generator)

    seen = images
    if strength.light_fraction:
        seen = seen * uniform(1 - strength.light_fraction, 1 + strength.light_fraction)
    if strength.contrast_fraction:
        mean = ops.mean(seen, axis=(1, 2, 3), keepdims=True)
        seen = mean + (seen - mean) * uniform(1 - strength.contrast_fraction, 1)
    if strength.blur_px:
        seen = blur(seen, uniform(0, strength.blur_px)[:, :, 0, 0])
    if strength.noise_grey:
        noise = keras.random.normal(ops.shape(images), seed=generator)
        seen = seen + noise * uniform(0, strength.noise_grey)
    seen = ops.clip(seen, 0, 255)
    if strength.jpeg_quality_least:
        seen = compress(seen, uniform(strength.jpeg_quality_least, 100)[:, 0, 0, 0])
    return ops.where(uniform(0, 1) < strength.camera_probability, seen, images)


def blur(images: keras.KerasTensor, sigmas_px: keras.KerasTensor) -> keras.KerasTensor:
    """Returns each image blurred by its own Gaussian: float32 [N, S, S, 1].

    A Gaussian is a product of two, along rows and columns, each here a matrix [S, S]. At the edge
    the weights are scaled to sum to 1, so that borders do not darken.

    Args:
        images: [N, S, S, 1].
        sigmas_px: [N, 1], at least 0.
    """
    pixels = np.arange(images.shape[1], dtype=np.float32)
    squares = ops.convert_to_tensor((pixels[:, None] - pixels[None]) ** 2)
    sigmas = ops.maximum(sigmas_px, SHARPEST_PX)[:, :, None]
    weights = ops.softmax(-squares / (2 * sigmas**2), axis=-1)
    across = ops.matmul(images[..., 0], ops.transpose(weights, (0, 2, 1)))
    return ops.matmul(weights, across)[..., None]


def compress(images: keras.KerasTensor, qualities: keras.KerasTensor) -> keras.KerasTensor:
    """Returns each image compressed as JPEG with its own quality: float32 [N, S, S, 1], 0–255.

    Args:
        images: [N, S, S, 1], grey 0–255, S a multiple of 8.
        qualities: [N], 1–100, on the Independent JPEG Group's scale, as OpenCV's and Pillow's.
    """
    side_px = images.shape[1]
    blocks = side_px // BLOCK_PX
    # Below 50 the table grows with 1/quality, above it shrinks evenly.
    percent = ops.where(qualities < 50, 5000 / qualities, 200 - 2 * qualities)
    table = ops.floor((LUMINANCE_TABLE * percent[:, None, None] + 50) / 100)
    steps = ops.clip(table, 1, 255)[:, None, :, None, :]
    # The orthonormal cosine transform (DCT-II) of eight values.
    basis = ops.convert_to_tensor(dct(np.eye(BLOCK_PX), axis=0, norm="ortho"), "float32")
    shifted = ops.round(images[..., 0]) - MIDDLE_GREY
    tiles = ops.reshape(shifted, (-1, blocks, BLOCK_PX, blocks, BLOCK_PX))
    found = ops.einsum("ui,nxiyj,vj->nxuyv", basis, tiles, basis)
    kept = ops.round(found / steps) * steps
    opened = ops.einsum("ui,nxuyv,vj->nxiyj", basis, kept, basis) + MIDDLE_GREY
    return ops.clip(ops.round(ops.reshape(opened, (-1, side_px, side_px, 1))), 0, 255)
