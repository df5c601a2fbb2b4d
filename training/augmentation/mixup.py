"""Mixes faces, pictures and targets alike, for whole batches in the graph."""

from typing import Any

import keras
from keras import ops

from training.augmentation.erasing import rectangles
from training.config import Augmentation


def mixup(images: keras.KerasTensor, shares: keras.KerasTensor) -> keras.KerasTensor:
    """Returns share·image + (1 − share)·partner: float32 [N, S, S, C] (arXiv 1710.09412).

    Args:
        images: [N, S, S, C].
        shares: [N], each face's own share.
    """
    shares = shares[:, None, None, None]
    return shares * images + (1 - shares) * partners(images)


def cutmix(
    images: keras.KerasTensor,
    shares: keras.KerasTensor,
    middles: keras.KerasTensor,
) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Returns images with a square of their partner, and each face's share of its pixels.

    Yun et al., arXiv 1905.04899: the square has side S·√(1 − share) and is clipped at the image's
    edge, so the share is counted afterwards: float32 [N, S, S, C] and [N].

    Args:
        images: [N, S, S, C].
        shares: [N], each face's own share if nothing is clipped.
        middles: [N, 2], the square's middle, down and right, as fractions of the image 0–1.
    """
    side_px = images.shape[1]
    half_px = ops.floor(ops.sqrt(1 - shares) * side_px / 2)[:, None]
    centres_px = ops.floor(middles * side_px)
    starts_px = ops.clip(centres_px - half_px, 0, side_px)
    lengths_px = ops.clip(centres_px + half_px, 0, side_px) - starts_px
    inside = rectangles(
        starts_px[:, 0], starts_px[:, 1], lengths_px[:, 0], lengths_px[:, 1], side_px
    )
    own = 1 - lengths_px[:, 0] * lengths_px[:, 1] / side_px**2
    return ops.where(inside > 0, partners(images), images), own


def mix_targets(targets: keras.KerasTensor, shares: keras.KerasTensor) -> keras.KerasTensor:
    """Returns share·target + (1 − share)·partner's target: float32 [N, K].

    Args:
        targets: [N, K].
        shares: [N], each face's own share.
    """
    shares = shares[:, None]
    return shares * targets + (1 - shares) * partners(targets)


def partners(rows: keras.KerasTensor) -> keras.KerasTensor:
    """Returns each row's partner: the batch backwards, whose order is random already."""
    return ops.flip(rows, axis=0)


class Mix(keras.layers.Layer):
    """Mixes the faces of a training batch by mixup, CutMix, or evenly by either.

    Each face has its own share, drawn from Beta(α, α). The generator's state is a variable of the
    layer, so that a checkpoint holds it.

    Args:
        augmentation: Its mixup_alpha, cutmix_alpha and mixing_probability count.
        seed: Of the generator; it must differ from the views' seed, which would draw the same
            numbers.
    """

    def __init__(self, augmentation: Augmentation, seed: int, **kwargs: Any) -> None:
        super().__init__(dtype="float32", **kwargs)
        self.augmentation = augmentation
        self.generator = keras.random.SeedGenerator(seed)

    def call(
        self, images: keras.KerasTensor, targets: keras.KerasTensor
    ) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        """Returns mixed images, float32 [N, S, S, C], and mixed targets, float32 [N, K]."""
        count = ops.shape(images)[0]
        strength = self.augmentation
        mixed = self._uniform(count) < strength.mixing_probability
        faded, faded_shares = images, ops.ones((count,))
        patched, patched_shares = images, ops.ones((count,))
        if strength.mixup_alpha > 0:
            faded_shares = ops.where(mixed, self._beta(count, strength.mixup_alpha), 1.0)
            faded = mixup(images, faded_shares)
        if strength.cutmix_alpha > 0:
            drawn = ops.where(mixed, self._beta(count, strength.cutmix_alpha), 1.0)
            patched, patched_shares = cutmix(images, drawn, self._uniform(count, 2))
        both = strength.mixup_alpha > 0 and strength.cutmix_alpha > 0
        fades = self._uniform(count) < (0.5 if both else float(strength.mixup_alpha > 0))
        shares = ops.where(fades, faded_shares, patched_shares)
        images = ops.where(fades[:, None, None, None], faded, patched)
        return images, mix_targets(targets, shares)

    def _uniform(self, *shape: int) -> keras.KerasTensor:
        return keras.random.uniform(shape, seed=self.generator)

    def _beta(self, count: int, alpha: float) -> keras.KerasTensor:
        shares = keras.random.beta((count,), alpha, alpha, seed=self.generator)
        # TensorFlow's is a ratio of two gamma draws, which may both underflow to 0.
        return ops.where(ops.isfinite(shares), shares, 1.0)
