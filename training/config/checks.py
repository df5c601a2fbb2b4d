"""Refusals of a recipe's values, each by the name of its key."""

import re

from training.errors import ConfigError


def in_range(key: str, value: float, low: float, high: float) -> None:
    """Refuses what is no number from low to high."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ConfigError(f"expected {key} in {low}…{high}, got {value!r}; change it")


def one_of(key: str, value: str, accepted: tuple[str, ...]) -> None:
    """Refuses what is none of the accepted."""
    if value not in accepted:
        raise ConfigError(f"expected {key} to be one of {', '.join(accepted)}, got {value!r}")


def whole_in_range(key: str, value: int, low: int, high: int) -> None:
    """Refuses what is no whole number from low to high."""
    if not isinstance(value, int):
        raise ConfigError(f"expected {key} as a whole number, got {value!r}; change it")
    in_range(key, value, low, high)


def true_or_false(key: str, value: bool) -> None:
    """Refuses what is neither True nor False."""
    if not isinstance(value, bool):
        raise ConfigError(f"expected {key} to be true or false, got {value!r}; change it")


def is_text(key: str, value: str) -> None:
    """Refuses what is no string."""
    if not isinstance(value, str):
        raise ConfigError(f"expected {key} as text, got {value!r}; change it")


def is_pattern(key: str, value: str) -> None:
    """Refuses what is no regular expression."""
    is_text(key, value)
    try:
        re.compile(value)
    except re.error as error:
        raise ConfigError(
            f"expected {key} as a regular expression, got {value!r}: {error}; change it"
        ) from error
