"""What the commands share: which faces they read, and how they end."""

import argparse
import functools
import inspect
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from reader.command_line import BAD_INPUT_EXIT
from reader.errors import ReaderError
from training import datasets
from training.datasets import Faces
from training.errors import InputError

INTERRUPTED_EXIT: Final = 130


def command(main: Callable[[Sequence[str] | None], int]) -> Callable[..., int]:
    """Ends a command with one sentence: code 2 if its input is unusable or the disk fails, 130 if
    it is interrupted."""
    name = Path(inspect.getfile(main)).name

    @functools.wraps(main)
    def ending(argv: Sequence[str] | None = None) -> int:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A file name may have letters that the console's code page lacks.
                stream.reconfigure(errors="backslashreplace")
        try:
            return main(argv)
        except (InputError, ReaderError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return BAD_INPUT_EXIT
        except OSError as error:
            which = f" for {error.filename}" if error.filename else ""
            print(
                f"{name}: expected to read and write files, got: {error.strerror or error}{which}; "
                "make room there or name another place",
                file=sys.stderr,
            )
            return BAD_INPUT_EXIT
        except KeyboardInterrupt:
            print(f"\n{name}: stopped", file=sys.stderr)
            return INTERRUPTED_EXIT

    return ending


def add_data_options(parser: argparse.ArgumentParser) -> None:
    """Adds --data and --synthetic, which `load_faces` reads."""
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--synthetic", action="store_true", help="drawn faces instead of FER2013's: a quick trial")


def load_faces(arguments: argparse.Namespace, *splits: str, votes: bool = False) -> Faces:
    """Returns the faces of these splits, and no others.

    Args:
        splits: Among `datasets.faces.SPLITS`.
        votes: With FER+'s votes; drawn faces have none.

    Raises:
        DataError: for anything that is not FER2013, or lacks a split.
    """
    if arguments.synthetic:
        return datasets.synthetic(seed=0).select_any(splits)
    return datasets.load(arguments.data, splits=splits, votes=votes)
