"""The page and Python give the same answers, on pictures and on a film.

The page's side is its own canvas, networks and rules, in Chromium.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from reader import Reader
from reader.crops.crop import crop_face
from reader.crops.frame import Frame
from reader.crops.similarity import fit_similarity
from reader.media.film import open_film
from reader.network.folder import open_model
from reader.reader import EXACT_CROP_PX, Stream
from reader.reading import Face, Reading
from tests.reader.films import write_film
from tests.reader.page import PageFace, Picture, read_in_page
from tests.reader.scenes import moving, noisy, portrait, put, room

BOX_PX, GREY, SCORE = 1.0, 1, 0.01
FILM = {"roll_degrees": 0.5, "probability": 0.001}
STILL = {"roll_degrees": 1.0, "probability": 0.005}
"""A still's face is looked at several times, on half pixels: where Chromium's canvas and ours
differ by a grey level, one in ten is seen in a square that lies half a pixel elsewhere."""
HINTS = {"tooSmall": "too_small", "tooDark": "too_dark", "tooBright": "too_bright"}
LANDMARKS = open_model("").manifest["crop"]["landmarks"]
TEMPLATE = [complex(*LANDMARKS[key]) for key in ("rightEye", "leftEye", "mouth")]


def hold(
    face: Face, page: PageFace, grey: Picture, roll_degrees: float, probability: float
) -> None:
    """Asserts that one face, cropped to `grey`, is the same on both sides."""
    box = page["boxPx"]
    ours = np.array([face.box.left, face.box.top, face.box.width, face.box.height])
    theirs = np.array([box["xPx"], box["yPx"], box["widthPx"], box["heightPx"]])
    assert np.abs(ours - theirs).max() < BOX_PX
    assert face.roll_degrees == pytest.approx(np.degrees(page["rollRadians"]), abs=roll_degrees)
    assert face.detection_score == pytest.approx(page["detectionScore"], abs=SCORE)
    probabilities = np.array(list(face.probabilities.values()))
    assert np.abs(probabilities - list(page["rawProbabilities"].values())).max() < probability
    assert list(face.hints) == [HINTS.get(hint, hint) for hint in page["hints"]]
    assert face.sure == page["sure"]
    assert np.abs(grey.ravel().astype(int) - page["cropped"]).max() <= GREY


def cropped(page: PageFace, picture: Picture, exact_px: float = 0.0) -> Picture:
    """What Python crops by the page's own eyes and mouth."""
    keypoints = [page["keypointsPx"][name] for name in ("rightEye", "leftEye", "mouthCentre")]
    points = np.array([complex(point["xPx"], point["yPx"]) for point in keypoints])
    similarity = fit_similarity(TEMPLATE, points)
    assert similarity is not None
    if similarity.side_px <= exact_px:
        return crop_face(picture, similarity)
    frame = Frame(picture)
    return crop_face(frame.image, similarity.scaled(frame.image_scale))


def pictures() -> dict[str, Picture]:
    face, wall = portrait(), room()
    group = room(1600, 900)
    for place in range(5):
        group = put(group, face, complex(170 + 310 * place, 450), 1.0 + 0.1 * place)
    return {
        "photograph.png": data.astronaut(),
        "tilted.png": put(wall, face, 320 + 240j, 0.8, 35),
        "small.png": put(wall, face, 320 + 240j, 0.35),
        "dark.png": (put(wall, face, 320 + 240j) // 6).astype(np.uint8),
        "blurred.png": np.asarray(cv2.GaussianBlur(put(wall, face, 320 + 240j), None, 6), np.uint8),
        "odd.png": np.ascontiguousarray(put(wall, face, 300 + 240j)[17:468, 120:531]),
        "group.png": group,
        "large.png": np.asarray(cv2.resize(data.astronaut(), (2001, 2001)), np.uint8),
        "none.png": data.coffee(),
    }


@pytest.mark.slow(weight=1)
def test_pictures(tmp_path: Path) -> None:
    shown = dict(zip(pictures(), noisy(list(pictures().values())), strict=True))
    pages = read_in_page(tmp_path / "frames", "still", shown, [0.0] * len(shown))
    reader = Reader()
    found = {}
    for (name, picture), page in zip(shown.items(), pages, strict=True):
        reading = reader.read(picture)
        found[name] = len(reading)
        assert len(reading) == len(page), name
        for face, other in zip(reading, page, strict=True):
            hold(face, other, cropped(other, picture, EXACT_CROP_PX), **STILL)
    assert found["none.png"] == 0
    assert found["group.png"] == 5
    single = ("photograph.png", "tilted.png", "small.png")
    assert all(found[name] == 1 for name in single)


@pytest.mark.slow(weight=1)
def test_a_film(tmp_path: Path) -> None:
    film = tmp_path / "film.avi"
    write_film(film, moving(45), 30, "MJPG")
    decoded = list(open_film(film))
    frames = {f"{index:03}.png": frame.rgb for index, frame in enumerate(decoded)}
    times_ms = [frame.time_ms for frame in decoded]
    pages = read_in_page(tmp_path / "frames", "stream", frames, times_ms)
    stream = Stream(Reader())
    readings: list[Reading] = []
    for frame, page in zip(decoded, pages, strict=True):
        reading = stream.read(frame.rgb, frame.time_ms)
        readings.append(reading)
        assert [face.id for face in reading] == [other["id"] for other in page]
        for face, other in zip(reading, page, strict=True):
            hold(face, other, cropped(other, frame.rgb), **FILM)
    assert {face.id for reading in readings for face in reading} == {1}
    assert all(len(reading) == 1 for reading in readings)
    assert readings == list(Reader().frames(film))
