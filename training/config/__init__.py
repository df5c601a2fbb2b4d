"""The recipe and its parts: everything that determines a training run, checked by name."""

from training.config.parts import Augmentation, Distillation
from training.config.recipe import (
    ClassWeights,
    Keep,
    Optimizer,
    Oversampling,
    Precision,
    Recipe,
    Schedule,
    read_recipe,
    recipe_from_dict,
)

__all__ = [
    "Augmentation",
    "ClassWeights",
    "Distillation",
    "Keep",
    "Optimizer",
    "Oversampling",
    "Precision",
    "Recipe",
    "Schedule",
    "read_recipe",
    "recipe_from_dict",
]
