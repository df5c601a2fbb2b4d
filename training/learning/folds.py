"""Folds of the Training faces: a run leaves one out and answers for the faces it never saw.

A teacher's answers for faces that it was trained on are almost their labels. Cross-fitting takes
each face's answers from teachers that have not seen it (Dao et al., arXiv 2104.09732). A face's
fold is a digest of its pixels: copies of one face share a fold, whatever the order of the data set;
near copies may not.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.config import Recipe
from training.datasets.faces import Faces
from training.errors import ConfigError
from training.evaluation import answers
from training.evaluation.predict import keras_logits, load_network
from training.runs import folder as run_folder


def fold_of(images: npt.NDArray[np.uint8], folds: int) -> npt.NDArray[np.int64]:
    """Returns each face's fold, int64 [N], 0 to folds − 1, about as many faces in each.

    Args:
        images: uint8 [N, H, W].
        folds: At least 2.
    """
    return answers.digests_of(images) % folds


def split(faces: Faces, recipe: Recipe) -> tuple[Faces, Faces | None]:
    """Returns the faces to learn and the left-out ones; None if the recipe leaves none out.

    Args:
        faces: Of any splits; only Training faces are left out.

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
            f"it, got {np.sum(left_out)} and {learn}; choose another number of --folds"
        )
    return faces.take(~left_out), faces.take(left_out)


def answer(recipe: Recipe, folder: Path, images: npt.NDArray[np.uint8]) -> None:
    """Runs a finished run's network on the faces that it left out, and writes its answers.

    Args:
        folder: Of the run; its saved network is used.
        images: uint8 [M, 48, 48], the left-out faces.

    Raises:
        ConfigError: if the run has no network.
    """
    network = load_network(folder / run_folder.MODEL)
    views = [keras_logits(network, view) for view in (images, images[:, :, ::-1])]
    digests = answers.digests_of(images)
    answers.write(folder, answers.Answers(recipe.folds, recipe.left_out_fold, digests, *views))
