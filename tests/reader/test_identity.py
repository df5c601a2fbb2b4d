"""Three people who cross, leave and return: how often a number goes to another.

One portrait is at hand that may be used, so the three are one face: as it is, mirrored and dim,
and wider and paler. The reader tells people apart by where they are and how large, not by their
looks, so that this is as hard for it as three others; it says nothing of readers that compare
faces.
"""

import math
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from reader import Reader, Stream
from tests.reader.page import PageFace, read_in_page
from tests.reader.scenes import Picture, portrait, put, room

FPS = 10
SECONDS = 8
PEOPLE = 3
NEAR_PX = 60
"""A face is someone's if it is so near to the middle of the head; 23 px at most were seen."""
HIDDEN_PX = 150
"""Where two heads are nearer, it is not asked whose is behind."""

Place = tuple[complex, float]
"""Where a head's middle is, and its scale."""
Numbered = tuple[int, complex]
"""A face's number, and the middle of its box."""


def people() -> list[npt.NDArray[np.uint8]]:
    """Three portraits."""
    face = portrait()
    dim = (face[:, ::-1] * 0.7).astype(np.uint8)
    wide = cv2.convertScaleAbs(cv2.resize(face, (240, 255)), alpha=0.8, beta=40)
    return [face, np.ascontiguousarray(dim), np.asarray(wide, np.uint8)]


def paths() -> list[Callable[[float], Place | None]]:
    """Where each is at a time in seconds; None while out of the picture.

    The first two cross twice, the second in front. The third stands still, leaves for two seconds,
    and comes back on the other side.
    """

    def first(s: float) -> Place:
        return complex(320 - 230 * math.cos(s * math.pi / 4), 330), 0.7

    def second(s: float) -> Place:
        return complex(320 + 230 * math.cos(s * math.pi / 4), 350), 0.9

    def third(s: float) -> Place | None:
        if s < 3:
            return complex(450 + 5 * math.sin(s), 100), 0.7
        return None if s < 5 else (complex(160, 100), 0.7)

    return [first, second, third]


def scenes() -> tuple[list[Picture], list[dict[int, Place]]]:
    """Returns the film's frames, and where each person's head is in each."""
    portraits, ways, scene = people(), paths(), room()
    frames, places = [], []
    for frame in range(SECONDS * FPS):
        s = frame / FPS
        heads = {person: place for person, way in enumerate(ways) if (place := way(s)) is not None}
        shown = scene
        for person, place in heads.items():
            shown = put(shown, portraits[person], *place)
        frames.append(shown)
        places.append(heads)
    return frames, places


def in_python(frames: list[Picture]) -> list[list[Numbered]]:
    """Each frame's faces by the Python reader."""
    stream = Stream(Reader())
    return [
        [(face.id, face.box.middle) for face in stream.read(frame, number * 1000 / FPS)]
        for number, frame in enumerate(frames)
    ]


def in_page(frames: list[Picture], folder: Path) -> list[list[Numbered]]:
    """Each frame's faces by the page."""
    files = {f"{number:03}.png": frame for number, frame in enumerate(frames)}
    times_ms = [number * 1000 / FPS for number in range(len(frames))]

    def numbered(face: PageFace) -> Numbered:
        box = face["boxPx"]
        middle = (box["xPx"] + box["widthPx"] / 2) + 1j * (box["yPx"] + box["heightPx"] / 2)
        return face["id"], middle

    pages = read_in_page(folder, "stream", files, times_ms)
    return [[numbered(face) for face in page] for page in pages]


@pytest.mark.slow(weight=1)
@pytest.mark.parametrize("who", ["python", "page"])
def test_no_number_goes_from_one_to_another(who: str, tmp_path: Path) -> None:
    frames, places = scenes()
    found = in_python(frames) if who == "python" else in_page(frames, tmp_path / "frames")
    numbers: list[list[tuple[float, int]]] = [[] for _ in range(PEOPLE)]
    for frame, (heads, faces) in enumerate(zip(places, found, strict=True)):
        for number, middle in faces:
            person = min(heads, key=lambda each: abs(heads[each][0] - middle))
            is_hidden = person == 0 and abs(heads[0][0] - heads[1][0]) < HIDDEN_PX
            if abs(heads[person][0] - middle) < NEAR_PX and not is_hidden:
                numbers[person].append((frame / FPS, number))
    given = [{number for _, number in each} for each in numbers]
    assert all(not a & b for a, b in combinations(given, 2)), given
    # Whoever is away for longer than half a second comes back as another: the first behind the
    # second, twice; the third once. The second is never away.
    assert [len(each) for each in given] == [3, 1, 2]
    for each in numbers:
        for (before_s, before), (after_s, after) in pairwise(each):
            assert before == after or after_s - before_s > 0.5
