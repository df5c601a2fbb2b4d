"""Search spaces: for each, keys of a recipe and Optuna's distributions.

Keys are those of training.config.Recipe and, with dots, of its parts; `model_options` takes what
the network's `build` takes. A space of choices only is a grid: each combination is tried once.
"""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Final

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from training import models
from training.config import Recipe, recipe_from_dict
from training.errors import ConfigError

Space = dict[str, BaseDistribution]

DEFAULT: Final = "default"

FIXED: Final = ("name", "seed", "epochs")
"""Keys that are equal in all trials, so that they can be compared."""

_MOST_REACT_TO: Final[Space] = {
    # The ranges extend a few times below and above the recipes' values.
    "learning_rate": FloatDistribution(0.01, 0.3, log=True),
    "weight_decay": FloatDistribution(1e-5, 1e-3, log=True),
    "augmentation.rotation_degrees": FloatDistribution(0.0, 20.0),
    "augmentation.shift_fraction": FloatDistribution(0.0, 0.2),
}

SPACES: Final[dict[str, Space]] = {
    "default": {**_MOST_REACT_TO, "label_smoothing": FloatDistribution(0.0, 0.2)},
    # For recipes whose network takes `dropout`, and data that has FER+'s votes.
    "with_votes": {
        **_MOST_REACT_TO,
        "fer_plus_mix": FloatDistribution(0.0, 0.5),
        "model_options.dropout": FloatDistribution(0.0, 0.5),
    },
    # Deep-Emotion's λ (arXiv 1902.01019), which the paper chose on the validation split and does
    # not give. The rate goes with it: both decide how far the last layers' weights may grow.
    "deep_emotion": {
        "model_options.l2": FloatDistribution(1e-5, 1e-1, log=True),
        "learning_rate": FloatDistribution(0.003, 0.03, log=True),
    },
    # λ alone, from 0 to where it dominates the loss: at the start ‖w‖² of the last two layers is
    # about 100, and cross-entropy about 2.
    "lambda": {"model_options.l2": CategoricalDistribution((0.0, 1e-4, 1e-3, 1e-2))},
}


def find(name: str, recipe: Recipe) -> Space:
    """Returns the space of that name, checked against the recipe.

    Raises:
        ConfigError: for another name, or a key or value that the recipe refuses.
    """
    if name not in SPACES:
        raise ConfigError(f"expected --space to be one of {', '.join(sorted(SPACES))}, got {name}")
    for key, distribution in SPACES[name].items():
        check(key, distribution, recipe)
    return SPACES[name]


def applied(recipe: Recipe, values: Mapping[str, Any]) -> Recipe:
    """Returns the recipe with some keys changed.

    Raises:
        ConfigError: for an unknown key, or an impossible value or combination.
    """
    document = recipe.to_dict()
    for key, value in values.items():
        part, _, rest = key.rpartition(".")
        owner = document
        for name in part.split(".") if part else ():
            owner = owner.get(name) if isinstance(owner, dict) else None  # type: ignore[assignment]
        if not isinstance(owner, dict):
            raise ConfigError(f"expected a key of a recipe, got {key}; it has no part {part}")
        owner[rest] = value
    return recipe_from_dict(document)


def check(key: str, distribution: BaseDistribution, recipe: Recipe) -> None:
    """Refuses unknown keys and impossible values.

    Raises:
        ConfigError: naming the key.
    """
    if key in FIXED:
        raise ConfigError(f"expected keys that trials may differ in, got {key}; remove it")
    part, _, option = key.partition(".")
    if part == "model_options":
        known = inspect.signature(models.MODELS[recipe.model]).parameters
        if option not in known:
            raise ConfigError(
                f"expected model_options among {', '.join(known)} for {recipe.model}, got "
                f"{option or key}; choose another space"
            )
    for value in extremes(distribution):
        applied(recipe, {key: value})


def extremes(distribution: BaseDistribution) -> Iterator[Any]:
    """Yields both ends of a range, or every choice."""
    if isinstance(distribution, CategoricalDistribution):
        yield from distribution.choices
    elif isinstance(distribution, FloatDistribution | IntDistribution):
        yield from (distribution.low, distribution.high)
