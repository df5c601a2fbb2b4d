"""Units of work: one video, or a few pictures."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from reader.errors import MediaError
from reader.media.film import open_film
from reader.media.picture import open_picture
from reader.media.sources import kind_of
from reader.reader import Reader, Stream
from reader.reading import Row, unreadable_row
from reader.table.annotate import annotate_picture, film_annotator

PICTURES_AT_A_TIME: Final = 16
"""Few enough that a stop loses only seconds; a folder of 100,000 pictures makes 6,000 parts."""

FORMAT: Final = 1
"""Version of the rows in parts; parts of another version are read again."""

Tick = Callable[[int], None]
"""Called with the number of bytes read."""


@dataclass(frozen=True)
class Settings:
    """How files are read.

    Attributes:
        version: Of the model, as a reader gives it.
        every_ms: Step between a video's frames; every frame if 0.
        annotate: Folder for pictures and videos with marks; None for none.
    """

    model: str
    version: str
    every_ms: float = 0.0
    annotate: str | None = None


@dataclass(frozen=True)
class Task:
    """Files that are read together.

    Attributes:
        key: Differs if the files, the settings or the model differ.
        files: One video, or some pictures.
        sizes: Of the files, in bytes.
    """

    key: str
    files: tuple[str, ...]
    sizes: tuple[int, ...]


def make_tasks(files: Sequence[Path], settings: Settings) -> list[Task]:
    """Returns tasks in the order of the files: one video each, or a few pictures."""
    groups: list[list[Path]] = []
    for file in files:
        is_film = kind_of(file) == "film"
        fits = groups and len(groups[-1]) < PICTURES_AT_A_TIME and not is_film
        if fits and kind_of(groups[-1][0]) == "picture":
            groups[-1].append(file)
        else:
            groups.append([file])
    return [_task(group, settings) for group in groups]


def _task(files: Sequence[Path], settings: Settings) -> Task:
    states = [_size_and_time(file) for file in files]
    named = [[os.path.realpath(file), *state] for file, state in zip(files, states, strict=True)]
    text = json.dumps([FORMAT, vars(settings), named, [str(file) for file in files]])
    key = hashlib.sha256(text.encode()).hexdigest()[:32]
    return Task(key, tuple(map(str, files)), tuple(size for size, _ in states))


def _size_and_time(file: Path) -> tuple[int, int]:
    """Returns bytes, and when they were changed in ns; zeros for a link that leads nowhere."""
    try:
        state = file.stat()
    except OSError:
        return 0, 0
    return state.st_size, state.st_mtime_ns


def read_task(task: Task, settings: Settings, tick: Tick) -> Iterator[Row]:
    """Yields the rows of a task's files; an unreadable file has one row that says why."""
    reader = _reader(settings.model)
    for file, size in zip(task.files, task.sizes, strict=True):
        told = 0
        try:
            for rows, share in _read_file(reader, file, settings):
                done = int(size * min(1.0, share))
                tick(done - told)
                told = done
                yield from rows
        except MediaError as error:
            yield unreadable_row(file, str(error), reader.labels)
        tick(size - told)


@cache
def _reader(model: str) -> Reader:
    return Reader(model)


def _read_file(reader: Reader, file: str, settings: Settings) -> Iterator[tuple[list[Row], float]]:
    """The rows of a picture, or of each frame in turn, with the share that has been read."""
    if not Path(file).is_file():
        # To open a pipe would wait for its writer.
        raise MediaError("expected a file, got a link to nothing, a pipe or a device")
    if kind_of(Path(file)) == "picture":
        picture = open_picture(file)
        reading = reader.read(picture)
        if settings.annotate is not None:
            annotate_picture(picture, reading, Path(settings.annotate), Path(file))
        yield reading.rows(file), 1.0
        return
    stream = Stream(reader)
    with film_annotator(settings.annotate, Path(file), settings.every_ms) as annotate:
        for frame in open_film(file, settings.every_ms):
            reading = stream.read(frame.rgb, frame.time_ms)
            annotate(frame.rgb, reading)
            yield reading.rows(file), frame.share
