"""Measures how well faces in whole frames are read, compared with the faces themselves and peers.

    python benchmarks/framing/run.py --data FOLDER [--readers mien] [--out docs/framing]

Pastes PublicTest faces into 640×480 frames, disturbs them (benchmarks/framing/conditions.py), and
lets headless Chromium read them with the page's own modules: grabber, detector, crop, light,
classifier, all in TF.js. Leaves results.csv, tables.md and curves.png in the folder, and
faces.csv, one row a face with what the page measured of its quality.

Answers are kept as they come (benchmarks/framing/.generated): an interrupted run continues where it
stopped, and a later one reads only what code, weights or faces have changed. The peers are read
from benchmarks/node_modules (npm ci --prefix benchmarks); `--readers mien` does without.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.framing import journal, judge, page_host, report
from benchmarks.framing.conditions import COMPARED, CONDITIONS, FRAMED, GOALS, Condition
from benchmarks.framing.journal import Journal
from benchmarks.framing.page_host import PageError
from benchmarks.framing.scenes import Frame
from benchmarks.framing.subjects import load_faces, training_geometry
from training.commands import command
from training.datasets import Faces
from training.files import write_text
from training.hardware.tfjs_model import ROOT, TfjsModel

MODELS: Final = ROOT / "webapp" / "public" / "models"
READERS: Final = ("mien", "face-api", "human")
OWN: Final = ROOT / "benchmarks" / "framing"
DRAWN_BY: Final = [OWN / "scenes.py", OWN / "conditions.py", OWN / "subjects.py"]
PEERS_READ_BY: Final = [
    *(OWN / "page" / f"{name}.ts" for name in ("main", "frames", "peers")),
    OWN.parent / "package-lock.json",
]
Task = tuple[Condition, int]
"""A face, by its index in fair order, under a condition."""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    conditions = [c for c in CONDITIONS if c.group in arguments.groups]
    faces = load_faces(arguments.data, arguments.synthetic, "PublicTest")
    answers: list[judge.Answer] = []
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder)
        page_host.build_page(page)
        for reader in arguments.readers:
            tasks = choose(conditions, faces, arguments, reader)
            query = {"reader": reader, "model": arguments.model}
            if reader == "mien":
                query["geometry"] = geometry(arguments, faces)
            kept = Journal(
                journal.FOLDER / f"{reader}.jsonl",
                stamp(page, query, faces, arguments.model),
            )
            if arguments.as_kept:
                tasks = [task for task in tasks if kept.has(task)]
            else:
                read(page, query, faces, tasks, kept, arguments.framed_faces)
            if not tasks:
                continue
            answers += judged(reader, faces, tasks, kept, arguments.model)
    if not answers:
        raise PageError("expected answers that were kept, got none; run without --as-kept")
    shown = report.figures(answers, conditions)
    arguments.out.mkdir(parents=True, exist_ok=True)
    report.write(arguments.out, shown, arguments.model)
    judge.write_faces(arguments.out / "faces.csv", answers)
    print(report.as_text(shown.rows))
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    groups = list(dict.fromkeys(c.group for c in CONDITIONS))
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--synthetic", action="store_true", help="drawn faces, only to try the command")
    add(
        "--faces",
        type=int,
        default=100,
        help="faces per condition, for Mien (default: %(default)s)",
    )
    add(
        "--goal-faces",
        type=int,
        default=400,
        help="faces per condition with a goal (default: %(default)s)",
    )
    add("--peer-faces", type=int, default=100, help="faces for each peer (default: %(default)s)")
    add("--framed-faces", type=int, default=400, help="faces per condition for other crops (400)")
    add("--model", default="fast", help="name in webapp/public/models (default: %(default)s)")
    add("--readers", nargs="+", choices=READERS, default=READERS, help="default: all")
    add("--groups", nargs="+", choices=groups, default=groups, help="default: all")
    add("--as-kept", action="store_true", help="read no frames; report on the stored answers")
    add("--out", type=Path, default=ROOT / "docs" / "framing", help="default: docs/framing")
    return parser.parse_args(argv)


def choose(
    conditions: Sequence[Condition], faces: Faces, arguments: argparse.Namespace, reader: str
) -> list[Task]:
    """Returns what a reader has to read: fewer faces for peers, more of them where a goal is."""
    tasks = []
    for condition in conditions:
        count = arguments.faces if reader == "mien" else arguments.peer_faces
        if reader == "mien" and (condition.group, condition.value) in GOALS:
            count = max(count, arguments.goal_faces)
        if reader == "mien" and condition.scene in FRAMED:
            count = max(count, arguments.framed_faces)
        tasks += [(condition, face) for face in range(min(count, len(faces.labels)))]
    return tasks


def geometry(arguments: argparse.Namespace, faces: Faces) -> str:
    """Returns `training_geometry` as JSON, measured once for a detector and a data set.

    Args:
        arguments: Where the faces are.
        faces: PublicTest's, which tell one data set from another.
    """
    others = [faces.source, hashlib.sha256(faces.images.tobytes()).hexdigest()]
    of = journal.fingerprint([MODELS / "face_detector", OWN / "subjects.py"], *others)
    file = journal.FOLDER / "geometry.json"
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["fingerprint"] == of:
            return str(kept["geometry"])
    learn = load_faces(arguments.data, arguments.synthetic, "Training")
    measured = json.dumps(training_geometry(learn))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, json.dumps({"fingerprint": of, "geometry": measured}))
    return measured


def stamp(page: Path, query: dict[str, str], faces: Faces, model: str) -> str:
    """Returns a fingerprint of all that this reader's answers depend on."""
    if query["reader"] == "mien":
        code = [page, MODELS / model, MODELS / "face_detector"]
    else:
        code = PEERS_READ_BY
    return journal.fingerprint([*code, *DRAWN_BY], *sorted(query.values()), faces.source)


def read(
    page: Path,
    query: dict[str, str],
    faces: Faces,
    tasks: Sequence[Task],
    kept: Journal,
    framed_faces: int,
) -> None:
    """Lets the reader read all frames that the journal lacks; each scene once.

    For the first faces, in the scenes of COMPARED, Mien also tries other crops.
    """

    def compares(task: Task) -> bool:
        condition, face = task
        return query["reader"] == "mien" and condition.scene in COMPARED and face < framed_faces

    # Face by face: an interrupted run has shown its faces under all conditions.
    scenes = {(c.scene, face): (c, face) for c, face in sorted(tasks, key=lambda task: task[1])}
    missing = [task for task in scenes.values() if not kept.has(task, compared=compares(task))]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn()) as progress:
        bar = progress.add_task(f"{query['reader']}: frames", total=len(missing))
        for also_others in (True, False):
            part = [task for task in missing if compares(task) == also_others]
            asked = {**query, "compare": "yes" if also_others else "no"}
            _read_part(page, asked, faces, part, kept, lambda done: progress.advance(bar, done))


def _read_part(
    page: Path,
    query: dict[str, str],
    faces: Faces,
    tasks: Sequence[Task],
    kept: Journal,
    advance: Callable[[int], object],
) -> None:
    if not tasks:
        return
    done = 0

    def frame(index: int) -> Frame:
        condition, face = tasks[index]
        return condition.frame(faces.images[face], face)

    def receive(found: list[page_host.FoundFaces]) -> None:
        nonlocal done
        kept.add(tasks[done : done + len(found)], found)
        done += len(found)
        advance(len(found))

    page_host.read_frames(page, query, frame, len(tasks), receive)


def judged(
    reader: str, faces: Faces, tasks: Sequence[Task], kept: Journal, model: str
) -> list[judge.Answer]:
    """Returns what each answer is worth."""
    original = None
    if reader == "mien":
        used = faces.images[: max(face for _, face in tasks) + 1]
        logits = TfjsModel(MODELS / model).predict(used[..., None].astype(np.float32))
        original = logits["logits"].argmax(axis=1)
    return [
        judge.answer(
            reader,
            condition,
            condition.centre(face),
            kept[condition, face],
            face=face,
            truth=int(faces.labels[face]),
            original=None if original is None else int(original[face]),
        )
        for condition, face in tasks
    ]


if __name__ == "__main__":
    sys.exit(main())
