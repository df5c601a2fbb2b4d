"""Levi & Hassner's GoogLeNet on mapped binary patterns: nine inception modules.

    python training/train.py --recipe levi_hassner_googlenet --data FOLDER

ICMI 2015, without a figure on FER2013. Trains as levi_hassner does. Not trained yet.
"""

from training.recipes import levi_hassner

RECIPE = levi_hassner.RECIPE.replace(
    name="levi_hassner_googlenet",
    model="levi_hassner_googlenet",
    model_options={"radius_px": 1, "mapping": "cyclic", "dropout": 0.4},
)
