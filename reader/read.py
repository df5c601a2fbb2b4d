"""Reads the faces in photos and videos into one table.

    python reader/read.py holiday.mp4 photos/ --out table.csv
    python reader/read.py videos/ --every 200ms --annotate checked/ --out table.csv
    python reader/read.py 0 --out table.csv            (webcam 0, until Ctrl-C)

Run again, the same command continues where it stopped. docs/study.md says what the columns mean,
and what such a table does not show.
"""

import argparse
import itertools
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

if __package__ in (None, ""):  # pragma: no cover - run as a file
    sys.path[0] = str(Path(__file__).resolve().parents[1])

try:
    from reader.command_line import BAD_INPUT_EXIT, Parser
    from reader.errors import MediaError, ReaderError
    from reader.media.sources import SourceError, find_sources
    from reader.network.folder import open_index
    from reader.reader import Reader
    from reader.reading import Row
    from reader.table.parts import Parts
    from reader.work.pool import default_jobs, run_here, run_on_cores
    from reader.work.progress import Progress
    from reader.work.tasks import Settings, make_tasks
except ModuleNotFoundError as error:
    if error.name not in ("cv2", "numpy"):
        raise
    print(
        f"read.py: expected NumPy and OpenCV, got no {error.name}; run pip install .",
        file=sys.stderr,
    )
    sys.exit(2)

WEBCAM: Final = re.compile("[0-9]{1,4}")
STOPPED_EXIT: Final = 130
"""The shells' exit code for Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return _read(arguments)
    except ReaderError as error:
        print(f"read.py: {error}", file=sys.stderr)
        return BAD_INPUT_EXIT
    except OSError as error:
        path = error.filename or arguments.out
        print(f"read.py: expected to write {path}, got: {error.strerror}", file=sys.stderr)
        return BAD_INPUT_EXIT
    except KeyboardInterrupt:
        print("read.py: stopped; the same command continues from here", file=sys.stderr)
        return STOPPED_EXIT


def _parser() -> Parser:
    parser = Parser(__doc__, prog="read.py")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder or webcam number")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="table to write")
    parser.add_argument(
        "--every",
        type=_milliseconds,
        default=0.0,
        metavar="STEP",
        help="step between a video's frames, such as 200ms or 1s (default: every frame)",
    )
    parser.add_argument("--json", action="store_true", help="write JSON instead of CSV")
    parser.add_argument("--annotate", type=Path, metavar="FOLDER", help="folder for marked copies")
    index = open_index()
    parser.add_argument(
        "--model",
        default=index["default"],
        choices=index["expression"],
        metavar="NAME",
        help=f"one of {', '.join(index['expression'])} (default: {index['default']})",
    )
    parser.add_argument(
        "--jobs",
        type=_count,
        default=default_jobs(),
        metavar="N",
        help="number of processes (default: one per core)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="read on the Dask cluster at tcp://HOST:PORT"
    )
    return parser


def _milliseconds(text: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", text)
    value = float(match[1]) * (1000 if match[2] == "s" else 1) if match else 0.0
    if value <= 0:
        raise argparse.ArgumentTypeError(f"expected a step such as 200ms or 1s, got {text!r}")
    return value


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1 process, got {text[:40]!r}")
    return int(text)


def _read(arguments: argparse.Namespace) -> int:
    cameras = [path for path in arguments.paths if WEBCAM.fullmatch(path)]
    cameras = [path for path in cameras if not Path(path).exists()]
    if cameras and len(arguments.paths) > 1:
        raise SourceError("expected a webcam alone, got other paths too; read these separately")
    reader = Reader(arguments.model)
    annotate = str(arguments.annotate) if arguments.annotate else None
    settings = Settings(reader.model, reader.version, arguments.every, annotate)
    parts = Parts(arguments.out)
    if annotate is not None and arguments.annotate.exists() and not arguments.annotate.is_dir():
        raise ReaderError(f"expected a folder for --annotate, got the file {annotate}")
    if cameras:
        keys = ["camera"]
        _read_camera(reader, int(cameras[0]), settings, parts)
        sources = "webcam"
    else:
        files, others = find_sources(arguments.paths)
        keys = _read_files(files, settings, reader, arguments, parts)
        sources = f"{len(files)} files"
        if others:
            sources += f", leaving out {others} that are neither photos nor videos"
    count = parts.finish(keys, reader.labels, (reader.model, reader.version), arguments.json)
    print(f"{arguments.out}: {count} rows of {sources}", file=sys.stderr)
    return 0


def _read_files(
    files: list[Path],
    settings: Settings,
    reader: Reader,
    arguments: argparse.Namespace,
    parts: Parts,
) -> list[str]:
    tasks = make_tasks(files, settings)
    missing = [task for task in tasks if not parts.has(task.key)]
    total, left = (sum(map(sum, (task.sizes for task in each))) for each in (tasks, missing))
    progress = Progress(total, total - left)
    try:
        if arguments.scheduler:
            run_on_cluster = _cluster()

            run_on_cluster(
                missing, arguments.out, settings, reader.labels, arguments.scheduler, progress
            )
        elif arguments.jobs == 1 or len(missing) <= 1:
            run_here(missing, arguments.out, settings, progress)
        else:
            jobs = min(arguments.jobs, len(missing))
            run_on_cores(missing, arguments.out, settings, reader.labels, jobs, progress)
    finally:
        progress.end()
    return [task.key for task in tasks]


def _cluster() -> Callable[..., None]:
    try:
        from reader.work.cluster import run_on_cluster
    except ModuleNotFoundError as error:
        raise ReaderError(
            f"expected Dask for --scheduler, got no {error.name}; run pip install '.[cluster]'"
        ) from error
    return run_on_cluster


def _read_camera(reader: Reader, number: int, settings: Settings, parts: Parts) -> None:
    """Reads until Ctrl-C, which ends a webcam's table and is not an error."""
    print(f"reading webcam {number}; Ctrl-C ends it and writes the table", file=sys.stderr)

    def rows() -> Iterator[Row]:
        try:
            for reading in reader.frames(number, settings.every_ms):
                yield from reading.rows(f"webcam {number}")
        except KeyboardInterrupt:
            return

    if settings.annotate is not None:
        raise MediaError("expected --annotate with files, got a webcam; leave the option out")
    found = rows()
    # A webcam without a frame is refused before anything is written.
    first = list(itertools.islice(found, 1))
    parts.write("camera", itertools.chain(first, found))


if __name__ == "__main__":
    sys.exit(main())
