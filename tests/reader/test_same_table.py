"""The page and Python write the same table of the same files, each decoding them by itself."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from skimage import data

from reader import Reader, Stream
from reader.media.film import open_film
from reader.reading import columns
from tests.conftest import ROOT
from tests.reader.films import write_webm
from tests.reader.scenes import moving, portrait, put, room
from training.hardware.tfjs_model import find_chromium

EVERY_MS = 100.0
WIDTH, HEIGHT = 320, 240
"""Of the films."""
NEAR = {"roll_degrees": 0.5, "detection_score": 0.01}
BOX_PX, SHARE = 1.0, 0.001
"""How far two tables of the same pixels may be apart, by what a column holds."""
OWN_SHARE = 0.015
"""How far probabilities of a film may be apart that each side turns into RGB by itself: 0.009 was
seen. Decoders give the same luma and chroma; in RGB, two fifths of the pixels differ by a level,
which makes the follower look again in other frames, and a box is elsewhere by a pixel or more."""
LEVELS_MEAN, LEVELS_MOST = 0.6, 3.0
"""How far such frames may be apart in grey levels; 0.4 and 1.9 were seen."""

Row = dict[str, Any]


def in_page(folder: Path, files: list[str]) -> tuple[list[Row], list[npt.NDArray[np.uint8]]]:
    """The page's rows, and the frames of films that it read, as RGB."""
    (folder / "table.json").write_text(json.dumps({"files": files, "everyMs": EVERY_MS}))
    done = subprocess.run(
        ["node", str(ROOT / "webapp" / "scripts" / "read-table.js"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHROMIUM": find_chromium()},
    )
    assert done.returncode == 0, done.stderr
    table = json.loads(done.stdout)
    assert table["columns"] == columns(Reader().labels)
    frames = [
        np.frombuffer(base64.b64decode(frame), np.uint8).reshape(HEIGHT, WIDTH, 4)[..., :3].copy()
        for frame in table["frames"]
    ]
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]], frames


def hold(page: list[Row], python: list[Row], share: float = SHARE) -> None:
    """Asserts that two tables are the same but for what rounding leaves."""
    assert len(page) == len(python)
    for theirs, ours in zip(page, python, strict=True):
        assert theirs.keys() == ours.keys()
        for column, cell in ours.items():
            other = theirs[column]
            if isinstance(cell, str) or cell is None or column == "face_id":
                assert other == cell, (column, ours, theirs)
            elif column == "time_ms":
                assert abs(other - cell) < 0.5
            elif column == "certainty" or column.startswith("p_"):
                assert abs(other - cell) < share, (column, ours, theirs)
            elif share == SHARE:
                assert abs(other - cell) < NEAR.get(column, BOX_PX), (column, ours, theirs)


@pytest.mark.slow(weight=1)
def test_pictures(tmp_path: Path) -> None:
    wall, face = room(), portrait()
    two = put(put(wall, face, 180 + 240j, 0.9), face[:, ::-1], 460 + 240j, 0.8)
    pictures = {"one.png": data.astronaut(), "two.png": two, "none.png": data.coffee()}
    for name, picture in pictures.items():
        cv2.imwrite(str(tmp_path / name), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    python = [row for name in pictures for row in Reader().read(tmp_path / name).rows(name)]
    assert len(python) == 1 + 2 + 1
    hold(in_page(tmp_path, [*pictures])[0], python)


@pytest.mark.slow(weight=1)
@pytest.mark.parametrize("matrix", [None, 6], ids=["unnamed", "BT.601"])
def test_a_film(tmp_path: Path, matrix: int | None) -> None:
    film = tmp_path / "film.webm"
    frames = [np.asarray(cv2.resize(frame, (WIDTH, HEIGHT)), np.uint8) for frame in moving(60)]
    write_webm(film, frames, [round(number * 1000 / 30) for number in range(60)], matrix)
    page, theirs = in_page(tmp_path, [film.name])
    reader = Reader()
    hold(
        page,
        [row for seen in reader.frames(film, EVERY_MS) for row in seen.rows(film.name)],
        OWN_SHARE,
    )
    ours = list(open_film(film, EVERY_MS))
    assert len(ours) == len(theirs) == 20
    for frame, other in zip(ours, theirs, strict=True):
        apart = np.abs((frame.rgb.astype(float) - other) @ [0.299, 0.587, 0.114])
        assert apart.mean() < LEVELS_MEAN
        assert apart.max() < LEVELS_MOST
    stream = Stream(reader)
    same = [stream.read(other, frame.time_ms) for frame, other in zip(ours, theirs, strict=True)]
    hold(page, [row for seen in same for row in seen.rows(film.name)])
