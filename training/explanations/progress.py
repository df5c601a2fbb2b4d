"""Progress while faces are explained, which takes a second or two each."""

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class FacesProgress(Progress):
    """A bar over all faces with the time left, and a line for each group of them.

    If the output is not a terminal, only the lines are written, with the time left.
    """

    def __init__(self, faces: int) -> None:
        console = Console(highlight=False)
        super().__init__(
            TextColumn("faces"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._faces = faces
        self._done = 0
        self._task = self.add_task("faces", total=faces)
        self._started_s = time.monotonic()

    def begin(self, group: str, faces: int) -> None:
        """Writes the line of the next group."""
        self.console.print(f"{group}: {faces} faces{self._left()}")

    def count(self) -> None:
        """Counts one more face."""
        self._done += 1
        self.update(self._task, completed=self._done)

    def _left(self) -> str:
        """The time left, in words for a log; empty before the first face or beside a bar."""
        if self._done == 0 or self.console.is_terminal:
            return ""
        passed_s = time.monotonic() - self._started_s
        left_s = passed_s / self._done * (self._faces - self._done)
        return (
            f", about {left_s:.0f} s left"
            if left_s < 120
            else f", about {left_s / 60:.0f} min left"
        )
