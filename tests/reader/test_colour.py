"""A film's colours are those of the matrix that it names."""

import struct
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from reader.media.colour import matrix_of
from reader.media.film import open_film
from tests.reader.films import write_film, write_webm

RED = (200, 90, 60)
"""RGB. An encoder rounds luma and chroma: 3 levels of red were seen."""


def patch() -> npt.NDArray[np.uint8]:
    return np.full((64, 64, 3), RED, np.uint8)


def colour_of(path: Path) -> npt.NDArray[np.float64]:
    rgb = next(iter(open_film(path))).rgb
    return np.asarray(rgb.mean(axis=(0, 1)), np.float64)


def test_bt_601_where_the_film_says_so(tmp_path: Path) -> None:
    write_webm(tmp_path / "film.webm", [patch()], [0], matrix=6)
    assert colour_of(tmp_path / "film.webm") == pytest.approx(RED, abs=4)


@pytest.mark.parametrize("matrix", [None, 1])
def test_bt_709_where_it_says_that_or_nothing(tmp_path: Path, matrix: int | None) -> None:
    write_webm(tmp_path / "film.webm", [patch()], [0], matrix)
    red, green, blue = (level / 255 for level in RED)
    # What the encoder makes of it by BT.601, and a browser of that by BT.709.
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    of_blue, of_red = (blue - luma) / 1.772, (red - luma) / 1.402
    shown = np.array(
        [
            luma + 1.5748 * of_red,
            luma - 0.1873 * of_blue - 0.4681 * of_red,
            luma + 1.8556 * of_blue,
        ]
    )
    assert colour_of(tmp_path / "film.webm") == pytest.approx(255 * shown, abs=4)


def test_motion_jpeg_keeps_its_own(tmp_path: Path) -> None:
    write_film(tmp_path / "film.avi", [patch()], 10, "MJPG")
    capture = cv2.VideoCapture(str(tmp_path / "film.avi"))
    _, bgr = capture.read()
    assert colour_of(tmp_path / "film.avi") == pytest.approx(bgr[..., ::-1].mean(axis=(0, 1)))
    assert colour_of(tmp_path / "film.avi") == pytest.approx(RED, abs=4)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


@pytest.mark.parametrize(("kind", "matrix"), [(b"nclx", 6), (b"nclc", 1)])
def test_an_mp4_names_its_matrix_behind_its_pictures(
    tmp_path: Path, kind: bytes, matrix: int
) -> None:
    film = tmp_path / "film.mp4"
    colour = box(b"colr", kind + struct.pack(">HHHB", 2, 2, matrix, 0))
    pictures = b"colrnclx" + bytes(100)
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + len(pictures)) + pictures
    film.write_bytes(box(b"ftyp", b"isom") + large + box(b"moov", box(b"trak", colour)))
    assert matrix_of(film) == matrix


@pytest.mark.parametrize(
    "content", [b"", b"no film", box(b"ftyp", b"isom"), box(b"moov", b""), bytes(100)]
)
def test_what_names_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "film.mp4").write_bytes(content)
    assert matrix_of(tmp_path / "film.mp4") is None
    assert matrix_of(tmp_path / "absent.mp4") is None


def test_a_box_beyond_the_end_is_no_film_s(tmp_path: Path) -> None:
    # As a raw H.264 stream begins.
    (tmp_path / "film.mp4").write_bytes(b"\0\0\0\1free" + b"\xff" * 8)
    assert matrix_of(tmp_path / "film.mp4") is None
