"""Auxiliary sets for tests: drawn faces in the layouts of CK+48 and of a person's own folder."""

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from training.datasets.synthetic import FEATURES, draw
from training.labels import EXPRESSIONS

CK_48_NAMES = ("anger", "disgust", "fear", "happy", "sadness", "surprise")
"""CK+48 has no neutral faces; contempt is written on its own."""


def drawn(name: str, seed: int) -> npt.NDArray[np.uint8]:
    """A face of an expression, another one for each seed."""
    return draw(FEATURES[name], np.random.default_rng([7, seed]))


def write_ck_48(folder: Path, people: int = 10, contempt: int = 3) -> Path:
    """Each person shows two of the six expressions, in three frames each."""
    names = dict(zip(CK_48_NAMES, [n for n in EXPRESSIONS if n != "neutral"], strict=True))
    for person in range(people):
        for sequence in (1, 2):
            emotion = CK_48_NAMES[(person + sequence) % len(CK_48_NAMES)]
            (folder / emotion).mkdir(parents=True, exist_ok=True)
            for frame in (7, 8, 9):
                image = drawn(names[emotion], 100 * person + 10 * sequence + frame)
                name = f"S{person + 10:03d}_{sequence:03d}_{frame:08d}.png"
                cv2.imwrite(str(folder / emotion / name), image)
    (folder / "contempt").mkdir()
    for frame in range(contempt):
        image = drawn("neutral", 9000 + frame)
        cv2.imwrite(str(folder / "contempt" / f"S999_001_{frame:08d}.png"), image)
    return folder


def write_own(folder: Path, batches: int = 0, pictures: int = 28) -> Path:
    """Every expression in turn; with batches, they send in turn and a manifest says so."""
    entries = []
    for number in range(pictures):
        label = EXPRESSIONS[number % 7]
        path = folder / label / f"{number:03d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), drawn(label, 20_000 + number))
        entries.append(
            {
                "file": path.relative_to(folder).as_posix(),
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "batch": f"batch {number // 7 % batches}" if batches else "",
            }
        )
    if batches:
        write_manifest(folder, entries)
    return folder


def write_manifest(folder: Path, entries: list[dict[str, str]]) -> None:
    (folder / "manifest.json").write_text(json.dumps({"pictures": entries}), encoding="utf-8")


def read_manifest(folder: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads((folder / "manifest.json").read_text())["pictures"]
    return entries
