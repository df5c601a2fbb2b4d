"""Reads faces without a network: dense SIFT, Fisher vectors, kernel ridge regression.

    python training/fisher.py --data FOLDER      18 minutes on two cores, beside other work

Too large to ship (it keeps a vector of every Training face, 2.7 GB), but as good as one network and
unlike all of them, so it is worth more in a vote than another network; and it answers for each
Training face as if it had not seen it, which is what a teacher has to do. Leaves a run folder:
`left_out.npz` for `--teachers`, `public_test.npz` for ensemble.py. PrivateTest is never read here.
"""

import argparse
import dataclasses
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import environment

import numpy as np
import numpy.typing as npt

from training.commands import add_data_options, command, load_faces
from training.datasets import Faces
from training.evaluation import metrics
from training.fisher_vectors import kernel_ridge, vectors
from training.learning import folds
from training.learning.targets import one_hot
from training.runs import folder as run_folder

Floats = npt.NDArray[np.float32]

ENCODERS: Final = ((64, 48), (128, 64))
"""Gaussians, and components kept of a descriptor. Distances are means over both: two mixtures
describe a face better than one, be it a larger one (training/LOG.md)."""

GAMMA: Final = 1.0
RIDGE: Final = 0.1
"""PublicTest chose them, with 10,000 faces to learn from: γ 0.5, 1 and 2, ridge 0.1 and 0.3
(training/LOG.md)."""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    run_folder.refuse_used(arguments.run_dir)
    faces = load_faces(arguments, "Training", "PublicTest")
    report = run(faces, arguments.run_dir, arguments.seed)
    print(as_text(report))
    print(f"\n{arguments.run_dir} holds what it says of every face")
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add_data_options(parser)
    add("--seed", type=int, default=0, help="of the faces that the vectors are fitted on")
    add("--run-dir", type=Path, default=Path("runs") / "fisher", help="default: %(default)s")
    return parser.parse_args(argv)


def run(faces: Faces, folder: Path, seed: int) -> dict[str, Any]:
    """Learns from Training, writes the run folder and returns the report.

    Args:
        faces: Of Training and PublicTest.
        folder: New.
        seed: Of the encoder.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    clock = time.monotonic()
    learn, validation = faces.select("Training"), faces.select("PublicTest")
    vectors = vectors_of(learn.images, validation.images, seed)
    digests = [folds.digests_of(each.images) for each in (learn, validation)]
    found = kernel_ridge.answers(
        vectors[0],
        one_hot(learn.labels),
        digests[0],
        vectors[1],
        gamma=GAMMA,
        ridge=RIDGE,
    )
    # The regression's scores lie between 0 and 1; what makes logits of them is fitted on Training.
    sharpness = 1 / metrics.fit_temperature(found.left_out, learn.labels)
    left_out, others = found.left_out * sharpness, found.others * sharpness
    report = {
        "data": faces.source,
        "values": vectors[0].shape[1],
        "gamma": GAMMA,
        "ridge": RIDGE,
        "sharpness": round(sharpness, 4),
        "leftOutAccuracy": round(metrics.accuracy(left_out, learn.labels), 6),
        "accuracy": round(metrics.accuracy(others, validation.labels), 6),
        "seconds": round(time.monotonic() - clock),
    }
    # One fold of all faces: each is left out, with its copies.
    answers = folds.LeftOut(1, 0, digests[0], left_out, left_out)
    folder.mkdir(parents=True, exist_ok=True)
    folds.write(folder, answers)
    public = dataclasses.replace(answers, digests=digests[1], logits=others, mirrored_logits=others)
    folds.write(folder, public, folds.PUBLIC_TEST)
    recipe = {"name": "fisher", "seed": seed, "folds": 1}
    run_folder.write_config(folder, recipe, started=started, report=report)
    return report


def vectors_of(
    learn: npt.NDArray[np.uint8], others: npt.NDArray[np.uint8], seed: int
) -> tuple[Floats, Floats]:
    """Returns what all encoders, fitted to the first faces, make of both: float32 [N, V], [M, V].

    Each has the same mean square distance from the first faces' mean, so that all weigh alike.

    Args:
        learn: uint8 [N, 48, 48].
        others: uint8 [M, 48, 48].
        seed: Of the encoders.
    """
    encoders = [vectors.fit(learn, seed, *size) for size in ENCODERS]
    parts = list(
        zip(*(vectors.encode(encoders, images) for images in (learn, others)), strict=True)
    )
    sizes = [
        np.sqrt(np.mean(np.sum((first - first.mean(axis=0)) ** 2, axis=1))) for first, _ in parts
    ]
    scaled = [[part / size for part in both] for both, size in zip(parts, sizes, strict=True)]
    first, second = (np.concatenate(each, axis=1) for each in zip(*scaled, strict=True))
    return first, second


def as_text(report: dict[str, Any]) -> str:
    """Returns the report as a person reads it."""
    return "\n".join(
        (
            f"{report['leftOutAccuracy']:>8.4f}  of Training, each face left out with its copies",
            f"{report['accuracy']:>8.4f}  of PublicTest",
            f"{report['seconds']:>8}  seconds",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
