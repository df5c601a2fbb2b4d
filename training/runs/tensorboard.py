"""A run's history as TensorBoard's event files (train.py --tensorboard)."""

import itertools
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from training.errors import ConfigError
from training.runs.checkpoint import Epoch

FOLDER: Final = "tensorboard"

CURVES: Final[dict[str, dict[str, str]]] = {
    "training": {
        "loss": "loss",
        "accuracy": "accuracy",
        "learning_rate": "learning_rate",
        "seconds": "seconds",
    },
    "PublicTest": {"loss": "val_loss", "accuracy": "val_accuracy"},
}
"""For each TensorBoard run, its curves and their columns in history.csv. Curves of one name share
one chart."""


class Board:
    """Writes each epoch's figures at the step that is its number; a watcher of `train.train`.

    The files are a function of the history, as history.csv is: a resumed run writes them again from
    the first epoch. Their clock is the time spent in training, so that a pause leaves no gap.

    Args:
        folder: Of the run; the files go into its folder `tensorboard`.

    Raises:
        ConfigError: where the package tensorboard is missing.
    """

    def __init__(self, folder: Path) -> None:
        # Imported here, because only this option needs it. TensorFlow installs it. Keras's own
        # callback would treat epochs as runs, because fit is called once for each.
        try:
            from tensorboard.compat.proto.event_pb2 import Event
            from tensorboard.compat.proto.summary_pb2 import Summary
            from tensorboard.summary.writer.record_writer import RecordWriter
        except ImportError as error:
            raise ConfigError(
                f"expected the package tensorboard for --tensorboard, got {error}; "
                "pip install tensorboard"
            ) from error
        self._event: Any = Event
        self._summary: Any = Summary
        self._record_writer: Any = RecordWriter
        self._folder = folder / FOLDER
        self._paths: dict[str, Path] = {}
        self._written = 0
        self._started = 0.0

    def __call__(self, history: Sequence[Epoch]) -> None:
        """Writes the epochs that are not written yet."""
        if not self._paths:
            self._started = time.time() - sum(epoch.seconds for epoch in history)
            self._begin()
        clock = itertools.accumulate((e.seconds for e in history), initial=self._started)
        moments = list(clock)[1:]
        for epoch, moment in list(zip(history, moments, strict=True))[self._written :]:
            for name, curves in CURVES.items():
                values = [
                    self._summary.Value(tag=tag, simple_value=getattr(epoch, column))
                    for tag, column in curves.items()
                ]
                summary = self._summary(value=values)
                self._write(name, wall_time=moment, step=epoch.epoch, summary=summary)
        self._written = len(history)

    def _begin(self) -> None:
        for name in CURVES:
            folder = self._folder / name
            folder.mkdir(parents=True, exist_ok=True)
            for earlier in folder.glob("events.out.tfevents.*"):
                earlier.unlink()
            # TensorBoard recognises its files by their first words and reads them in order of their
            # names.
            path = folder / f"events.out.tfevents.{int(time.time())}.{os.getpid()}.mien"
            self._paths[name] = path
            self._write(name, wall_time=self._started, file_version="brain.Event:2")

    def _write(self, name: str, **fields: Any) -> None:
        with self._paths[name].open("ab") as file:
            self._record_writer(file).write(self._event(**fields).SerializeToString())
