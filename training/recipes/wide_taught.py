"""The network of `wide_vgg`, taught as `fast_taught` is; a GPU's work.

    python training/train.py --recipe wide_taught --data FOLDER

Needs the runs that `fast_taught` names.
"""

from training.recipes import fast_taught, wide_vgg

RECIPE = fast_taught.RECIPE.replace(
    name="wide_taught",
    model_options=wide_vgg.RECIPE.model_options,
    epochs=127,
)
