"""The converter's own errors and exit codes."""

from typing import Final

BAD_INPUT_EXIT: Final = 2
BEYOND_LIMIT_EXIT: Final = 1


class ExportError(Exception):
    """Nothing was exported: bad input, or a place that cannot be written."""


class ParityError(Exception):
    """The converted files do not compute what the original computes."""
