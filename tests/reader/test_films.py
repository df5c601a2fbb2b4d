"""A film's frames have the film's own times, whatever its rate."""

from pathlib import Path

import numpy as np
import pytest

from reader import MediaError, Reader
from reader.media.film import open_film
from tests.reader.films import number_of, numbered_frame, write_film, write_matroska

UNEVEN_MS = [0, 33, 40, 140, 141, 500, 501, 900, 1200, 1233, 1300, 5000]


def seen(path: Path, every_ms: float = 0.0) -> list[tuple[int, float]]:
    return [(number_of(frame.rgb), frame.time_ms) for frame in open_film(path, every_ms)]


@pytest.mark.parametrize(
    ("fps", "code", "ending", "within_ms"),
    [
        (23.976, "mp4v", ".mp4", 0.01),
        (59.94, "mp4v", ".mov", 0.01),
        (29.97, "MJPG", ".avi", 0.01),
        (12.5, "VP80", ".webm", 0.01),
        # Matroska counts whole milliseconds.
        (7, "VP90", ".webm", 0.51),
    ],
)
def test_odd_rates(tmp_path: Path, fps: float, code: str, ending: str, within_ms: float) -> None:
    film = tmp_path / f"film{ending}"
    write_film(film, [numbered_frame(number) for number in range(40)], fps, code)
    frames = seen(film)
    assert [number for number, _ in frames] == list(range(40))
    off = [time_ms - number * 1000 / fps for number, time_ms in frames]
    assert np.abs(off).max() < within_ms


def test_a_variable_rate(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    write_matroska(film, [numbered_frame(number) for number in range(12)], UNEVEN_MS)
    assert seen(film) == list(enumerate(map(float, UNEVEN_MS)))


def test_a_step_takes_the_first_frame_of_each(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    write_matroska(film, [numbered_frame(number) for number in range(12)], UNEVEN_MS)
    taken = [time_ms for _, time_ms in seen(film, every_ms=200)]
    assert taken == [0, 500, 900, 1200, 5000]


def test_shares_grow_to_the_whole(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    write_film(film, [numbered_frame(number) for number in range(10)], 10, "mp4v")
    assert [frame.share for frame in open_film(film)] == pytest.approx(np.arange(1, 11) / 10)


def test_a_name_like_a_protocol_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_film(Path("plain.avi"), [numbered_frame(n) for n in range(3)], 10, "MJPG")
    Path("12:30.avi").write_bytes(Path("plain.avi").read_bytes())
    plain, odd = ([frame.time_ms for frame in open_film(n)] for n in ("plain.avi", "12:30.avi"))
    assert plain == odd


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    # OpenCV would crash.
    film = tmp_path / "\udcff.avi"
    film.write_bytes(b"")
    with pytest.raises(MediaError, match="path is text, got bytes that are not UTF-8; rename it"):
        next(open_film(film))


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "film.mp4"
    broken.write_bytes(b"no film at all")
    with pytest.raises(MediaError, match="expected a video"):
        next(Reader().frames(broken))
    with pytest.raises(MediaError, match="expected frames of webcam 97"):
        next(Reader().frames(97))
