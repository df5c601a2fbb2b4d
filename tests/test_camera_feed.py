"""The fake camera's films are what Chromium reads, with the faces where they should be."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from tests import camera_feed


def test_films_decode_to_what_was_drawn(tmp_path: Path) -> None:
    assert camera_feed.main([str(tmp_path)]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "clip.webm",
        "dark.y4m",
        "four.y4m",
        "none.y4m",
        "one.y4m",
        "photo.png",
        "side.y4m",
        "small.y4m",
        "two.y4m",
    ]
    film = (tmp_path / "one.y4m").read_bytes()
    header, body = film.split(b"\n", 1)
    assert header == b"YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg"
    assert len(body) == 10 * (len(b"FRAME\n") + 640 * 480 * 3 // 2)
    capture = cv2.VideoCapture(str(tmp_path / "one.y4m"))
    read, frame = capture.read()
    capture.release()
    assert read
    drawn = camera_feed.one()
    decoded = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(float)
    expected = cv2.cvtColor(drawn, cv2.COLOR_RGB2GRAY).astype(float)
    assert np.abs(decoded - expected).mean() < 4


def test_the_clip_shows_a_face_on_its_way_to_the_right(tmp_path: Path) -> None:
    frames = camera_feed.crossing()
    assert len(frames) == 30
    camera_feed.write_clip(tmp_path / "clip.webm", frames)
    capture = cv2.VideoCapture(str(tmp_path / "clip.webm"))
    assert capture.get(cv2.CAP_PROP_FPS) == pytest.approx(15)
    decoded = []
    while True:
        read, frame = capture.read()
        if not read:
            break
        decoded.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB).astype(float))
    capture.release()
    assert len(decoded) == len(frames)
    for drawn, shown in zip(frames, decoded, strict=True):
        # VP8 at its default quality.
        assert np.abs(shown - drawn).mean() < 6
    # And the last is not the first.
    assert np.abs(decoded[-1] - decoded[0]).mean() > 20


@pytest.mark.parametrize(
    ("x_px", "y_px", "height_px"), [(320, 230, 200), (160, 240, 150), (250, 240, 120)]
)
def test_the_face_lies_where_it_was_put(x_px: float, y_px: float, height_px: float) -> None:
    frame = camera_feed.place_face(camera_feed.blank(), x_px, y_px, height_px)
    centre_x, centre_y, height = camera_feed.ASTRONAUT_FACE
    # A patch of a quarter of the face's height around its middle, in the photograph and the film.
    half = height / 8
    patch = data.astronaut()[
        int(centre_y - half) : int(centre_y + half), int(centre_x - half) : int(centre_x + half)
    ]
    scaled = half * height_px / height
    placed = frame[int(y_px - scaled) : int(y_px + scaled), int(x_px - scaled) : int(x_px + scaled)]
    back = cv2.resize(placed, patch.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(back.astype(float) - patch).mean() < 10  # resampled twice; elsewhere it is 40


def test_each_film_shows_what_its_name_says() -> None:
    """Compared with films drawn in other ways: by shifting, by arithmetic, from the photograph."""
    two = camera_feed.two()
    np.testing.assert_array_equal(two[:, 60:260], two[:, 380:580])
    assert int(camera_feed.dark().max()) <= 0.08 * 255
    assert camera_feed.small().shape == (120, 160, 3)
    cup = cv2.resize(data.coffee(), (64, 48), interpolation=cv2.INTER_AREA).astype(float)
    shown = cv2.resize(camera_feed.none(), (64, 48), interpolation=cv2.INTER_AREA).astype(float)
    assert np.abs(shown - cup).mean() < 4


def test_bad_use_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert camera_feed.main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_that_cannot_be_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")
    assert camera_feed.main([str(tmp_path / "taken")]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "taken" in told
