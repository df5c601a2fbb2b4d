"""Numbers faces, keeps the numbers while they move, and filters their geometry over time.

The same steps as the page's `tracker.ts` and `smoothing.ts`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reader.faces.detection import Box, Detection, Points
from reader.faces.matching import match_boxes

FORGOTTEN_AFTER_MS: Final = 500
"""How long a face that is not found keeps its number."""
FRAMES_APART_AT_MOST_MS: Final = 60_000
"""A face of the previous frame keeps it longer, because frames may be far apart."""

STILL_CUTOFF_HZ: Final = 1.0
CUTOFF_HZ_PER_SPEED: Final = 10.0
"""Cut-off added per face side per second of speed; it bounds the lag of a moving point."""
VELOCITY_CUTOFF_HZ: Final = 1.0


@dataclass(eq=False)
class _Track:
    """A face under the One-Euro filter (Casiez, Roussel & Vogel 2012, doi:10.1145/2207676.2208639).

    Attributes:
        number: Kept while the face is followed.
        points: complex128 [8], the six points, then the box's top left and bottom right.
        velocities: complex128 [8] in face sides per second.
        seen_ms: When it was last found.
    """

    number: int
    points: Points
    velocities: Points
    seen_ms: float

    @property
    def box(self) -> Box:
        top_left, size = complex(self.points[6]), complex(self.points[7] - self.points[6])
        return Box(top_left.real, top_left.imag, size.real, size.imag)

    def filter(self, measured: Points, side_px: float, elapsed_ms: float) -> None:
        seconds = elapsed_ms / 1000
        share = _low_pass_share(VELOCITY_CUTOFF_HZ, seconds)
        fresh = (measured - self.points) / (side_px * seconds)
        self.velocities = self.velocities + share * (fresh - self.velocities)
        cutoffs = STILL_CUTOFF_HZ + CUTOFF_HZ_PER_SPEED * np.abs(self.velocities)
        radians = 2 * math.pi * cutoffs * seconds
        self.points = self.points + radians / (1 + radians) * (measured - self.points)


class Tracker:
    """Numbers a video's faces."""

    def __init__(self) -> None:
        """Begins without faces."""
        self._tracks: list[_Track] = []
        self._next_number = 1
        self._clock_ms = -math.inf

    def update(
        self, detections: Sequence[Detection], time_ms: float
    ) -> list[tuple[int, Detection]]:
        """Returns the next frame's faces with their numbers, in the order of `detections`.

        Args:
            detections: Of the frame.
            time_ms: On one clock; if it goes back, every face is forgotten.
        """
        if time_ms < self._clock_ms:
            self._tracks = []
        last_frame_ms, self._clock_ms = self._clock_ms, time_ms
        alive = [track for track in self._tracks if self._is_alive(track, last_frame_ms)]
        matches = match_boxes(
            [track.box for track in alive], [detection.box for detection in detections]
        )
        current = [
            self._started(detection) if match is None else self._followed(alive[match], detection)
            for detection, match in zip(detections, matches, strict=True)
        ]
        self._tracks = alive + [track for track in current if track not in alive]
        return [
            (track.number, Detection(detection.score, track.box, track.points[:6]))
            for track, detection in zip(current, detections, strict=True)
        ]

    def _is_alive(self, track: _Track, last_frame_ms: float) -> bool:
        was_there = track.seen_ms == last_frame_ms
        limit_ms = FRAMES_APART_AT_MOST_MS if was_there else FORGOTTEN_AFTER_MS
        return self._clock_ms - track.seen_ms <= limit_ms

    def _started(self, detection: Detection) -> _Track:
        points = _points_of(detection)
        track = _Track(self._next_number, points, np.zeros_like(points), self._clock_ms)
        self._next_number += 1
        return track

    def _followed(self, track: _Track, detection: Detection) -> _Track:
        elapsed_ms = self._clock_ms - track.seen_ms
        if elapsed_ms > 0:
            track.filter(_points_of(detection), detection.box.width, elapsed_ms)
        track.seen_ms = self._clock_ms
        return track


def _points_of(detection: Detection) -> Points:
    box = detection.box
    top_left = complex(box.left, box.top)
    bottom_right = complex(box.left + box.width, box.top + box.height)
    return np.concatenate([detection.points, [top_left, bottom_right]])


def _low_pass_share(cutoff_hz: float, seconds: float) -> float:
    """Weight of the newest value in an exponential low-pass with this cut-off."""
    radians = 2 * math.pi * cutoff_hz * seconds
    return radians / (1 + radians)
