"""The Python reader's speed beside `fer` (PyPI), as a ratio in one run.

    python -m venv /somewhere && /somewhere/bin/pip install fer==25.10.3
    python benchmarks/reader_speed.py --fer /somewhere/bin/python

Both read the same drawn film of one moving face in 640×480 and the same pictures, in turns, each on
one core in a process of its own that is warm before it is timed. `fer` finds faces with its own
detector, OpenCV's cascade. It needs TensorFlow and an older NumPy, hence an environment of its own.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
WARM_UP = 5

Picture = npt.NDArray[np.uint8]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("--fer", default=sys.executable, help="a Python that has fer")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--time", nargs=2, metavar=("WHO", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.time:
        print(seconds_each(*arguments.time))
        return 0
    contenders = {"mien film": sys.executable, "mien": sys.executable, "fer": arguments.fer}
    took: dict[str, list[float]] = {name: [] for name in contenders}
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "frames.npy"
        np.save(file, np.stack(scenes(arguments.frames)))
        for _ in range(arguments.turns):
            for name, python in contenders.items():
                command = [python, __file__, "--time", name, str(file)]
                done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
                took[name].append(float(done.stdout.split()[-1]))
    for name, seconds in took.items():
        ratio = median(slow / fast for slow, fast in zip(took["fer"], seconds, strict=True))
        print(f"{name:10} {1 / median(seconds):6.1f} a second, {ratio:.1f} times fer's")
    return 0


def scenes(count: int) -> list[Picture]:
    """Returns the film's frames: uint8 [480, 640, 3] RGB."""
    sys.path.insert(0, str(ROOT))
    from tests.reader.scenes import moving

    return moving(count)


def seconds_each(who: str, file: str) -> float:
    """Returns the mean seconds that a contender takes for a frame.

    Args:
        who: "mien film", which follows faces; "mien", which reads each by itself; or "fer".
    """
    cv2.setNumThreads(1)
    frames: list[Picture] = list(np.load(file))
    read = fer() if who == "fer" else mien(follows=who == "mien film")
    for number, frame in enumerate(frames[:WARM_UP]):
        read(frame, number)
    start = time.process_time()
    for number, frame in enumerate(frames):
        read(frame, WARM_UP + number)
    return (time.process_time() - start) / len(frames)


def mien(follows: bool) -> Callable[[Picture, int], object]:
    """Returns Mien's way to read a frame by its number, at 30 a second."""
    sys.path.insert(0, str(ROOT))
    from reader import Reader, Stream

    reader = Reader()
    stream = Stream(reader)
    if follows:
        return lambda frame, number: stream.read(frame, number * 1000 / 30)
    return lambda frame, number: reader.read(frame)


def fer() -> Callable[[Picture, int], object]:
    """Returns fer's."""
    from fer.fer import FER

    detector = FER()
    return lambda frame, number: detector.detect_emotions(np.ascontiguousarray(frame[..., ::-1]))


if __name__ == "__main__":
    sys.exit(main())
