"""Crops faces from photographs as the page crops them from a camera's frames.

CK+ and JAFFE show heads with hair, neck and wall. FER2013's pictures show the face alone, so these
are detected and framed by the same geometry (training/framing.py).
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reader.crops.crop import crop_face
from reader.crops.frame import Frame
from reader.crops.similarity import fit_similarity
from reader.faces.detection import to_picture
from training.faces.framing import GEOMETRY, LANDMARKS, open_detector
from training.faces.pictures import read_picture


def cropped_faces(paths: Sequence[Path]) -> list[npt.NDArray[np.uint8] | None]:
    """Returns each photograph's most certain face, uint8 [48, 48] grey; None if it has none.

    Raises:
        DataError: for a file that is no picture.
        ModelError: for a damaged detector.
    """
    if not paths:
        return []
    detector = open_detector()
    geometry = json.loads(GEOMETRY.read_text(encoding="utf-8"))["landmarks"]
    template = [complex(*geometry[name]) for name in LANDMARKS]
    crops: list[npt.NDArray[np.uint8] | None] = []
    for path in paths:
        frame = Frame(read_picture(path, colour=True))
        faces = detector.detect(frame.square)
        points = to_picture(*faces[0], frame.letterbox).crop_points if faces else None
        fit = None if points is None else fit_similarity(template, points)
        crops.append(None if fit is None else crop_face(frame.rgb, fit))
    return crops
