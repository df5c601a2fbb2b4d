"""A soft vote of several networks as one network, as the page loads it."""

import functools
from collections.abc import Sequence
from typing import Final

import keras
import numpy as np
import numpy.typing as npt
from keras import layers, ops

from training.labels import FACE_SIDE_PX
from training.models.blocks import face_input
from training.models.transfer import bilinear_weights, enlarged

SMALLEST_SHARE: Final = 1e-7
"""Keeps the logarithm finite; smaller than a vote of float32 softmaxes can distinguish from 0."""


ZOOM: Final = 1.1
"""Of the enlarged view. 0.9 and 1.15 gave less (training/LOG.md)."""


def vote(
    members: Sequence[keras.Model], weights: Sequence[float], mirrored: bool, zoomed: bool = False
) -> keras.Model:
    """Returns one network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Its logits are the logarithm of the members' weighted mean probability, so their softmax is the
    vote.

    Args:
        members: Face networks of one input and output; one of weight 0 is left out.
        weights: One a member, at least 0, not all 0.
        mirrored: Let each member see the face and its mirror image, and take the mean: +1 point on
            PublicTest for the five-layer network (training/LOG.md), at twice the work.
        zoomed: Let each member also see each view enlarged by ZOOM, at twice the work again.
    """
    image = face_input()
    # One batch of all views: called twice, a member's weights would be exported twice, since the
    # converter folds batch norms into each call's own copy.
    views = image
    if zoomed:
        views = ops.concatenate([views, enlarged(views, FACE_SIDE_PX, ZOOM)], axis=0)
    if mirrored:
        views = ops.concatenate([views, views[:, :, ::-1]], axis=0)
    votes = []
    for number, (member, weight) in enumerate(zip(members, weights, strict=True)):
        if weight == 0:
            continue
        # Layer names repeat among members; the members' own names must differ.
        named = keras.Model(
            member.inputs[0], member.outputs[0], name=f"member{number}_{member.name}"
        )
        votes.append(ops.softmax(named(views)) * (weight / sum(weights)))
    shares = functools.reduce(ops.add, votes)
    if mirrored or zoomed:
        count = (1 + mirrored) * (1 + zoomed)
        shares = ops.mean(ops.reshape(shares, (count, -1, shares.shape[-1])), axis=0)
    logits = ops.log(ops.maximum(shares, SMALLEST_SHARE))
    return keras.Model(image, layers.Activation("linear", name="logits")(logits), name="vote")


def enlarged_views(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Returns the middles of faces as a vote enlarges them: float32 [N, 48, 48].

    Args:
        images: [N, 48, 48], grey 0–255.
    """
    weights = bilinear_weights(FACE_SIDE_PX, FACE_SIDE_PX, ZOOM)
    return np.asarray(weights.T @ images.astype(np.float32) @ weights)
