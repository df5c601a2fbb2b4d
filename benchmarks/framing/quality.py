"""Measures the cost of spoilt pictures: where should the page's hints begin?

    python benchmarks/framing/quality.py --data FOLDER [--faces 300]

Disturbs PublicTest's 48×48 pictures themselves, without detector and crop, relights them as the
page does, and reads them with the shipped network in TF.js. Prints for each strength its cost and
the median of the measure in webapp/src/vision/crops/quality.ts, the value of the measure at which
COSTLY_POINTS are lost, and how many undisturbed PublicTest faces lie beyond it.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reader.command_line import Parser
from reader.crops.crop import FACE_PX
from reader.crops.quality import measure_quality
from reader.crops.relight import relight
from training.commands import add_data_options, command, load_faces
from training.hardware.tfjs_model import ROOT, TfjsModel

COSTLY_POINTS: Final = 5.0
"""The loss that is worth a hint: what the goals in docs/framing.md allow the hardest pose."""
ORDER_SEED: Final = 6

Images = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Disturbance:
    """One way in which a picture is spoilt.

    Attributes:
        strengths: The first leaves the picture as it is.
        apply: To one face at one strength.
        measure: By which the page judges it, of a face and the strength; None if it does not.
    """

    name: str
    strengths: tuple[float, ...]
    apply: Callable[[Images, float], Images]
    measure: Callable[[Images, float], float] | None


def sharpness(face: Images, _strength: float = 0) -> float:
    """Returns the Laplacian's variance over the grey levels'."""
    return measure_quality(face, face, FACE_PX).sharpness


def mean_grey(face: Images, _strength: float = 0) -> float:
    """Returns the mean grey level, before relighting."""
    return float(face.mean())


def noise(face: Images, _strength: float = 0) -> float:
    """Returns the noise in grey levels after relighting."""
    return measure_quality(face, relight(face), FACE_PX).noise


def light(face: Images, share: float) -> Images:
    """Returns every grey multiplied; what exceeds white is lost, as on a sensor."""
    return rounded(face.astype(np.float32) * share)


def blurred(face: Images, sigma_px: float) -> Images:
    """Returns the face out of focus."""
    return np.asarray(cv2.GaussianBlur(face, (0, 0), sigma_px), np.uint8) if sigma_px else face


def noisy(face: Images, sigma: float) -> Images:
    """Returns the face with normal noise, drawn again for each face."""
    rng = np.random.default_rng(int(face.astype(np.int64).sum()))
    return rounded(face + rng.normal(0, sigma, face.shape).astype(np.float32))


def compressed(face: Images, quality: float) -> Images:
    """Returns the face as a colour JPEG of this quality, 0–100, shows it."""
    colour = cv2.cvtColor(face, cv2.COLOR_GRAY2BGR)
    done, file = cv2.imencode(".jpg", colour, [cv2.IMWRITE_JPEG_QUALITY, int(quality)])
    assert done
    opened = cv2.imdecode(file, cv2.IMREAD_COLOR)
    assert opened is not None
    return np.asarray(opened[..., 2], np.uint8)


def rounded(values: npt.NDArray[np.float32]) -> Images:
    """Returns values as uint8, cut at black and white."""
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def shrunk(face: Images, side_px: float) -> Images:
    """Returns the face as a camera shows it that has only so many pixels for its side."""
    size = (int(side_px), int(side_px))
    small = cv2.resize(face, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, face.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


DISTURBANCES: Final = [
    Disturbance("blur (sigma, px)", (0, 0.5, 0.75, 1, 1.5, 2, 3), blurred, sharpness),
    Disturbance("light (share)", (1, 0.5, 0.25, 0.125, 0.06, 0.03), light, mean_grey),
    Disturbance("over-exposure (share)", (1, 1.25, 1.5, 2, 3), light, mean_grey),
    Disturbance("size (px)", (48, 40, 36, 32, 28, 24, 20, 16), shrunk, lambda _, v: v),
    Disturbance("noise (grey levels)", (0, 5, 10, 20, 40), noisy, noise),
    Disturbance("JPEG (quality)", (100, 75, 40, 20, 10), compressed, None),
]


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add_data_options(parser)
    add("--faces", type=int, default=300, help="PublicTest faces (default: %(default)s)")
    add("--model", default="fast", help="name in webapp/public/models (default: %(default)s)")
    arguments = parser.parse_args(argv)
    faces = load_faces(arguments, "PublicTest")
    chosen = fair_order(faces.labels, ORDER_SEED)[: arguments.faces]
    images, labels = faces.images[chosen], faces.labels[chosen]
    model = TfjsModel(ROOT / "webapp" / "public" / "models" / arguments.model)
    undisturbed = _right(model, images, labels)
    print(f"{len(labels)} PublicTest faces, {arguments.model}: {undisturbed.mean():.3f} right")
    print(f"{'':<24}{'strength':>9}{'measure':>9}{'lost':>7}{'±':>6}")
    for disturbance in DISTURBANCES:
        _report(disturbance, model, images, labels, undisturbed, faces.images)
    return 0


def _report(
    disturbance: Disturbance,
    model: TfjsModel,
    images: Images,
    labels: npt.NDArray[np.uint8],
    undisturbed: npt.NDArray[np.bool_],
    everyone: Images,
) -> None:
    measure = disturbance.measure
    measures, losses = [], []
    for strength in disturbance.strengths:
        spoilt = np.stack([disturbance.apply(face, strength) for face in images])
        lost = undisturbed.astype(float) - _right(model, spoilt, labels).astype(float)
        points = 100 * float(lost.mean())
        margin = 196 * float(lost.std() / np.sqrt(len(lost)))
        measured = ""
        if measure is not None:
            measures.append(float(np.median([measure(face, strength) for face in spoilt])))
            measured = f"{measures[-1]:.3f}"
        losses.append(points)
        print(f"{disturbance.name:<24}{strength:>9g}{measured:>9}{points:>7.1f}{margin:>6.1f}")
    at = crossing(measures, losses) if measure is not None else None
    if measure is not None and at is not None:
        own = np.array([measure(face, disturbance.strengths[0]) for face in everyone])
        beyond = own > at if measures[-1] > measures[0] else own < at
        print(
            f"{'':<24}{COSTLY_POINTS:g} points are lost at a measure of {at:.3f}; "
            f"{beyond.mean():.1%} of {len(own)} faces are beyond it undisturbed"
        )


def crossing(measures: Sequence[float], losses: Sequence[float]) -> float | None:
    """Returns the measure at which COSTLY_POINTS are lost, between the given ones; None if never.

    Losses that fall and rise by chance are made to rise only, so that there is one crossing.
    """
    rising = np.maximum.accumulate(losses)
    if rising[-1] < COSTLY_POINTS:
        return None
    return float(np.interp(COSTLY_POINTS, rising, measures))


def fair_order(labels: npt.NDArray[np.uint8], seed: int) -> npt.NDArray[np.intp]:
    """Returns a permutation in whose every beginning each label has its share, to one face.

    Each label's faces are shuffled and spread evenly over the whole, so that a smaller choice is
    part of a larger one.

    Args:
        labels: [N].
    """
    rng = np.random.default_rng(seed)
    position = np.empty(len(labels))
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        position[members] = (np.arange(len(members)) + rng.uniform()) / len(members)
    return np.argsort(position, kind="stable")


def _right(
    model: TfjsModel, images: Images, labels: npt.NDArray[np.uint8]
) -> npt.NDArray[np.bool_]:
    lit = np.stack([relight(face) for face in images]).astype(np.float32)
    answers = model.predict(lit[..., None])["logits"].argmax(axis=1)
    return np.asarray(answers == labels)


if __name__ == "__main__":
    sys.exit(main())
