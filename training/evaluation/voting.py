"""Soft votes of several networks and the search for weights, in NumPy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import softmax

Shares = npt.NDArray[np.float64]
Labels = npt.NDArray[np.uint8]

RANDOM_TRIES: Final = 2000
"""Draws of the random search: a few seconds for seven networks."""

HALVINGS: Final = 10
"""Of one vote, the held-out accuracy spread over 0.4 points in as many (training/LOG.md)."""

GREEDY_ROUNDS: Final = 20
"""Networks drawn with replacement; weights are then multiples of 1/20."""


@dataclass(frozen=True)
class Search:
    """Result of a search for weights.

    Attributes:
        weights: float64 [M], at least 0, sum 1.
        accuracy: Of the vote on the faces that chose the weights; too high.
        held_out_accuracy: Of votes whose weights were found on the other half of the faces, which
            measures the search itself: mean over both halves of HALVINGS random halvings.
    """

    weights: Shares
    accuracy: float
    held_out_accuracy: float


def soft_vote(shares: Shares, weights: Shares) -> Shares:
    """Returns the weighted mean of probabilities, float64 [N, 7].

    Args:
        shares: [M, N, 7], each network's probabilities.
        weights: [M], at least 0; they need not sum to 1.

    Raises:
        ValueError: if no weight is above 0.
    """
    total = weights.sum()
    if total <= 0:
        raise ValueError("expected a weight above 0, got none")
    return np.asarray(np.tensordot(weights / total, shares, axes=1))


def vote_accuracy(shares: Shares, weights: Shares, labels: Labels) -> float:
    """Returns the share of faces whose vote's largest probability is the label's."""
    return float(np.mean(soft_vote(shares, weights).argmax(axis=1) == labels))


def equal_weights(shares: Shares, _labels: Labels) -> Shares:
    """Returns the same weight for every network, float64 [M]."""
    return np.full(len(shares), 1 / len(shares))


def random_weights(shares: Shares, labels: Labels, tries: int = RANDOM_TRIES) -> Shares:
    """Returns the best of random weights, float64 [M], as Levi & Hassner (ICMI 2015) search them.

    Drawn uniformly from all weights that sum to 1; equal weights are tried first and win ties.
    """
    generator = np.random.default_rng(0)
    best = equal_weights(shares, labels)
    best_accuracy = vote_accuracy(shares, best, labels)
    for weights in generator.dirichlet(np.ones(len(shares)), size=tries):
        accuracy = vote_accuracy(shares, weights, labels)
        if accuracy > best_accuracy:
            best, best_accuracy = weights, accuracy
    return best


def greedy_weights(shares: Shares, labels: Labels, rounds: int = GREEDY_ROUNDS) -> Shares:
    """Returns how often each network was chosen, as shares, float64 [M].

    Caruana et al. (ICML 2004): each round adds the network that improves the vote most, perhaps one
    already chosen; the best round is kept.
    """
    counts = np.zeros(len(shares))
    best, best_accuracy = counts, -1.0
    for _ in range(rounds):
        candidates = counts + np.eye(len(shares))
        accuracies = [vote_accuracy(shares, each, labels) for each in candidates]
        counts = candidates[int(np.argmax(accuracies))]
        if max(accuracies) > best_accuracy:
            best, best_accuracy = counts, max(accuracies)
    return np.asarray(best / best.sum())


def likely_weights(shares: Shares, labels: Labels) -> Shares:
    """Returns the weights of the lowest cross-entropy, float64 [M]; they need few faces."""
    said = shares[:, np.arange(len(labels)), labels]

    def cross_entropy(logits: Shares) -> float:
        return -float(np.mean(np.log(softmax(logits) @ said + 1e-12)))

    return np.asarray(softmax(minimize(cross_entropy, np.zeros(len(shares))).x))


SEARCHES: Final[dict[str, Callable[[Shares, Labels], Shares]]] = {
    "equal": equal_weights,
    "random": random_weights,
    "greedy": greedy_weights,
    "cross-entropy": likely_weights,
}


def search(kind: str, shares: Shares, labels: Labels) -> Search:
    """Returns weights with their accuracy on the faces that chose them and on others.

    Args:
        kind: A key of SEARCHES.
        shares: [M, N, 7].
        labels: [N].
    """
    find = SEARCHES[kind]
    weights = find(shares, labels)
    generator, hits = np.random.default_rng(0), 0.0
    for _ in range(HALVINGS):
        halves = np.array_split(generator.permutation(len(labels)), 2)
        for chosen, other in (halves, halves[::-1]):
            found = find(shares[:, chosen], labels[chosen])
            hits += vote_accuracy(shares[:, other], found, labels[other]) * len(other)
    held_out = hits / (HALVINGS * len(labels))
    return Search(weights, vote_accuracy(shares, weights, labels), held_out)
