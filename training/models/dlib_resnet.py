"""A residual network with weights from face recognition, dlib's, for grey faces.

King's network of 29 convolutions (dlib.net/dnn_face_recognition_ex.cpp.html, 2017), trained on
about three million faces. Convolutions of stride 2 are not padded; a shrinking shortcut is a 2×2
mean concatenated with zeros. dlib's file has scale and shift instead of batch norms; here they are
batch norms again. Faces are enlarged inside the graph. 150 px: 5,598,439 parameters, 256.0 M
multiply-adds.
"""

from typing import Final

import keras
import numpy as np
from keras import layers

from training.errors import ConfigError
from training.models.blocks import face_input, logits
from training.models.face_recognition import Arrays, set_convolution
from training.models.resizing import RESIZING, enlarged

NAME: Final = "dlib_resnet"

STAGES: Final = (
    ("conv32_1", "conv32_2", "conv32_3"),
    ("conv64_down", "conv64_1", "conv64_2", "conv64_3"),
    ("conv128_down", "conv128_1", "conv128_2"),
    ("conv256_down", "conv256_1", "conv256_2"),
    ("conv256_down_out",),
)
"""Residual blocks, by the names in face-api's file; `down` halves the side."""

MEANS_RGB: Final = (122.782, 117.001, 104.298)
"""What dlib subtracts from red, green and blue; it then divides by 256, face-api by 255."""

MEAN_GREY: Final = float(np.mean(MEANS_RGB))


def build(resized_px: int = 150, stages: int = 5, dropout: float = 0.4) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        resized_px: Side to which faces are enlarged, at least 64; it was trained at 150.
        stages: How many of the five are kept, from 1.
        dropout: Share of the pooled features dropped while training.

    Raises:
        ConfigError: for another side or number of stages.
    """
    if not 64 <= resized_px <= 512 or not 1 <= stages <= len(STAGES):
        raise ConfigError(
            "expected dlib_resnet with a resized_px of 64 to 512 and 1 to 5 stages, got "
            f"{resized_px} and {stages}"
        )
    image = face_input()
    x = enlarged(image, resized_px)
    x = layers.Rescaling(1 / 256, offset=-MEAN_GREY / 256, name="normalise")(x)
    x = layers.ReLU(name="conv32_down_relu")(_conv_norm(x, 32, 7, 2, "conv32_down"))
    x = layers.MaxPooling2D(3, 2, name="conv32_down_pool")(x)
    for stage in STAGES[:stages]:
        for name in stage:
            x = _block(x, name)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, logits(x), name=NAME)


def take(network: keras.Model, arrays: Arrays) -> None:
    """Loads face recognition's weights into the trunk; batch norms leave their inputs unchanged.

    Args:
        arrays: Of `face_recognition.arrays_of("dlib")`.
    """
    for layer in network.layers:
        if not isinstance(layer, layers.Conv2D) or layer.name in RESIZING:
            continue
        path = layer.name.replace("-", "/")
        scale = arrays[f"{path}/scale/weights"]
        kernel = arrays[f"{path}/conv/filters"] * scale
        shift = arrays[f"{path}/conv/bias"] * scale + arrays[f"{path}/scale/biases"]
        if layer.name == "conv32_down":
            # Grey minus its mean replaces each colour minus its own.
            left = MEAN_GREY - np.asarray(MEANS_RGB, np.float32)
            shift = shift + (kernel * left[:, None]).sum((0, 1, 2)) / 256
            kernel = kernel.sum(2, keepdims=True)
        set_convolution(network, layer.name, kernel, shift)


def _block(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """Two convolutions beside a shortcut; `down` in the name halves the side."""
    channels = int(name.removeprefix("conv").partition("_")[0])
    halves = "down" in name
    y = _conv_norm(x, channels, 3, 2 if halves else 1, f"{name}-conv1")
    y = _conv_norm(layers.ReLU(name=f"{name}_relu1")(y), channels, 3, 1, f"{name}-conv2")
    if halves:
        x = layers.AveragePooling2D(2, 2, name=f"{name}_mean")(x)
        missing = x.shape[1] - y.shape[1]
        if missing:
            y = layers.ZeroPadding2D(((0, missing), (0, missing)), name=f"{name}_fill")(y)
        if channels > x.shape[-1]:
            zeros = layers.Rescaling(0.0, name=f"{name}_zeros")(x)
            x = layers.Concatenate(name=f"{name}_widen")([x, zeros])
    return layers.ReLU(name=f"{name}_relu2")(layers.Add(name=f"{name}_add")([x, y]))


def _conv_norm(
    x: keras.KerasTensor, filters: int, kernel_px: int, step: int, name: str
) -> keras.KerasTensor:
    x = layers.Conv2D(
        filters,
        kernel_px,
        strides=step,
        padding="same" if step == 1 else "valid",
        use_bias=False,
        name=name,
    )(x)
    return layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)
