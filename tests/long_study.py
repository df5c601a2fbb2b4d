"""Writes a long study for `npm run study-memory`: `long_study.py FOLDER PHOTOS MINUTES`.

It has PHOTOS small pictures in FOLDER/photos, every tenth with a face, and FOLDER/film/film.webm of
so many minutes with two frames a second, in which a face sways.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.reader.films import write_film
from tests.reader.scenes import portrait, put

FPS = 2
LOOP = 40


def main(folder: Path, photos: int, minutes: int) -> None:
    """Writes them."""
    for name in ("photos", "film"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    face = portrait()
    for number in range(photos):
        wall = np.full((120, 160, 3), 40 + number % 160, np.uint8)
        picture = put(wall, face, 80 + 60j, 0.4) if number % 10 == 0 else wall
        cv2.imwrite(str(folder / "photos" / f"{number:04}.png"), picture[..., ::-1])
    wall = np.full((240, 320, 3), 90, np.uint8)
    loop = [put(wall, face, 160 + 40 * np.sin(2 * np.pi * at / LOOP) + 120j) for at in range(LOOP)]
    frames = [loop[number % LOOP] for number in range(minutes * 60 * FPS)]
    write_film(folder / "film" / "film.webm", frames, FPS, "VP80")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
