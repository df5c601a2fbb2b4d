"""A soft vote of several networks as one network, as the page loads it."""

import functools
from collections.abc import Sequence
from typing import Final

import keras
from keras import layers, ops

from training.models.blocks import face_input

SMALLEST_SHARE: Final = 1e-7
"""Keeps the logarithm finite; smaller than a vote of float32 softmaxes can distinguish from 0."""


def vote(members: Sequence[keras.Model], weights: Sequence[float], mirrored: bool) -> keras.Model:
    """Returns one network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Its logits are the logarithm of the members' weighted mean probability, so their softmax is the
    vote.

    Args:
        members: Face networks of one input and output; one of weight 0 is left out.
        weights: One a member, at least 0, not all 0.
        mirrored: Let each member see the face and its mirror image, and take the mean: +1 point on
            PublicTest for the five-layer network (training/LOG.md), at twice the work.
    """
    image = face_input()
    # One batch of both views: called twice, a member's weights would be exported twice, since the
    # converter folds batch norms into each call's own copy.
    views = ops.concatenate([image, image[:, :, ::-1]], axis=0) if mirrored else image
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
    if mirrored:
        shares = ops.mean(ops.reshape(shares, (2, -1, shares.shape[-1])), axis=0)
    logits = ops.log(ops.maximum(shares, SMALLEST_SHARE))
    return keras.Model(image, layers.Activation("linear", name="logits")(logits), name="vote")
