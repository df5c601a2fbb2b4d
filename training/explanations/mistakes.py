"""Where a network errs: most surely, and between which expressions. NumPy only."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.labels import EXPRESSIONS

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ConfusedPair:
    """Two expressions and how often one is read as the other.

    Attributes:
        label: What the faces are labelled.
        answer: What was read.
        count: Faces of the label read so.
        share: Of the label's faces, 0–1.
        back: Share of the answer's faces that are read as the label.
    """

    label: str
    answer: str
    count: int
    share: float
    back: float


def surest_mistakes(
    probabilities: Shares, labels: npt.NDArray[np.uint8], most: int
) -> npt.NDArray[np.intp]:
    """Returns the rows with a wrong answer, by falling probability of the answer, `most` at most.

    Args:
        probabilities: [N, 7].
        labels: [N].
        most: How many.
    """
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    order = np.argsort(-probabilities[wrong].max(axis=1), kind="stable")
    return np.asarray(wrong[order[:most]])


def confused_pairs(confusion: npt.NDArray[np.int64], most: int) -> list[ConfusedPair]:
    """Returns the label–answer pairs with the most faces, by falling count, without zeros.

    Args:
        confusion: [7, 7], rows are labels, columns answers.
        most: How many.
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
    """Returns rows of a label that were read rightly, evenly spread from the surest to the least.

    Args:
        probabilities: [N, 7].
        labels: [N].
        label: Index into EXPRESSIONS.
        most: How many.
    """
    right = np.flatnonzero((labels == label) & (probabilities.argmax(axis=1) == label))
    order = right[np.argsort(-probabilities[right, label], kind="stable")]
    if len(order) <= most:
        return order
    return order[np.linspace(0, len(order) - 1, most).round().astype(np.intp)]
