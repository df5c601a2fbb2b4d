"""Checks of a recipe's values; errors name the key."""

import re

from training.errors import ConfigError


def in_range(key: str, value: float, low: float, high: float) -> None:
    """Refuses anything but a number from low to high."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ConfigError(f"expected {key} in {low}…{high}, got {value!r}; change it")


def one_of(key: str, value: str, accepted: tuple[str, ...]) -> None:
    """Refuses anything but the accepted values."""
    if value not in accepted:
        raise ConfigError(f"expected {key} to be one of {', '.join(accepted)}, got {value!r}")


def whole_in_range(key: str, value: int, low: int, high: int) -> None:
    """Refuses anything but a whole number from low to high."""
    if not isinstance(value, int):
        raise ConfigError(f"expected {key} as a whole number, got {value!r}; change it")
    in_range(key, value, low, high)


def true_or_false(key: str, value: bool) -> None:
    """Refuses anything but True or False."""
    if not isinstance(value, bool):
        raise ConfigError(f"expected {key} to be true or false, got {value!r}; change it")


def is_text(key: str, value: str) -> None:
    """Refuses anything but a string."""
    if not isinstance(value, str):
        raise ConfigError(f"expected {key} as text, got {value!r}; change it")


def is_pattern(key: str, value: str) -> None:
    """Refuses anything but a regular expression."""
    is_text(key, value)
    try:
        re.compile(value)
    except re.error as error:
        raise ConfigError(
            f"expected {key} as a regular expression, got {value!r}: {error}; change it"
        ) from error
