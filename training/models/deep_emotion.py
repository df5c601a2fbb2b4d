"""Deep-Emotion: a small convolutional network whose view a spatial transformer steers.

Minaee, Minaei & Abdolrashidi, arXiv 1902.01019 (Sensors 2021, 21, 3046): 70.02 % on PrivateTest,
which nobody is known to have reproduced; open re-implementations report 47 to 55 %.
76,777 parameters, 3.1 M multiply-adds.

From the paper's figure: the feature branch (3×3×10 twice, pool, twice again, pool, dropout, all
without padding: 48 → 44 → 22 → 18 → 9, so 10·9·9 = 810), its 50 units, the localisation network
(3×3×8, pool, 3×3×10, pool, 32 units, six affine parameters). Not from it:
- The figure's 90 → 32 units cannot be. 90 = 10·3·3 is left of 28 px with 7×7 and 5×5 kernels, as in
  a well-known tutorial; 3×3 kernels at 48 px leave 10·10·10 = 1000, so here it is 1000 → 32.
- The figure joins both branches after the convolutions; its text and the open code warp the image.
  `warp` has both, the image by default.
- The open code drops units while testing too. Here dropout acts only while training.
- Batch norm, which neither text nor figure has, is an option: plain SGD learns little without it.
- The transformer starts as the identity, its last kernel at zero. All other kernels start normal
  with deviation 0.05, said to be the paper's. That counts: from He's, wider for convolutions, the
  map left the plane within 30 steps on 32 faces of noise (Adam, 0.003), and beyond it all is 0.
- `pace` slows the map alone: it moves by that share of what the last layer says, and its layers'
  gradients shrink by it. Without, SGD at 0.05 lost the face in six epochs (0.38 of PublicTest read
  right, then 0.27); with a tenth or a hundredth it bore 0.1. But the localisation network dies in
  every long run seen, even with batch norm: its units end at 0, and every face has the same map.
  What is trained is the feature branch (training/LOG.md).
"""

from typing import Final, Literal

import keras
from keras import layers

from training.models.affine_sampler import IDENTITY, affine_look_up, affine_sample
from training.models.blocks import face_input, logits, normalise, squared_norm

Warp = Literal["image", "features"]

START_DEVIATION: Final = 0.05
LOCALISE_FILTERS: Final = (8, 10)
LOCALISE_UNITS: Final = 32


def build(
    filters: int = 10,
    dense_units: int = 50,
    dropout: float = 0.5,
    l2: float = 0.0,
    warp: Warp = "image",
    batch_norm: bool = False,
    pace: float = 1.0,
    looks_up: bool = False,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        filters: Of each convolution of the feature branch; 10 in the paper.
        dense_units: Width of the fully connected layer; 50 in the paper.
        dropout: Share of the features dropped while training; the paper gives no number.
        l2: λ of the paper's loss, cross-entropy + λ·‖w‖² over the last two layers' kernels.
        warp: What the transformer reads from: the image, or the features of the last pool.
        batch_norm: Normalise after each convolution.
        pace: How far the transformer moves for what its last layer says; 1 in the paper.
        looks_up: Sample by look-ups, which train the map and TF.js lacks; the same function.

    Raises:
        TypeError: for another `warp`.
    """
    if warp not in ("image", "features"):
        raise TypeError(f'expected warp "image" or "features", got {warp!r}')
    sample = affine_look_up if looks_up else affine_sample
    image = face_input()
    x = normalise(image)
    theta = localise(x, pace, batch_norm)
    if warp == "image":
        x = sample(x, theta)
    for block in (1, 2):
        for layer in (1, 2):
            name = f"block{block}_{layer}"
            x = _conv(x, filters, f"{name}_conv")
            if batch_norm:
                x = layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)
            if layer == 2:
                x = layers.MaxPooling2D(2, name=f"block{block}_pool")(x)
            x = layers.ReLU(name=f"{name}_relu")(x)
    if warp == "features":
        x = sample(x, theta)
    x = layers.Dropout(dropout, name="dropout")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(
        dense_units,
        activation="relu",
        kernel_initializer=_normal(),
        kernel_regularizer=squared_norm(l2),
        name="dense",
    )(x)
    return keras.Model(image, logits(x, l2, _normal()), name="deep_emotion")


def localise(x: keras.KerasTensor, pace: float, batch_norm: bool) -> keras.KerasTensor:
    """Returns the six parameters of each face's affine map, float32 [N, 6], at first IDENTITY.

    Args:
        x: float32 [N, 48, 48, 1], normalised.
        pace: What the last layer's answer is multiplied by.
        batch_norm: Normalise after each convolution.
    """
    for layer, filters in enumerate(LOCALISE_FILTERS, start=1):
        x = _conv(x, filters, f"localise{layer}_conv")
        if batch_norm:
            x = layers.BatchNormalization(momentum=0.9, name=f"localise{layer}_norm")(x)
        x = layers.MaxPooling2D(2, name=f"localise{layer}_pool")(x)
        x = layers.ReLU(name=f"localise{layer}_relu")(x)
    x = layers.Flatten(name="localise_flatten")(x)
    x = layers.Dense(
        LOCALISE_UNITS, activation="relu", kernel_initializer=_normal(), name="localise_dense"
    )(x)
    # In bfloat16 a coordinate of 40 px would be known to a quarter of a pixel only.
    step = layers.Dense(len(IDENTITY), kernel_initializer="zeros", dtype="float32", name="step")
    theta = layers.Rescaling(pace, offset=list(IDENTITY), dtype="float32", name="theta")
    return theta(step(x))


def _conv(x: keras.KerasTensor, filters: int, name: str) -> keras.KerasTensor:
    return layers.Conv2D(filters, 3, kernel_initializer=_normal(), name=name)(x)


def _normal() -> keras.Initializer:
    return keras.initializers.RandomNormal(stddev=START_DEVIATION)
