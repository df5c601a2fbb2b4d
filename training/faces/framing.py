"""Where faces of FER2013 have eyes and mouths, as the page's detector sees them.

A camera's face is cropped so that its eyes and mouth lie where the training pictures have them
(crop_geometry.json, which training/framing.py writes), as the same detector finds them in both.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reader.crops.frame import SQUARE_PX
from reader.faces.detection import KEYPOINTS
from reader.faces.detector import Detector
from reader.network.folder import open_index, open_model
from training.hardware.tfjs_model import ROOT

GEOMETRY: Final = ROOT / "converter" / "crop_geometry.json"
LANDMARKS: Final = {"rightEye": "right_eye", "leftEye": "left_eye", "mouth": "mouth_centre"}
"""The geometry's names, and the detector's."""

FACE_IN_SQUARE_PX: Final = 80
"""The picture is enlarged to this size within the detector's 128 px, and its edge pixels fill the
rest: FER2013's frames cut chin and forehead, and the detector needs some room around a face.
"""


def open_detector() -> Detector:
    """Returns the page's face detector, as the reader runs it.

    Raises:
        ModelError: for a damaged one.
    """
    return Detector(open_model(open_index()["detector"]))


def keypoints_in_frames(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Returns float64 [M, 6, 2]: keypoints as fractions of the 48×48 frame, M ≤ N faces found.

    Args:
        images: uint8 [N, 48, 48].
    """
    detector = open_detector()
    seen = [faces[0][1][4:] for image in images if (faces := detector.detect(in_square(image)))]
    margin = (SQUARE_PX - FACE_IN_SQUARE_PX) // 2
    found = (np.array(seen) * SQUARE_PX - margin) / FACE_IN_SQUARE_PX
    return found.reshape(-1, len(KEYPOINTS), 2)


def in_square(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns uint8 [128, 128, 3]: a 48×48 grey face enlarged, its edges repeated around it."""
    margin = (SQUARE_PX - FACE_IN_SQUARE_PX) // 2
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
    half_distance = float(middle["left_eye"][0] - middle["right_eye"][0]) / 2
    eye_y = float(middle["left_eye"][1] + middle["right_eye"][1]) / 2
    return {
        "rightEye": (0.5 - half_distance, eye_y),
        "leftEye": (0.5 + half_distance, eye_y),
        "mouth": (0.5, float(middle["mouth_centre"][1])),
    }
