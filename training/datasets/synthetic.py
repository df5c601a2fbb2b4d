"""Drawn faces, to run everything without data.

Their figures mean nothing for real faces and are never shown as FER2013's.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.datasets.faces import Faces
from training.labels import EXPRESSIONS, FACE_SIDE_PX, FER_PLUS_COLUMNS, FER_PLUS_TO_EXPRESSION

CANVAS_PX: Final = 192
"""Faces are drawn at four times their size and averaged down, which smooths their lines."""

COUNTS_PER_CLASS: Final = {"Training": 100, "PublicTest": 20, "PrivateTest": 20}


@dataclass(frozen=True)
class Features:
    """What an expression does to a face, in units of the face's radius.

    Attributes:
        brow_raise: Brows above their rest.
        brow_slant: Inner ends above the outer ones; negative is a frown.
        eye_open: Half height of the eyes.
        mouth_curve: Corners above the middle.
        mouth_open: Half height of the open mouth.
        mouth_width: Half width of the mouth.
        nose_wrinkle: Length of lines beside the nose.
    """

    brow_raise: float
    brow_slant: float
    eye_open: float
    mouth_curve: float
    mouth_open: float
    mouth_width: float
    nose_wrinkle: float = 0.0


FEATURES: Final[dict[str, Features]] = {
    "angry": Features(-0.08, -0.13, 0.06, -0.05, 0.0, 0.26),
    "disgust": Features(-0.06, -0.05, 0.05, -0.11, 0.06, 0.20, nose_wrinkle=0.16),
    "fear": Features(0.10, 0.12, 0.14, -0.03, 0.08, 0.33),
    "happy": Features(0.02, 0.0, 0.06, 0.17, 0.09, 0.36),
    "sad": Features(0.03, 0.15, 0.06, -0.14, 0.0, 0.24),
    "surprise": Features(0.15, 0.0, 0.15, 0.0, 0.20, 0.16),
    "neutral": Features(0.0, 0.0, 0.085, 0.0, 0.0, 0.27),
}


def synthetic(seed: int) -> Faces:
    """Returns drawn faces of all three splits, 140 of each expression.

    Position, size, rotation, proportions, light, contrast and noise vary face by face. All ten
    votes go to the label.
    """
    rng = np.random.default_rng(seed)
    images, labels, splits = [], [], []
    for split, count in COUNTS_PER_CLASS.items():
        for index, name in enumerate(EXPRESSIONS):
            for _ in range(count):
                images.append(draw(FEATURES[name], rng))
                labels.append(index)
                splits.append(split)
    columns = {
        expression: FER_PLUS_COLUMNS.index(c) for c, expression in FER_PLUS_TO_EXPRESSION.items()
    }
    votes = np.zeros((len(labels), len(FER_PLUS_COLUMNS)), np.float32)
    votes[np.arange(len(labels)), [columns[EXPRESSIONS[label]] for label in labels]] = 10
    return Faces(
        images=np.stack(images),
        labels=np.array(labels, np.uint8),
        splits=np.array(splits, dtype="U11"),
        votes=votes,
        source=f"synthetic drawn faces, seed {seed}",
    )


def draw(features: Features, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Returns one face, uint8 [48, 48], grey."""
    skin, backdrop = rng.uniform(120, 215), rng.uniform(20, 230)
    dark = skin * rng.uniform(0.2, 0.4)
    canvas = np.full((CANVAS_PX, CANVAS_PX), backdrop, np.float32)
    radius = CANVAS_PX * rng.uniform(0.40, 0.47)
    width = radius * rng.uniform(0.78, 0.9)
    middle = CANVAS_PX / 2 + rng.normal(0, 3, 2)

    def at(x: float, y: float) -> tuple[int, int]:
        return round(middle[0] + x * radius), round(middle[1] + y * radius)

    def length(value: float) -> int:
        return max(1, round(value * radius))

    cv2.ellipse(canvas, at(0, 0), (round(width), round(radius)), 0, 0, 360, skin, -1)
    hair = backdrop * 0.3 + rng.uniform(0, 60)
    cv2.ellipse(canvas, at(0, -0.1), (round(width), round(radius * 0.92)), 0, 200, 340, hair, 14)
    wobble = rng.normal(0, 0.015, 6)
    eye_y, eye_x = -0.2 + wobble[0], 0.36 + wobble[1]
    for side in (-1, 1):
        eye = (length(0.15), length(max(0.02, features.eye_open + wobble[2])))
        cv2.ellipse(canvas, at(side * eye_x, eye_y), eye, 0, 0, 360, min(skin * 1.25, 255), -1)
        pupil = length(min(0.075, features.eye_open + 0.01))
        cv2.circle(canvas, at(side * eye_x, eye_y), pupil, dark, -1)
        brow_y = eye_y - 0.22 - features.brow_raise + wobble[3]
        inner, outer = brow_y - features.brow_slant / 2, brow_y + features.brow_slant / 2
        ends = at(side * (eye_x - 0.18), inner), at(side * (eye_x + 0.18), outer)
        cv2.line(canvas, *ends, dark, length(0.06), cv2.LINE_AA)
        if features.nose_wrinkle:
            lines = at(side * 0.1, -0.02), at(side * 0.2, -0.02 + features.nose_wrinkle)
            cv2.line(canvas, *lines, skin * 0.6, length(0.035), cv2.LINE_AA)
    cv2.line(canvas, at(0, -0.08), at(0.05, 0.15), skin * 0.75, length(0.04), cv2.LINE_AA)
    _draw_mouth(canvas, features, at(0, 0.5 + wobble[4]), radius, dark)

    degrees, zoom = rng.uniform(-10, 10), rng.uniform(0.92, 1.08)
    turn = cv2.getRotationMatrix2D((CANVAS_PX / 2, CANVAS_PX / 2), degrees, zoom)
    canvas = cv2.warpAffine(canvas, turn, canvas.shape, borderMode=cv2.BORDER_REPLICATE)
    face = cv2.resize(canvas, (FACE_SIDE_PX, FACE_SIDE_PX), interpolation=cv2.INTER_AREA)
    slope = np.linspace(-1, 1, FACE_SIDE_PX) * rng.uniform(-25, 25)
    face = face * rng.uniform(0.7, 1.1) + slope[None, :] + rng.normal(0, 5, face.shape)
    return np.asarray(np.clip(face, 0, 255), np.uint8)


def _draw_mouth(
    canvas: npt.NDArray[np.float32],
    features: Features,
    centre: tuple[int, int],
    radius: float,
    dark: float,
) -> None:
    x = np.linspace(-1, 1, 25)
    bend = features.mouth_curve * radius * (0.5 - x**2)
    gap = features.mouth_open * radius * np.sqrt(1 - x**2)
    across = centre[0] + x * features.mouth_width * radius
    upper = np.stack([across, centre[1] + bend - gap], axis=1)
    lower = np.stack([across, centre[1] + bend + gap], axis=1)
    if features.mouth_open:
        outline = np.concatenate([upper, lower[::-1]]).round().astype(np.int32)
        cv2.fillPoly(canvas, [outline], dark * 0.6, cv2.LINE_AA)
    thick = max(2, round(0.05 * radius))
    for line in (upper, lower):
        cv2.polylines(canvas, [line.round().astype(np.int32)], False, dark, thick, cv2.LINE_AA)
