"""A narrow VGG: an eighth of the five-layer network's weights, for a page that loads fast.

    python training/train.py --recipe vgg --data FOLDER

As five_layer, except for the network, the range of rotation and the number of epochs. Pramerdorfer
& Kampel (arXiv 1612.02903): 72.7 % on PrivateTest with a VGG of 1.8 M parameters, six times as
many. Measured: 0.658 on PublicTest; 53 minutes on two AVX-512 cores in bfloat16 (training/LOG.md).
"""

from training.config import Augmentation
from training.recipes import five_layer

RECIPE = five_layer.RECIPE.replace(
    name="vgg",
    model="vgg",
    model_options={"width": 16, "dropout": 0.1},
    epochs=80,
    augmentation=Augmentation(
        mirror_probability=0.5, rotation_degrees=15, zoom_fraction=0.1, shift_fraction=0.1
    ),
)
