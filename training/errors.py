"""What a person's input can be refused for: each message says what was expected, what came and
what to do. Commands show it and end with code 2."""


class InputError(ValueError):
    """Input that cannot be used."""


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
