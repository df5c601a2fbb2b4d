"""RepVGG: trains with three branches per layer and ships plain 3×3 convolutions.

Ding et al., arXiv 2101.03697. No figure on FER2013 is known to us. width 16: 435,687 parameters,
56 M multiply-adds while training; as shipped 386,487 and 51 M.
"""

from collections.abc import Sequence
from typing import Final

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from training.labels import FACE_SIDE_PX
from training.models.blocks import face_input, logits, normalise

EXPECTED: Final = "expected sums of normed branches, as rep_vgg.build gives"


def build(
    width: int = 16,
    multipliers: Sequence[int] = (1, 2, 4, 8),
    depths: Sequence[int] = (2, 4, 4, 2),
    dropout: float = 0.1,
    side_px: int | None = FACE_SIDE_PX,
) -> keras.Model:
    """Returns the training network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        width: Filters of the first stage.
        multipliers: Filters of each stage as multiples of `width`; each stage but the first starts
            with a step of 2 (48 → 24 → 12 → 6).
        depths: Layers of each stage.
        dropout: Share of channels dropped whole after each stage while training, and twice that of
            the pooled features before the last layer.
        side_px: Of the faces; None takes any, with the same weights.
    """
    image = face_input(side_px)
    x = normalise(image)
    for stage, (multiplier, depth) in enumerate(zip(multipliers, depths, strict=True), start=1):
        for layer in range(1, depth + 1):
            step = 2 if stage > 1 and layer == 1 else 1
            x = _branches(x, width * multiplier, step, f"stage{stage}_{layer}")
        x = layers.SpatialDropout2D(dropout, name=f"stage{stage}_dropout")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(2 * dropout, name="dropout")(x)
    return keras.Model(image, logits(x), name="rep_vgg")


def reparameterise(network: keras.Model) -> keras.Model:
    """Returns the same function with each layer's branches summed into one 3×3 convolution.

    Equal in testing, with batch norm's running statistics; not for further training.

    Args:
        network: What `build` gave, trained.

    Raises:
        ValueError: for a network without such branches, or with other sums.
    """
    producers = {id(layer.output): layer for layer in network.layers}
    backwards = []
    tensor = network.output
    while not isinstance(layer := producers[id(tensor)], layers.InputLayer):
        backwards.append(layer)
        tensor = _branched_from(layer, producers) if isinstance(layer, layers.Add) else layer.input
    if not any(isinstance(layer, layers.Add) for layer in backwards):
        raise ValueError(f"{EXPECTED}, got {network.name}, which has none")
    image = face_input(network.input_shape[1])
    x = image
    weights = []
    for layer in reversed(backwards):
        if isinstance(layer, layers.Add):
            name = layer.name.removesuffix("_add")
            x = layers.ZeroPadding2D(1, name=f"{name}_pad")(x)
            step = _wide(layer, producers).strides
            plain = layers.Conv2D(layer.output.shape[-1], 3, strides=step, name=f"{name}_conv")
            weights.append((plain, _summed(layer, producers)))
        else:
            plain = type(layer).from_config(layer.get_config())
            weights.append((plain, layer.get_weights()))
        x = plain(x)
    for plain, values in weights:
        plain.set_weights(values)
    return keras.Model(image, x, name=f"{network.name}_plain")


def _branches(x: keras.KerasTensor, filters: int, step: int, name: str) -> keras.KerasTensor:
    """3×3 and 1×1 convolutions and, where shapes allow, x itself: each normed, summed, ReLU.

    Padded by hand, since "same" with a step of 2 pads an even side at its end only, and the 1×1
    convolution would then meet the 3×3 one's corner and not its middle.
    """
    wide = layers.ZeroPadding2D(1, name=f"{name}_wide_pad")(x)
    branches = [
        _conv_norm(wide, filters, 3, step, f"{name}_wide"),
        _conv_norm(every_other_pixel(x, step, name), filters, 1, 1, f"{name}_narrow"),
    ]
    if step == 1 and x.shape[-1] == filters:
        branches.append(_norm(x, f"{name}_identity"))
    x = layers.Add(name=f"{name}_add")(branches)
    return layers.ReLU(name=f"{name}_relu")(x)


def every_other_pixel(x: keras.KerasTensor, step: int, name: str) -> keras.KerasTensor:
    """Returns x[::step, ::step] of each image.

    A 1×1 convolution with a step would do both, but TensorFlow 2.19 on a CPU crashes when it trains
    one (oneDNN; found here, "free(): invalid pointer").
    """
    if step == 1:
        return x
    return layers.MaxPooling2D(1, strides=step, name=f"{name}_thin")(x)


def _conv_norm(
    x: keras.KerasTensor, filters: int, kernel_px: int, step: int, name: str
) -> keras.KerasTensor:
    x = layers.Conv2D(
        filters,
        kernel_px,
        strides=step,
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)
    return _norm(x, name)


def _norm(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    return layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)


def _wide(sum_: layers.Add, producers: dict[int, keras.Layer]) -> layers.Conv2D:
    """The 3×3 convolution among the branches."""
    norms = [producers[id(branch)] for branch in sum_.input]
    if all(isinstance(norm, layers.BatchNormalization) for norm in norms):
        for convolution in (producers[id(norm.input)] for norm in norms):
            padding = producers[id(convolution.input)]
            if isinstance(convolution, layers.Conv2D) and isinstance(padding, layers.ZeroPadding2D):
                return convolution
    raise ValueError(f"{EXPECTED}, got the sum {sum_.name}")


def _branched_from(sum_: layers.Add, producers: dict[int, keras.Layer]) -> keras.KerasTensor:
    """The common input of all branches: that of the 3×3 convolution's padding."""
    return producers[id(_wide(sum_, producers).input)].input


def _summed(sum_: layers.Add, producers: dict[int, keras.Layer]) -> list[npt.NDArray[np.float64]]:
    """The kernel [3, 3, in, out] and bias [out] equal to all branches together."""
    wide = _wide(sum_, producers)
    kernel = np.zeros(wide.kernel.shape)
    bias = np.zeros(wide.filters)
    for branch in sum_.input:
        norm = producers[id(branch)]
        gamma, beta, mean, variance = (np.asarray(w, np.float64) for w in norm.get_weights())
        scale = gamma / np.sqrt(variance + norm.epsilon)
        bias += beta - mean * scale
        source = producers[id(norm.input)]
        if source is wide:
            kernel += np.asarray(wide.kernel) * scale
        elif norm.input is _branched_from(sum_, producers):
            kernel[1, 1] += np.diag(scale)
        else:
            kernel[1, 1] += np.asarray(source.kernel)[0, 0] * scale
    return [kernel, bias]
