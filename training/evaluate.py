"""Measures a trained network, or an exported one in TF.js itself, on a split of FER2013.

    python training/evaluate.py runs/five_layer-seed0 --data FOLDER
    python training/evaluate.py webapp/public/models/fast --split PrivateTest --tta flip

Prints the figures and writes report.json and confusion.png. A run of ridge.py, and a vote with
it, has no network; its answers to PublicTest are measured. PublicTest chose the network, so it
reads a little high; PrivateTest is the test split: read it once, when all choosing is done.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import environment

import numpy as np
import numpy.typing as npt

from reader.command_line import Parser
from training.commands import add_data_options, command, load_faces
from training.datasets import Faces
from training.datasets.faces import byte_identical_to
from training.errors import DataError
from training.evaluation import answers, metrics
from training.evaluation.confusion import write_confusion
from training.evaluation.foreign import doubts
from training.evaluation.predict import Predictor
from training.evaluation.test_time_augmentation import DESCRIPTIONS, Views, averaged_logits
from training.files import write_text


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    faces = load_faces(arguments, "Training", arguments.split)
    predictor = open_predictor(arguments.model)
    report = evaluate(predictor, faces, arguments.split, views=arguments.tta)
    for line in report["doubts"]:
        print(f"evaluate.py: {line}", file=sys.stderr)
    view = "" if arguments.tta == "none" else f"-{arguments.tta}"
    name = f"{predictor.name}-{predictor.kind}-{arguments.split}{view}"
    folder = arguments.out or Path("runs") / "reports" / name
    write_text(folder / "report.json", json.dumps(report, indent=2) + "\n")
    write_confusion(folder / "confusion.png", report)
    if arguments.json:
        print(json.dumps(report))
    else:
        print(as_text(report))
        print(f"\n{folder}/report.json and confusion.png have the details")
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("model", type=Path, help=".keras file, run folder, or exported model's folder")
    add_data_options(parser)
    add("--split", choices=("PublicTest", "PrivateTest"), default="PublicTest")
    add("--tta", choices=get_args(Views), default="none", help="views to average over each face")
    add("--json", action="store_true", help="print the report as one line of JSON")
    add("--out", type=Path, help="folder of report.json (default: runs/reports/MODEL-SPLIT)")
    return parser.parse_args(argv)


class Recorded:
    """What a run without a network said of PublicTest, behind the call of a network."""

    kind = "answers"

    def __init__(self, path: Path, recorded: answers.Answers) -> None:
        self.name = path.name
        self._recorded = recorded

    def logits(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Returns float32 [N, 7] for uint8 [N, 48, 48] grey faces.

        Raises:
            ConfigError: for other faces than PublicTest's.
        """
        return self._recorded.of(images)[0]


def open_predictor(path: Path) -> Predictor | Recorded:
    """Returns the network that a path names, or the answers of a run that has none.

    Raises:
        ConfigError: if there is neither, or a damaged one.
    """
    recorded = answers.read_public_test(path)
    return Predictor(path) if recorded is None else Recorded(path, recorded)


def evaluate(
    predictor: Predictor | Recorded, faces: Faces, split: str, *, views: Views
) -> dict[str, Any]:
    """Returns the report, JSON-ready: the figures of `metrics.summarise`, twice.

    Args:
        faces: With Training and the split.
        split: PublicTest or PrivateTest.
        views: Whose probabilities are averaged.

    Raises:
        DataError: if the split has no faces.
    """
    measured = faces.select(split)
    if len(measured.labels) == 0:
        raise DataError(f"expected {split} faces in {faces.source}, got none; use all of FER2013")
    logits = averaged_logits(predictor.logits, measured.images, views)
    seen = byte_identical_to(measured.images, faces.select("Training").images)
    report: dict[str, Any] = {
        "model": predictor.name,
        "kind": predictor.kind,
        "data": faces.source,
        "split": split,
        "tta": views,
        "views": DESCRIPTIONS[views],
        "identicalToTraining": int(seen.sum()),
        "doubts": doubts(logits, measured.labels),
        **metrics.summarise(logits, measured.labels),
    }
    if 0 < seen.sum() < len(seen):
        fresh = metrics.summarise(logits[~seen], measured.labels[~seen])
        keys = ("n", "accuracy", "macroF1", "ece")
        report["withoutIdentical"] = {key: fresh[key] for key in keys}
    return report


def as_text(report: dict[str, Any]) -> str:
    """Returns the report as text."""

    def share(figure: dict[str, float]) -> str:
        return f"{figure['value']:.4f}  [{figure['low']:.4f}, {figure['high']:.4f}]"

    lines = [
        f"{report['model']} ({report['kind']}) on {report['split']} of {report['data']}: "
        f"{report['n']} faces, test-time views: {report['tta']}, {report['views']}",
        f"accuracy            {share(report['accuracy'])}",
    ]
    if "withoutIdentical" in report:
        fresh = report["withoutIdentical"]
        lines.append(
            f"  without the {report['identicalToTraining']} faces byte-identical to a Training "
            f"face: {share(fresh['accuracy'])}"
        )
    lines += [
        f"macro-F1            {share(report['macroF1'])}",
        f"ECE before scaling  {share(report['eceBefore'])}",
        f"ECE after scaling   {share(report['ece'])}  (temperature {report['temperature']:.3f}, "
        "cross-fitted; both bias-corrected)",
        f"accuracy when sure  {share(report['accuracyWhenSure'])}  "
        f'({report["abstained"]:.0%} answered "not sure")',
        "",
        f"{'':<10}{'precision':>10}{'recall':>10}{'F1':>10}{'faces':>8}",
    ]
    lines += [
        f"{name:<10}{row['precision']:>10.3f}{row['recall']:>10.3f}{row['f1']:>10.3f}{row['n']:>8}"
        for name, row in report["perClass"].items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
