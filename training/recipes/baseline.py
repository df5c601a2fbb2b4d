"""The paper's baseline with five_layer's recipe, to see what the five layers themselves add.

    python training/train.py --recipe baseline --data FOLDER

Khanzada et al., arXiv 2004.11823: 64.0 % on PrivateTest; how they trained it is not published. Not
trained yet.
"""

from training.recipes import five_layer

RECIPE = five_layer.RECIPE.replace(
    name="baseline", model="baseline", model_options={"dropout": 0.5}
)
