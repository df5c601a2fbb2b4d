"""Whole epochs as one compiled program, with all faces in the accelerator's memory (JAX).

Keras feeds an accelerator batch by batch, which takes longer than a step of networks as small as
these. So one program gets the order of the faces and does all steps of an epoch. The steps are
those of `fit`: the same batches, random numbers and updates.
"""

from collections.abc import Callable
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training.hardware.devices import VALIDATION_BATCH, Devices

State = tuple[list[Any], list[Any], list[Any], list[Any]]

KEPT_AFTER_SECONDS: Final = 20.0
"""Not every epoch of a second or less is saved: a checkpoint, the curves and history.csv take about
as long as such an epoch."""

ROUND_STEPS: Final = 64
ROUND_FACES: Final = 4096
"""Steps and faces of an epoch are padded to these multiples; padding is never read. Runs that leave
out different folds then share one compiled program in JAX's cache."""


def is_there(devices: Devices) -> bool:
    """Returns whether a run has exactly one accelerator, with JAX."""
    if keras.backend.backend() != "jax" or devices.count > 1:
        return False
    import jax

    # On a CPU, XLA's loops limit convolutions to one core.
    return str(jax.default_backend()) != "cpu"


class Accelerator:
    """Trains and validates with one call per epoch.

    Args:
        images: uint8 [N, 48, 48, 1], the Training faces.
        targets: float32 [N, K], their targets.
    """

    def __init__(
        self,
        trainer: keras.Model,
        images: npt.NDArray[np.uint8],
        targets: npt.NDArray[np.float32],
        batch_size: int,
    ) -> None:
        import jax

        self.trainer = trainer
        self.batch_size = batch_size
        self.images = jax.device_put(_filled(images, ROUND_FACES))
        self.targets = jax.device_put(_filled(targets, ROUND_FACES))
        # Compiled again for another window size, which is compiled into the view.
        self._epochs: dict[int, Callable[..., tuple[State, Any]]] = {}
        self._forward: dict[keras.Model, Callable[..., Any]] = {}
        # Keras creates the metrics' variables with the first batch.
        trainer.test_on_batch(images[:batch_size], targets[:batch_size])

    def learn(self, rows: npt.NDArray[np.int64]) -> tuple[dict[str, float], int]:
        """Trains on all batches, or up to the first whose loss is not finite.

        Returns the mean loss and accuracy by name, and how many steps had a finite loss.

        Args:
            rows: [steps · batch_size], the faces in their order.
        """
        trainer = self.trainer
        trainer.reset_metrics()
        batches = rows.reshape(-1, self.batch_size).astype(np.int32)
        steps, batches = np.int32(len(batches)), _filled(batches, ROUND_STEPS)
        variables = _variables(trainer)
        state: State = tuple([v.value for v in part] for part in variables)  # type: ignore[assignment]
        state, finite = self._epoch()(state, steps, batches, self.images, self.targets)
        for part, values in zip(variables, state, strict=True):
            for variable, value in zip(part, values, strict=True):
                variable.assign(value)
        logs = {name: float(value) for name, value in trainer.get_metrics_result().items()}
        return logs, int(finite)

    def logits(
        self, network: keras.Model, images: npt.NDArray[np.uint8]
    ) -> npt.NDArray[np.float32]:
        """Returns a network's logits without dropout, float32 [N, 7].

        Args:
            images: [N, 48, 48, 1].
        """
        import jax

        forward = self._forward.get(network)
        if forward is None:

            def read(trainable: Any, others: Any, batches: Any) -> Any:
                def one(batch: Any) -> Any:
                    faces = batch.astype("float32")
                    return network.stateless_call(trainable, others, faces, training=False)[0]

                return jax.lax.map(one, batches)

            forward = self._forward[network] = jax.jit(read)
        # The last batch is padded with the first faces, so that all have one size.
        rows = np.arange(-(-len(images) // VALIDATION_BATCH) * VALIDATION_BATCH) % len(images)
        answers = forward(
            [v.value for v in network.trainable_variables],
            [v.value for v in network.non_trainable_variables],
            images[rows].reshape(-1, VALIDATION_BATCH, *images.shape[1:]),
        )
        return np.asarray(answers, np.float32).reshape(len(rows), -1)[: len(images)]

    def _epoch(self) -> Callable[..., tuple[State, Any]]:
        import jax

        window_px = self.trainer.get_layer("view").window_px
        if window_px not in self._epochs:
            train_step = self.trainer.train_step

            def epoch(
                state: State, steps: Any, batches: Any, images: Any, targets: Any
            ) -> tuple[State, Any]:
                def step(carried: tuple[Any, Any, State]) -> tuple[Any, Any, State]:
                    number, finite, state = carried
                    rows = batches[number]
                    # The loss is the mean so far: once it is not finite, it stays that way.
                    logs, after = train_step(state, (images[rows], targets[rows]))
                    return number + 1, finite + jax.numpy.isfinite(logs["loss"]), after

                def goes_on(carried: tuple[Any, Any, State]) -> Any:
                    number, finite, _ = carried
                    return (number < steps) & (finite == number)

                zero = jax.numpy.int32(0)
                _, finite, done = jax.lax.while_loop(goes_on, step, (zero, zero, state))
                return done, finite

            self._epochs[window_px] = jax.jit(epoch)
        return self._epochs[window_px]


def _filled(array: npt.NDArray[Any], multiple: int) -> npt.NDArray[Any]:
    """Returns an array padded with zeros to a multiple of rows."""
    missing = -len(array) % multiple
    return np.pad(array, [(0, missing)] + [(0, 0)] * (array.ndim - 1))


def _variables(trainer: keras.Model) -> tuple[list[keras.Variable], ...]:
    """Returns the variables of the state that a step takes and returns, in Keras's order."""
    return (
        trainer.trainable_variables,
        trainer.non_trainable_variables,
        trainer.optimizer.variables,
        trainer.metrics_variables,
    )
