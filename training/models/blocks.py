"""Layers that two or more architectures share."""

from typing import Final

import keras
from keras import layers

from training.labels import EXPRESSIONS, FACE_SIDE_PX

FER2013_MEAN_GREY: Final = 129.5
FER2013_STD_GREY: Final = 65.0
"""Mean and standard deviation of all pixels of FER2013's Training split, measured to three
digits (129.489 and 65.019). Every network normalises with them inside its graph, so that no caller
can get it wrong."""


def face_input(side_px: int | None = FACE_SIDE_PX) -> keras.KerasTensor:
    """Returns the input `image`: float32 [N, side, side, 1], grey 0–255; None accepts any side."""
    return keras.Input((side_px, side_px, 1), dtype="float32", name="image")


def normalise(x: keras.KerasTensor) -> keras.KerasTensor:
    """Returns grey 0–255 shifted and scaled to mean 0, deviation 1 over FER2013."""
    return layers.Rescaling(
        1 / FER2013_STD_GREY, offset=-FER2013_MEAN_GREY / FER2013_STD_GREY, name="normalise"
    )(x)


def conv_norm(
    x: keras.KerasTensor, filters: int, kernel_px: int, name: str, step: int = 1
) -> keras.KerasTensor:
    """Returns a same-padded convolution without bias, and batch norm.

    He initialisation (arXiv 1502.01852), for ReLU.
    """
    x = layers.Conv2D(
        filters,
        kernel_px,
        strides=step,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)
    return layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)


def conv_norm_relu(
    x: keras.KerasTensor, filters: int, kernel_px: int, name: str, step: int = 1
) -> keras.KerasTensor:
    """Returns `conv_norm` and ReLU."""
    return layers.ReLU(name=f"{name}_relu")(conv_norm(x, filters, kernel_px, name, step))


def dense_norm_relu(x: keras.KerasTensor, units: int, name: str) -> keras.KerasTensor:
    """Returns a fully connected layer without bias, batch norm and ReLU, initialised as above."""
    x = layers.Dense(units, use_bias=False, kernel_initializer="he_normal", name=name)(x)
    x = layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x)


def squeeze_and_excite(
    x: keras.KerasTensor,
    reduction: int,
    name: str,
    steps: tuple[str, str] = ("squeeze", "excite"),
) -> keras.KerasTensor:
    """Returns the channels weighted by squeeze-and-excitation.

    Hu et al., arXiv 1709.01507: mean, a fully connected layer of a `reduction`-th of the channels
    with ReLU, one of all of them with a sigmoid; `steps` are in these two layers' names.
    """
    channels = x.shape[-1]
    share = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_mean")(x)
    for units, activation, step in (
        (max(channels // reduction, 1), "relu", steps[0]),
        (channels, "sigmoid", steps[1]),
    ):
        share = layers.Conv2D(units, 1, activation=activation, name=f"{name}_{step}")(share)
    return layers.Multiply(name=f"{name}_scale")([x, share])


def logits(
    x: keras.KerasTensor, l2: float = 0.0, start: str | keras.Initializer = "glorot_uniform"
) -> keras.KerasTensor:
    """Returns the output `logits`: float32 [N, 7] in label order, under any dtype policy.

    Args:
        x: [N, C].
        l2: The loss gains l2·‖w‖² over the kernel.
    """
    return layers.Dense(
        len(EXPRESSIONS),
        kernel_initializer=start,
        kernel_regularizer=squared_norm(l2),
        dtype="float32",
        name="logits",
    )(x)


def squared_norm(l2: float) -> keras.Regularizer | None:
    """Returns the regularizer l2·‖w‖², none for 0."""
    return keras.regularizers.L2(l2) if l2 else None
