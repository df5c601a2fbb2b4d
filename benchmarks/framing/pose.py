"""Measures the cost of tilted and turned heads: where should the hints begin?

    python benchmarks/framing/pose.py --data FOLDER [--results docs/framing/results.csv]

*Turned*: how far the page's detector sees the nose off the middle of the eyes in PublicTest's own
pictures (turnRatio of webapp/src/vision/crops/quality.ts), and how many fewer of them the shipped
network reads right than of those that look into the camera with the same labels. *Tilted*: what
benchmarks/framing/run.py lost at each angle, the mean of both sides.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.framing.quality import COSTLY_POINTS, crossing
from benchmarks.framing.subjects import load_faces
from reader.crops.relight import relight
from reader.faces.detection import KEYPOINTS
from training.commands import command
from training.errors import DataError
from training.faces.framing import detect_in_frames
from training.hardware.tfjs_model import ROOT, TfjsModel

FRONTAL_RATIO: Final = 0.1
"""Faces below look into the camera: what the others are compared with."""
EDGES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, np.inf)
"""Of the groups of turn ratios."""

Floats = npt.NDArray[np.float64]


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--faces", type=int, default=3589, help="PublicTest faces (default: all)")
    add("--model", default="fast", help="name in webapp/public/models (default: %(default)s)")
    results = ROOT / "docs" / "framing" / "results.csv"
    add("--results", type=Path, default=results, help="of run.py (default: docs/framing)")
    arguments = parser.parse_args(argv)
    if not arguments.results.is_file():
        raise DataError(
            f"expected {arguments.results} as run.py writes it, got none; run that first"
        )
    tilts = tilt_losses(arguments.results)
    faces = load_faces(arguments.data, False, "PublicTest")
    images, labels = faces.images[: arguments.faces], faces.labels[: arguments.faces]
    found = detect_in_frames(images)
    lit = np.stack([relight(image) for image in images]).astype(np.float32)
    model = TfjsModel(ROOT / "webapp" / "public" / "models" / arguments.model)
    right = model.predict(lit[..., None])["logits"].argmax(axis=1) == labels
    seen = np.array([face is not None for face in found])
    points = np.array([face[4:] for face in found if face is not None]).reshape(-1, 6, 2)
    print(f"{seen.sum()} of {len(seen)} PublicTest faces found, {arguments.model}")
    _report_turned(
        turn_ratios(points), lost_to_frontal(turn_ratios(points), right[seen], labels[seen])
    )
    _report_tilted(tilts)
    return 0


def turn_ratios(keypoints: Floats) -> Floats:
    """Returns [N]: |nose tip off the middle of the eyes|, along their line, in eye distances.

    Args:
        keypoints: [N, 6, 2] in the order of KEYPOINTS.
    """
    right, left, nose = (
        keypoints[:, KEYPOINTS.index(name)] for name in ("right_eye", "left_eye", "nose_tip")
    )
    along = left - right
    off = nose - (left + right) / 2
    return np.asarray(np.abs((off * along).sum(axis=1)) / (along**2).sum(axis=1))


def lost_to_frontal(
    ratios: Floats, right: npt.NDArray[np.bool_], labels: npt.NDArray[np.uint8]
) -> Floats:
    """Returns [N]: the share of frontal faces of this label that are read right, less this one.

    So that an expression which is hard to read, and often shown with the head aside, does not
    count as the head's fault.

    Args:
        ratios: [N], of `turn_ratios`.
        right: [N], whether a face was read right.
        labels: [N].
    """
    frontal = ratios < FRONTAL_RATIO
    usual = np.zeros(int(labels.max()) + 1)
    for label in np.unique(labels):
        of_label = frontal & (labels == label)
        usual[label] = right[of_label].mean() if of_label.any() else right[frontal].mean()
    return np.asarray(usual[labels] - right)


def _report_turned(ratios: Floats, lost: Floats) -> None:
    print(f"{'turned: ratio':<18}{'median':>8}{'angle':>7}{'faces':>7}{'lost':>7}{'±':>6}")
    measures, losses = [], []
    for low, high in pairwise(EDGES):
        here = (ratios >= low) & (ratios < high)
        if not here.any():
            continue
        measures.append(float(np.median(ratios[here])))
        losses.append(100 * float(lost[here].mean()))
        margin = 196 * float(lost[here].std() / np.sqrt(here.sum()))
        # A nose stands about half an eye distance before the eyes.
        angle = np.rad2deg(np.arctan(2 * measures[-1]))
        print(
            f"{f'{low:g} to {high:g}':<18}{measures[-1]:>8.3f}{angle:>6.0f}°{here.sum():>7}"
            f"{losses[-1]:>7.1f}{margin:>6.1f}"
        )
    at = crossing(measures, losses)
    if at is not None:
        print(
            f"{'':<18}{COSTLY_POINTS:g} points are lost at a ratio of {at:.3f}; "
            f"{(ratios > at).mean():.1%} of the faces are beyond it"
        )


def tilt_losses(results: Path) -> dict[float, tuple[float, float, int]]:
    """Returns points lost, their margin and faces shown by absolute angle, both sides together.

    Args:
        results: run.py's results.csv.

    Raises:
        OSError: if the file cannot be read.
    """
    sides: dict[float, list[tuple[float, float, int]]] = {}
    with results.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["reader"], row["way"], row["group"]) == ("mien", "Mien", "roll"):
                told = float(row["loss_points"]), float(row["loss_margin"]), int(row["frames"])
                sides.setdefault(abs(float(row["value"])), []).append(told)
    return {
        angle: (
            float(np.mean([points for points, _, _ in told])),
            float(np.sqrt(np.sum([margin**2 for _, margin, _ in told])) / len(told)),
            sum(frames for _, _, frames in told),
        )
        for angle, told in sorted(sides.items())
    }


def _report_tilted(tilts: dict[float, tuple[float, float, int]]) -> None:
    print(f"{'tilted: degrees':<33}{'faces':>7}{'lost':>7}{'±':>6}")
    for angle, (points, margin, frames) in tilts.items():
        print(f"{angle:<33g}{frames:>7}{points:>7.1f}{margin:>6.1f}")
    at = crossing(list(tilts), [points for points, _, _ in tilts.values()])
    if at is not None:
        print(f"{'':<18}{COSTLY_POINTS:g} points are lost at {at:.0f} degrees")


if __name__ == "__main__":
    sys.exit(main())
