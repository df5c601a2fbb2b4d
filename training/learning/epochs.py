"""The epochs of a run: train, validate and save, until the recipe's last."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training.config import Recipe
from training.errors import DivergedError
from training.hardware.accelerator import KEPT_AFTER_SECONDS, Accelerator
from training.hardware.devices import Devices
from training.learning import averaging, schedule
from training.learning.averaging import cross_entropy_and_accuracy
from training.learning.trainer import show_whole_faces
from training.runs import checkpoint
from training.runs import folder as run_folder
from training.runs.checkpoint import Epoch
from training.runs.progress import TrainingProgress

Watcher = Callable[[Sequence[Epoch]], None]
"""Called after each epoch with the history; by then everything is saved, except on an
accelerator."""

DRAWN_AFTER_SECONDS: Final = 30.0
"""The curves are not drawn more often, except at the end: it takes half a second, more than a short
epoch."""


@dataclass(frozen=True)
class Run:
    """What the epochs share.

    Attributes:
        network: Faces to logits, in the recipe's precision.
        trainer: Compiled, around the network; both built in the devices' scope.
        float32_network: The same architecture, built outside of it; its weights are overwritten
            when the network is saved.
        images: [N, 48, 48, 1], the Training faces.
        targets: [N, 7], their targets, or [N, 14] with the teachers'.
        validation: The PublicTest faces and their labels, one-hot.
        accelerator: If there is one, it runs each epoch in one call.
    """

    recipe: Recipe
    folder: Path
    network: keras.Model
    trainer: keras.Model
    float32_network: keras.Model
    images: npt.NDArray[np.uint8]
    targets: npt.NDArray[np.float32]
    validation: tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]
    devices: Devices
    accelerator: Accelerator | None = None

    @property
    def steps(self) -> int:
        """Whole batches an epoch."""
        return len(self.images) // self.recipe.batch_size

    def kept_network(self) -> keras.Model:
        """Returns the network to validate and keep after an epoch."""
        if not self.recipe.ema_decay:
            return self.network
        return averaging.average_network(
            self.trainer, self.network, self.float32_network, self.images, self.recipe
        )


def learn(run: Run, history: list[Epoch], watchers: Sequence[Watcher] = ()) -> None:
    """Trains for the remaining epochs and saves the folder after each.

    On an accelerator it saves every KEPT_AFTER_SECONDS, and when it ends or is interrupted.

    Args:
        history: Of the finished epochs; grows.
        watchers: Called in process 0.
    """
    devices = run.devices
    if history and devices.leads:
        for watch in watchers:
            watch(history)
    left = range(len(history), run.recipe.epochs)
    keeper = _Keeper(run, history)
    with (
        TrainingProgress(
            run.recipe.epochs, run.steps, len(history), silent=not devices.leads
        ) as progress,
        keeper,
    ):
        for index in left:
            epoch, validated = learn_epoch(run, index, history, progress)
            history.append(epoch)
            if not devices.leads:
                continue
            keeper.note(validated)
            progress.finish(history[-1], is_best=checkpoint.best_of(history) is history[-1])
            for watch in watchers:
                watch(history)


class _Keeper:
    """Writes a run's folder: best network, checkpoint, history and curves.

    Args:
        history: Of all epochs; grows.
    """

    def __init__(self, run: Run, history: list[Epoch]) -> None:
        self.run = run
        self.history = history
        self.kept_epochs = self.noted_epochs = len(history)
        self.kept_at = self.drawn_at = time.monotonic()
        self.drawn_epochs = len(history)
        self.state: checkpoint.State = []
        self.best: list[npt.NDArray[np.float32]] | None = None

    def __enter__(self) -> "_Keeper":
        return self

    def __exit__(self, *_: object) -> None:
        if not self.run.devices.leads:
            return
        if self.run.accelerator is not None:
            self.keep()
        if self.drawn_epochs < self.kept_epochs:
            self.draw()

    def note(self, validated: keras.Model) -> None:
        """Records a finished epoch and saves, unless epochs are so short that saving waits.

        Args:
            validated: The network whose accuracy the epoch has.
        """
        run, history = self.run, self.history
        if checkpoint.best_of(history) is history[-1]:
            self.best = validated.get_weights()
        # An interrupt may come when the trainer is already in the next epoch.
        self.state = checkpoint.state_of(run.trainer)
        self.noted_epochs = len(history)
        if run.accelerator is None or time.monotonic() - self.kept_at >= KEPT_AFTER_SECONDS:
            self.keep()

    def keep(self) -> None:
        """Saves what is not saved yet."""
        run, history = self.run, self.history[: self.noted_epochs]
        if self.best is not None:
            run_folder.save_network(run.folder / run_folder.BEST, self.best, run.float32_network)
            self.best = None
        if len(history) > self.kept_epochs:
            checkpoint.save(run.folder / run_folder.CHECKPOINT, run.trainer, history, self.state)
            run_folder.write_history(run.folder, history)
        self.kept_epochs = len(history)
        self.kept_at = time.monotonic()
        if self.kept_at - self.drawn_at >= DRAWN_AFTER_SECONDS:
            self.draw()

    def draw(self) -> None:
        """Draws the curves of what is saved."""
        run_folder.write_curves(self.run.folder, self.history[: self.kept_epochs])
        self.drawn_epochs = self.kept_epochs
        self.drawn_at = time.monotonic()


class _Finite(keras.callbacks.Callback):
    """Ends the run at the first step after which the mean loss is not finite.

    Keras's TerminateOnNaN would end this epoch as if it were complete.
    """

    def __init__(self, run: Run, index: int) -> None:
        super().__init__()
        self.run = run
        self.index = index

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if not math.isfinite(float((logs or {})["loss"])):
            raise diverged(self.run, self.index, batch)


def diverged(run: Run, index: int, finite: int) -> DivergedError:
    """Returns the error that ends a run.

    Args:
        index: Of the epoch, from 0.
        finite: Its steps with a finite loss; all of them if PublicTest's is not finite.
    """
    step = f"after step {finite}" if finite == run.steps else f"in step {finite + 1}"
    return DivergedError(
        f"expected a finite loss, got none {step} of epoch {index + 1}; the {index} epochs before "
        f"it are saved in {run.folder}; begin again with a lower learning_rate than "
        f"{run.recipe.learning_rate:g}, or in float32"
    )


def learn_epoch(
    run: Run, index: int, history: Sequence[Epoch], progress: TrainingProgress
) -> tuple[Epoch, keras.Model]:
    """Trains for one epoch, from 0; returns its figures and the validated network.

    A `fit` of its own, not one for all epochs: windows have the step compiled again, averages are
    read in place of the weights, an accelerator has no `fit`, and a resumed run must repeat the
    order of its faces to the bit. Hence no Keras callback that counts epochs.

    Raises:
        DivergedError: at once where the loss is no finite number.
    """
    started = time.monotonic()
    recipe, devices, trainer = run.recipe, run.devices, run.trainer
    rate = schedule.learning_rate(recipe, index, [e.val_accuracy for e in history])
    trainer.optimizer.learning_rate = rate
    # The order is a function of seed and epoch, so that a resumed run repeats it.
    order = np.random.default_rng([recipe.seed, index]).permutation(len(run.images))
    rows = devices.share_of(order[: run.steps * recipe.batch_size], recipe.batch_size)
    by_keras = devices.count == 1 and not recipe.ema_decay and run.accelerator is None
    show_whole_faces(trainer, index >= recipe.epochs - recipe.whole_face_epochs)
    if run.accelerator is not None:
        logs, finite = run.accelerator.learn(rows)
        if finite < run.steps:
            raise diverged(run, index, finite)
    else:
        with devices.scope():
            fitted = trainer.fit(
                run.images[rows],
                run.targets[rows],
                batch_size=recipe.batch_size // devices.processes,
                shuffle=False,
                verbose=0,
                validation_data=run.validation if by_keras else None,
                validation_batch_size=512,
                callbacks=[_Finite(run, index), progress.callback(index)],
            )
        logs = {name: values[0] for name, values in fitted.history.items()}
    validated = run.kept_network() if devices.leads else run.network
    if not by_keras:
        logs["val_loss"], logs["val_accuracy"] = validate(run, validated)
    if not math.isfinite(logs["val_loss"]):
        raise diverged(run, index, run.steps)
    epoch = Epoch(
        epoch=index + 1,
        learning_rate=rate,
        loss=logs["loss"],
        accuracy=logs["accuracy"],
        val_loss=logs["val_loss"],
        val_accuracy=logs["val_accuracy"],
        seconds=round(time.monotonic() - started, 3),
    )
    return epoch, validated


def validate(run: Run, network: keras.Model) -> tuple[float, ...]:
    """Returns a network's cross-entropy and accuracy on PublicTest.

    Process 0 alone makes and reads an average, on one device, and sends the figures to the others,
    which might round differently and then choose another learning rate.
    """
    if run.recipe.ema_decay:
        return run.devices.told_by_leader(lambda: averaging.validate(network, *run.validation))
    images, targets = run.validation
    computed_by = run.accelerator or run.devices
    return cross_entropy_and_accuracy(computed_by.logits(network, images), targets)
