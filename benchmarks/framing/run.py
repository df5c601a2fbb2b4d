"""How well faces are read through a whole frame, beside the face itself; Mien and its peers.

    python benchmarks/framing/run.py --data FOLDER [--faces 500] [--out docs]

Pastes PublicTest faces into 640×480 frames, disturbs them (benchmarks/framing/conditions.py), and
lets headless Chromium read them with the page's own modules: grabber, detector, crop, light,
classifier, all in TF.js. Leaves framing.csv, framing.md and framing.png in the folder. `--per-face`
also writes one row a face with what the page measured of its quality, which
benchmarks/quality_gate.py chooses the quality gate's thresholds by. The peers are read from
benchmarks/node_modules (npm ci --prefix benchmarks); `--readers mien` does without.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.framing import judge, page_host, report
from benchmarks.framing.conditions import CONDITIONS, Condition
from benchmarks.framing.page_host import PageError
from benchmarks.framing.scenes import Frame
from training import datasets
from training.datasets import DataError, Faces
from training.face_detector import SIDE_PX, FaceDetector
from training.framing import DETECTOR, FACE_IN_SQUARE_PX, in_square
from training.tfjs_model import ROOT, TfjsError, TfjsModel

BAD_INPUT_EXIT: Final = 2
MODELS: Final = ROOT / "webapp" / "public" / "models"
READERS: Final = ("mien", "face-api", "human")
GEOMETRY_FACES: Final = 1000
"""Training faces that tell where FER2013's pictures lie about the detector's box."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    conditions = [c for c in CONDITIONS if c.group in arguments.groups]
    try:
        faces = load_faces(arguments.data, arguments.synthetic, "PublicTest")
        box = box_geometry(load_faces(arguments.data, arguments.synthetic, "Training"))
        answers: list[judge.Answer] = []
        with tempfile.TemporaryDirectory() as folder:
            page_host.build_page(Path(folder))
            for reader in arguments.readers:
                count = arguments.faces if reader == "mien" else arguments.peer_faces
                query = {
                    "reader": reader,
                    "model": arguments.model,
                    "box": ",".join(f"{v:.4f}" for v in box),
                }
                chosen = pick(faces, count)
                answers += read(Path(folder), query, chosen, conditions, arguments.model)
    except (DataError, TfjsError, PageError) as error:
        print(f"run.py: {error}", file=sys.stderr)
        return BAD_INPUT_EXIT
    rows = judge.summarise(answers, conditions)
    arguments.out.mkdir(parents=True, exist_ok=True)
    report.write(arguments.out, rows, arguments.model)
    if arguments.per_face is not None:
        judge.write_faces(arguments.per_face, answers)
    print(report.as_text(rows))
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    groups = list(dict.fromkeys(c.group for c in CONDITIONS))
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--synthetic", action="store_true", help="drawn faces: shows that it runs, no more")
    add("--faces", type=int, default=500, help="for Mien (default: %(default)s)")
    add("--peer-faces", type=int, default=150, help="for each peer (default: %(default)s)")
    add("--model", default="fast", help="name in webapp/public/models (default: %(default)s)")
    add("--readers", nargs="+", choices=READERS, default=READERS, help="default: all")
    add("--groups", nargs="+", choices=groups, default=groups, help="default: all")
    add("--out", type=Path, default=ROOT / "docs", help="default: docs/")
    add("--per-face", type=Path, metavar="CSV", help="write what was measured of each face")
    return parser.parse_args(argv)


def load_faces(data: Path | None, synthetic: bool, split: str) -> Faces:
    """Returns one split's faces."""
    if synthetic:
        return datasets.synthetic(seed=0).select(split)
    return datasets.load(data, splits=(split,), votes=False).select(split)


def pick(faces: Faces, count: int) -> Faces:
    """Returns so many faces, evenly spread over the file."""
    rows = np.unique(np.linspace(0, len(faces.labels) - 1, count).round().astype(int))
    return Faces(faces.images[rows], faces.labels[rows], faces.splits[rows], None, faces.source)


def box_geometry(learn: Faces) -> tuple[float, float, float]:
    """Returns where the training pictures lie about the detector's box, medians.

    Side of the picture, and its centre's x and y off the box's centre, all in sides of the box.
    """
    squares = np.stack([in_square(image) for image in pick(learn, GEOMETRY_FACES).images])
    boxes = np.array([found[0].box for found in FaceDetector(DETECTOR).detect(squares) if found])
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    centres = (boxes[:, 2:] + boxes[:, :2]) / 2
    # The picture lies in the middle of the detector's square.
    scale = np.median(FACE_IN_SQUARE_PX / SIDE_PX / sides)
    offset = np.median((0.5 - centres) / sides[:, None], axis=0)
    return float(scale), 0.0, float(offset[1])


def read(
    page: Path, query: dict[str, str], faces: Faces, conditions: Sequence[Condition], model: str
) -> list[judge.Answer]:
    """Returns what a reader answers for every face under every condition."""
    count = len(faces.labels)
    centres: dict[int, tuple[float, float]] = {}

    def frame(index: int) -> Frame:
        condition, face = conditions[index // count], index % count
        drawn, centres[index] = condition.frame(faces.images[face], face)
        return drawn

    total = count * len(conditions)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn()) as progress:
        bar = progress.add_task(f"{query['reader']}: frames", total=total)
        found = page_host.read_frames(
            page, query, frame, total, lambda done: progress.advance(bar, done)
        )
    original = None
    if query["reader"] == "mien":
        logits = TfjsModel(MODELS / model).predict(faces.images[..., None].astype(np.float32))
        original = logits["logits"].argmax(axis=1)
    return [
        judge.answer(
            query["reader"],
            conditions[index // count],
            centres[index],
            faces_found,
            truth=int(faces.labels[index % count]),
            original=None if original is None else int(original[index % count]),
        )
        for index, faces_found in enumerate(found)
    ]


if __name__ == "__main__":
    sys.exit(main())
