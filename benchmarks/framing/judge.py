"""Judges an answer: which found face is the drawn one, and is it read correctly?"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.framing.conditions import Condition
from training.evaluation.metrics import Interval, wilson_interval
from training.files import write_text
from training.labels import EXPRESSIONS

NOTHING: Final = Interval(float("nan"), float("nan"), float("nan"))

OTHER_WORDS: Final = {"fearful": "fear", "disgusted": "disgust", "surprised": "surprise"}
"""face-api's and Human's names that differ from ours."""

READERS_OWN: Final = {"mien": "Mien", "face-api": "face-api", "human": "human"}
"""The key of a reader's own answer; the others are alternatives."""

SHIPPED: Final = "eyes and mouth"
"""The key of Mien's own crop, where crops are compared on the same faces."""


@dataclass(frozen=True)
class CropError:
    """A crop's position relative to the pasted picture.

    Attributes:
        size: Logarithm of its side over the picture's.
        tilt_degrees: Its turn less the picture's.
        corners_sides: Root of the mean square of its corners' distances, in sides of the picture.
    """

    size: float
    tilt_degrees: float
    corners_sides: float


@dataclass(frozen=True)
class Answer:
    """The result for one face under one condition.

    Attributes:
        reader: "mien" or a peer.
        face: Whose, an index.
        condition: How the face stood.
        found: Whether a box lies on it.
        strays: Boxes elsewhere.
        truth: FER2013's label.
        original: What the classifier answers for the 48×48 picture itself; None for peers.
        expressions: Label by way of framing, for a face that was found.
        quality: What the page measured of the crop.
        crops: How it was cut out, by way of framing.
    """

    reader: str
    face: int
    condition: Condition
    found: bool
    strays: int
    truth: int
    original: int | None
    expressions: dict[str, int] = field(default_factory=dict)
    quality: dict[str, float] = field(default_factory=dict)
    crops: dict[str, CropError] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A reader's figures under one condition, by one way of framing.

    Attributes:
        reader: As above.
        way: Of framing.
        group: Of the condition.
        value: Of the condition.
        frames: How many.
        found: Share of faces found, with its 95 % interval as all shares here.
        accuracy: Of those found; nan if there are none.
        original_accuracy: Of the 48×48 pictures of those found; nan for peers.
        loss_points: original_accuracy − accuracy, in percentage points.
        loss_margin: Half its 95 % interval: 1.96 standard errors of the paired differences.
        overall: Share of all faces found and read right.
        strays: Boxes elsewhere, per frame.
        size_bias: Mean of the crops' size errors; nan if none is known, as in the next three.
        size_spread: Their standard deviation.
        tilt_spread_degrees: Standard deviation of their tilts' errors.
        corners_sides: Root of the mean square of their corners' distances.
    """

    reader: str
    way: str
    group: str
    value: float | str
    frames: int
    found: Interval
    accuracy: Interval
    original_accuracy: float
    loss_points: float
    loss_margin: float
    overall: Interval
    strays: float
    size_bias: float
    size_spread: float
    tilt_spread_degrees: float
    corners_sides: float


def answer(
    reader: str,
    condition: Condition,
    centre: tuple[float, float],
    faces: Sequence[dict[str, Any]],
    *,
    face: int,
    truth: int,
    original: int | None,
) -> Answer:
    """Returns the judgement of one frame.

    The face is found if a box's centre lies within half the picture's side of the picture's centre;
    of several, the largest counts.

    Args:
        reader: Who answered.
        condition: The frame's.
        centre: Of the face in the frame, (x, y) in pixels.
        faces: As page/readers.ts describes them.
        face: Whose face was drawn, an index.
        truth: The label.
        original: The classifier's answer for the picture itself.
    """
    on_it = [seen for seen in faces if _distance(seen, centre) < condition.side_px / 2]
    strays = len(faces) - len(on_it)
    if not on_it:
        return Answer(reader, face, condition, False, strays, truth, original)
    best = max(on_it, key=lambda seen: seen["boxPx"][2] * seen["boxPx"][3])
    expressions = {
        way: EXPRESSIONS.index(OTHER_WORDS.get(word, word))
        for way, word in best["expressions"].items()
        if word
    }
    own = expressions.get(READERS_OWN[reader])
    if len(expressions) > 1 and own is not None:
        expressions[SHIPPED] = own
    quality = best.get("quality", {})
    crops = {
        SHIPPED if way == READERS_OWN[reader] else way: crop_error(crop, condition, centre)
        for way, crop in best.get("crops", {}).items()
    }
    if SHIPPED in crops:
        crops[READERS_OWN[reader]] = crops[SHIPPED]
    return Answer(
        reader, face, condition, True, strays, truth, original, expressions, quality, crops
    )


def crop_error(
    crop: Sequence[float], condition: Condition, centre: tuple[float, float]
) -> CropError:
    """Returns how a crop lies beside the picture.

    Args:
        crop: Middle x and y and side in pixels of the frame, and clockwise degrees.
        condition: How the picture lies.
        centre: Where its middle is, in pixels of the frame.
    """
    x, y, side_px, degrees = crop
    corners = np.array([-0.5 - 0.5j, 0.5 - 0.5j, -0.5 + 0.5j, 0.5 + 0.5j])
    turned = side_px * np.exp(1j * np.deg2rad(degrees))
    exact = condition.side_px * np.exp(1j * np.deg2rad(condition.clockwise_degrees))
    off = complex(x, y) + turned * corners - complex(*centre) - exact * corners
    return CropError(
        size=float(np.log(side_px / condition.side_px)),
        tilt_degrees=float(np.angle(turned / exact, deg=True)),
        corners_sides=float(np.sqrt(np.mean(np.abs(off) ** 2)) / condition.side_px),
    )


def _distance(face: dict[str, Any], centre: tuple[float, float]) -> float:
    left, top, width, height = face["boxPx"]
    return float(np.hypot(left + width / 2 - centre[0], top + height / 2 - centre[1]))


def summarise(answers: Sequence[Answer], conditions: Sequence[Condition]) -> list[Row]:
    """Returns a row for each reader, condition and way of framing that was tried there."""
    by_condition: dict[tuple[str, Condition], list[Answer]] = {}
    for a in answers:
        by_condition.setdefault((a.reader, a.condition), []).append(a)
    rows = []
    for reader in dict.fromkeys(a.reader for a in answers):
        for condition in conditions:
            here = by_condition.get((reader, condition), [])
            if not here:
                continue
            own = READERS_OWN[reader]
            tried = dict.fromkeys(way for a in here for way in a.expressions if way != own)
            rows.append(_row(reader, own, condition, here))
            rows += [
                _row(reader, way, condition, [a for a in here if way in a.expressions])
                for way in tried
            ]
    return rows


def _row(reader: str, way: str, condition: Condition, here: Sequence[Answer]) -> Row:
    found = [a for a in here if a.found]
    right = np.array([a.expressions[way] == a.truth for a in found], float)
    before = np.array([a.original == a.truth for a in found], float)
    told = bool(found) and found[0].original is not None
    lost = (before - right) if told else np.full(max(len(found), 1), np.nan)
    accuracy = wilson_interval(int(right.sum()), len(found)) if found else NOTHING
    crops = [a.crops[way] for a in found if way in a.crops]
    sizes = np.array([crop.size for crop in crops] or [np.nan])
    tilts = np.array([crop.tilt_degrees for crop in crops] or [np.nan])
    corners = np.array([crop.corners_sides for crop in crops] or [np.nan])
    return Row(
        reader=reader,
        way=way,
        group=condition.group,
        value=condition.value,
        frames=len(here),
        found=wilson_interval(len(found), len(here)),
        accuracy=accuracy,
        original_accuracy=float(before.mean()) if told else float("nan"),
        loss_points=100 * float(lost.mean()),
        loss_margin=196 * float(lost.std() / np.sqrt(len(lost))),
        overall=wilson_interval(int(right.sum()), len(here)),
        strays=sum(a.strays for a in here) / len(here),
        size_bias=float(sizes.mean()),
        size_spread=float(sizes.std()),
        tilt_spread_degrees=float(tilts.std()),
        corners_sides=float(np.sqrt(np.mean(corners**2))),
    )


def write_faces(path: Path, answers: Sequence[Answer]) -> None:
    """Writes a row for each face that Mien found: condition, quality, was it read right?"""
    text = io.StringIO()
    measures = ("sidePx", "meanGrey", "contrast", "sharpness", "noise", "rollDegrees", "certainty")
    writer = csv.writer(text)
    writer.writerow(["group", "value", "right", "original_right", *measures])
    for a in answers:
        if a.reader == "mien" and a.found:
            right = int(a.expressions[READERS_OWN["mien"]] == a.truth)
            writer.writerow(
                [a.condition.group, a.condition.value, right, int(a.original == a.truth)]
                + [f"{a.quality[name]:.4f}" for name in measures]
            )
    write_text(path, text.getvalue())
