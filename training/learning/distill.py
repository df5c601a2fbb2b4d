"""The teachers' answers for the Training faces, computed once and stored with the run.

Hinton et al., arXiv 1503.02531; with a teacher of the same architecture, born-again networks
(Furlanello et al., arXiv 1805.04770). The teachers see each face and, if wanted, its mirror image,
not the views that the new network trains on: one pass in all instead of one per epoch.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from training.config import Distillation
from training.errors import ConfigError
from training.evaluation import answers
from training.evaluation.predict import keras_logits, load_network
from training.files import read_arrays, replacing
from training.labels import EXPRESSIONS
from training.runs import folder as run_folder

FILE = "teachers.npz"

Shares = npt.NDArray[np.float32]


def taught_shares(distillation: Distillation, images: npt.NDArray[np.uint8]) -> Shares:
    """Returns the teachers' mean probabilities at the temperature, float32 [N, 7].

    If the teachers left out folds in their training, each answers only for its own fold.

    Args:
        images: uint8 [N, 48, 48], grey.

    Raises:
        ConfigError: for a teacher that is no face network or does not know a face of its fold, for
            teachers of which some left faces out and others did not, and for faces that all of
            those have seen.
    """
    left_out = [answers.read(run_of(name)) for name in distillation.teachers]
    views = slice(0, 1 + distillation.mirrored)
    cross_fitted = [each for each in left_out if each is not None]
    if cross_fitted:
        if len(cross_fitted) < len(left_out):
            raise ConfigError(
                "expected teachers that all left a fold of the faces out, or none, got "
                f"{len(cross_fitted)} of {len(left_out)} that did; name one kind"
            )
        return _answers_of_strangers(distillation, cross_fitted, images, views)
    mirrored = images[:, :, ::-1]
    shares = [
        softmax(keras_logits(network, view).astype(np.float64) / distillation.temperature, axis=1)
        for network in map(load_network, map(Path, distillation.teachers))
        for view in (images, mirrored)[views]
    ]
    return np.asarray(np.mean(shares, axis=0), np.float32)


def _answers_of_strangers(
    distillation: Distillation,
    teachers: Sequence[answers.Answers],
    images: npt.NDArray[np.uint8],
    views: slice,
) -> Shares:
    """Returns for each face the mean over the teachers that have left it out, float32 [N, 7]."""
    total, counts = np.zeros((len(images), len(EXPRESSIONS))), np.zeros((len(images), 1))
    digests = answers.digests_of(images)
    for name, teacher in zip(distillation.teachers, teachers, strict=True):
        rows = np.flatnonzero(digests % teacher.folds == teacher.fold)
        places, strange = teacher.find(digests[rows])
        if strange:
            raise ConfigError(
                f"expected {name} to know all {len(rows)} of these faces that are in its fold, got "
                f"{strange} that it has no answer for; name teachers that were trained on the same "
                "data, and none with --oversample, whose faces have no answers"
            )
        for logits in (teacher.logits, teacher.mirrored_logits)[views]:
            scaled = logits[places].astype(np.float64) / distillation.temperature
            total[rows] += softmax(scaled, axis=1)
            counts[rows] += 1
    if not counts.all():
        raise ConfigError(
            f"expected every face to be left out by some teacher, got {np.sum(counts == 0)} that "
            "none answers for; name a run for each fold"
        )
    return np.asarray(total / counts, np.float32)


def run_of(name: str) -> Path:
    """Returns a teacher's run folder, from its name or its .keras file."""
    path = Path(name)
    return path.parent if path.name == run_folder.MODEL else path


def files_of(distillation: Distillation) -> list[Path]:
    """Returns the files that the teachers' answers come from."""
    kept = [run_of(name) / answers.FILE for name in distillation.teachers]
    return [
        path if path.exists() else run_folder.network_file(Path(name))
        for name, path in zip(distillation.teachers, kept, strict=True)
    ]


def write_shares(
    folder: Path,
    distillation: Distillation,
    shares: Shares,
    content: Mapping[str, Any] | None = None,
) -> None:
    """Writes the probabilities into a run folder, so that a resumed run learns from the same.

    Args:
        shares: [N, 7].
        content: What `training.runs.resume.recorded_content` returns for the run.
    """
    meta = {"of": _described(distillation), "content": dict(content or {})}
    with replacing(folder / FILE) as temporary:
        np.savez(temporary, meta=np.array(json.dumps(meta)), shares=shares)


def read_shares(
    folder: Path,
    distillation: Distillation,
    faces: int,
    content: Mapping[str, Any] | None = None,
) -> Shares:
    """Returns what `write_shares` wrote for the same teachers and faces.

    Args:
        content: What `training.runs.resume.recorded_content` returns for the run; None is any.

    Raises:
        ConfigError: if the file is absent, damaged or of others.
    """
    path = folder / FILE
    try:
        arrays = read_arrays(path)
        meta, shares = json.loads(str(arrays["meta"])), np.asarray(arrays["shares"], np.float32)
        if shares.ndim != 2 or not np.isfinite(shares).all():
            raise ValueError("no probabilities")
        # Files of runs that are older than the digests hold the description alone.
        described, of = meta.get("of", meta), meta.get("content")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f"expected the teachers' probabilities in {path}, got {type(error).__name__}: {error}; "
            "start the run again"
        ) from error
    is_same = described == _described(distillation) and shares.shape == (faces, len(EXPRESSIONS))
    if not is_same or (content and of and of != content):
        raise ConfigError(
            f"expected {path} to hold what the recipe's teachers say of {faces} faces, got "
            f"{len(shares)} faces of {meta}; start the run again"
        )
    return shares


def _described(distillation: Distillation) -> dict[str, Any]:
    return {
        "teachers": list(distillation.teachers),
        "temperature": distillation.temperature,
        "mirrored": distillation.mirrored,
    }
