"""The learning rate of an epoch, as a pure function of the recipe and of what came before."""

import math
from collections.abc import Sequence

from training.config import Recipe


def learning_rate(recipe: Recipe, epoch: int, val_accuracies: Sequence[float]) -> float:
    """Returns the rate of one epoch.

    Being a function of the history, it needs no state of its own: a resumed run gets the rate that
    an uninterrupted one would have.

    Args:
        recipe: Gives the schedule and its constants.
        epoch: From 0.
        val_accuracies: Validation accuracy of the epochs before this one.
    """
    if recipe.schedule == "cosine":
        # Loshchilov & Hutter, arXiv 1608.03983, without restarts.
        return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * epoch / recipe.epochs))
    halvings = count_plateaus(val_accuracies, recipe.plateau_patience_epochs)
    return float(recipe.learning_rate * recipe.plateau_factor**halvings)


def count_plateaus(values: Sequence[float], patience_epochs: int) -> int:
    """Returns how many times in a row of epochs `patience_epochs` passed without a new best."""
    best, waited, plateaus = -math.inf, 0, 0
    for value in values:
        if value > best:
            best, waited = value, 0
        else:
            waited += 1
        if waited == patience_epochs:
            plateaus, waited = plateaus + 1, 0
    return plateaus
