"""The recipes: one file per run, each exporting RECIPE; its docstring names paper and cost."""

import importlib
import json
import pkgutil
from collections.abc import Sequence
from typing import Final

from training.config import Recipe
from training.errors import ConfigError

DEFAULT: Final = "fast"
SMOKE: Final = "smoke"


def names() -> list[str]:
    """Returns the names of all recipes, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Recipe:
    """Returns the recipe of that name.

    Raises:
        ConfigError: listing the known names.
    """
    if name not in names():
        raise ConfigError(f"expected --recipe to be one of {', '.join(names())}, got {name!r}")
    recipe = importlib.import_module(f"{__name__}.{name}").RECIPE
    if not isinstance(recipe, Recipe) or recipe.name != name:
        raise ConfigError(
            f"expected training/recipes/{name}.py to define RECIPE = Recipe(name={name!r}, …), "
            f"got {recipe!r}"
        )
    return recipe


def by_network(names: Sequence[str]) -> list[list[str]]:
    """Returns the names in groups, each of recipes with the same network; in order.

    Raises:
        ConfigError: for an unknown name.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        recipe = load(name)
        network = json.dumps([recipe.model, recipe.model_options], sort_keys=True)
        groups.setdefault(network, []).append(name)
    return list(groups.values())


def describe() -> str:
    """Returns one line for each recipe: its name and what its file says first."""
    rows = []
    for name in names():
        doc = importlib.import_module(f"{__name__}.{name}").__doc__ or ""
        rows.append(f"{name:<22} {doc.strip().splitlines()[0]}")
    return "\n".join(rows)
