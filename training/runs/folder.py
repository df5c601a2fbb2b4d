"""The folder that a training run leaves: config.json, history.csv, curves.png, the network."""

import csv
import io
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training.config import Recipe, recipe_from_dict
from training.errors import ConfigError
from training.files import claimed, replacing, write_text
from training.hardware.devices import Devices
from training.runs.checkpoint import Epoch, best_of

CONFIG: Final = "config.json"
CHECKPOINT: Final = "checkpoint.npz"
BEST: Final = "best.keras"
MODEL: Final = "model.keras"
HISTORY: Final = "history.csv"
CURVES: Final = "curves.png"
KINDS: Final = {"recipe": dict, "content": dict, "changes_of_epochs": list}
"""Keys of config.json, all but the first optional, and what they hold."""
PACKAGES: Final = ("keras", "tensorflow", "tensorflow-cpu", "jax", "numpy")


def read_config(run: Path) -> dict[str, Any]:
    """Returns a run's config.json; it has a `recipe`, whose keys are not checked.

    Args:
        run: Its folder, or a file in it.

    Raises:
        ConfigError: if there is none, or no JSON with a recipe.
    """
    path = (run if run.is_dir() else run.parent) / CONFIG
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        document["recipe"]  # The one key that no run lacks.
        for key in KINDS.keys() & document.keys():
            if not isinstance(document[key], KINDS[key]):
                raise TypeError(f"{key} is {document[key]!r}")
        return document
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConfigError(
            f"expected {path} as a run's script wrote it, got {type(error).__name__}: {error}; "
            "name another run"
        ) from error


def read_recipe(run: Path) -> Recipe:
    """Returns the recipe of a run that train.py made.

    Args:
        run: Its folder, or a file in it.

    Raises:
        ConfigError: if there is none, or it has other keys or impossible values.
    """
    return recipe_from_dict(read_config(run)["recipe"])


def write_config(folder: Path, recipe: Mapping[str, Any], **told: Any) -> None:
    """Writes a run's config.json: its recipe, when it began if that is not given, and the rest."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    document = {"recipe": dict(recipe), "started": started, **told}
    write_text(folder / CONFIG, json.dumps(document, indent=2) + "\n")


def network_file(path: Path) -> Path:
    """Returns the .keras file that a path names: itself, or a run folder's."""
    return path / MODEL if path.is_dir() else path


def network_name(path: Path) -> str:
    """Returns what reports call a run, a .keras file or an export: its folder's name or its own."""
    return path.parent.name if path.name == MODEL else path.name if path.is_dir() else path.stem


def refuse_used(folder: Path) -> None:
    """Refuses a folder that already holds a run, and a file.

    Raises:
        ConfigError: saying how to continue.
    """
    if folder.is_file():
        raise ConfigError(f"expected {folder} to be a folder, got a file; name another one")
    if (folder / CONFIG).exists():
        raise ConfigError(
            f"expected {folder} to hold no run yet, got one; continue it with --resume {folder} "
            "or name another folder with --run-dir"
        )


@contextmanager
def new(folder: Path, what: str) -> Iterator[None]:
    """Holds a folder for a run that one command makes at once.

    Args:
        folder: Where; removed again if it was new and nothing was written.
        what: The command, for the message to a second process.

    Raises:
        ConfigError: if the folder already holds a run.
        InUseError: if another process works in it, or it is a file.
    """
    with claimed(folder, what):
        refuse_used(folder)
        yield


def create(
    folder: Path,
    recipe: Recipe,
    data_source: str,
    auxiliary: Sequence[dict[str, Any]] = (),
    devices: Devices | None = None,
    content: Mapping[str, Any] | None = None,
) -> None:
    """Makes a new run folder with its config.json.

    Args:
        devices: Who takes part; None for one device.
        content: Digests of what is learned from (`training.runs.resume`).

    Raises:
        ConfigError: if the folder already holds a run.
    """
    refuse_used(folder)
    write_config(
        folder,
        recipe.to_dict(),
        data=data_source,
        content=dict(content or {}),
        auxiliary=list(auxiliary),
        backend=keras.backend.backend(),
        devices=(devices or Devices()).record(),
        python=platform.python_version(),
        versions=_versions(),
    )


def write_history(folder: Path, history: list[Epoch]) -> None:
    """Writes history.csv from all epochs so far."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(Epoch.__dataclass_fields__))
    writer.writeheader()
    writer.writerows(asdict(epoch) for epoch in history)
    write_text(folder / HISTORY, text.getvalue())


def write_curves(folder: Path, history: list[Epoch]) -> None:
    """Draws loss, accuracy and learning rate over the epochs into curves.png."""
    # Without pyplot, whose global state and window back ends a training script has no use for.
    from matplotlib.figure import Figure

    epochs = [e.epoch for e in history]
    figure = Figure(figsize=(10, 3.6), layout="constrained", dpi=110)
    loss, accuracy, rate = figure.subplots(1, 3)
    loss.plot(epochs, [e.loss for e in history], label="training")
    loss.plot(epochs, [e.val_loss for e in history], label="PublicTest")
    loss.set(title="cross-entropy", xlabel="epoch")
    accuracy.plot(epochs, [e.accuracy for e in history], label="training, augmented")
    accuracy.plot(epochs, [e.val_accuracy for e in history], label="PublicTest")
    best = best_of(history)
    accuracy.plot(best.epoch, best.val_accuracy, "o", label=f"best {best.val_accuracy:.4f}")
    accuracy.set(title="accuracy", xlabel="epoch")
    rate.plot(epochs, [e.learning_rate for e in history], color="tab:green")
    rate.set(title="learning rate", xlabel="epoch", yscale="log")
    for axes in (loss, accuracy):
        axes.legend()
    for axes in (loss, accuracy, rate):
        axes.grid(alpha=0.3)
    with replacing(folder / CURVES) as temporary:
        figure.savefig(temporary)


def save_network(
    path: Path, weights: list[npt.NDArray[np.float32]], float32_network: keras.Model
) -> None:
    """Writes a .keras file of float32 arithmetic with these weights, as `get_weights` returns them.

    Args:
        path: Ends in .keras.
        float32_network: The architecture; its weights are overwritten.
    """
    float32_network.set_weights(weights)
    with replacing(path) as temporary:
        float32_network.save(temporary)


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
