"""Networks from elsewhere: what their answers say that their shapes do not."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from training.errors import ConfigError
from training.evaluation.metrics import accuracy, confusion_matrix
from training.labels import EXPRESSIONS

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
    # In float16 a probability may be a little above 1.
    if len(answers) and answers.min() >= 0 and 0 < answers.max() <= 1.001:
        raise ConfigError(
            "expected a network that answers with logits, got one whose answers are probabilities, "
            "from a softmax or sigmoid; save it without: network.layers[-1].activation = "
            "keras.activations.linear"
        )


def doubts(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.uint8]) -> list[str]:
    """Returns sentences on a network that seems to be made for other inputs or labels.

    Args:
        logits: [N, 7] of faces.
        labels: [N].
    """
    right = accuracy(logits, labels)
    # Which answer each expression has if every one has its own and most faces are right.
    counts = confusion_matrix(logits.argmax(axis=1), labels)
    _, order = linear_sum_assignment(counts, maximize=True)
    otherwise = accuracy(logits[:, order], labels)
    if otherwise > max(right + BETTER_BY, NEAR_CHANCE):
        named = sorted(EXPRESSIONS, key=lambda name: order[EXPRESSIONS.index(name)])
        return [
            f"expected answers in the order {', '.join(EXPRESSIONS)}, got a network that is right "
            f"on {right:.2f} of the faces, and on {otherwise:.2f} in the order "
            f"{', '.join(named)}; sort its last layer's weights"
        ]
    if right < NEAR_CHANCE:
        return [
            f"expected an accuracy above chance, got {right:.2f}; check that the network was "
            f"trained for grey pixels of 0 to 255 and the order {', '.join(EXPRESSIONS)}"
        ]
    return []
