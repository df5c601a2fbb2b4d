"""`fast_taught`, fine-tuned at a small rate on unspoilt faces.

    python training/train.py --recipe fast_taught --data FOLDER
    python training/train.py --recipe fast_fine_tuned --data FOLDER
    python training/soup.py runs/fast_taught-seed0 runs/fast_fine_tuned-seed0 --shares 0.3 0.7 \\
        --logit-adjustment 0.1 --run-dir runs/fast_fine_soup-seed0

Augmented as in `fast`, without camera faults, and with more weight on the labels than on the
teachers. The average of both networks ships (training/soup.py): better than either on clean faces,
and as good as the first on a camera's. Measured: 0.687 on PublicTest, the average 0.696; 20 minutes
on two AVX2 cores (training/LOG.md).
"""

from training.config import Augmentation, Distillation, Recipe

FOLDS = 5
TEACHERS = tuple(
    f"runs/{kind}-seed{fold}" for kind in ("wide_vgg", "wide_residual") for fold in range(FOLDS)
)

RECIPE = Recipe(
    name="fast_fine_tuned",
    model="vgg",
    epochs=12,
    batch_size=128,
    learning_rate=0.02,
    model_options={
        "width": 8,
        "multipliers": (3, 8, 16, 22),
        "depths": (1, 2, 3, 2),
        "dropout": 0.1,
    },
    nesterov=True,
    schedule="cosine",
    weight_decay=0.0005,
    fer_plus_mix=0.2,
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=15,
        zoom_fraction=0.1,
        shift_fraction=0.1,
        window_px=40,
    ),
    whole_face_epochs=3,
    start_from="runs/fast_taught-seed0",
    distillation=Distillation(teachers=TEACHERS, weight=0.3, temperature=1),
    precision="bfloat16",
    keep="last",
)
