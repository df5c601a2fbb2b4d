"""Measures where FER2013's own pictures have eyes and mouths, as the page's detector sees them.

    python training/framing.py --data FOLDER

Writes converter/crop_geometry.json: a camera's face is cropped so that its eyes and mouth lie where
the training pictures have them, as the same detector finds them in both.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np
import numpy.typing as npt

from training import datasets
from training.atomic import write_text
from training.datasets import DataError
from training.face_detector import KEYPOINTS, SIDE_PX, FaceDetector
from training.tfjs_model import ROOT, TfjsError

BAD_INPUT_EXIT: Final = 2
DETECTOR: Final = ROOT / "webapp" / "public" / "models" / "face_detector"
GEOMETRY: Final = ROOT / "converter" / "crop_geometry.json"
LANDMARKS: Final = {"rightEye": "rightEye", "leftEye": "leftEye", "mouth": "mouthCentre"}

FACE_IN_SQUARE_PX: Final = 80
"""The picture is enlarged to this size within the detector's 128 px, its edge pixels repeated
around it: FER2013's frames cut chin and forehead, and the detector wants some room around a face.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--faces", type=int, default=3000, help="Training faces to look at (default: %(default)s)")
    add("--out", type=Path, default=GEOMETRY, help="default: %(default)s")
    arguments = parser.parse_args(argv)
    if arguments.faces < 1:
        print(f"framing.py: expected --faces of 1 or more, got {arguments.faces}", file=sys.stderr)
        return BAD_INPUT_EXIT
    try:
        faces = datasets.load(arguments.data, splits=("Training",), votes=False)
        picked = np.linspace(0, len(faces.images) - 1, arguments.faces).astype(int)
        found = keypoints_in_frame(FaceDetector(DETECTOR), faces.images[picked])
    except (DataError, TfjsError) as error:
        print(f"framing.py: {error}", file=sys.stderr)
        return BAD_INPUT_EXIT
    landmarks = upright_medians(found)
    document = {
        "landmarks": {name: [round(v, 4) for v in point] for name, point in landmarks.items()},
        "source": f"python training/framing.py: medians over the {len(found)} of {len(picked)} "
        f"{faces.source} Training faces in which the face detector finds a face, mirror images "
        "included",
    }
    write_text(arguments.out, json.dumps(document, indent=2) + "\n")
    spread = np.median(np.abs(found - np.median(found, axis=0)), axis=0)
    print(document["source"])
    for name, point in landmarks.items():
        own = spread[KEYPOINTS.index(LANDMARKS[name])]
        print(
            f"{name:>9}: x {point[0]:.4f}, y {point[1]:.4f} (median absolute deviation "
            f"{own[0]:.4f}, {own[1]:.4f})"
        )
    return 0


def keypoints_in_frame(
    detector: FaceDetector, images: npt.NDArray[np.uint8]
) -> npt.NDArray[np.float64]:
    """Returns float64 [M, 6, 2]: keypoints as fractions of the 48×48 frame, M ≤ N faces found.

    Args:
        detector: The exported one.
        images: uint8 [N, 48, 48].
    """
    margin = (SIDE_PX - FACE_IN_SQUARE_PX) // 2
    squares = np.stack([in_square(image) for image in images])
    best = [faces[0].keypoints for faces in detector.detect(squares) if faces]
    return (np.array(best) * SIDE_PX - margin) / FACE_IN_SQUARE_PX


def in_square(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns uint8 [128, 128, 3]: a 48×48 grey face enlarged, its edges repeated around it."""
    margin = (SIDE_PX - FACE_IN_SQUARE_PX) // 2
    size = (FACE_IN_SQUARE_PX, FACE_IN_SQUARE_PX)
    large = cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)
    padded = np.pad(large, margin, mode="edge")
    return np.repeat(padded[..., None], 3, axis=2)


def upright_medians(keypoints: npt.NDArray[np.float64]) -> dict[str, tuple[float, float]]:
    """Returns the median eye and mouth positions of faces and their mirror images alike.

    Args:
        keypoints: [M, 6, 2] fractions of the frame.
    """
    middle = dict(zip(KEYPOINTS, np.median(keypoints, axis=0), strict=True))
    half_distance = float(middle["leftEye"][0] - middle["rightEye"][0]) / 2
    eye_y = float(middle["leftEye"][1] + middle["rightEye"][1]) / 2
    return {
        "rightEye": (0.5 - half_distance, eye_y),
        "leftEye": (0.5 + half_distance, eye_y),
        "mouth": (0.5, float(middle["mouthCentre"][1])),
    }


if __name__ == "__main__":
    sys.exit(main())
