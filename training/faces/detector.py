"""The page's face detector in Python: BlazeFace short-range (arXiv 1907.05047), decoded.

The network runs in TF.js (`webapp/public/models/face_detector`); its outputs are decoded as in
`webapp/src/vision/faces/decode.ts` and `suppress.ts`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from training.hardware.tfjs_model import TfjsModel

SIDE_PX: Final = 128
"""Side of the network's square input."""

KEYPOINTS: Final = (
    "rightEye",
    "leftEye",
    "noseTip",
    "mouthCentre",
    "rightEarTragion",
    "leftEarTragion",
)
"""In the network's order; right and left are the subject's own."""

LOGIT_LIMIT: Final = 100.0
"""MediaPipe clips score logits here."""

BATCH_SIZE: Final = 256
"""Images per run of TF.js; each is 196 kB of float32."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Face:
    """One detected face.

    Attributes:
        score: 0–1.
        box: [left, top, right, bottom] in fractions of the square.
        keypoints: [6, 2] (x, y) in fractions of the square, in the order of KEYPOINTS.
    """

    score: float
    box: Floats
    keypoints: Floats


class FaceDetector:
    """Finds faces in square RGB pictures."""

    def __init__(self, folder: Path) -> None:
        """Opens the exported detector.

        Args:
            folder: That converter/detector.py wrote.

        Raises:
            TfjsError: if it cannot be opened.
        """
        self._model = TfjsModel(folder)

    def detect(self, squares: npt.NDArray[np.uint8]) -> list[list[Face]]:
        """Returns each picture's faces, best first.

        Args:
            squares: uint8 [N, 128, 128, 3] RGB.
        """
        found: list[list[Face]] = []
        for start in range(0, len(squares), BATCH_SIZE):
            batch = squares[start : start + BATCH_SIZE].astype(np.float32) / 127.5 - 1
            outputs = self._model.predict(batch)
            found += [
                decode(boxes, scores[:, 0], self._model.manifest)
                for boxes, scores in zip(outputs["boxes"], outputs["scores"], strict=True)
            ]
        return found


def anchor_centres(strides: list[int], offset: float) -> Floats:
    """Returns [896, 2] (x, y) in fractions of the square, in the order of the network's outputs.

    Layers of one stride share a grid, each with two anchors per cell.

    Args:
        strides: Pixels per cell, one entry per layer.
        offset: Where in its cell an anchor lies, as a fraction of the cell.
    """
    grids = []
    for stride in dict.fromkeys(strides):
        cells = -(-SIDE_PX // stride)
        centres = (np.arange(cells) + offset) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        grids.append(np.repeat(grid, 2 * strides.count(stride), axis=0))
    return np.concatenate(grids)


def decode(
    boxes: npt.NDArray[np.float32], scores: npt.NDArray[np.float32], manifest: dict[str, Any]
) -> list[Face]:
    """Returns the faces behind one picture's raw outputs, best first.

    Args:
        boxes: float32 [896, 16]: centre x, y, width, height and six keypoints, in pixels of the
            square, relative to the anchor's centre.
        scores: float32 [896] logits.
        manifest: The detector's.
    """
    anchors = anchor_centres(manifest["anchors"]["strides"], manifest["anchors"]["offset"])
    shares = 1 / (1 + np.exp(-np.clip(scores.astype(np.float64), -LOGIT_LIMIT, LOGIT_LIMIT)))
    values = boxes.astype(np.float64) / SIDE_PX
    keep = (shares >= manifest["scoreThreshold"]) & (values[:, 2:4] >= 0).all(axis=1)
    values, shares, anchors = values[keep], shares[keep], anchors[keep]
    half = values[:, 2:4] / 2
    centre = values[:, :2] + anchors
    keypoints = values[:, 4:].reshape(-1, len(KEYPOINTS), 2) + anchors[:, None]
    parts = [centre - half, centre + half, keypoints.reshape(-1, 2 * len(KEYPOINTS))]
    rows = np.concatenate(parts, axis=1)
    return suppress_weighted(rows, shares, manifest["iouThreshold"])


def suppress_weighted(rows: Floats, scores: Floats, iou_threshold: float) -> list[Face]:
    """Returns one face per cluster: MediaPipe's weighted suppression, which averages overlaps.

    Args:
        rows: [N, 16]: box corners, then keypoints.
        scores: [N] in 0–1.
        iou_threshold: Boxes that overlap the best one by more are averaged into it.
    """
    faces = []
    order = np.argsort(-scores, kind="stable")
    while len(order) > 0:
        overlaps = intersection_over_union(rows[order[0], :4], rows[order, :4]) > iou_threshold
        overlaps[0] = True
        members = order[overlaps]
        mean = np.average(rows[members], axis=0, weights=scores[members])
        faces.append(Face(float(scores[order[0]]), mean[:4], mean[4:].reshape(-1, 2)))
        order = order[~overlaps]
    return faces


def intersection_over_union(box: Floats, boxes: Floats) -> Floats:
    """Returns [N] overlaps of one box [4] with boxes [N, 4], all as corners."""
    size = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    common = np.prod(np.maximum(size, 0), axis=1)
    area = np.prod(box[2:] - box[:2])
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return np.asarray(common / np.maximum(area + areas - common, np.finfo(np.float64).tiny))


def letterbox(frame: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns uint8 [128, 128, 3]: the RGB frame scaled to fit, centred, the rest black."""
    height, width = frame.shape[:2]
    scale = SIDE_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    square = np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8)
    left, top = (SIDE_PX - size[0]) // 2, (SIDE_PX - size[1]) // 2
    square[top : top + size[1], left : left + size[0]] = small
    return square
