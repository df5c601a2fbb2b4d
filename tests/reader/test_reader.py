"""The reader as one calls it from a notebook."""

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from reader import Box, MediaError, ModelError, Reader
from reader.reading import columns
from tests.reader.scenes import portrait, put, room


def test_a_photograph_is_read_from_wherever_it_comes(tmp_path: Path) -> None:
    rgb = data.astronaut()
    file = tmp_path / "Eileen Collins, é.png"
    file.write_bytes(cv2.imencode(".png", rgb[..., ::-1])[1].tobytes())
    reader = Reader()
    reading = reader.read(rgb)
    (face,) = reading
    assert (face.shown, face.sure, face.not_sure_because) == ("happy", True, None)
    assert face.certainty == max(face.probabilities.values()) > 0.9
    assert sum(face.probabilities.values()) == pytest.approx(1)
    assert tuple(face.probabilities) == reader.labels
    assert abs(face.box.middle - complex(225, 120)) < 15
    assert reader.read(file) == reader.read(str(file)) == reading
    with_alpha = np.dstack([rgb, np.full(rgb.shape[:2], 9, np.uint8)])
    assert reader.read(with_alpha) == reading
    assert len(reader.read(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))) == 1


def test_a_phone_s_picture_is_turned_upright(tmp_path: Path) -> None:
    # EXIF's orientation 6: held so that the camera's top was at the right.
    jpeg = cv2.imencode(".jpg", np.rot90(data.astronaut())[..., ::-1])[1].tobytes()
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    file = tmp_path / "phone.jpg"
    head = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    file.write_bytes(jpeg[:2] + head + jpeg[2:])
    (face,) = Reader().read(file)
    assert abs(face.roll_degrees) < 10


def test_answers_are_plain_and_frozen() -> None:
    (face,) = Reader().read(data.astronaut())
    with pytest.raises(dataclasses.FrozenInstanceError):
        face.id = 3  # type: ignore[misc]
    assert isinstance(face.box, Box)
    assert set(dataclasses.asdict(face)) == {field.name for field in dataclasses.fields(face)}


def test_rows_have_every_column_in_order_with_a_face_and_without() -> None:
    reader = Reader()
    (row,) = reader.read(data.astronaut()).rows("a.png")
    (empty,) = reader.read(data.coffee()).rows("b.png")
    assert list(row) == list(empty) == columns(reader.labels)
    assert (row["file"], row["shown"], row["face_id"]) == ("a.png", "happy", 0)
    assert (empty["file"], empty["shown"], empty["face_id"]) == ("b.png", "no_face", None)
    assert sum(float(row[f"p_{label}"] or 0) for label in reader.labels) == pytest.approx(
        1, abs=1e-3
    )


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (put(room(), portrait(), 320 + 240j) // 20, "too_dark"),
        (put(room(), portrait(), 320 + 240j, 0.25), "too_small"),
        (cv2.GaussianBlur(put(room(), portrait(), 320 + 240j), None, 5), "blurred"),
    ],
)
def test_what_cannot_be_read_is_not_sure_and_says_why(picture: np.ndarray, reason: str) -> None:
    (face,) = Reader().read(np.asarray(picture, np.uint8))
    assert (face.shown, face.not_sure_because) == ("not_sure", reason)
    assert reason in face.hints


def test_thirty_faces_of_a_large_picture_are_found_and_read() -> None:
    crowd = np.full((3000, 4000, 3), (120, 130, 140), np.uint8)
    for top, size in ((200, 420), (800, 300), (1400, 220), (1900, 160), (2400, 120)):
        head = cv2.resize(portrait(), (size, size * 260 // 220), interpolation=cv2.INTER_AREA)
        for left in range(100, 3700, 600):
            crowd[top : top + len(head), left : left + size] = head
    reading = Reader().read(crowd)
    assert len(reading) == 30
    assert all(face.shown == "happy" for face in reading)


@pytest.mark.parametrize("degrees", [75, 120, 150, 180, 225, 270])
def test_a_turned_face_is_turned_upright_and_told_once(degrees: float) -> None:
    (face,) = Reader().read(put(room(), portrait(), 320 + 240j, degrees=degrees))
    upright = (degrees + 180) % 360 - 180
    assert abs((face.roll_degrees - upright + 180) % 360 - 180) < 10
    assert face.shown == "happy"


@pytest.mark.parametrize("scene", ["coins", "clock", "chelsea", "text"])
def test_what_is_no_face_has_none(scene: str) -> None:
    assert len(Reader().read(getattr(data, scene)())) == 0


def test_the_accurate_model_reads_too() -> None:
    reader = Reader("accurate")
    (face,) = reader.read(data.astronaut())
    assert (reader.model, face.expression) == ("accurate", "happy")
    with pytest.raises(ModelError, match="'best'"):
        Reader("best")


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((4, 4), np.float32), r"got float32 \[4, 4\]"),
        (np.zeros((4, 4, 2), np.uint8), r"got uint8 \[4, 4, 2\]"),
        (np.zeros((0, 4, 3), np.uint8), r"got uint8 \[0, 4, 3\]"),
        ("nowhere.png", "No such file"),
    ],
)
def test_what_is_no_picture_is_refused(image: object, message: str) -> None:
    with pytest.raises(MediaError, match=message):
        Reader().read(image)


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (3, 2), (2000, 5)])
def test_a_picture_of_any_shape_has_an_answer(size: tuple[int, int]) -> None:
    assert len(Reader().read(np.zeros((*size, 3), np.uint8))) == 0
