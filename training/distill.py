"""What trained networks say of the Training faces, computed once and kept beside the run.

Hinton et al., arXiv 1503.02531; with a teacher of the same architecture, born-again networks
(Furlanello et al., arXiv 1805.04770). The teachers see each face as it is and, if wanted, its
mirror image, not the views that the new network trains on: one pass instead of one an epoch.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from training import run_folder
from training.atomic import replacing
from training.config import ConfigError, Distillation
from training.predict import keras_logits, load_network

FILE = "teachers.npz"

Shares = npt.NDArray[np.float32]


def taught_shares(distillation: Distillation, images: npt.NDArray[np.uint8]) -> Shares:
    """Returns the teachers' mean probabilities at the temperature, float32 [N, 7].

    Args:
        distillation: Names the teachers, temperature and views.
        images: [N, 48, 48], grey.

    Raises:
        ConfigError: for a teacher that is no face network.
    """
    views = [images, images[:, :, ::-1]] if distillation.mirrored else [images]
    shares = [
        _softmax(keras_logits(teacher, view).astype(np.float64) / distillation.temperature)
        for teacher in open_teachers(distillation)
        for view in views
    ]
    return np.asarray(np.mean(shares, axis=0), np.float32)


def open_teachers(distillation: Distillation) -> Iterator[keras.Model]:
    """Yields the teachers one by one, so that only one is in memory."""
    for name in distillation.teachers:
        path = Path(name)
        yield load_network(path / run_folder.MODEL if path.is_dir() else path)


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
