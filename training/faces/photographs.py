"""Crops faces from photographs as the page crops them from a camera's frames.

CK+ and JAFFE show heads with hair, neck and wall. FER2013's pictures show the face alone, so these
are detected and framed by the same geometry (training/framing.py).
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.faces.crop import crop_face
from training.faces.detector import KEYPOINTS, SIDE_PX, Face, FaceDetector, letterbox
from training.faces.framing import DETECTOR, GEOMETRY, LANDMARKS
from training.faces.pictures import read_picture


def cropped_faces(paths: Sequence[Path]) -> list[npt.NDArray[np.uint8] | None]:
    """Returns each photograph's most certain face, uint8 [48, 48] grey; None if it has none.

    Photographs are read twice, so that a large set need not fit into memory.

    Raises:
        DataError: for a file that is no picture.
        TfjsError: if the detector cannot run; it needs Node and the page's packages.
    """
    if not paths:
        return []
    squares = np.stack([letterbox(read_picture(path, colour=True)) for path in paths])
    found = FaceDetector(DETECTOR).detect(squares)
    names = list(LANDMARKS)
    geometry = json.loads(GEOMETRY.read_text(encoding="utf-8"))["landmarks"]
    template = np.array([geometry[name] for name in names])
    rows = [KEYPOINTS.index(LANDMARKS[name]) for name in names]
    crops: list[npt.NDArray[np.uint8] | None] = []
    for path, faces in zip(paths, found, strict=True):
        if faces:
            frame = read_picture(path, colour=True)
            crops.append(crop_face(frame, template, keypoints_px(faces[0], frame)[rows]))
        else:
            crops.append(None)
    return crops


def keypoints_px(face: Face, frame: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Returns a face's keypoints in pixels of the frame that was letterboxed, float64 [6, 2]."""
    size = np.array([frame.shape[1], frame.shape[0]])
    scale = SIDE_PX / size.max()
    # Rounded as in letterbox.
    scaled = np.maximum(1, np.round(size * scale))
    margin = (SIDE_PX - scaled) // 2
    return np.asarray((face.keypoints * SIDE_PX - margin) / scaled * size)
