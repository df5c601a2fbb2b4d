"""Finds the faces in a square of 128 px: BlazeFace short-range (arXiv 1907.05047)."""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reader.errors import ModelError
from reader.network.folder import ModelFolder
from reader.network.net import Net

SQUARE_PX: Final = 128
ANCHORS: Final = 896
ANCHORS_PER_LAYER: Final = 2
LOGIT_LIMIT: Final = 100.0
"""MediaPipe clips the scores' logits here, so that the exponential stays finite."""

TO_INPUT: Final = (np.arange(256) / 127.5 - 1).astype(np.float32)

Floats = npt.NDArray[np.float64]


class Detector:
    """Finds the faces in a square."""

    def __init__(self, model: ModelFolder) -> None:
        """Builds the network.

        Raises:
            ModelError: if the manifest's anchors and the network's boxes differ in number, or a
                threshold is no probability.
        """
        manifest = model.manifest
        outputs = manifest["outputs"]
        self._net = Net(model, [outputs["boxes"]["name"], outputs["scores"]["name"]])
        self._anchors = anchor_centres(**manifest["anchors"])
        self._score_threshold = float(manifest["scoreThreshold"])
        self._iou_threshold = float(manifest["iouThreshold"])
        thresholds = (self._score_threshold, self._iou_threshold)
        if not all(0 < threshold < 1 for threshold in thresholds):
            raise ModelError(
                f"expected thresholds of the detector between 0 and 1, got {thresholds}; export it "
                "again"
            )
        if len(self._anchors) != ANCHORS:
            raise ModelError(
                f"expected strides that give {ANCHORS} anchors, got {len(self._anchors)}; export "
                "the detector again"
            )

    def detect(self, square: npt.NDArray[np.uint8]) -> list[tuple[float, Floats]]:
        """Returns the faces, best first: each a score and [16] fractions of the square.

        These are left, top, right and bottom of its box, then x and y of six points.

        Args:
            square: uint8 [128, 128, 3] RGB.
        """
        values: Any = cv2.LUT(square, TO_INPUT)
        boxes, scores = self._net.run(values.transpose(2, 0, 1)[None])
        logits = scores[0, :, 0].astype(np.float64)
        found, shares = decode(
            boxes[0].astype(np.float64), logits, self._anchors, self._score_threshold
        )
        return suppress_weighted(found, shares, self._iou_threshold)


def decode(
    boxes: Floats, scores: Floats, anchors: Floats, threshold: float
) -> tuple[Floats, Floats]:
    """Returns the faces behind the network's raw outputs: [N, 16] fractions of the square, as
    `Detector.detect` gives them, and [N] scores.

    BlazeFace gives offsets from the anchors' centres in pixels of its input (MediaPipe's
    TfLiteTensorsToDetectionsCalculator).

    Args:
        boxes: [896, 16].
        scores: [896] logits.
        anchors: [896, 2].
        threshold: Least score, 0 to 1.
    """
    shares = 1 / (1 + np.exp(-np.clip(scores, -LOGIT_LIMIT, LOGIT_LIMIT)))
    values = boxes / SQUARE_PX
    kept = (shares >= threshold) & (values[:, 2:4] >= 0).all(axis=1)
    values, shares, anchors = values[kept], shares[kept], anchors[kept]
    centre, half = anchors + values[:, :2], values[:, 2:4] / 2
    points = values[:, 4:] + np.tile(anchors, 6)
    return np.concatenate([centre - half, centre + half, points], axis=1), shares


def anchor_centres(strides: list[int], offset: float) -> Floats:
    """Returns [N, 2] (x, y) in fractions of the square, in the order of the network's outputs.

    Layers of one stride share a grid, each with two anchors per cell.

    Args:
        strides: Pixels per cell, one entry per layer.
        offset: Where in its cell an anchor lies, as a fraction of the cell.
    """
    grids = []
    for stride in dict.fromkeys(strides):
        cells = -(-SQUARE_PX // stride)
        centres = (np.arange(cells) + offset) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        grids.append(np.repeat(grid, ANCHORS_PER_LAYER * strides.count(stride), axis=0))
    return np.concatenate(grids)


def suppress_weighted(
    rows: Floats, scores: Floats, iou_threshold: float
) -> list[tuple[float, Floats]]:
    """Returns one face per cluster, best first: MediaPipe's weighted suppression.

    Args:
        rows: [N, 16], of which the first four are the box's corners.
        scores: [N] in 0 to 1.
        iou_threshold: Boxes that overlap the best one by more are averaged into it.
    """
    faces = []
    order = np.argsort(-scores, kind="stable")
    while len(order) > 0:
        overlaps = _overlaps(rows[order[0], :4], rows[order, :4]) > iou_threshold
        overlaps[0] = True
        members = order[overlaps]
        mean = np.average(rows[members], axis=0, weights=scores[members])
        faces.append((float(scores[order[0]]), mean))
        order = order[~overlaps]
    return faces


def _overlaps(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of one box [4] with others [N, 4], all as corners."""
    size = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    common = np.prod(np.maximum(size, 0), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) - common
    return np.asarray(common / np.maximum(union, np.finfo(np.float64).tiny))
