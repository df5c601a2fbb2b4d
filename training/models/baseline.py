"""The baseline of Khanzada et al.: four convolutions of 32 filters, the paper's smallest network.

Khanzada, Bai & Celepcikay, arXiv 2004.11823: 64.0 % on PrivateTest; 53.0 % without batch norm and
dropout. 4,758,311 parameters, 37 M multiply-adds.

The paper has four 3×3×32 same-padded convolutions with ReLU, two 2×2 max pools between them, a
fully connected layer, batch norm and 50 % dropout. It does not say how wide the fully connected
layer is, or where each pool, norm and dropout is. Here: 1024 units, as in the paper's five-layer
network; a pool after every second convolution (48 → 24 → 12); batch norm after every layer; one
dropout, before the logits. The notebook that the authors call their baseline (github.com/amilkh/
cs230-fer, models/baseline.ipynb) is another network: 32, 32, 64 and 64 filters, three pools.
"""

from typing import Final

import keras
from keras import layers

from training.models.blocks import conv_norm_relu, dense_norm_relu, face_input, logits, normalise

BLOCKS: Final = 2
CONVOLUTIONS_PER_BLOCK: Final = 2


def build(filters: int = 32, dense_units: int = 1024, dropout: float = 0.5) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        filters: Of each of the four convolutions; 32 in the paper.
        dense_units: Width of the fully connected layer, which the paper does not state.
        dropout: Share of the fully connected layer's units dropped while training; 0.5 in the
            paper.
    """
    image = face_input()
    x = normalise(image)
    for block in range(1, BLOCKS + 1):
        for layer in range(1, CONVOLUTIONS_PER_BLOCK + 1):
            x = conv_norm_relu(x, filters, 3, f"block{block}_{layer}")
        x = layers.MaxPooling2D(2, name=f"block{block}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    x = dense_norm_relu(x, dense_units, "dense")
    x = layers.Dropout(dropout, name="dense_dropout")(x)
    return keras.Model(image, logits(x), name="baseline")
