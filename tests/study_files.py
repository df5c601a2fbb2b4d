"""Writes a folder as researchers have them, for the page's tests: `study_files.py FOLDER COUNT`.

It has photographs with two, one and no faces, a film, a picture that is none, a film that is none,
a note, and COUNT small pictures without a face in a folder of their own.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from skimage import data

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.reader.films import write_film
from tests.reader.scenes import moving, portrait, put, room


def main(folder: Path, count: int) -> None:
    """Writes them."""
    study, many = folder / "study", folder / "many"
    (study / "inner").mkdir(parents=True, exist_ok=True)
    face, wall = portrait(), room()
    two = put(put(wall, face, 180 + 240j, 0.9), face[:, ::-1], 460 + 240j, 0.8)
    pictures = {"two.png": two, "inner/one.jpg": data.astronaut(), "none.png": data.coffee()}
    for name, picture in pictures.items():
        cv2.imwrite(str(study / name), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    write_film(study / "film.webm", moving(90), 30, "VP80")
    (study / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    (study / "broken.mp4").write_bytes(b"\0\0\0\x18ftypmp42 and no more")
    (study / "notes.txt").write_text("not to be read\n")
    (study / ".hidden.jpg").write_bytes(b"not to be read either")
    many.mkdir(exist_ok=True)
    for number in range(count):
        grey = np.full((48, 64, 3), 40 + number % 160, np.uint8)
        cv2.imwrite(str(many / f"{number:04}.png"), grey)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
