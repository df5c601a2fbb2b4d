"""A MobileNet with weights from face recognition, HSE-FaceRes, for grey faces.

Howard et al., arXiv 1704.04861, as keras.applications builds it; Savchenko trained it on VGGFace2's
people (github.com/HSE-asavchenko/HSE_FaceRec_tf). Faces are enlarged inside the graph, and the
first kernel is summed over the colours. `blocks` keeps only the first blocks: 11 have 1.6 M
parameters. 13 blocks at 160 px: 3,250,823 parameters, 287.6 M multiply-adds.
"""

from typing import Final

import keras
import numpy as np
from keras import layers

from training.errors import ConfigError
from training.models.aligner import aligned
from training.models.blocks import face_input, logits
from training.models.face_recognition import Arrays, set_convolution
from training.models.resizing import enlarged

NAME: Final = "faceres"

CHANNELS: Final = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
"""Of each block, whose depthwise convolutions have a step of 2 where STEPS says so."""

STEPS: Final = (2, 4, 6, 12)

LARGEST_ZOOM: Final = 2.0
"""Beyond it the middle of a face has no mouth."""

MEANS_BGR: Final = (103.939, 116.779, 123.68)
"""What its author subtracts from blue, green and red (facial_analysis.py there)."""

MEAN_GREY: Final = float(np.mean(MEANS_BGR))


def build(
    resized_px: int = 160,
    blocks: int = 13,
    dropout: float = 0.4,
    zoom: float = 1.0,
    aligns: bool = False,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        resized_px: Side to which faces are enlarged, a multiple of 32; it was trained at 224.
        blocks: How many of the 13 depthwise and pointwise pairs are kept.
        dropout: Share of the pooled features dropped while training.
        zoom: The network sees the middle 1 / zoom of the face.
        aligns: Align the enlarged face (training/models/aligner.py).

    Raises:
        ConfigError: for another side, number of blocks or zoom, or a zoom of an aligned face.
    """
    is_side = resized_px % 32 == 0 and 32 <= resized_px <= 512
    if not is_side or not 1 <= blocks <= len(CHANNELS) or not 1 <= zoom <= LARGEST_ZOOM:
        raise ConfigError(
            "expected faceres with a resized_px of 32, 64, … 512, 1 to 13 blocks and a zoom of 1 "
            f"to {LARGEST_ZOOM}, got {resized_px}, {blocks} and {zoom}; change the recipe"
        )
    if aligns and zoom != 1:
        raise ConfigError(
            "expected a zoom of 1 beside aligns, since aligned faces are zoomed already, got "
            f"{zoom}; leave one out"
        )
    image = face_input()
    x = enlarged(image, resized_px, zoom)
    if aligns:
        x = aligned(image, x)
    x = layers.Rescaling(1.0, offset=-MEAN_GREY, name="normalise")(x)
    x = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False, name="conv1")(x)
    x = _norm_relu6(x, "conv1")
    for block, channels in enumerate(CHANNELS[:blocks], start=1):
        step = 2 if block in STEPS else 1
        # With an even side, "same" pads only below and to the right, as the original does.
        x = layers.DepthwiseConv2D(
            3, strides=step, padding="same", use_bias=False, name=f"conv_dw_{block}"
        )(x)
        x = _norm_relu6(x, f"conv_dw_{block}")
        x = layers.Conv2D(channels, 1, use_bias=False, name=f"conv_pw_{block}")(x)
        x = _norm_relu6(x, f"conv_pw_{block}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, logits(x), name=NAME)


def take(network: keras.Model, arrays: Arrays) -> None:
    """Loads face recognition's weights into the trunk; batch norms leave their inputs unchanged.

    Args:
        network: From `build`; changed in place.
        arrays: Of `face_recognition.arrays_of("faceres")`, whose batch norms are folded.
    """
    kernel = arrays["conv1/convolution/merged_input"]
    # Grey minus its mean replaces each colour minus its own.
    left = MEAN_GREY - np.asarray(MEANS_BGR, np.float32)
    shift = arrays["conv1_bn/batchnorm_1/sub"] + (kernel * left[:, None]).sum((0, 1, 2))
    set_convolution(network, "conv1", kernel.sum(2, keepdims=True), shift)
    for block in range(1, len(CHANNELS) + 1):
        name = f"conv_dw_{block}"
        if name not in {layer.name for layer in network.layers}:
            break
        scale = arrays[f"{name}_bn/batchnorm_1/mul"][:, None]
        kernel = arrays[f"{name}/depthwise_kernel"] * scale
        set_convolution(network, name, kernel, arrays[f"{name}_bn/batchnorm_1/sub"])
        name = f"conv_pw_{block}"
        kernel = arrays[f"{name}/convolution/merged_input"]
        set_convolution(network, name, kernel, arrays[f"{name}_bn/batchnorm_1/sub"])


def _norm_relu6(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    x = layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)
    return layers.ReLU(6, name=f"{name}_relu")(x)
