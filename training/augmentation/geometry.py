"""Random geometric augmentation of whole batches inside the compiled graph."""

import math
from typing import Any

import keras
from keras import ops

from training.augmentation.camera import through_a_camera
from training.config import Augmentation


def inverse_affine(
    mirror: keras.KerasTensor,
    rotation_radians: keras.KerasTensor,
    zoom: keras.KerasTensor,
    shift_x_px: keras.KerasTensor,
    shift_y_px: keras.KerasTensor,
    side_px: int,
) -> keras.KerasTensor:
    """Returns, for each face, where an output pixel is read from: float32 [N, 8].

    The view mirrors, then rotates (positive clockwise as seen), then zooms about the image centre
    (above 1 enlarges), then shifts (positive to the right and down). The rows are the first eight
    coefficients of the inverse homography that `keras.ops.image.affine_transform` takes, in pixel
    indices, where the centre is (side − 1)/2.

    Args:
        mirror: [N], −1 to flip left to right, 1 not to.
        rotation_radians: [N].
        zoom: [N], above 0.
        shift_x_px: [N].
        shift_y_px: [N].
        side_px: Height and width of the images.
    """
    centre = (side_px - 1) / 2
    cos, sin = ops.cos(rotation_radians) / zoom, ops.sin(rotation_radians) / zoom
    a0, a1 = mirror * cos, mirror * sin
    b0, b1 = -sin, cos
    a2 = centre - a0 * (centre + shift_x_px) - a1 * (centre + shift_y_px)
    b2 = centre - b0 * (centre + shift_x_px) - b1 * (centre + shift_y_px)
    zero = ops.zeros_like(a0)
    return ops.stack([a0, a1, a2, b0, b1, b2, zero, zero], axis=1)


class RandomView(keras.layers.Layer):
    """Gives each face of a training batch a random view; leaves other batches alone.

    Input and output: [N, S, S, C], returned as float32 in the range it came in. Beyond the image
    its edge pixels repeat, as in the page's crop. The generator's state is a variable of the layer,
    so that a checkpoint holds it.

    Attributes:
        window_px: Side of the middle of each view that is returned while training, 0 for all of
            it. It is compiled into the training step: after changing it, compile that again.
    """

    def __init__(self, augmentation: Augmentation, seed: int, **kwargs: Any) -> None:
        super().__init__(dtype="float32", **kwargs)
        self.augmentation = augmentation
        self.window_px = augmentation.window_px
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, images: keras.KerasTensor, training: bool = False) -> keras.KerasTensor:
        """Returns the views while training, the images otherwise."""
        if not training:
            return images
        strength = self.augmentation
        views = self._warp(images) if strength.warps else images
        if strength.camera_probability:
            views = through_a_camera(views, strength, self.generator)
        if self.window_px:
            edge = (images.shape[1] - self.window_px) // 2
            far = images.shape[1] - edge
            views = views[:, edge:far, edge:far]
        return views

    def _warp(self, images: keras.KerasTensor) -> keras.KerasTensor:
        count, side_px = ops.shape(images)[0], images.shape[1]
        strength = self.augmentation

        def uniform(low: float, high: float) -> keras.KerasTensor:
            return keras.random.uniform((count,), low, high, seed=self.generator)

        radians = math.radians(strength.rotation_degrees)
        shift_px = strength.shift_fraction * side_px
        transform = inverse_affine(
            mirror=ops.where(uniform(0, 1) < strength.mirror_probability, -1.0, 1.0),
            rotation_radians=uniform(-radians, radians),
            zoom=uniform(1 - strength.zoom_fraction, 1 + strength.zoom_fraction),
            shift_x_px=uniform(-shift_px, shift_px),
            shift_y_px=uniform(-shift_px, shift_px),
            side_px=side_px,
        )
        return ops.image.affine_transform(
            images, transform, interpolation="bilinear", fill_mode="nearest"
        )
