"""Reads faces without training a network: kernel ridge regression on a description of each face.

    python training/ridge.py --data FOLDER                       Fisher vectors of dense SIFT
    python training/ridge.py --features faceres --data FOLDER    a face recognition network's
    python training/ridge.py --features faceres faceres-aligned  the mean of both distances

"-aligned" describes faces after their landmarks were brought to their usual places. The regression
is too large to ship (it keeps a description of every Training face, gigabytes). But it is as
accurate as a network and makes other mistakes, so a vote gains more from it than from another
network. It also answers for each Training face as if it had not seen it, as a teacher must. Writes
a run folder: `left_out.npz` for `--teachers`, `public_test.npz` for ensemble.py. PrivateTest is
never read here.
"""

import argparse
import dataclasses
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import environment

import numpy as np
import numpy.typing as npt

from reader.command_line import Parser
from training.commands import add_data_options, command, load_faces
from training.config.checks import whole_in_range
from training.datasets import Faces
from training.evaluation import answers, metrics
from training.kernel_ridge import activations, fisher_vectors, regression
from training.kernel_ridge.alignment import aligned
from training.learning.targets import one_hot
from training.runs import folder as run_folder

Describe = Callable[
    [npt.NDArray[np.uint8], npt.NDArray[np.uint8], int],
    tuple[Sequence[npt.NDArray[Any]], Sequence[npt.NDArray[Any]]],
]

ENCODERS: Final = ((64, 48), (128, 64))
"""Gaussians, and components kept of a descriptor, for each of two mixtures whose distances are
averaged. Two describe a face better than a single larger one (training/LOG.md)."""

GAMMA: Final = 1.0
RIDGE: Final = 0.1
"""PublicTest chose them with 10,000 Training faces, among γ 0.5, 1 and 2 and ridge 0.1 and 0.3
(training/LOG.md)."""


def sift(
    learn: npt.NDArray[np.uint8], others: npt.NDArray[np.uint8], seed: int
) -> tuple[Sequence[npt.NDArray[Any]], Sequence[npt.NDArray[Any]]]:
    """Returns both sets' Fisher vectors by all encoders, which are fitted to the first set."""
    encoders = [fisher_vectors.fit(learn, seed, *size) for size in ENCODERS]
    return fisher_vectors.encode(encoders, learn), fisher_vectors.encode(encoders, others)


FEATURES: Final[dict[str, Describe]] = {
    "sift": sift,
    "faceres": lambda learn, others, _: activations.describe(learn, others),
    "faceres-aligned": lambda learn, others, _: activations.describe(
        aligned(learn), aligned(others)
    ),
}


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    folder = arguments.run_dir or Path("runs") / f"ridge-{'-'.join(arguments.features)}"
    with run_folder.new(folder, "ridge.py"):
        faces = load_faces(arguments, "Training", "PublicTest")
        report = run(faces, folder, arguments.features, arguments.seed)
    print(as_text(report))
    print(f"\n{folder} holds its scores for every face")
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add_data_options(parser)
    add("--features", nargs="+", choices=FEATURES, default=["sift"], help="descriptions of a face")
    add("--seed", type=int, default=0, help="choice of the faces that Fisher vectors are fitted on")
    add("--run-dir", type=Path, help="run folder (default: runs/ridge-FEATURES)")
    arguments = parser.parse_args(argv)
    whole_in_range("--seed", arguments.seed, 0, 2**31 - 1)
    return arguments


def run(faces: Faces, folder: Path, features: Sequence[str], seed: int) -> dict[str, Any]:
    """Learns from Training, writes the run folder and returns the report.

    Args:
        features: Keys of FEATURES; all their descriptions count alike.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    clock = time.monotonic()
    learn, validation = faces.select("Training"), faces.select("PublicTest")
    digests = [answers.digests_of(each.images) for each in (learn, validation)]
    described: tuple[list[npt.NDArray[Any]], list[npt.NDArray[Any]]] = ([], [])
    for name in features:
        for so_far, more in zip(
            described, FEATURES[name](learn.images, validation.images, seed), strict=True
        ):
            so_far += more
    within, across = regression.distances(*described)
    found = regression.answers(
        within, across, one_hot(learn.labels), digests[0], gamma=GAMMA, ridge=RIDGE
    )
    # The regression's scores lie between 0 and 1; a factor fitted on Training makes them logits.
    sharpness = 1 / metrics.fit_temperature(found.left_out, learn.labels)
    left_out, others = found.left_out * sharpness, found.others * sharpness
    report = {
        "data": faces.source,
        "features": list(features),
        "values": sum(each.shape[1] for each in described[0]),
        "gamma": GAMMA,
        "ridge": RIDGE,
        "sharpness": round(sharpness, 4),
        "leftOutAccuracy": round(metrics.accuracy(left_out, learn.labels), 6),
        "accuracy": round(metrics.accuracy(others, validation.labels), 6),
        "seconds": round(time.monotonic() - clock),
    }
    # One fold: each face is left out with its copies.
    known = answers.Answers(1, 0, digests[0], left_out, left_out)
    answers.write(folder, known)
    public = dataclasses.replace(known, digests=digests[1], logits=others, mirrored_logits=others)
    answers.write(folder, public, answers.PUBLIC_TEST)
    recipe = {"name": f"ridge-{'-'.join(features)}", "seed": seed, "folds": 1}
    run_folder.write_config(folder, recipe, started=started, report=report)
    return report


def as_text(report: dict[str, Any]) -> str:
    """Returns the report as text."""
    return "\n".join(
        (
            f"{report['leftOutAccuracy']:>8.4f}  of Training, each face left out with its copies",
            f"{report['accuracy']:>8.4f}  of PublicTest",
            f"{report['seconds']:>8}  seconds",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
