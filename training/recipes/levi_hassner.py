"""Levi & Hassner's network on mapped binary patterns: an ensemble member with another input.

    python training/train.py --recipe levi_hassner --data FOLDER

ICMI 2015, without a figure on FER2013. Patterns of radius 1, cyclic; the authors' other variants
are the model_options mapping "regular" and "none", and radius_px 5 and 10. Their networks start
from face recognition (CASIA-WebFace); this one starts from random weights. Not trained yet.
"""

from training.recipes import five_layer

RECIPE = five_layer.RECIPE.replace(
    name="levi_hassner",
    model="levi_hassner",
    model_options={"radius_px": 1, "mapping": "cyclic", "dropout": 0.5},
)
