"""Progress shown while a network trains."""

from typing import Any

import keras
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from training.runs.checkpoint import Epoch

SHORT_SECONDS = 10.0
"""Shorter epochs are shown with one decimal."""


class TrainingProgress(Progress):
    """A bar over the whole run with the time left, and a line for each finished epoch.

    If the output is not a terminal (a log file), only the lines are written.

    Args:
        done_epochs: Epochs that the resumed run had finished.
        silent: Show nothing, because another process does.
    """

    def __init__(
        self, epochs: int, steps_per_epoch: int, done_epochs: int, *, silent: bool = False
    ) -> None:
        console = Console(highlight=False, quiet=silent)
        super().__init__(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            disable=silent or not console.is_terminal,
        )
        self.epochs = epochs
        self.steps_per_epoch = steps_per_epoch
        self.task = self.add_task(
            "training", total=epochs * steps_per_epoch, completed=done_epochs * steps_per_epoch
        )

    def callback(self, epoch: int) -> keras.callbacks.Callback:
        """Returns the callback that moves the bar during one epoch (from 0)."""
        return _Steps(self, epoch)

    def finish(self, epoch: Epoch, *, is_best: bool) -> None:
        """Writes the line of a finished epoch."""
        self.update(self.task, completed=epoch.epoch * self.steps_per_epoch)
        decimals = 0 if epoch.seconds >= SHORT_SECONDS else 1
        mark = " best" if is_best else ""
        self.console.print(
            f"epoch {epoch.epoch:>3}/{self.epochs}  lr {epoch.learning_rate:.5f}  "
            f"loss {epoch.loss:.4f}  acc {epoch.accuracy:.4f}  "
            f"PublicTest {epoch.val_accuracy:.4f}  {epoch.seconds:.{decimals}f} s{mark}"
        )


class _Steps(keras.callbacks.Callback):
    def __init__(self, owner: TrainingProgress, epoch: int) -> None:
        super().__init__()
        self.owner = owner
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        logs = logs or {}
        self.owner.update(
            self.owner.task,
            completed=self.epoch * self.owner.steps_per_epoch + batch + 1,
            description=f"epoch {self.epoch + 1}/{self.owner.epochs} "
            f"loss {float(logs.get('loss', float('nan'))):.3f} "
            f"acc {float(logs.get('accuracy', float('nan'))):.3f}",
        )
