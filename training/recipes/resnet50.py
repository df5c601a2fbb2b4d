"""The paper's ResNet50 from VGGFace2, its best single network (Khanzada et al.).

    python training/train.py --recipe resnet50 --weights PATH --data FOLDER

PATH is rcmalli_vggface_tf_notop_resnet50.h5 from github.com/rcmalli/keras-vggface, release v2.0, or
"imagenet". Without weights the frozen convolutions stay random, and little is learned. arXiv
2004.11823: the first 170 layers frozen, SGD with 0.01; 73.2 % on PrivateTest, 69.6 % on PublicTest.
The rest is from the authors' notebook (github.com/amilkh/cs230-fer, models/tf-ResNet50.ipynb):
batch 128, Nesterov momentum of 0.9, rate halved after 10 epochs without gain, dropout 0.5.
keras-vggface's first 170 layers are all convolutions, which stay frozen, and all batch norms, which
learn. Differences: the rate does not decay within an epoch, and there are no auxiliary sets. Not
trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="resnet50",
    model="resnet50",
    model_options={"dropout": 0.5},
    epochs=100,
    batch_size=128,
    learning_rate=0.01,
    momentum=0.9,
    nesterov=True,
    schedule="plateau",
    plateau_factor=0.5,
    plateau_patience_epochs=10,
    frozen_layers="^conv(?!.*_bn$)",
    augmentation=Augmentation(
        mirror_probability=0.5, rotation_degrees=10, zoom_fraction=0.1, shift_fraction=0.1
    ),
)
