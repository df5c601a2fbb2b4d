"""Networks from elsewhere: what their answers say that their shapes do not."""

from typing import Final

import numpy as np
import numpy.typing as npt

from training.errors import ConfigError
from training.evaluation.metrics import accuracy
from training.labels import EXPRESSIONS

SUM_TOLERANCE: Final = 1e-3
"""Of a row of probabilities, in float16 too."""

ALPHABETICAL: Final = tuple(sorted(EXPRESSIONS))
"""The order that Keras's image_dataset_from_directory gives folders."""

BETTER_BY: Final = 0.1
"""No accident on hundreds of faces, whose accuracies have 95 % intervals of ±0.05."""

NEAR_CHANCE: Final = 0.3
"""Naming happy always is right for 0.25 of PublicTest; 0.3 is beyond its interval."""


def require_logits(answers: npt.NDArray[np.float32]) -> None:
    """Refuses answers that are no logits, float32 [N, 7].

    Raises:
        ConfigError: saying what to change in the network.
    """
    if not np.isfinite(answers).all():
        raise ConfigError(
            "expected a network that answers with finite numbers, got others; use one whose "
            "training did not diverge"
        )
    sums = answers.sum(axis=1)
    if len(answers) and answers.min() >= 0 and np.abs(sums - 1).max() < SUM_TOLERANCE:
        raise ConfigError(
            "expected a network that answers with logits, got one whose answers are probabilities, "
            "from a softmax; save it without the softmax: network.layers[-1].activation = "
            "keras.activations.linear"
        )


def doubts(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.uint8]) -> list[str]:
    """Returns sentences on a network that seems to be made for other inputs or labels.

    Args:
        logits: [N, 7] of faces.
        labels: [N].
    """
    right = accuracy(logits, labels)
    order = [ALPHABETICAL.index(name) for name in EXPRESSIONS]
    otherwise = accuracy(logits[:, order], labels)
    if otherwise > max(right + BETTER_BY, NEAR_CHANCE):
        return [
            f"expected answers in the order {', '.join(EXPRESSIONS)}, got an accuracy of "
            f"{right:.2f} in that order and of {otherwise:.2f} in alphabetical order; reorder the "
            "last layer's weights"
        ]
    if right < NEAR_CHANCE:
        return [
            f"expected an accuracy above chance, got {right:.2f}; check that the network was "
            f"trained for grey pixels of 0 to 255 and the order {', '.join(EXPRESSIONS)}"
        ]
    return []
