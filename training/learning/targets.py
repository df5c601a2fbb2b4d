"""Training targets: a distribution over the seven expressions for each face."""

import numpy as np
import numpy.typing as npt

from training.errors import DataError
from training.labels import EXPRESSIONS


def one_hot(labels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Returns float32 [N, 7] with a 1 at each label."""
    return np.eye(len(EXPRESSIONS), dtype=np.float32)[labels]


def soft_targets(
    labels: npt.NDArray[np.uint8],
    vote_shares: npt.NDArray[np.float32] | None,
    fer_plus_mix: float,
    label_smoothing: float = 0.0,
) -> npt.NDArray[np.float32]:
    """Returns training targets, float32 [N, 7], each row summing to 1.

    (1 − mix)·label + mix·votes, then smoothing towards the uniform distribution (arXiv
    1512.00567). FER+'s votes agree with FER2013's label on only 64 % of faces, so they only soften
    the label and never replace it.

    Args:
        labels: [N].
        vote_shares: [N, 7] from `datasets.fer_plus.vote_distribution`; a row of zeros (nobody
            voted for one of the seven) falls back to the label. None if mix is 0.
        fer_plus_mix: 0–1.
        label_smoothing: 0–1.

    Raises:
        DataError: if votes are wanted and absent.
    """
    targets = one_hot(labels)
    if fer_plus_mix > 0:
        if vote_shares is None:
            raise DataError(
                f"expected FER+ votes for fer_plus_mix {fer_plus_mix}, got none; put "
                "fer2013new.csv beside the data or set fer_plus_mix to 0"
            )
        voted = vote_shares.sum(axis=1, keepdims=True) > 0
        shares = np.where(voted, vote_shares, targets)
        targets = (1 - fer_plus_mix) * targets + fer_plus_mix * shares
    smoothed = (1 - label_smoothing) * targets + label_smoothing / len(EXPRESSIONS)
    return smoothed.astype(np.float32)
