"""The reader: turns a picture's pixels into readings."""

import math
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reader.answers.classifier import Classifier, read_in_turn
from reader.crops.crop import crop_face
from reader.crops.frame import Frame
from reader.crops.quality import find_hints, measure_quality, unreadable
from reader.crops.relight import relight
from reader.crops.similarity import Similarity, fit_similarity
from reader.faces.detection import KEYPOINTS, Detection
from reader.faces.detector import Detector
from reader.faces.finder import FaceFinder
from reader.faces.follower import Follower
from reader.faces.still import StillFinder
from reader.media.film import open_film
from reader.media.picture import as_rgb, open_picture
from reader.network.folder import open_model, whole
from reader.reading import Face, Reading

Numbered = tuple[int, Detection]

EXACT_CROP_PX = 384.0
"""In single pictures, faces up to this side are cropped from the picture's own pixels: up to it the
crop samples every pixel. Larger faces are cropped from a smaller copy."""


class Reader:
    """Reads the apparent expression of every face in pictures and videos.

    Attributes:
        labels: The expressions, in the order of every list of probabilities.
        not_sure_below: If the largest probability is below this, the reading is not sure.
    """

    def __init__(self, model: str = "", models: Path | None = None) -> None:
        """Loads the models in about 0.1 s.

        Args:
            model: Name of an expression model, such as "accurate"; the default is "fast".
            models: Folder of exported models (default: the package's own).

        Raises:
            ModelError: if there is no such model or its files are damaged.
        """
        expression = open_model(model, models)
        manifest = expression.manifest
        with whole(str(manifest.get("name"))):
            self.model: str = manifest["name"]
            self.version: str = manifest["version"]
            self.labels: tuple[str, ...] = tuple(manifest["labels"])
            self.not_sure_below = float(manifest["notSureBelow"])
            landmarks = manifest["crop"]["landmarks"]
            self._template = [complex(*landmarks[key]) for key in ("rightEye", "leftEye", "mouth")]
            self._classifier = Classifier(expression)
            (answer,) = self._classifier.classify([np.zeros((48, 48), np.uint8)])
            if answer.shape != (len(self.labels),) or not np.isfinite(answer).all():
                raise ValueError(f"{answer.tolist()} for the labels {self.labels}")
        with whole("face_detector"):
            self._finder = FaceFinder(Detector(open_model("face_detector", models)), self._template)
        self._still_finder = StillFinder(self._finder, self._template)

    def read(self, image: str | PathLike[str] | npt.NDArray[np.uint8] | Any) -> Reading:
        """Returns all faces of a single picture, down to 24 px and at any tilt.

        The detector runs about 1,500 times on 12 megapixels.

        Args:
            image: A path, or uint8 [H, W, 3] RGB, [H, W, 4] RGBA or [H, W] grey, or anything that
                NumPy converts to such an array, such as a Pillow image. OpenCV's own pictures are
                BGR: `picture[..., ::-1]`.

        Raises:
            MediaError: if it is not a picture.
        """
        rgb = open_picture(image) if isinstance(image, str | PathLike) else as_rgb(image)
        frame = Frame(rgb)
        found = enumerate(self._still_finder.find(frame))
        faces = sorted(found, key=lambda numbered: numbered[1].box.area, reverse=True)
        crops = self._cropped(frame, faces, EXACT_CROP_PX)
        probabilities = self._classifier.classify([crop.lit for crop in crops])
        return self._reading(frame, crops, probabilities, None)

    def frames(self, video: str | PathLike[str] | int, every_ms: float = 0.0) -> Iterator[Reading]:
        """Yields the readings of a video's frames, with the video's own times.

        Faces keep their number while they are followed. Geometry is filtered over time;
        probabilities are each frame's own. A face that changes by no more than noise keeps its
        answer for up to 250 ms; of several that changed, one is read per frame.

        Args:
            video: A path, or the number of a webcam, whose times count from its start.
            every_ms: Reads the first frame of each step of this length; every frame if 0.

        Raises:
            MediaError: if it is not a video, or ends before its first frame.
        """
        stream = Stream(self)
        for frame in open_film(video, every_ms):
            yield stream.read(frame.rgb, frame.time_ms)

    def _cropped(self, frame: Frame, faces: list[Numbered], exact_px: float = 0.0) -> list["_Crop"]:
        """The faces' crops, from the picture's own pixels up to a side of `exact_px`."""
        crops = []
        for number, face in faces:
            similarity = fit_similarity(self._template, face.crop_points)
            if similarity is None:
                continue
            if similarity.side_px <= exact_px:
                grey = crop_face(frame.rgb, similarity)
            else:
                grey = crop_face(frame.image, similarity.scaled(frame.image_scale))
            crops.append(_Crop(number, face, similarity, grey))
        return crops

    def _reading(
        self,
        frame: Frame,
        crops: list["_Crop"],
        probabilities: list[npt.NDArray[np.float64]],
        time_ms: float | None,
    ) -> Reading:
        faces = tuple(map(self._described, crops, probabilities))
        return Reading(faces, frame.width, frame.height, self.labels, time_ms)

    def _described(self, crop: "_Crop", probabilities: npt.NDArray[np.float64]) -> Face:
        quality = measure_quality(crop.grey, crop.lit, crop.similarity.side_px)
        reason: str | None = unreadable(quality)
        if reason is None and probabilities.max() < self.not_sure_below:
            reason = "low_probability"
        points = crop.face.points.tolist()
        return Face(
            id=crop.number,
            box=crop.face.box,
            roll_degrees=math.degrees(crop.similarity.roll),
            keypoints=dict(zip(KEYPOINTS, ((p.real, p.imag) for p in points), strict=True)),
            detection_score=crop.face.score,
            probabilities=dict(zip(self.labels, probabilities.tolist(), strict=True)),
            expression=self.labels[int(probabilities.argmax())],
            not_sure_because=reason,
            hints=find_hints(quality, crop.similarity.roll, crop.face.points),
        )


class Stream:
    """Reads consecutive frames one by one, from your own source of frames."""

    def __init__(self, reader: Reader) -> None:
        """Begins without faces."""
        self._reader = reader
        self._follower = Follower(reader._finder)

    def read(self, rgb: npt.NDArray[np.uint8], time_ms: float) -> Reading:
        """Returns the next frame's reading.

        Args:
            rgb: uint8 [H, W, 3].
            time_ms: On one clock; if it goes back, faces start again.
        """
        frame = Frame(rgb)
        followed = {face.number: face for face in self._follower.find(frame, time_ms)}
        crops = self._reader._cropped(
            frame, [(number, face.detection) for number, face in followed.items()]
        )
        probabilities = read_in_turn(
            self._reader._classifier, [(followed[crop.number], crop.lit) for crop in crops]
        )
        return self._reader._reading(frame, crops, probabilities, time_ms)


class _Crop:
    """A face ready to be classified."""

    def __init__(
        self,
        number: int,
        face: Detection,
        similarity: Similarity,
        grey: npt.NDArray[np.uint8],
    ) -> None:
        self.number = number
        self.face = face
        self.similarity = similarity
        self.grey = grey
        """As the camera saw it; its quality is measured on this."""
        self.lit = relight(grey)
        """As the network gets it."""
