"""The paper's baseline with five_layer's recipe, to see what the five layers themselves add.

    python training/train.py --recipe baseline --data FOLDER

Khanzada et al., arXiv 2004.11823: 64.0 % on PrivateTest; how they trained it is not published. Not
trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="baseline",
    model="baseline",
    model_options={"dropout": 0.5},
    epochs=70,
    batch_size=128,
    learning_rate=0.1,
    momentum=0.9,
    nesterov=True,
    schedule="cosine",
    weight_decay=5e-4,
    fer_plus_mix=0.2,
    augmentation=Augmentation(
        mirror_probability=0.5, rotation_degrees=10, zoom_fraction=0.1, shift_fraction=0.1
    ),
    precision="bfloat16",
    keep="last",
)
