"""The learning rate of an epoch, as a pure function of recipe and history."""

import math
from collections.abc import Sequence

from training.config import Recipe


def learning_rate(recipe: Recipe, epoch: int, val_accuracies: Sequence[float]) -> float:
    """Returns the rate of one epoch.

    Because it needs no state of its own, a resumed run gets the same rate as an uninterrupted one.

    Args:
        epoch: From 0.
        val_accuracies: Validation accuracy of the epochs before this one.
    """
    warmup = recipe.warmup_epochs
    if epoch < warmup:
        return recipe.learning_rate * (epoch + 1) / (warmup + 1)
    if recipe.schedule == "cosine":
        # Loshchilov & Hutter, arXiv 1608.03983, without restarts.
        angle = math.pi * (epoch - warmup) / (recipe.epochs - warmup)
        return recipe.learning_rate * 0.5 * (1 + math.cos(angle))
    halvings = count_plateaus(val_accuracies[warmup:], recipe.plateau_patience_epochs)
    return float(recipe.learning_rate * recipe.plateau_factor**halvings)


def count_plateaus(values: Sequence[float], patience_epochs: int) -> int:
    """Returns how many times `patience_epochs` passed without a new best."""
    best, waited, plateaus = -math.inf, 0, 0
    for value in values:
        if value > best:
            best, waited = value, 0
        else:
            waited += 1
        if waited == patience_epochs:
            plateaus, waited = plateaus + 1, 0
    return plateaus
