"""Levi & Hassner's VGG_M-2048 on mapped binary patterns: stride 2 in the second convolution.

    python training/train.py --recipe levi_hassner_m2048 --data FOLDER

ICMI 2015, without a figure on FER2013. Trains as levi_hassner does. Measured: 0.607 on PublicTest
after 28 epochs of about two minutes on one AVX-512 core, beside other programs (training/LOG.md).
"""

from training.recipes import levi_hassner

RECIPE = levi_hassner.RECIPE.replace(name="levi_hassner_m2048", model="levi_hassner_m2048")
