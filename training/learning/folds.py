"""Folds of the Training faces: a run leaves one out, and says what it thinks of faces it never saw.

A teacher's answers to faces that it was trained on are nearly their labels. Cross-fitting takes
each face's answers from teachers that have not seen it (Dao et al., arXiv 2104.09732). A face's
fold is a digest of its pixels: copies of one face share a fold, in whatever order a data set comes;
near copies may not.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.config import Recipe
from training.datasets.faces import Faces
from training.errors import ConfigError
from training.evaluation.predict import keras_logits, load_network
from training.files import read_arrays, replacing
from training.labels import EXPRESSIONS
from training.runs import folder as run_folder

FILE: Final = "left_out.npz"
PUBLIC_TEST: Final = "public_test.npz"
"""The same of PublicTest, from what leaves no network behind (training/ridge.py)."""


@dataclass(frozen=True)
class LeftOut:
    """What a run's network says of the faces of the fold that it left out.

    Attributes:
        folds: How many folds there are.
        fold: The one left out.
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
            ConfigError: if there is no answer for some.
        """
        rows, strange = self.find(digests_of(images))
        if strange:
            raise ConfigError(
                f"expected answers for all {len(images)} faces, got none for {strange}; take the "
                "data that they were made of"
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

    That two of 30,000 different faces share one has a chance of 1 in 600,000.

    Args:
        images: uint8 [N, H, W].
    """
    digests = (hashlib.blake2b(image.tobytes(), digest_size=6).digest() for image in images)
    return np.array([int.from_bytes(digest, "little") for digest in digests], np.int64)


def fold_of(images: npt.NDArray[np.uint8], folds: int) -> npt.NDArray[np.int64]:
    """Returns each face's fold, int64 [N], 0 to folds − 1, about as many faces in each.

    Args:
        images: uint8 [N, H, W].
        folds: At least 2.
    """
    return digests_of(images) % folds


def split(faces: Faces, recipe: Recipe) -> tuple[Faces, Faces | None]:
    """Returns all faces but those that the recipe leaves out, and these; None if it leaves none.

    Args:
        faces: Of any splits; only Training faces are left out.
        recipe: Says which fold.

    Raises:
        ConfigError: if the fold has no faces, or all of them.
    """
    if not recipe.folds:
        return faces, None
    left_out = faces.splits == "Training"
    left_out[left_out] = fold_of(faces.images[left_out], recipe.folds) == recipe.left_out_fold
    learn = np.sum(faces.splits == "Training") - np.sum(left_out)
    if not left_out.any() or learn == 0:
        raise ConfigError(
            f"expected faces both in fold {recipe.left_out_fold} of {recipe.folds} and outside of "
            f"it, got {np.sum(left_out)} and {learn}; take another number of --folds"
        )
    return faces.take(~left_out), faces.take(left_out)


def answer(recipe: Recipe, folder: Path, images: npt.NDArray[np.uint8]) -> None:
    """Lets a finished run's network read the faces that it left out, and writes what it says.

    Args:
        recipe: Of the run.
        folder: Of the run; its network is the one that is kept.
        images: uint8 [M, 48, 48], the left-out faces.

    Raises:
        ConfigError: if the run has no network.
    """
    network = load_network(folder / run_folder.MODEL)
    views = [keras_logits(network, view) for view in (images, images[:, :, ::-1])]
    write(folder, LeftOut(recipe.folds, recipe.left_out_fold, digests_of(images), *views))


def write(folder: Path, left_out: LeftOut, file: str = FILE) -> None:
    """Writes the answers.

    Args:
        folder: Of the run.
        left_out: What it says.
        file: Its name.
    """
    with replacing(folder / file) as temporary:
        np.savez(
            temporary,
            fold=np.array([left_out.fold, left_out.folds]),
            digests=left_out.digests,
            logits=left_out.logits,
            mirrored_logits=left_out.mirrored_logits,
        )


def read(folder: Path, file: str = FILE) -> LeftOut | None:
    """Returns what `write` wrote, or None for the folder of a run that left nothing out.

    Args:
        folder: Of the run.
        file: Its name.

    Raises:
        ConfigError: if the file is damaged, or a run that left a fold out has none.
    """
    path = folder / file
    if not path.exists():
        has_config = (folder / run_folder.CONFIG).exists()
        if file == FILE and has_config and run_folder.read_config(folder)["recipe"].get("folds"):
            raise ConfigError(
                f"expected what {folder} says of the faces that it left out in {path}, got no such "
                f"file; go on with --resume {folder}"
            )
        return None
    try:
        arrays = read_arrays(path)
        fold, folds = arrays["fold"].tolist()
        found = LeftOut(folds, fold, arrays["digests"], arrays["logits"], arrays["mirrored_logits"])
        rows = (len(found.digests), len(EXPRESSIONS))
        if found.logits.shape != rows or found.mirrored_logits.shape != rows:
            raise ValueError(f"logits of other shapes than {rows}")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ConfigError(
            f"expected what a run said of its left-out faces in {path}, got "
            f"{type(error).__name__}: {error}; train it anew"
        ) from error
    return found


def read_public_test(path: Path) -> LeftOut | None:
    """Returns what a run without a network says of PublicTest; None where there is a network.

    Args:
        path: Of a run folder, or of a network.

    Raises:
        ConfigError: if the answers are damaged.
    """
    if not path.is_dir() or (path / run_folder.MODEL).exists():
        return None
    return read(path, PUBLIC_TEST)
