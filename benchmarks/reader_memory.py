"""Measures how the Python reader's memory grows with a film's length, as a ratio.

    python benchmarks/reader_memory.py

One film of a face that moves is read twice, 100 and 10,000 frames of it, each in a process of its
own, through the command as a user calls it. Prints the peak resident memory of both, as Linux
reports it.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reader.command_line import Parser
from tests.conftest import ROOT
from tests.reader.films import write_film
from tests.reader.scenes import moving


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    parser.add_argument("--frames", type=int, nargs=2, default=(100, 10_000))
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        peaks = [peak_mb(Path(scratch), count) for count in arguments.frames]
    for count, peak in zip(arguments.frames, peaks, strict=True):
        print(f"{count:6} frames: {peak:.1f} MB")
    print(f"ratio {peaks[1] / peaks[0]:.3f}")
    return 0


def peak_mb(folder: Path, count: int) -> float:
    """Returns the peak of the process that reads so many frames, in MB."""
    film = folder / f"{count}.avi"
    scenes = moving(100)
    write_film(film, [scenes[number % len(scenes)] for number in range(count)], 25, "MJPG")
    # Not getrusage's figure, which a process inherits from its parent.
    tell = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    read = f"from reader.read import main; main([{str(film)!r}, '--out', {str(film) + '.csv'!r}])"
    done = subprocess.run(
        [sys.executable, "-c", f"{read}; {tell}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(done.stdout.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
