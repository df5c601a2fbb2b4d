"""Stored answers of a network or a regression, found by the faces' content.

A run's answers about the Training faces that it left out teach others
(training/learning/distill.py); answers about PublicTest take the place of a network
(training/ridge.py).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.errors import ConfigError
from training.files import read_arrays, replacing
from training.labels import EXPRESSIONS
from training.runs import folder as run_folder

FILE: Final = "left_out.npz"
PUBLIC_TEST: Final = "public_test.npz"
"""The same for PublicTest, from a run without a network (training/ridge.py)."""


@dataclass(frozen=True)
class Answers:
    """Logits of faces, found by the pixels of each.

    Attributes:
        digests: int64 [M], of these faces.
        logits: float32 [M, 7], of the faces.
        mirrored_logits: float32 [M, 7], of their mirror images.
    """

    folds: int
    fold: int
    digests: npt.NDArray[np.int64]
    logits: npt.NDArray[np.float32]
    mirrored_logits: npt.NDArray[np.float32]

    def of(
        self, images: npt.NDArray[np.uint8]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Returns the logits of these faces and of their mirror images, float32 [N, 7] each.

        Args:
            images: uint8 [N, H, W].

        Raises:
            ConfigError: if some faces have no answer.
        """
        rows, strange = self.find(digests_of(images))
        if strange:
            raise ConfigError(
                f"expected answers for all {len(images)} faces, got none for {strange}; use the "
                "data that they were made from"
            )
        return self.logits[rows], self.mirrored_logits[rows]

    def find(self, digests: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], int]:
        """Returns the row of each digest, int64 [N], and how many have none.

        Rows of digests without an answer are arbitrary.

        Args:
            digests: int64 [N].
        """
        order = np.argsort(self.digests)
        places = np.searchsorted(self.digests, digests, sorter=order)
        rows = order[np.minimum(places, len(order) - 1)]
        return rows, int(np.sum(self.digests[rows] != digests))


def digests_of(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Returns a 48-bit content hash of each face's pixels, int64 [N].

    The chance that two of 30,000 different faces share one is 1 in 600,000.

    Args:
        images: uint8 [N, H, W].
    """
    digests = (hashlib.blake2b(image.tobytes(), digest_size=6).digest() for image in images)
    return np.array([int.from_bytes(digest, "little") for digest in digests], np.int64)


def write(folder: Path, answers: Answers, file: str = FILE) -> None:
    """Writes the answers."""
    with replacing(folder / file) as temporary:
        np.savez(
            temporary,
            fold=np.array([answers.fold, answers.folds]),
            digests=answers.digests,
            logits=answers.logits,
            mirrored_logits=answers.mirrored_logits,
        )


def read(folder: Path, file: str = FILE) -> Answers | None:
    """Returns what `write` wrote; None for a run that left no faces out.

    Raises:
        ConfigError: if the file is damaged, or a run that left a fold out has none.
    """
    path = folder / file
    if not path.exists():
        has_config = (folder / run_folder.CONFIG).exists()
        if file == FILE and has_config and run_folder.read_config(folder)["recipe"].get("folds"):
            raise ConfigError(
                f"expected {path} with the answers of {folder} for the faces that it left out, got "
                f"no such file; continue with --resume {folder}"
            )
        return None
    try:
        arrays = read_arrays(path)
        fold, folds = arrays["fold"].tolist()
        found = Answers(folds, fold, arrays["digests"], arrays["logits"], arrays["mirrored_logits"])
        rows = (len(found.digests), len(EXPRESSIONS))
        if found.logits.shape != rows or found.mirrored_logits.shape != rows:
            raise ValueError(f"logits of other shapes than {rows}")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ConfigError(
            f"expected a run's answers for its left-out faces in {path}, got "
            f"{type(error).__name__}: {error}; train it again"
        ) from error
    return found


def read_public_test(path: Path) -> Answers | None:
    """Returns the PublicTest answers of a run without a network; None if there is a network.

    Raises:
        ConfigError: if the answers are damaged.
    """
    if not path.is_dir() or (path / run_folder.MODEL).exists():
        return None
    return read(path, PUBLIC_TEST)
