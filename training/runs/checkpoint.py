"""A training run's whole state in one file, written atomically."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
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


def best_of(history: Sequence[Epoch]) -> Epoch:
    """Returns the epoch of the highest accuracy on PublicTest; of equal ones the last, which has
    learned longest."""
    return max(history, key=lambda epoch: (epoch.val_accuracy, epoch.epoch))


def state_of(trainer: keras.Model) -> State:
    """Returns what `save` writes of a trainer: its state now with JAX, its state at that time
    otherwise.

    JAX's arrays are immutable, so nothing is copied.
    """
    return [variable.value for variable in _variables(trainer)]


def save(
    path: Path, trainer: keras.Model, history: list[Epoch], state: State | None = None
) -> None:
    """Writes weights, optimizer, random generators and history.

    Args:
        path: An .npz file.
        trainer: Compiled; its `variables` include the state of dropout and augmentation.
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
        paths = [str(path) for path in meta["paths"]]
        arrays = [found[f"v{i}"] for i in range(len(paths))]
        history = [Epoch(**row) for row in meta["history"]]
        for number, epoch in enumerate(history, 1):
            _refuse_figures(number, epoch)
        if any(a.dtype.kind not in "biuf" for a in arrays):
            raise ValueError("weights that are no numbers")
        if not all(np.isfinite(a).all() for a in arrays if a.dtype.kind == "f"):
            raise ValueError("weights that are no finite numbers")
    except (OSError, ValueError, KeyError, TypeError, RecursionError, MemoryError) as error:
        raise CheckpointError(
            f"expected a checkpoint that train.py wrote at {path}, got {type(error).__name__}: "
            f"{error}; start the run again"
        ) from error
    variables = _variables(trainer)
    expected = [(_plain(v.path), tuple(v.shape)) for v in variables]
    came = [(_plain(p), a.shape) for p, a in zip(paths, arrays, strict=True)]
    if expected != came:
        what = "names" if [e[1] for e in expected] == [c[1] for c in came] else "shapes"
        first, other = next((e, c) for e, c in zip_longest(expected, came) if e != c)
        raise CheckpointError(
            f"expected {path} to hold the {len(expected)} variables of this recipe's network and "
            f"optimizer, {first or 'no more'} where it has {other or 'no more'}, got {len(came)} "
            f"of other {what}; start the run again"
        )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)
    return history


def _refuse_figures(number: int, epoch: Epoch) -> None:
    """Refuses an epoch of another number, or whose figures are no finite numbers.

    Raises:
        ValueError: naming the epoch.
    """
    figures = asdict(epoch).values()
    finite = all(isinstance(f, int | float) and -math.inf < f < math.inf for f in figures)
    if epoch.epoch != number or not finite:
        raise ValueError(f"other figures than an epoch's as epoch {number}")


def _plain(path: str) -> str:
    """Returns a variable's path without the number that Keras gives the second of a process's
    optimizers and random generators."""
    owner, slash, rest = path.partition("/")
    return re.sub(r"_\d+$", "", owner) + slash + rest


def _variables(trainer: keras.Model) -> list[keras.Variable]:
    return [*trainer.variables, *trainer.optimizer.variables]
