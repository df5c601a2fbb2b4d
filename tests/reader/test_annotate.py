"""Marked copies: one for each file, complete or absent."""

import os
import sys
from pathlib import Path, PurePath, PureWindowsPath

import numpy as np
import pytest

from reader.errors import ReaderError
from reader.read import main
from reader.reading import Reading
from reader.table.annotate import copy_name, film_annotator
from tests.reader.films import write_film

NOISE = list(np.random.default_rng(0).integers(0, 256, (12, 96, 128, 3), np.uint8))


def test_no_two_files_share_a_copy_and_every_disk_takes_its_name() -> None:
    deep = "y" * 150
    names = ["a.jpg", "../a.jpg", "/a.jpg", "A.jpg", "a/b.jpg", "a__b.jpg", "p/a.jpg", "q/a.jpg"]
    names += [f"1/{deep}/{deep}.jpg", f"2/{deep}/{deep}.jpg", f"{'笑' * 80}/{'😀' * 60}.jpg"]
    copies = [copy_name(PurePath(name)) for name in names]
    assert len({copy.lower() for copy in copies}) == len(names)
    assert max(len(f"{copy}.1234567.tmp.webm".encode()) for copy in copies) <= 255
    assert copies[6].startswith("p__a.jpg-")
    windows = copy_name(PureWindowsPath("C:\\photos\\a.jpg"))
    assert windows.startswith("photos__a.jpg-")
    assert windows != copy_name(PureWindowsPath("D:\\photos\\a.jpg"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' names are text")
def test_a_video_whose_name_is_no_text_becomes_a_row(tmp_path: Path) -> None:
    films, marked = tmp_path / "films", tmp_path / "12:30"
    films.mkdir()
    write_film(films / "a.mp4", NOISE, 10, "mp4v")
    os.link(films / "a.mp4", os.fsencode(films) + b"/\xff.mp4")
    out = tmp_path / "t.csv"
    assert main([str(films), "--out", str(out), "--annotate", str(marked), "--jobs", "1"]) == 0
    assert "got bytes that are not UTF-8; rename it" in out.read_text()
    (copy,) = marked.iterdir()
    assert "a.mp4-" in copy.name


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
def test_a_video_for_which_there_is_no_room_is_not_kept(tmp_path: Path) -> None:
    import resource

    write_film(tmp_path / "a.avi", NOISE, 10, "MJPG")
    marked = tmp_path / "marked"

    def mark() -> None:
        with film_annotator(str(marked), tmp_path / "a.avi", 0) as add:
            for number, frame in enumerate(NOISE):
                add(frame, Reading((), 128, 96, (), 100.0 * number))

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(ReaderError, match=r"to write 12 frames to .*, got \d+; make room"):
            mark()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(marked.iterdir()) == []
