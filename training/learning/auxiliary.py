"""Shows, records and measures a run's auxiliary sets."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from training.datasets.auxiliary.folder import read_auxiliary
from training.datasets.auxiliary.mix import Part, divide
from training.datasets.auxiliary.own_folder import MANIFEST
from training.datasets.faces import Faces
from training.errors import ConfigError, DataError
from training.evaluation import metrics
from training.evaluation.predict import Predictor
from training.files import write_text
from training.labels import EXPRESSIONS
from training.runs import folder as run_folder

REPORT: Final = "held_out.json"


def read(folders: Sequence[Path], faces: Faces) -> list[Part]:
    """Returns the sets in some folders, divided, and shows their counts.

    Raises:
        DataError: for bad data, or a set that cannot be divided.
        ModelError: if photographs must be cropped and the face detector is missing or damaged.
    """
    return _shown(divide([read_auxiliary(folder) for folder in folders], faces))


def read_recorded(folder: Path, faces: Faces) -> list[Part]:
    """Returns the sets of the run in a folder, divided as they were.

    Raises:
        DataError: if one of them has changed since.
    """
    recorded = _recorded(folder)
    sets = [read_auxiliary(Path(entry["source"])) for entry in recorded]
    for entry, auxiliary in zip(recorded, sets, strict=True):
        if auxiliary.files_sha256 != entry["sha256"]:
            raise DataError(
                f"expected {entry['source']} as it was when {folder} began (sha256 "
                f"{entry['sha256'][:12]}…), got other files ({auxiliary.files_sha256[:12]}…); "
                "restore them or start the run again"
            )
    parts = divide(sets, faces)
    for entry, part in zip(recorded, parts, strict=True):
        if part.record() != entry:
            raise DataError(
                f"expected {entry['source']} to be divided as when {folder} began, got other "
                "counts; name the same FER2013 or start the run again"
            )
    return _shown(parts)


def table(parts: Sequence[Part]) -> str:
    """Returns each set's counts as text."""
    lines = []
    for part in parts:
        head = "".join(f"{name:>10}" for name in (*EXPRESSIONS, "all", part.auxiliary.unit))
        lines += [f"auxiliary {part.name}", f"{'':<10}{head}"]
        for side, held_out in (("learned", False), ("held out", True)):
            counts = part.counts(held_out)
            row = [*counts.values(), sum(counts.values()), part.group_count(held_out)]
            lines.append(f"{side:<10}" + "".join(f"{count:>10}" for count in row))
        if part.auxiliary.left_out:
            reasons = (f"{count} {reason}" for reason, count in part.auxiliary.left_out.items())
            lines.append(f"left out: {', '.join(reasons)}")
        if part.auxiliary.unit == "groups":
            lines.append(f"no {MANIFEST}: one person's pictures may be on both sides")
    return "\n".join(lines)


def measure(folder: Path, parts: Sequence[Part]) -> None:
    """Measures a finished run on the held-out faces, in held_out.json and in text."""
    if not parts:
        return
    predictor = Predictor(folder)
    documents = []
    for part in parts:
        rows = part.held_out
        labels = part.auxiliary.labels[rows]
        predicted = predictor.logits(part.auxiliary.images[rows]).argmax(axis=1)
        figure = metrics.wilson_interval(int(np.sum(predicted == labels)), len(labels))
        documents.append(
            {
                "set": part.auxiliary.kind,
                "source": part.auxiliary.source,
                "n": len(labels),
                "unit": part.auxiliary.unit,
                "groups": part.group_count(True),
                "accuracy": figure.to_dict(),
                "perClass": metrics.per_class(predicted, labels),
                "confusion": metrics.confusion_matrix(predicted, labels).tolist(),
            }
        )
        print(
            f"held out of {part.name}: {len(labels)} faces, {part.group_count(True)} "
            f"{part.auxiliary.unit}: accuracy {figure.value:.4f}  "
            f"[{figure.low:.4f}, {figure.high:.4f}]"
        )
    write_text(folder / REPORT, json.dumps(documents, indent=2) + "\n")


def _shown(parts: list[Part]) -> list[Part]:
    if parts:
        print(table(parts))
    return parts


def _recorded(folder: Path) -> list[dict[str, Any]]:
    config = run_folder.read_config(folder)
    # Until 2026-11-29 the option and the key were called extra.
    entries: list[dict[str, Any]] = config.get("auxiliary", config.get("extra", []))
    try:
        for entry in entries:
            Path(entry["source"]), entry["sha256"][:12]
    except (KeyError, TypeError) as error:
        raise ConfigError(
            f"expected {folder / run_folder.CONFIG} to list the run's auxiliary sets as train.py "
            f"wrote them, got {type(error).__name__}: {error}; start the run again"
        ) from error
    return entries
