"""Rules for resuming a run: what may change, and what must be as it was."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras

from training.config import Recipe
from training.datasets.faces import Faces
from training.errors import CheckpointError, ConfigError
from training.files import write_text
from training.runs import folder as run_folder


def is_begun(folder: Path) -> bool:
    """Returns whether a run has whole epochs or is finished; else config.json is all it has."""
    return any((folder / name).exists() for name in (run_folder.CHECKPOINT, run_folder.MODEL))


def content_of(faces: Faces, teachers: Sequence[Path]) -> dict[str, Any]:
    """Returns digests of what a run learns from, for its config.json.

    Raises:
        ConfigError: for a teacher that is not there.
    """
    votes = None if faces.votes is None else hashlib.sha256(faces.votes.tobytes()).hexdigest()
    content: dict[str, Any] = {"faces": faces.content_sha256(), "votes": votes}
    if teachers:
        content["teachers"] = [_file_sha256(path) for path in teachers]
    return content


def recorded_content(folder: Path) -> dict[str, Any]:
    """Returns what `content_of` said when a run began; nothing for runs older than that record."""
    content: dict[str, Any] = run_folder.read_config(folder).get("content", {})
    return content


def check_data(folder: Path, source: str, content: Mapping[str, Any]) -> None:
    """Refuses other data than a run began with.

    Args:
        source: `Faces.source` of what was read now.
        content: What `content_of` says of it now.

    Raises:
        ConfigError: naming what differs.
    """
    began_with = run_folder.read_config(folder).get("data", source)
    if began_with != source:
        raise ConfigError(
            f"expected {began_with}, with which {folder} began, got {source}; name the same data"
        )
    recorded = recorded_content(folder)
    for what, now in content.items():
        before = recorded.get(what, now)
        if before != now:
            raise ConfigError(
                f"expected the {what} with which {folder} began, {_short(before)}, got others, "
                f"{_short(now)}, of the same name ({source}); restore them or begin again with "
                "another --run-dir"
            )


def _short(digest: Any) -> str:
    if isinstance(digest, list):
        return ", ".join(map(_short, digest)) or "none"
    return "none" if digest is None else f"sha256 {str(digest)[:12]}…"


def _file_sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(
            f"expected the teacher {path} to be a .keras file or a run folder, got: "
            f"{error.strerror or error}; name another"
        ) from error


def check_end(folder: Path, recipe: Recipe, done: int) -> None:
    """Refuses fewer epochs than were trained.

    Raises:
        ConfigError: for fewer than that.
    """
    if recipe.epochs < done:
        raise ConfigError(
            f"expected --epochs of at least the {done} that {folder} has done, got "
            f"{recipe.epochs}; give more"
        )


def check_best(folder: Path, float32_network: keras.Model) -> None:
    """Refuses a run whose best network is lost, since a later epoch may not be better.

    Args:
        float32_network: Of the run's recipe; its weights are overwritten.

    Raises:
        CheckpointError: if the file is absent, damaged or another network's.
    """
    path = folder / run_folder.BEST
    try:
        float32_network.load_weights(path)
    # A file with a wrong byte raises what zipfile, h5py, Keras and its back end may raise.
    except Exception as error:
        came = "a damaged one or another" if path.is_file() else "no such file"
        raise CheckpointError(
            f"expected the network of the best epoch in {path}, got {came}; start the run again"
        ) from error


def change_epochs(folder: Path, epochs: int, done: int) -> None:
    """Writes a run's new number of epochs into config.json, beside the one that it had.

    The schedule follows the new number from the next epoch on, so that such a run differs from one
    that had it from the beginning; config.json and history.csv show that.

    Args:
        epochs: From now on; nothing is written if it is the number that was planned.
    """
    document = run_folder.read_config(folder)
    planned = document["recipe"]["epochs"]
    if epochs == planned:
        return
    document["recipe"]["epochs"] = epochs
    change = {"planned": planned, "now": epochs, "after": done}
    document["changes_of_epochs"] = [*document.get("changes_of_epochs", ()), change]
    write_text(folder / run_folder.CONFIG, json.dumps(document, indent=2) + "\n")
