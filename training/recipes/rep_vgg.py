"""RepVGG: branches while training, plain 3×3 convolutions on the page.

    python training/train.py --recipe rep_vgg --data FOLDER

Trains as fast does, to compare with it; arXiv 2101.03697 has no figure on FER2013. The export has
the plain form, from training.models.rep_vgg.reparameterise. Not trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="rep_vgg",
    model="rep_vgg",
    model_options={"width": 16, "dropout": 0.1},
    epochs=100,
    batch_size=128,
    learning_rate=0.1,
    momentum=0.9,
    nesterov=True,
    schedule="cosine",
    weight_decay=5e-4,
    fer_plus_mix=0.2,
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=15,
        zoom_fraction=0.1,
        shift_fraction=0.1,
        window_px=40,
    ),
    whole_face_epochs=20,
    precision="bfloat16",
    keep="last",
)
