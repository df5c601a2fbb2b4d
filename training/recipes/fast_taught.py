"""The network of `fast`, taught by larger ones about faces that they have not seen.

    for fold in 0 1 2 3 4; do
      python training/train.py --recipe wide_vgg --folds 5 --left-out-fold $fold --seed $fold
      python training/train.py --recipe wide_residual --folds 5 --left-out-fold $fold --seed $fold
    done
    python training/train.py --recipe fast_taught

Cross-fitted distillation (Dao et al., arXiv 2104.09732): half of the loss is the answers of two
kinds of networks to a face, and its mirror image, that they were not trained on. Best on a GPU: ten
teachers and five students took nine minutes on one (training/LOG.md). Measured: 0.684, 0.687 and
0.682 on PublicTest with three seeds.
"""

from training.config import Augmentation, Distillation
from training.recipes import fast

FOLDS = 5
TEACHERS = tuple(
    f"runs/{kind}-seed{fold}" for kind in ("wide_vgg", "wide_residual") for fold in range(FOLDS)
)

RECIPE = fast.RECIPE.replace(
    name="fast_taught",
    epochs=143,
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=15,
        zoom_fraction=0.15,
        shift_fraction=0.1,
        camera_probability=0.3,
        light_fraction=0.3,
        contrast_fraction=0.3,
        blur_px=1.2,
        noise_grey=12,
        jpeg_quality_least=25,
    ),
    whole_face_epochs=0,
    distillation=Distillation(teachers=TEACHERS, temperature=1),
)
