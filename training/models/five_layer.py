"""The five-layer network of Khanzada et al., after Kim et al.

Khanzada, Bai & Celepcikay, arXiv 2004.11823, Table 1: 66.3 % on PrivateTest, 2.4 M parameters;
their two such networks had 63.58 and 65.14 % on PublicTest. Kim et al., Journal on Multimodal User
Interfaces 10 (2016). 2,439,463 parameters, 21 M multiply-adds.

The paper writes "five-layer": three convolutions and two fully connected layers. Pooling is the
paper's 3×3 with stride 2, same-padded (48 → 24 → 12 → 6); the authors' published page has 2×2.
"""

import keras
from keras import layers

from training.models.blocks import conv_norm_relu, dense_norm_relu, face_input, logits, normalise


def build(dropout: float = 0.3, dense_units: int = 1024) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        dropout: Share of the fully connected layer's units dropped while training.
        dense_units: Width of the fully connected layer; 1024 in the paper.
    """
    image = face_input()
    x = normalise(image)
    for number, (filters, kernel_px) in enumerate(((32, 5), (32, 4), (64, 5)), start=1):
        x = conv_norm_relu(x, filters, kernel_px, f"stage{number}")
        x = layers.MaxPooling2D(3, strides=2, padding="same", name=f"stage{number}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    x = dense_norm_relu(x, dense_units, "dense")
    x = layers.Dropout(dropout, name="dense_dropout")(x)
    return keras.Model(image, logits(x), name="five_layer")
