"""A MobileNet that knows faces, fine-tuned with the regression on its own activations as teacher.

    python training/ridge.py --features faceres-aligned --data FOLDER
    python training/train.py --recipe faceres --data FOLDER

Transfer learning as in Khanzada et al. (arXiv 2004.11823), with weights from an npm package whose
licence allows it (training/models/face_recognition.py). It is cut after block 11 and sees the
middle of each face at 128 px. Its first three blocks, which take a third of a step, keep what they
know. Half of the loss is what the regression answers to a Training face as if it had not seen it.
Measured: 0.703 on PublicTest, 0.705 with the mirror image; 95 minutes on two cores with AVX-512 and
AMX, beside other programs (training/LOG.md).
"""

from training.config import Augmentation, Distillation, Recipe

RECIPE = Recipe(
    name="faceres",
    model="faceres",
    model_options={"resized_px": 128, "blocks": 11, "dropout": 0.3, "zoom": 1.1},
    start_from="faceres",
    frozen_layers=r"^conv(1|_(dw|pw)_[1-3])(_norm)?$",
    epochs=15,
    batch_size=64,
    learning_rate=0.03,
    momentum=0.9,
    nesterov=True,
    schedule="cosine",
    warmup_epochs=1,
    weight_decay=5e-4,
    fer_plus_mix=0.25,
    distillation=Distillation(teachers=("runs/ridge-faceres-aligned",)),
    ema_decay=0.998,
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=12,
        zoom_fraction=0.12,
        shift_fraction=0.08,
    ),
    precision="bfloat16",
    keep="last",
)
