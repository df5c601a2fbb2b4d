"""Records of a video's faces, which keep their numbers and filter their geometry over time.

The same steps as the page's `followedFaces.ts` and `smoothing.ts`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reader.faces.detection import Box, Detection, Points
from reader.faces.matching import match_boxes

FORGOTTEN_AFTER_MS: Final = 500
"""How long a face that is not found keeps its record."""
FRAMES_APART_AT_MOST_MS: Final = 60_000
"""A face of the previous frame keeps it longer, because frames may be far apart."""

STILL_CUTOFF_HZ: Final = 1.0
CUTOFF_HZ_PER_SPEED: Final = 10.0
"""Cut-off added per face side per second of speed; it bounds the lag of a moving point."""
VELOCITY_CUTOFF_HZ: Final = 1.0


@dataclass(frozen=True, eq=False)
class FaceAnswer:
    """The network's last answer about a face.

    Attributes:
        face: uint8 [48, 48], the crop that it read.
        probabilities: float64 [labels].
    """

    face: npt.NDArray[np.uint8]
    probabilities: npt.NDArray[np.float64]
    time_ms: float


@dataclass(eq=False)
class FollowedFace:
    """All that is known about a face in a video.

    Attributes:
        number: Kept while the face is followed.
        found: Its last detection.
        points: complex128 [8], the six points, then the box's top left and bottom right, under the
            One-Euro filter (Casiez, Roussel & Vogel 2012, doi:10.1145/2207676.2208639).
        seen_ms: When it was last found.
        looked_ms: When the detector last looked at it.
        gap_ms: Time between the last two frames in which it was found.
        velocities: complex128 [8] in face sides per second.
        answer: None until it is read.
    """

    number: int
    found: Detection
    points: Points
    seen_ms: float
    looked_ms: float
    gap_ms: float = math.inf
    velocities: Points = field(default_factory=lambda: np.zeros(8, np.complex128))
    answer: FaceAnswer | None = None

    @property
    def detection(self) -> Detection:
        """The face at its filtered place."""
        top_left, size = complex(self.points[6]), complex(self.points[7] - self.points[6])
        box = Box(top_left.real, top_left.imag, size.real, size.imag)
        return Detection(self.found.score, box, self.points[:6])

    def see(self, sighting: "Sighting", time_ms: float) -> None:
        """Updates the record with the face's place in another frame."""
        self.gap_ms = time_ms - self.seen_ms
        self.found, self.looked_ms, self.seen_ms = sighting.found, sighting.looked_ms, time_ms
        if self.gap_ms > 0:
            self._filter(_points_of(self.found), self.found.box.width)

    def _filter(self, measured: Points, side_px: float) -> None:
        seconds = self.gap_ms / 1000
        share = _low_pass_share(VELOCITY_CUTOFF_HZ, seconds)
        fresh = (measured - self.points) / (side_px * seconds)
        self.velocities = self.velocities + share * (fresh - self.velocities)
        cutoffs = STILL_CUTOFF_HZ + CUTOFF_HZ_PER_SPEED * np.abs(self.velocities)
        self.points = self.points + _low_pass_share(cutoffs, seconds) * (measured - self.points)


@dataclass(frozen=True, eq=False)
class Sighting:
    """A face in a frame.

    Attributes:
        looked_ms: When the detector last looked at it.
        known: Its record, if it was followed here.
    """

    found: Detection
    looked_ms: float
    known: FollowedFace | None = None


class FollowedFaces:
    """The records of a video's faces."""

    def __init__(self) -> None:
        """Begins without faces."""
        self._faces: list[FollowedFace] = []
        self._next_number = 1
        self._clock_ms = -math.inf

    def update(self, sightings: Sequence[Sighting], time_ms: float) -> list[FollowedFace]:
        """Returns the records of the next frame's faces, largest first.

        A face that was not followed continues one that was out of sight if its place and size are
        close.

        Args:
            time_ms: On one clock; if it goes back, every face is forgotten.
        """
        known = [face for face in self._faces if self._is_alive(face, time_ms)]
        in_order = sorted(sightings, key=lambda sighting: -sighting.found.box.area)
        claimed = {id(sighting.known) for sighting in sightings}
        unseen = [face for face in known if id(face) not in claimed]
        fresh = [sighting for sighting in in_order if sighting.known not in known]
        matches = match_boxes(
            [face.detection.box for face in unseen], [sighting.found.box for sighting in fresh]
        )
        found_again = {
            id(sighting): unseen[match]
            for sighting, match in zip(fresh, matches, strict=True)
            if match is not None
        }
        current = []
        for sighting in in_order:
            face = sighting.known if sighting.known in known else found_again.get(id(sighting))
            if face is None:
                face = self._started(sighting, time_ms)
            else:
                face.see(sighting, time_ms)
            current.append(face)
        self._faces = known + [face for face in current if face not in known]
        self._clock_ms = time_ms
        return current

    def _is_alive(self, face: FollowedFace, time_ms: float) -> bool:
        was_there = face.seen_ms == self._clock_ms
        limit_ms = FRAMES_APART_AT_MOST_MS if was_there else FORGOTTEN_AFTER_MS
        return time_ms >= self._clock_ms and time_ms - face.seen_ms <= limit_ms

    def _started(self, sighting: Sighting, time_ms: float) -> FollowedFace:
        found = sighting.found
        face = FollowedFace(
            self._next_number, found, _points_of(found), time_ms, sighting.looked_ms
        )
        self._next_number += 1
        return face


def _points_of(detection: Detection) -> Points:
    box = detection.box
    top_left = complex(box.left, box.top)
    bottom_right = complex(box.left + box.width, box.top + box.height)
    return np.concatenate([detection.points, [top_left, bottom_right]])


def _low_pass_share(cutoff_hz: Any, seconds: float) -> Any:
    """Weight of the newest value in an exponential low-pass with this cut-off, for each of them."""
    radians = 2 * math.pi * cutoff_hz * seconds
    return radians / (1 + radians)
