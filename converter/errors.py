"""The converter's errors and its exit code."""

from typing import Final

from training.errors import InputError

BEYOND_LIMIT_EXIT: Final = 1


class ExportError(InputError):
    """Nothing was exported: bad input, or a place that cannot be written."""


class ParityError(Exception):
    """The converted files compute something other than the original."""
