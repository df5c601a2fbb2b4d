"""A soft vote of several networks as one network, as the page loads it."""

import functools
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

import keras
import numpy as np
import numpy.typing as npt
from keras import layers, ops

from training.labels import FACE_SIDE_PX
from training.models.blocks import face_input
from training.models.resizing import bilinear_weights, enlarged

Pixels: TypeAlias = npt.NDArray[np.uint8] | npt.NDArray[np.float32]

SMALLEST_SHARE: Final = 1e-7
"""Keeps the logarithm finite; smaller than a vote of float32 softmaxes can distinguish from 0."""

Mirror = Literal["none", "plain", "enlarged"]
"""The mirror image that a member sees beside the face."""

ZOOM: Final = 1.1
"""Of the enlarged mirror image. Reducing the face to 0.9 gave less (training/LOG.md)."""


def vote(
    members: Sequence[keras.Model], weights: Sequence[float], mirrors: Sequence[Mirror]
) -> keras.Model:
    """Returns one network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Its logits are the logarithm of the members' weighted mean probability, so their softmax is the
    vote.

    Args:
        members: Face networks of one input and output; one of weight 0 is left out.
        weights: One a member, at least 0, not all 0.
        mirrors: One a member, which then sees the face and this mirror image, and whose answers are
            averaged: one more point on PublicTest for the five-layer network, at twice the work.
            Enlarged by ZOOM, the mirror image gave half a point more to a vote (training/LOG.md).
    """
    image = face_input()
    views = {"none": image}
    votes = []
    for number, (member, weight, mirror) in enumerate(zip(members, weights, mirrors, strict=True)):
        if weight == 0:
            continue
        if mirror not in views:
            mirrored = image[:, :, ::-1]
            if mirror == "enlarged":
                mirrored = enlarged(mirrored, FACE_SIDE_PX, ZOOM)
            # One batch of both: called twice, a member's weights would be exported twice, since the
            # converter folds batch norms into each call's own copy.
            views[mirror] = ops.concatenate([image, mirrored], axis=0)
        # Layer names repeat among members; the members' own names must differ.
        named = keras.Model(
            member.inputs[0], member.outputs[0], name=f"member{number}_{member.name}"
        )
        shares = ops.softmax(named(views[mirror]))
        if mirror != "none":
            shares = ops.mean(ops.reshape(shares, (2, -1, shares.shape[-1])), axis=0)
        votes.append(shares * (weight / sum(weights)))
    logits = ops.log(ops.maximum(functools.reduce(ops.add, votes), SMALLEST_SHARE))
    return keras.Model(image, layers.Activation("linear", name="logits")(logits), name="vote")


def views_of(images: npt.NDArray[np.uint8], mirror: Mirror) -> list[Pixels]:
    """Returns what a vote's member sees: the faces and perhaps their mirror images, [N, 48, 48].

    Args:
        images: [N, 48, 48], grey 0–255.
        mirror: As in `vote`.
    """
    if mirror == "none":
        return [images]
    mirrored = images[:, :, ::-1]
    if mirror == "plain":
        return [images, mirrored]
    weights = bilinear_weights(FACE_SIDE_PX, FACE_SIDE_PX, ZOOM)
    return [images, np.asarray(weights.T @ mirrored.astype(np.float32) @ weights)]
