"""Gradient maps: of a logit with respect to the pixels, and Grad-CAM."""

import cv2
import keras
import numpy as np
import numpy.typing as npt

from training.explanations.differentiate import BATCH_SIZE, Classes, Differentiator, Floats
from training.labels import FACE_SIDE_PX


def vanilla_gradients(
    differentiate: Differentiator, images: npt.NDArray[np.uint8], classes: Classes
) -> Floats:
    """Returns |∂ logit / ∂ pixel|, float32 [N, 48, 48], per grey level.

    Simonyan et al., arXiv 1312.6034 §3, whose score is the class's before the softmax.

    Args:
        images: uint8 [N, 48, 48].
        classes: [N], whose logits.
    """
    return np.asarray(np.abs(differentiate(images[..., None].astype(np.float32), classes)[..., 0]))


class GradCam:
    """Grad-CAM: where the last feature plane supports a class.

    Selvaraju et al., arXiv 1610.02391: each feature plane is weighted by the logit's mean gradient
    over it; negative sums become 0.

    Attributes:
        layer: Name of the layer whose output is the plane.
        side: Rows and columns of the plane.
    """

    def __init__(self, network: keras.Model, layer: str) -> None:
        """Cuts the network in two."""
        plane = network.get_layer(layer).output
        self.layer = layer
        self.side = (int(plane.shape[1]), int(plane.shape[2]))
        self._features = keras.Model(network.inputs[0], plane)
        self._differentiate = Differentiator(keras.Model(plane, network.outputs[0]))

    def __call__(self, images: npt.NDArray[np.uint8], classes: Classes) -> Floats:
        """Returns float32 [N, 48, 48], at least 0, enlarged bilinearly from the plane.

        Args:
            images: uint8 [N, 48, 48].
            classes: [N], whose logits.
        """
        batch = images[..., None].astype(np.float32)
        features = np.asarray(
            self._features.predict(batch, batch_size=BATCH_SIZE, verbose=0), np.float32
        )
        weights = self._differentiate(features, classes).mean(axis=(1, 2), keepdims=True)
        maps = np.maximum((weights * features).sum(axis=-1), 0)
        return np.stack([enlarged(row) for row in maps])


def last_plane(network: keras.Model) -> str | None:
    """Returns the name of the last layer with a feature plane; None if there is none.

    That is the last layer whose output has the rows and columns of the last convolution's, so after
    its batch norm, activation and residual sum, and on which alone everything after it depends. An
    ensemble has no such layer.
    """
    convolutions = [
        layer
        for layer in network.layers
        if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D)
        and layer.output.shape[1] > 1
    ]
    if not convolutions:
        return None
    sides = convolutions[-1].output.shape[1:3]
    for layer in reversed(network.layers):
        shape = getattr(layer.output, "shape", ())
        if len(shape) == 4 and shape[1:3] == sides and _carries_all(network, layer):
            return str(layer.name)
    return None


def _carries_all(network: keras.Model, layer: keras.Layer) -> bool:
    try:
        keras.Model(layer.output, network.outputs[0])
    except ValueError:
        # Keras refuses a graph that needs another input.
        return False
    return True


def enlarged(row: npt.NDArray[np.float32]) -> Floats:
    """Returns a map as float32 [48, 48], bilinear by pixel centres."""
    size = (FACE_SIDE_PX, FACE_SIDE_PX)
    return np.asarray(cv2.resize(row, size, interpolation=cv2.INTER_LINEAR), np.float32)
