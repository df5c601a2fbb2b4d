"""A training run's whole state in one file, written atomically."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from training.errors import CheckpointError
from training.files import read_arrays, replacing

State = list[Any]
"""The values of a trainer's variables, in the back end's own arrays."""


@dataclass(frozen=True)
class Epoch:
    """One line of history.csv.

    Attributes:
        epoch: From 1.
        learning_rate: Used throughout it.
        loss: Mean training loss.
        accuracy: Of the augmented training faces, against their targets' largest entry.
        val_loss: Cross-entropy on PublicTest's labels.
        val_accuracy: On PublicTest.
        seconds: Wall time, validation included.
    """

    epoch: int
    learning_rate: float
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float


def state_of(trainer: keras.Model) -> State:
    """Returns what `save` writes of a trainer: in JAX as it is now, in others as it will be then.

    JAX's arrays do not change, so that nothing is copied.
    """
    return [variable.value for variable in _variables(trainer)]


def save(
    path: Path, trainer: keras.Model, history: list[Epoch], state: State | None = None
) -> None:
    """Writes weights, optimizer, random generators and history.

    Args:
        path: An .npz file.
        trainer: Compiled; its `variables` include the state of dropout and augmentation.
        history: All epochs so far.
        state: What `state_of` returned after them; None for the trainer as it is.
    """
    values = state_of(trainer) if state is None else state
    arrays = {f"v{i}": np.asarray(value) for i, value in enumerate(values)}
    meta = {
        "paths": [v.path for v in _variables(trainer)],
        "history": [asdict(epoch) for epoch in history],
    }
    with replacing(path) as temporary:
        np.savez(temporary, meta=np.array(json.dumps(meta)), **arrays)


def restore(path: Path, trainer: keras.Model) -> list[Epoch]:
    """Puts a saved state back into a trainer built from the same recipe; returns the history.

    Raises:
        CheckpointError: if the file is absent, damaged or another network's.
    """
    try:
        found = read_arrays(path)
        meta = json.loads(str(found["meta"]))
        arrays = [found[f"v{i}"] for i in range(len(meta["paths"]))]
    except (OSError, ValueError, KeyError) as error:
        raise CheckpointError(
            f"expected a checkpoint that train.py wrote at {path}, got {type(error).__name__}: "
            f"{error}; start the run again"
        ) from error
    variables = _variables(trainer)
    expected = [tuple(v.shape) for v in variables]
    came = [a.shape for a in arrays]
    if expected != came:
        raise CheckpointError(
            f"expected {path} to hold the {len(expected)} variables of this recipe's network and "
            f"optimizer, got {len(came)} of other shapes; start the run again"
        )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)
    return [Epoch(**row) for row in meta["history"]]


def _variables(trainer: keras.Model) -> list[keras.Variable]:
    return [*trainer.variables, *trainer.optimizer.variables]
