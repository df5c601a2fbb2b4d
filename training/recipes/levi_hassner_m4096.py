"""Levi & Hassner's VGG_M-4096 on mapped binary patterns: VGG_M-2048 with a wider last layer.

    python training/train.py --recipe levi_hassner_m4096 --data FOLDER

ICMI 2015, without a figure on FER2013. Trains as levi_hassner does. Not trained yet.
"""

from training.recipes import levi_hassner

RECIPE = levi_hassner.RECIPE.replace(name="levi_hassner_m4096", model="levi_hassner_m4096")
