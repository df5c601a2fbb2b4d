"""Shows on stderr how much has been read, and the time left."""

import sys
import time
from typing import Final

EVERY_S: Final = 0.5
EVERY_LOG_S: Final = 30.0
"""Between two lines if stderr is a file."""

LEAST_SHARE: Final = 0.01
"""Of the bytes; below, the start of the processes counts for too much to say how long is left."""


class Progress:
    """A line on stderr."""

    def __init__(self, total: int, kept: int = 0) -> None:
        """Starts the clock.

        Args:
            total: Bytes to read.
            kept: Bytes that an earlier run has read.
        """
        self._total = max(1, total)
        self._kept = kept
        self._started = time.monotonic()
        self._told = -1e9
        self._width = 0

    def __call__(self, done: int) -> None:
        """Reports the bytes that this run has read."""
        now = time.monotonic()
        is_terminal = sys.stderr.isatty()
        if now - self._told < (EVERY_S if is_terminal else EVERY_LOG_S):
            return
        self._told = now
        share = min(1.0, (self._kept + done) / self._total)
        text = f"{share:.0%} read"
        left = self._total - self._kept - done
        if left > 0 and done >= LEAST_SHARE * self._total:
            text += f", {spoken((now - self._started) * left / done)} left"
        if is_terminal:
            print(f"\r{text:<{self._width}}", end="", file=sys.stderr, flush=True)
            self._width = len(text)
        else:
            print(text, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Ends the line."""
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)


def spoken(seconds: float) -> str:
    """Returns a duration as people say it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
