"""dlib's residual network, trained on three million faces, fine-tuned to read expressions.

    python training/train.py --recipe dlib_resnet --data FOLDER

Differs from faceres: dense convolutions, other people, no batch norm of its own. Not trained to the
end yet: a trial of 13 epochs, which also erased rectangles, reached 0.660 on PublicTest, 0.664 with
the mirror image, in 20 minutes on two AVX-512 cores (training/LOG.md).
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="dlib_resnet",
    model="dlib_resnet",
    model_options={"resized_px": 150, "stages": 5, "dropout": 0.4},
    start_from="dlib",
    epochs=30,
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
