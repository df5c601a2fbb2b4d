"""Rounds weights to coarse grids: their uint8 codes compress well, and the answers hardly change.

Browsers load a network compressed, and bytes that use all 256 values compress badly. So each
layer's weights are first rounded to multiples of a step, which leaves a few dozen values, most of
them near zero. Rounding each weight independently would change many answers; instead, the weights
not yet rounded compensate each rounding error (GPTQ: Frantar et al., arXiv 2210.17323, a form of
Optimal Brain Surgeon: Hassibi & Stork, NIPS 1992). Layers to which the answers are more sensitive
get smaller steps. training/LOG.md has the measurements.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras import layers

from converter.folding import factors, norm_after
from training.models.resizing import RESIZING

STEP_DEVIATIONS: Final = 0.4
"""Step of a grid in standard deviations of its layer's weights; a geometric mean over all
weights."""

FACES: Final = 1024
"""Training faces on which the layers' inputs are recorded; accuracy is measured on others."""

SENSITIVITY_FACES: Final = 256
"""How many of these faces the sensitivity of the answers (7 logits each) is measured on."""

BATCH_SIZE: Final = 64
ROWS_PER_BATCH: Final = 2400
"""Positions of a convolution sampled at random from each batch: 38,000 in all, for up to 1,600
inputs."""

LEAST_WEIGHTS: Final = 4096
"""In smaller layers too few bytes are saved to be worth a changed answer."""

MOST_INPUTS: Final = 4608
"""Layers with more inputs are not rounded: inverting the matrix of their moments takes minutes."""

FURTHEST: Final = 4.0
"""No layer's step differs from the mean by more than this factor."""

DAMPING: Final = 0.01
"""Added to the inputs' second moments, as a share of their mean (the paper's value)."""


def coarsen(
    network: keras.Model, faces: npt.NDArray[np.uint8], step_deviations: float = STEP_DEVIATIONS
) -> keras.Model:
    """Returns a copy of a network whose large kernels lie on coarse grids.

    A convolution's kernel is rounded with the batch norm after it folded in, as the converter
    stores it. Depthwise and 1×1 kernels, the shares of pixels in a resized face, and layers that
    are called more than once, stay as they are: HSE-FaceRes, whose weights are in 1×1 kernels, lost
    1.7 points.

    Args:
        faces: uint8 [N, 48, 48], on which the layers' inputs are recorded; Training faces, not
            those to measure on.
        step_deviations: Step of the grids in deviations of each layer's weights, their geometric
            mean over all moved weights.
    """
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    images = faces[..., None].astype(np.float32)
    rng = np.random.default_rng(0)
    movable = list(_movable(copy, images.shape[1:]))
    for (owner, layer), step in zip(
        movable, _steps(copy, movable, images, step_deviations), strict=True
    ):
        moments = _moments(owner, layer, images, rng)
        _move(layer, partial(_on_grid_of, moments=moments, step_deviations=step))
    return copy


def on_grid(
    kernel: npt.NDArray[np.float64], moments: npt.NDArray[np.float64], step: float
) -> npt.NDArray[np.float64]:
    """Returns the kernel rounded to multiples of a step so that its outputs hardly change.

    Args:
        kernel: [inputs, outputs].
        moments: [inputs, inputs], sums of the products of each pair of inputs.
        step: Of the grid, in the kernel's unit.
    """
    inputs = len(kernel)
    damped = moments + np.eye(inputs) * max(DAMPING * np.trace(moments) / inputs, 1e-12)
    # The most important inputs are rounded first, while others can still compensate.
    order = np.argsort(-np.diag(damped), kind="stable")
    factor = np.linalg.cholesky(np.linalg.inv(damped[np.ix_(order, order)])).T
    left = kernel[order].astype(np.float64)
    rounded = np.empty_like(left)
    for row in range(inputs):
        rounded[row] = _rounded(left[row], step)
        error = (left[row] - rounded[row]) / factor[row, row]
        left[row + 1 :] -= np.outer(factor[row, row + 1 :], error)
    result = np.empty_like(rounded)
    result[order] = rounded
    return result


def _movable(
    network: keras.Model, face_shape: tuple[int, ...]
) -> Iterator[tuple[keras.Model, layers.Layer]]:
    """Yields the layers to round, in the order of the graph, each with the network that holds it.

    That is the whole network, or a member of an ensemble whose input is faces too.
    """
    for layer in network.layers:
        if isinstance(layer, keras.Model):
            if tuple(layer.input_shape[1:]) == face_shape:
                yield from _movable(layer, face_shape)
        elif _can_move(layer):
            yield network, layer


def _steps(
    network: keras.Model,
    movable: Sequence[tuple[keras.Model, layers.Layer]],
    images: npt.NDArray[np.float32],
    mean: float,
) -> list[float]:
    """Returns each layer's step in deviations of its weights.

    The logits' squared error grows with the square of a step, and the bits of a weight with its
    negative logarithm. So, for a given number of bits, the error is smallest where each squared
    step is proportional to the layer's number of weights divided by the error that it causes at a
    given step.
    """
    faces = images[:SENSITIVITY_FACES]
    expected = _logits(network, faces)
    shares, sizes = [], []
    for _, layer in movable:
        kernel = np.asarray(layer.kernel)
        _move(layer, lambda folded: _rounded(folded, mean * float(folded.std())))
        error = float(np.square(_logits(network, faces) - expected).mean())
        layer.kernel.assign(kernel)
        sizes.append(kernel.size)
        shares.append(np.log(kernel.size / max(error, 1e-12)) / 2)
    if not sizes:
        return []
    relative = np.exp(np.array(shares) - np.average(shares, weights=sizes))
    return [float(step) for step in mean * np.clip(relative, 1 / FURTHEST, FURTHEST)]


def _on_grid_of(
    folded: npt.NDArray[np.float64], moments: npt.NDArray[np.float64], step_deviations: float
) -> npt.NDArray[np.float64]:
    return on_grid(folded, moments, step_deviations * float(folded.std()))


def _rounded(kernel: npt.NDArray[np.float64], step: float) -> npt.NDArray[np.float64]:
    return np.asarray(np.round(kernel / step) * step)


def _logits(network: keras.Model, images: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    return np.asarray(network.predict(images, batch_size=BATCH_SIZE, verbose=0), np.float64)


def _move(
    layer: layers.Layer, move: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
) -> None:
    """Applies `move` to a layer's kernel with its batch norm folded in, and unfolds the result."""
    kernel = np.asarray(layer.kernel, np.float64)
    flat = kernel.reshape(-1, kernel.shape[-1])
    scale = _norm_scale(layer)
    back = np.divide(move(flat * scale), scale, out=flat.copy(), where=scale != 0)
    layer.kernel.assign(back.reshape(kernel.shape).astype(np.float32))


def _can_move(layer: layers.Layer) -> bool:
    is_plain = type(layer) is layers.Dense or (
        type(layer) is layers.Conv2D
        and layer.groups == 1
        and layer.dilation_rate == (1, 1)
        and layer.kernel_size != (1, 1)
    )
    if not is_plain or layer.name in RESIZING or len(layer._inbound_nodes) != 1:
        return False
    size, outputs = int(np.prod(layer.kernel.shape)), int(layer.kernel.shape[-1])
    return size >= LEAST_WEIGHTS and size // outputs <= MOST_INPUTS and bool(np.any(layer.kernel))


def _norm_scale(layer: layers.Layer) -> npt.NDArray[np.float64]:
    """Returns the factors by which the batch norm after a layer scales its outputs; [outputs]."""
    norm = norm_after(layer)
    return factors(norm)[0] if norm else np.ones(layer.kernel.shape[-1])


def _moments(
    network: keras.Model,
    layer: layers.Layer,
    images: npt.NDArray[np.float32],
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Returns sums of products of a layer's inputs, over faces and positions; [inputs, inputs]."""
    before = keras.Model(network.input, layer.input)
    total: npt.NDArray[np.float64] | None = None
    for start in range(0, len(images), BATCH_SIZE):
        rows = _rows(layer, before(images[start : start + BATCH_SIZE], training=False))
        if len(rows) > ROWS_PER_BATCH:
            rows = rows[rng.choice(len(rows), ROWS_PER_BATCH, replace=False)]
        products = (rows.T @ rows).astype(np.float64)
        total = products if total is None else total + products
    assert total is not None
    return total


def _rows(layer: layers.Layer, inputs: tf.Tensor) -> npt.NDArray[np.float32]:
    """Returns the inputs of each of a layer's outputs, in the order of its kernel; [N, inputs]."""
    if isinstance(layer, layers.Dense):
        return np.asarray(inputs, np.float32).reshape(-1, inputs.shape[-1])
    patches = tf.image.extract_patches(
        inputs,
        sizes=[1, *layer.kernel_size, 1],
        strides=[1, *layer.strides, 1],
        rates=[1, 1, 1, 1],
        padding=layer.padding.upper(),
    )
    return np.asarray(patches).reshape(-1, patches.shape[-1])
