"""The paper's five-layer network with the paper's own recipe (Khanzada et al., after Kim et al.).

    python training/train.py --recipe five_layer_paper --data FOLDER

arXiv 2004.11823 §IV: SGD with momentum 0.9, rate 0.1, halved after 10 epochs without gain, batch
128, weight decay 1e-4, dropout 0.3; mirrored, rotated ±10°, zoomed ±10 %, shifted ±10 %. The paper:
66.3 % on PrivateTest; its two such networks 63.58 and 65.14 % on PublicTest.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="five_layer_paper",
    model="five_layer",
    model_options={"dropout": 0.3},
    epochs=300,
    batch_size=128,
    learning_rate=0.1,
    momentum=0.9,
    schedule="plateau",
    plateau_factor=0.5,
    plateau_patience_epochs=10,
    weight_decay=1e-4,
    augmentation=Augmentation(
        mirror_probability=0.5, rotation_degrees=10, zoom_fraction=0.1, shift_fraction=0.1
    ),
)
