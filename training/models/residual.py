"""A narrow residual network for 48×48 faces, with squeeze-and-excitation if wanted.

He et al., arXiv 1512.03385; the dropout between a block's convolutions is Zagoruyko & Komodakis',
arXiv 1605.07146; squeeze-and-excitation is Hu et al.'s, arXiv 1709.01507. Each batch norm follows a
convolution, so that the converter folds all of them; before it, as in arXiv 1603.05027, TF.js
would compute them. On FER2013 from scratch, Pramerdorfer & Kampel (arXiv 1612.02903) report 72.4 %
with a residual network of 33 layers and 5.3 M parameters; narrower with more dropout, another went
from 67 to 72 % (github.com/orientino/fer-loopai). width 16: 703,191 parameters, 78 M multiply-adds.
"""

from collections.abc import Sequence

import keras
from keras import layers

from training.labels import FACE_SIDE_PX
from training.models.blocks import conv_norm, face_input, logits, normalise, squeeze_and_excite


def build(
    width: int = 16,
    multipliers: Sequence[int] = (1, 2, 4, 8),
    depths: Sequence[int] = (2, 2, 2, 2),
    dropout: float = 0.1,
    squeeze_reduction: int = 0,
    side_px: int | None = FACE_SIDE_PX,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        width: Filters of the first stage.
        multipliers: Filters of each stage as multiples of `width`; each stage but the first starts
            with a step of 2 (48 → 24 → 12 → 6).
        depths: Residual blocks of each stage, of two 3×3 convolutions each.
        dropout: Share of values dropped between a block's convolutions while training, and twice
            that of the pooled features before the last layer.
        squeeze_reduction: Channels are weighed by squeeze-and-excitation through this many times
            fewer units; 16 in its paper, 0 for none.
        side_px: Of the faces; None takes any, with the same weights.
    """
    image = face_input(side_px)
    x = layers.ReLU(name="stem_relu")(conv_norm(normalise(image), width, 3, "stem"))
    for stage, (multiplier, depth) in enumerate(zip(multipliers, depths, strict=True), start=1):
        for block in range(1, depth + 1):
            step = 2 if stage > 1 and block == 1 else 1
            name = f"stage{stage}_{block}"
            y = conv_norm(x, width * multiplier, 3, f"{name}_1", step)
            y = layers.ReLU(name=f"{name}_1_relu")(y)
            y = layers.Dropout(dropout, name=f"{name}_dropout")(y)
            y = conv_norm(y, width * multiplier, 3, f"{name}_2")
            if squeeze_reduction:
                y = squeeze_and_excite(y, squeeze_reduction, name)
            y = layers.Add(name=f"{name}_add")([_shortcut(x, width * multiplier, step, name), y])
            x = layers.ReLU(name=f"{name}_2_relu")(y)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(2 * dropout, name="dropout")(x)
    return keras.Model(image, logits(x), name="residual")


def _shortcut(x: keras.KerasTensor, filters: int, step: int, name: str) -> keras.KerasTensor:
    """x itself or, where the shape changes, a 1×1 convolution of x or of its 2×2 means.

    The means are arXiv 1812.01187's. A 1×1 convolution with a step would drop three pixels of four,
    and TensorFlow 2.19 on a CPU crashes when it trains one.
    """
    if step > 1:
        x = layers.AveragePooling2D(step, padding="same", name=f"{name}_shortcut_mean")(x)
    elif x.shape[-1] == filters:
        return x
    return conv_norm(x, filters, 1, f"{name}_shortcut")
