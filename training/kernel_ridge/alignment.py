"""Turns, moves and enlarges each face so that its landmarks come to lie in fixed places.

Features that depend on position compare the same part of two faces only if it is in the same place,
and what surrounds a face says nothing. With 4,000 Training faces, a face recognition network's
activations read 0.611 of PublicTest, of aligned faces 0.625, and of these enlarged 1.4 times 0.644
(training/LOG.md). Kim et al. (CVPR Workshops 2016) gained by fusing networks for aligned and for
other faces.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from skimage.transform import SimilarityTransform

from training.labels import FACE_SIDE_PX
from training.models import face_mesh, face_recognition
from training.models.aligner import CENTRE_PX, FOCUS, ZOOM

PLACES: Final = {
    33: (10.8, 18.0),  # corners of the eyes, from left to right in the picture
    133: (18.5, 18.6),
    362: (28.4, 18.5),
    263: (36.0, 17.7),
    168: (23.4, 17.3),  # bridge and tip of the nose
    1: (23.6, 29.3),
    61: (16.7, 35.9),  # corners of the mouth
    291: (30.7, 35.7),
    10: (23.2, 4.3),  # top of the forehead, chin and sides of the face
    152: (23.8, 46.1),
    234: (5.4, 21.4),
    454: (41.8, 20.9),
}
"""Points of the face mesh, and where each lies across and down: the median over those Training
faces of FER2013 that are surely faces, in pixels."""

LEAST_PRESENCE: Final = 0.5
"""Pictures that are less probably faces are only enlarged: 5 % of FER2013's."""

SCALES: Final = (0.6, 1.6)
"""Faces that would be resized more before that are only enlarged: their landmarks are wrong."""

BATCH: Final = 128


def aligned(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns the faces aligned, uint8 [N, 48, 48].

    Args:
        images: uint8 [N, 48, 48], grey.

    Raises:
        ConfigError: if the weights of the face mesh cannot be fetched.
    """
    maps = map(to_aligned, landmarks_of(images))
    return np.stack([moved(image, to) for image, to in zip(images, maps, strict=True)])


def landmarks_of(images: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.float64] | None]:
    """Returns each face's landmarks, [P, 2], across and down in pixels, in the order of PLACES, and
    None for what is probably no face.

    Args:
        images: uint8 [N, 48, 48], grey.

    Raises:
        ConfigError: as `aligned`.
    """
    network = face_mesh.build()
    face_mesh.take(network, face_recognition.arrays_of("face_mesh"))
    found: list[npt.NDArray[np.float64] | None] = []
    for start in range(0, len(images), BATCH):
        faces = images[start : start + BATCH, ..., None].astype(np.float32)
        points, presence = network(faces, training=False)
        landmarks = np.asarray(points)[:, list(PLACES)].astype(np.float64)
        surely = np.asarray(presence)[:, 0] >= LEAST_PRESENCE
        found += [each if sure else None for each, sure in zip(landmarks, surely, strict=True)]
    return found


def similarity_to_places(
    landmarks: npt.NDArray[np.float64] | None,
) -> npt.NDArray[np.float64] | None:
    """Returns the map that brings a face's landmarks to their places, [2, 3]; None if it is unknown
    or cannot be true.

    Args:
        landmarks: [P, 2], from `landmarks_of`.
    """
    if landmarks is None:
        return None
    # Umeyama's least squares (PAMI 1991), without reflection; false if there is no solution.
    to_places = SimilarityTransform.from_estimate(landmarks, np.array(list(PLACES.values())))
    least, most = SCALES
    if not to_places or not least < to_places.scale < most:
        return None
    return np.asarray(to_places.params[:2])


def to_aligned(landmarks: npt.NDArray[np.float64] | None) -> npt.NDArray[np.float64]:
    """Returns the map from a face to the aligned face, [2, 3], in pixels: to its landmarks' places,
    if they are known, then enlarged.

    Args:
        landmarks: As in `similarity_to_places`.
    """
    to_places = similarity_to_places(landmarks)
    matrix = ZOOM * (np.eye(2, 3) if to_places is None else to_places)
    matrix[:, 2] += CENTRE_PX - ZOOM * np.array(FOCUS)
    return matrix


def moved(image: npt.NDArray[np.uint8], matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Returns a face as a map moves it, uint8 [48, 48]; beyond the picture its edge repeats.

    Args:
        image: uint8 [48, 48].
        matrix: [2, 3], in pixels.
    """
    size = (FACE_SIDE_PX, FACE_SIDE_PX)
    turned = cv2.warpAffine(
        image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(turned, np.uint8)
