"""Where faces of FER2013 have eyes and mouths, as the page's detector sees them.

A camera's face is cropped so that its eyes and mouth lie where the training pictures have them
(crop_geometry.json, which training/framing.py writes), as the same detector finds them in both.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.faces.detector import KEYPOINTS, SIDE_PX, FaceDetector
from training.hardware.tfjs_model import ROOT

DETECTOR: Final = ROOT / "webapp" / "public" / "models" / "face_detector"
GEOMETRY: Final = ROOT / "converter" / "crop_geometry.json"
LANDMARKS: Final = {"rightEye": "rightEye", "leftEye": "leftEye", "mouth": "mouthCentre"}

FACE_IN_SQUARE_PX: Final = 80
"""The picture is enlarged to this size within the detector's 128 px, and its edge pixels fill the
rest: FER2013's frames cut chin and forehead, and the detector needs some room around a face.
"""


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
