"""The paper's VGG16 from VGGFace; only its head learns (Khanzada et al.).

    python training/train.py --recipe vgg16 --weights PATH --data FOLDER

PATH is rcmalli_vggface_tf_notop_vgg16.h5 from github.com/rcmalli/keras-vggface, release v2.0, or
"imagenet". Without weights the frozen trunk stays random. arXiv 2004.11823: the whole trunk frozen,
Adam, dropout 0.5; the name of the saved network gives 69.5 % on PrivateTest. Adam's rate of 0.001
and the batch of 128 are from their notebook (github.com/amilkh/cs230-fer, models/tf-VGG16.ipynb).
Not trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="vgg16",
    model="vgg16",
    model_options={"dropout": 0.5},
    epochs=100,
    batch_size=128,
    optimizer="adam",
    learning_rate=0.001,
    schedule="plateau",
    plateau_factor=0.5,
    plateau_patience_epochs=10,
    frozen_layers="^conv",
    augmentation=Augmentation(
        mirror_probability=0.5, rotation_degrees=10, zoom_fraction=0.1, shift_fraction=0.1
    ),
)
