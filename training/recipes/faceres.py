"""A MobileNet trained on VGGFace2's people, fine-tuned to read expressions at 160 px.

    python training/train.py --recipe faceres --data FOLDER

Transfer learning as in Khanzada et al. (arXiv 2004.11823), with weights from an npm package whose
licence allows it (training/models/face_recognition.py). A small rate and a warm-up protect what the
first layers know. Not trained to the end yet: eight epochs, with erased rectangles besides, reached
0.675 on PublicTest, 0.679 with the mirror image, in 35 minutes on two AVX-512 cores
(training/LOG.md).
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="faceres",
    model="faceres",
    model_options={"resized_px": 160, "blocks": 13, "dropout": 0.4},
    start_from="faceres",
    epochs=20,
    batch_size=64,
    learning_rate=0.02,
    momentum=0.9,
    nesterov=True,
    schedule="cosine",
    warmup_epochs=1,
    weight_decay=5e-4,
    label_smoothing=0.05,
    fer_plus_mix=0.25,
    ema_decay=0.998,
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=12,
        zoom_fraction=0.14,
        shift_fraction=0.08,
    ),
    precision="bfloat16",
    keep="last",
)
