"""What trained networks say of the Training faces, computed once and kept beside the run.

Hinton et al., arXiv 1503.02531; with a teacher of the same architecture, born-again networks
(Furlanello et al., arXiv 1805.04770). The teachers see each face as it is and, if wanted, its
mirror image, not the views that the new network trains on: one pass instead of one an epoch.
"""

import json
import zipfile
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from training import folds, run_folder
from training.atomic import replacing
from training.config import ConfigError, Distillation
from training.predict import keras_logits, load_network

FILE = "teachers.npz"

Shares = npt.NDArray[np.float32]


def taught_shares(distillation: Distillation, images: npt.NDArray[np.uint8]) -> Shares:
    """Returns the teachers' mean probabilities at the temperature, float32 [N, 7].

    A teacher that left a fold of the faces out in its training answers for that fold alone.

    Args:
        distillation: Names the teachers, temperature and views.
        images: [N, 48, 48], grey.

    Raises:
        ConfigError: for a teacher that is no face network, or left out other faces than these, and
            if all teachers have seen some face.
    """
    total, answers = np.zeros((len(images), 7)), np.zeros((len(images), 1))
    for name in distillation.teachers:
        left_out = folds.read(Path(name))
        if left_out is None:
            rows = np.arange(len(images))
            network = open_teacher(name)
            views = [keras_logits(network, images), keras_logits(network, images[:, :, ::-1])]
        else:
            rows = np.flatnonzero(folds.fold_of(images, left_out.folds) == left_out.fold)
            views = [left_out.logits, left_out.mirrored_logits]
            if len(rows) != len(left_out.logits):
                raise ConfigError(
                    f"expected {name} to have left out {len(rows)} of these faces, got "
                    f"{len(left_out.logits)}; train it on the same data"
                )
        for logits in views[: 1 + distillation.mirrored]:
            total[rows] += _softmax(logits.astype(np.float64) / distillation.temperature)
            answers[rows] += 1
    if not answers.all():
        raise ConfigError(
            f"expected every face to be left out by some teacher, got {np.sum(answers == 0)} that "
            "none answers for; name a run for each fold"
        )
    return np.asarray(total / answers, np.float32)


def open_teacher(name: str) -> keras.Model:
    """Returns the network in a .keras file or a run folder."""
    path = Path(name)
    return load_network(path / run_folder.MODEL if path.is_dir() else path)


def write_shares(folder: Path, distillation: Distillation, shares: Shares) -> None:
    """Writes the probabilities into a run folder, so that a resumed run learns from the same."""
    with replacing(folder / FILE) as temporary:
        np.savez(temporary, meta=_meta(distillation), shares=shares)


def read_shares(folder: Path, distillation: Distillation, faces: int) -> Shares:
    """Returns what `write_shares` wrote for the same teachers and as many faces.

    Raises:
        ConfigError: if the file is absent, damaged or of others.
    """
    path = folder / FILE
    try:
        # Opened here, since np.load leaves a damaged file open.
        with path.open("rb") as file, np.load(file) as archive:
            meta, shares = str(archive["meta"]), archive["shares"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ConfigError(
            f"expected the teachers' probabilities in {path}, got {type(error).__name__}: {error}; "
            "start the run anew"
        ) from error
    if meta != str(_meta(distillation)) or len(shares) != faces:
        raise ConfigError(
            f"expected {path} to hold what the recipe's teachers say of {faces} faces, got "
            f"{len(shares)} faces of {meta}; start the run anew"
        )
    return np.asarray(shares, np.float32)


def _meta(distillation: Distillation) -> npt.NDArray[np.str_]:
    values = {
        "teachers": list(distillation.teachers),
        "temperature": distillation.temperature,
        "mirrored": distillation.mirrored,
    }
    return np.array(json.dumps(values))


def _softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)))
