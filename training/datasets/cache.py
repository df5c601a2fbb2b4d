"""A cache of the readers' arrays by content."""

import hashlib
import os
import warnings
from pathlib import Path
from typing import Final

import numpy as np

from training.datasets.faces import Faces
from training.faces.pictures import require_file
from training.files import read_arrays, replacing

FORMAT: Final = 2
"""Raise it when a reader's result for the same bytes changes."""


def content_key(files: list[Path], root: Path) -> str:
    """Returns a digest of the files' bytes and of their names below root, 64 hex digits.

    Raises:
        DataError: for one that is no file.
    """
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    for path in files:
        require_file(path)
        # The same on Windows; a name that is not text counts by its bytes.
        digest.update(os.fsencode(path.relative_to(root).as_posix()))
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def read(folder: Path, key: str, split: str, source: str) -> Faces | None:
    """Returns a cached split; None if it is absent or damaged."""
    try:
        arrays = read_arrays(_path(folder, key, split))
        return Faces(
            images=arrays["images"],
            labels=arrays["labels"],
            splits=np.full(len(arrays["labels"]), split, dtype="U11"),
            votes=None,
            source=source,
        )
    except (OSError, ValueError, KeyError):
        return None


def write(folder: Path, key: str, split: str, faces: Faces) -> None:
    """Saves one split, atomically; if the folder cannot be written it warns and continues."""
    try:
        with replacing(_path(folder, key, split)) as temporary:
            np.savez(temporary, images=faces.images, labels=faces.labels)
    except OSError as error:
        warnings.warn(
            f"could not keep the parsed data in {folder} ({error}); the next start parses again. "
            "Set MIEN_CACHE to another folder",
            stacklevel=2,
        )


def _path(folder: Path, key: str, split: str) -> Path:
    # One file per split, so that a training run's cache has no PrivateTest.
    return folder / f"faces-{key[:24]}-{split}.npz"
