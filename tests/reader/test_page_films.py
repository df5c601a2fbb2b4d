"""The page's frames of a film have the film's own times, whatever its rate, as Python's have."""

import json
import os
import subprocess
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from reader.media.film import open_film
from tests.conftest import ROOT
from tests.reader.films import number_of, numbered_frame, write_film, write_webm
from training.hardware.tfjs_model import find_chromium

UNEVEN_MS: Final = [0, 33, 40, 140, 141, 500, 501, 900, 1200, 1233, 1300, 2500]
RATES: Final = [
    ("a.mp4", 23.976, "vp09"),
    ("b.webm", 12.5, "VP80"),
    ("c.webm", 59.94, "VP90"),
    ("d.mp4", 7, "vp09"),
]

Frames = list[tuple[int, float]]


def in_page(folder: Path, jobs: list[tuple[str, float, str]]) -> list[Frames]:
    """The numbers and times of films' frames: of (file, step in ms, way) each."""
    keys = ("file", "everyMs", "way")
    listed = [dict(zip(keys, job, strict=True)) for job in jobs]
    (folder / "videos.json").write_text(json.dumps(listed))
    done = subprocess.run(
        ["node", str(ROOT / "webapp" / "scripts" / "read-videos.js"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHROMIUM": find_chromium()},
    )
    assert done.returncode == 0, done.stderr
    films: list[list[list[float]]] = json.loads(done.stdout)
    return [[(int(number), time_ms) for number, time_ms in film] for film in films]


def in_python(path: Path, every_ms: float = 0.0) -> Frames:
    return [(number_of(frame.rgb), frame.time_ms) for frame in open_film(path, every_ms)]


def hold(page: Frames, python: Frames, within_ms: float) -> None:
    assert [number for number, _ in page] == [number for number, _ in python]
    off = [ours - theirs for (_, ours), (_, theirs) in zip(page, python, strict=True)]
    assert np.abs(off).max() < within_ms


@pytest.mark.slow(weight=1)
def test_numbered_films(tmp_path: Path) -> None:
    for name, fps, code in RATES:
        frames = [numbered_frame(number) for number in range(40)]
        write_film(tmp_path / name, frames, fps, code)
    uneven = tmp_path / "uneven.webm"
    write_webm(uneven, [numbered_frame(number) for number in range(len(UNEVEN_MS))], UNEVEN_MS)
    jobs = [(name, 0.0, "decoded") for name, _, _ in RATES]
    jobs += [("uneven.webm", every, way) for way in ("decoded", "sought") for every in (0.0, 200.0)]
    jobs += [("b.webm", 0.0, "sought"), ("a.mp4", 100.0, "sought")]
    pages = in_page(tmp_path, jobs)
    for (name, every_ms, _way), page in zip(jobs, pages, strict=True):
        # Decoders count microseconds, a video element's place less finely.
        hold(page, in_python(tmp_path / name, every_ms), 1.0)
    assert [number for number, _ in pages[0]] == list(range(40))
    assert pages[len(RATES)] == list(enumerate(map(float, UNEVEN_MS)))
    assert [time_ms for _, time_ms in pages[len(RATES) + 1]] == [0, 500, 900, 1200, 2500]
