"""Errors in a person's input. Each message says what was expected, what came and what to do;
commands show it and exit with 2."""


class InputError(ValueError):
    """Input that cannot be used, in one line, whatever line ends the input has."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.splitlines()))


class ConfigError(InputError):
    """An impossible recipe, option or run: names the key, what it accepts and what came."""


class DataError(InputError):
    """Data that cannot be used: names file, row or image."""


class CheckpointError(InputError):
    """A checkpoint that does not fit the recipe's network, or is damaged."""


class DivergedError(InputError):
    """A run whose loss is not finite any more: names the step."""


class TfjsError(InputError):
    """TF.js could not run a model."""


class InUseError(InputError):
    """A folder that another process is using; the message says which."""


def first_line(error: BaseException) -> str:
    """Returns an error's name and the first line of what it says, for a message's end."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
