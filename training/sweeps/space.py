"""What a sweep may change of a recipe: a table in a TOML file, a line for each key.

    learning_rate.log = [0.01, 0.3]             a number, even in its logarithm
    fer_plus_mix.uniform = [0, 0.5]             a number, even
    augmentation.jpeg_quality_least.whole = [30, 90]
    optimizer.choice = ["sgd", "adam"]

Keys are those of training.config.Recipe and of its parts; `model_options` takes what the network's
`build` takes. A space of choices only is a grid.
"""

import inspect
import itertools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from training import models
from training.config import Recipe, recipe_from_dict
from training.errors import ConfigError

SPACES: Final = Path(__file__).resolve().parents[1] / "spaces"
DEFAULT: Final = "default"

FIXED: Final = ("name", "seed", "epochs")
"""Keys that are the same in all trials: one seed's faces and epochs, so that they compare."""

Kind = Literal["log", "uniform", "whole", "choice"]


@dataclass(frozen=True)
class Dimension:
    """One key of a recipe, and what it may be.

    Attributes:
        key: With dots into its parts.
        kind: "log" and "uniform" are numbers between two, "whole" a whole number, "choice" one of
            the values.
        values: The two ends, or the choices.
    """

    key: str
    kind: Kind
    values: tuple[Any, ...]

    def to_dict(self) -> dict[str, Any]:
        """Returns JSON-ready values."""
        return {"key": self.key, "kind": self.kind, "values": list(self.values)}


Space = tuple[Dimension, ...]


def read_space(name: str, recipe: Recipe) -> Space:
    """Returns the space of that name or file, checked against the recipe.

    Args:
        name: Of a file in training/spaces, without .toml, or a path that ends in it.
        recipe: Whose keys it changes.

    Raises:
        ConfigError: for a file that cannot be read, or a key or value that the recipe refuses.
    """
    path = Path(name) if name.endswith(".toml") else SPACES / f"{name}.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        known = ", ".join(sorted(p.stem for p in SPACES.glob("*.toml")))
        raise ConfigError(
            f"expected --space to be one of {known}, or a .toml file, got {name}"
        ) from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"expected {path} to be a TOML file, got {error}; mend it") from error
    space = tuple(_dimensions(document, ()))
    if not space:
        raise ConfigError(f"expected {path} to name at least one key, got none; add one")
    for dimension in space:
        check(dimension, recipe)
    return space


def space_from_dicts(entries: list[dict[str, Any]], recipe: Recipe) -> Space:
    """Returns the space that `Dimension.to_dict` described, checked again.

    Raises:
        ConfigError: if it is none.
    """
    try:
        space = tuple(Dimension(e["key"], e["kind"], tuple(e["values"])) for e in entries)
    except (KeyError, TypeError) as error:
        raise ConfigError(f"expected a sweep's space, got {entries!r}; start it anew") from error
    for dimension in space:
        check(dimension, recipe)
    return space


def grid(space: Space) -> list[dict[str, Any]]:
    """Returns each combination of a space of choices only, in order; none of any other space."""
    if any(dimension.kind != "choice" for dimension in space):
        return []
    keys = [dimension.key for dimension in space]
    choices = [dimension.values for dimension in space]
    return [dict(zip(keys, values, strict=True)) for values in itertools.product(*choices)]


def applied(recipe: Recipe, values: Mapping[str, Any]) -> Recipe:
    """Returns the recipe with some keys changed.

    Raises:
        ConfigError: for a key that it does not have, or a value or combination that cannot be.
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


def check(dimension: Dimension, recipe: Recipe) -> None:
    """Refuses what the recipe does not have or cannot be.

    Raises:
        ConfigError: naming the key.
    """
    key, values = dimension.key, dimension.values
    if key in FIXED:
        raise ConfigError(f"expected keys that trials may differ in, got {key}; remove it")
    if dimension.kind == "choice":
        if len(values) < 2:
            raise ConfigError(f"expected at least two choices of {key}, got {list(values)}")
        if not all(isinstance(value, str | int | float) for value in values):
            raise ConfigError(
                f"expected the choices of {key} as numbers, words or true and false, got "
                f"{list(values)}; name a key of one of its parts"
            )
    else:
        _check_range(dimension)
    part, _, option = key.partition(".")
    if part == "model_options":
        known = inspect.signature(models.MODELS[recipe.model]).parameters
        if option not in known:
            raise ConfigError(
                f"expected model_options among {', '.join(known)} for {recipe.model}, got "
                f"{option or key}; change it"
            )
    for value in values:
        applied(recipe, {key: value})


def _check_range(dimension: Dimension) -> None:
    key, kind, values = dimension.key, dimension.kind, dimension.values
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) != 2 or len(values) != 2 or not numbers[0] < numbers[1]:
        raise ConfigError(f"expected {key}.{kind} as two rising numbers, got {list(values)}")
    if kind == "log" and numbers[0] <= 0:
        raise ConfigError(f"expected {key}.log to begin above 0, got {numbers[0]}; change it")
    if kind == "whole" and not all(isinstance(n, int) for n in numbers):
        raise ConfigError(f"expected {key}.whole as whole numbers, got {list(values)}; change it")


def _dimensions(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Dimension]:
    for name, entry in table.items():
        here = ".".join((*path, name))
        if isinstance(entry, dict):
            yield from _dimensions(entry, (*path, name))
        elif name in get_args(Kind) and path and isinstance(entry, list):
            yield Dimension(".".join(path), name, tuple(entry))  # type: ignore[arg-type]
        else:
            kinds = ", ".join(get_args(Kind))
            raise ConfigError(
                f"expected a line KEY.KIND = [...] with a kind among {kinds}, got {here} = "
                f"{entry!r}; change it"
            )
