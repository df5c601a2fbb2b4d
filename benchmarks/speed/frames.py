"""Draws the frames that every contender reads: 640×480, one face or four, moving a little.

    python benchmarks/speed/frames.py FOLDER [--data FER2013]

Without data the face is scikit-image's astronaut(): Eileen Collins, photographed by NASA (public
domain). With data it is one of FER2013's Training faces, enlarged; several walks are drawn, since
not every detector finds every face. Each walk is a list of pictures, `one-0.json` and so on. No two
frames of a walk are alike, so that nobody gains by remembering the last answer.

`stills.json` lists pictures of 12 megapixels, with the place and the height of each of their faces,
which are the astronaut's.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from reader.command_line import Parser
from tests.camera_feed import ASTRONAUT_FACE, HEIGHT_PX, WIDTH_PX, Frame, blank, place_face
from tests.reader.scenes import portrait, put, room
from training import datasets
from training.commands import command

FRAMES: Final = 12
"""A walk closes after so many, so that it can be played over and over."""

WALK_PX: Final = 12
ONE_PX: Final = 200
FOUR_PX: Final = 110
"""Heights of the faces."""

DATA_WALKS: Final = 12
DATA_SEED: Final = 20261124

DATA_MARGIN: Final = 1.15
"""FER2013's pictures reach from the brow to the chin and a little beyond."""

JPEG_QUALITY: Final = 92

STILLS: Final = 2
STILL_WIDTH_PX: Final = 4000
STILL_HEIGHT_PX: Final = 3000
STILL_FACES_PX: Final = (24, 40, 64, 110, 180, 320)
"""Heights of the faces in a still."""

STILL_ROWS: Final = 5
"""Of faces, each with one of every height."""

FROM_MIDDLE: Final = complex(-7, -15)
"""From the middle of `portrait()` to the face's, in its pixels."""

STILL_TILTS: Final = (-10.0, 5.0, 0.0, 10.0, -5.0)
"""Degrees."""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", help="FER2013 (default: the astronaut's face)")
    arguments = parser.parse_args(argv)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    faces = [None] if arguments.data is None else fer2013_faces(arguments.data)
    for walk, face in enumerate(faces):
        write_walk(arguments.folder, f"one-{walk}", [one(face, i) for i in range(FRAMES)])
        write_walk(arguments.folder, f"four-{walk}", [four(face, i) for i in range(FRAMES)])
    stills = [write_still(arguments.folder, number) for number in range(STILLS)]
    (arguments.folder / "stills.json").write_text(json.dumps(stills), encoding="utf-8")
    return 0


def fer2013_faces(source: str) -> list[Frame | None]:
    """Returns some Training faces, uint8 [48, 48, 3].

    Raises:
        DataError: if there is no FER2013 at `source`.
    """
    images = datasets.load(source, splits=("Training",)).images
    chosen = np.random.default_rng(DATA_SEED).choice(len(images), DATA_WALKS, replace=False)
    return [np.repeat(images[index][..., None], 3, axis=2) for index in chosen]


def one(face: Frame | None, index: int) -> Frame:
    """Returns a face a step further on its round; None is the astronaut's."""
    x, y = walk(index)
    return placed(face, WIDTH_PX / 2 + x, 230 + y, ONE_PX)


def four(face: Frame | None, index: int) -> Frame:
    """Returns the face four times, once in each quarter."""
    x, y = walk(index)
    half_width, half_height = WIDTH_PX // 2, HEIGHT_PX // 2
    frame = placed(face, half_width / 2 + x, half_height / 2 + y, FOUR_PX)
    return np.tile(frame[:half_height, :half_width], (2, 2, 1))


def placed(face: Frame | None, x: float, y: float, height_px: int) -> Frame:
    """Returns a frame with the face's centre at (x, y)."""
    if face is None:
        return place_face(blank(), x, y, height_px)
    side = round(height_px * DATA_MARGIN)
    left, top = round(x - side / 2), round(y - side / 2)
    frame = blank()
    large = cv2.resize(face, (side, side), interpolation=cv2.INTER_CUBIC)
    frame[top : top + side, left : left + side] = large
    return frame


def write_still(folder: Path, number: int) -> dict[str, Any]:
    """Writes a picture of many faces; returns its file, and the faces' middles and heights."""
    scene = room(STILL_WIDTH_PX, STILL_HEIGHT_PX)
    person = portrait()
    faces = []
    for row in range(STILL_ROWS):
        for column in range(len(STILL_FACES_PX)):
            place = row * len(STILL_FACES_PX) + column
            # Each column has every height, so that the large ones do not hide each other.
            height = STILL_FACES_PX[(column + row + 3 * number) % len(STILL_FACES_PX)]
            scale = height / ASTRONAUT_FACE[2]
            x = (column + 0.5) * STILL_WIDTH_PX / len(STILL_FACES_PX)
            y = (row + 0.5) * STILL_HEIGHT_PX / STILL_ROWS
            tilt = STILL_TILTS[place % len(STILL_TILTS)]
            scene = put(scene, person, complex(x, y), scale, tilt)
            face = complex(x, y) + scale * FROM_MIDDLE * np.exp(1j * np.radians(tilt))
            faces.append({"x": face.real, "y": face.imag, "heightPx": height})
    write_picture(folder / f"still-{number}.jpg", scene)
    return {"file": f"still-{number}.jpg", "faces": faces}


def walk(index: int) -> tuple[float, float]:
    """Returns how far the face has moved from its place, x and y in pixels."""
    angle = 2 * np.pi * index / FRAMES
    return WALK_PX * float(np.cos(angle)), WALK_PX * float(np.sin(angle))


def write_walk(folder: Path, name: str, frames: Sequence[Frame]) -> None:
    """Writes a walk's pictures and their list."""
    files = [f"{name}-{index:02}.jpg" for index in range(len(frames))]
    for file, frame in zip(files, frames, strict=True):
        write_picture(folder / file, frame)
    (folder / f"{name}.json").write_text(json.dumps(files), encoding="utf-8")


def write_picture(path: Path, picture: Frame) -> None:
    """Writes a picture as JPEG."""
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(path), bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


if __name__ == "__main__":
    sys.exit(main())
