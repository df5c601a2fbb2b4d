"""A network's mistakes: the most certain ones, and the pairs it confuses. NumPy only."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.labels import EXPRESSIONS

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ConfusedPair:
    """Two expressions and how often one is read as the other.

    Attributes:
        count: How many faces of the label got this answer.
        share: Of the label's faces, 0–1.
        back: Share of the answer's own faces that are read as the label.
    """

    label: str
    answer: str
    count: int
    share: float
    back: float


def surest_mistakes(
    probabilities: Shares, labels: npt.NDArray[np.uint8], most: int
) -> npt.NDArray[np.intp]:
    """Returns up to `most` rows with a wrong answer, highest probability first.

    Args:
        probabilities: [N, 7].
        labels: [N].
    """
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    order = np.argsort(-probabilities[wrong].max(axis=1), kind="stable")
    return np.asarray(wrong[order[:most]])


def confused_pairs(confusion: npt.NDArray[np.int64], most: int) -> list[ConfusedPair]:
    """Returns the label–answer pairs with the most faces, largest count first, without zeros.

    Args:
        confusion: [7, 7], rows are labels, columns answers.
    """
    faces = np.maximum(confusion.sum(axis=1), 1)
    pairs = [
        ConfusedPair(
            EXPRESSIONS[label],
            EXPRESSIONS[answer],
            int(confusion[label, answer]),
            float(confusion[label, answer] / faces[label]),
            float(confusion[answer, label] / faces[answer]),
        )
        for label, answer in np.ndindex(*confusion.shape)
        if label != answer and confusion[label, answer] > 0
    ]
    return sorted(pairs, key=lambda pair: -pair.count)[:most]


def rightly_read(
    probabilities: Shares, labels: npt.NDArray[np.uint8], label: int, most: int
) -> npt.NDArray[np.intp]:
    """Returns correctly read rows of a label, evenly spread from the most to the least certain.

    Args:
        probabilities: [N, 7].
        labels: [N].
        label: Index into EXPRESSIONS.
    """
    right = np.flatnonzero((labels == label) & (probabilities.argmax(axis=1) == label))
    order = right[np.argsort(-probabilities[right, label], kind="stable")]
    if len(order) <= most:
        return order
    return order[np.linspace(0, len(order) - 1, most).round().astype(np.intp)]
