"""The paper's SeNet50 from VGGFace2 (Khanzada et al.).

    python training/train.py --recipe senet50 --weights PATH --data FOLDER

PATH is rcmalli_vggface_tf_notop_senet50.h5 from github.com/rcmalli/keras-vggface, release v2.0;
ImageNet's are not available. Without weights the frozen convolutions stay random. arXiv 2004.11823
treats it as ResNet50; the name of the saved network gives 69.8 % on PrivateTest. The authors'
notebook (github.com/amilkh/cs230-fer, models/tf-SeNet50.ipynb) freezes the first 201 layers except
batch norms: in keras-vggface's order all convolutions up to conv4_5_1x1_reduce. The rest is as in
recipe resnet50. Not trained yet.
"""

from training.recipes import resnet50

RECIPE = resnet50.RECIPE.replace(
    name="senet50",
    model="senet50",
    frozen_layers="^conv([1-3]|4_[1-4]|4_5_1x1_reduce)(?!.*_bn$)",
)
