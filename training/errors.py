"""What a person's input can be refused for: each message says what was expected, what came and
what to do. Commands show it and end with code 2."""


class InputError(ValueError):
    """Input that cannot be used, in one line, whatever line ends the input has."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.splitlines()))


class ConfigError(InputError):
    """A recipe, an option or a run that cannot be: names the key, what it accepts and what came."""


class DataError(InputError):
    """Data that cannot be used: names file, row or image."""


class CheckpointError(InputError):
    """A checkpoint that does not fit the recipe's network, or is damaged."""


class DivergedError(InputError):
    """A run whose loss is no finite number any more: names the step."""


class TfjsError(InputError):
    """TF.js could not run a model."""


class InUseError(InputError):
    """A folder in which another process works; the message says which."""


def first_line(error: BaseException) -> str:
    """Returns an error's name and the first line of what it says, for a message's end."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
