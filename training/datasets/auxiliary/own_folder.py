"""A person's own faces: `LABEL/*.png`, and who sent them in manifest.json, if that is known.

    {"pictures": [{"file": "happy/a.png", "sha256": "…", "batch": "…"}]}

A batch is what one contributor sent. Without a manifest nobody can tell the people apart: each
picture is a group of its own, to which only its look-alikes are added.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from training.datasets.auxiliary.auxiliary_set import AuxiliarySet, Unit, auxiliary_set
from training.datasets.image_folder import SUFFIXES
from training.errors import DataError
from training.labels import EXPRESSIONS, FACE_SIDE_PX

MANIFEST: Final = "manifest.json"


def read_own_folder(folder: Path) -> AuxiliarySet:
    """Returns the faces below the seven class folders.

    Raises:
        DataError: for another folder, a picture that cannot be read or is no square of at least
            48×48, or a manifest that does not list exactly these pictures with their hashes.
    """
    classes = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    for path in classes:
        if path.name not in EXPRESSIONS:
            raise DataError(
                f"expected folders among {', '.join(EXPRESSIONS)} in {folder}, got {path.name}; "
                "move or rename it"
            )
    pictures = [
        path
        for part in classes
        for path in sorted(part.rglob("*"))
        if path.suffix.lower() in SUFFIXES
    ]
    manifest = folder / MANIFEST
    batches = read_batches(manifest, pictures) if manifest.is_file() else None
    faces = []
    for path in pictures:
        image = read_square(path)
        label = EXPRESSIONS.index(path.relative_to(folder).parts[0])
        group = batches[path] if batches else hashlib.sha256(image.tobytes()).hexdigest()
        faces.append((image, label, group))
    files = pictures + ([manifest] if batches is not None else [])
    unit: Unit = "groups" if batches is None else "batches"
    return auxiliary_set(folder, "own", unit, faces, {}, files)


def read_batches(manifest: Path, pictures: list[Path]) -> dict[Path, str]:
    """Returns each picture's batch.

    Raises:
        DataError: if the manifest is none, lists other pictures, or a picture has another hash.
    """
    folder = manifest.parent
    listed = {}
    for entry in _entries(manifest):
        path = folder / entry["file"]
        if path in listed:
            raise DataError(f"expected {entry['file']} once in {manifest}, got it twice")
        listed[path] = entry
    for path in sorted(set(listed) - set(pictures)):
        raise DataError(
            f"expected {path}, which {MANIFEST} lists, to be a picture in a class folder, got "
            "none; fetch the folder again"
        )
    for path in pictures:
        if path not in listed:
            raise DataError(
                f"expected {manifest} to list {path.relative_to(folder).as_posix()}, got no such "
                "entry; add it or move the picture"
            )
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != listed[path]["sha256"].lower():
            raise DataError(
                f"expected {path} to have the sha256 {listed[path]['sha256'][:12]}… of {MANIFEST}, "
                f"got {found[:12]}…; fetch it again"
            )
    return {path: entry["batch"] for path, entry in listed.items()}


def read_square(path: Path) -> npt.NDArray[np.uint8]:
    """Returns a square picture of a face as uint8 [48, 48] grey, larger ones averaged down.

    Raises:
        DataError: if it cannot be read, is no square, or is smaller.
    """
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise DataError(f"expected {path} to be an image, got a file that cannot be read")
    height, width = image.shape[:2]
    if height != width or height < FACE_SIDE_PX:
        raise DataError(
            f"expected {path} to be a square of at least 48×48 pixels, got {width}×{height}; cut "
            "the face out as a square"
        )
    if height > FACE_SIDE_PX:
        size = (FACE_SIDE_PX, FACE_SIDE_PX)
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(image, np.uint8)


def _entries(manifest: Path) -> list[dict[str, Any]]:
    wanted = '{"pictures": [{"file", "sha256", "batch"}, …]}, each a text'
    try:
        document = json.loads(manifest.read_text(encoding="utf-8"))
        entries: list[dict[str, Any]] = document["pictures"]
        for number, entry in enumerate(entries):
            for key in ("file", "sha256", "batch"):
                if not isinstance(entry[key], str) or not entry[key]:
                    raise ValueError(f"{key} {entry[key]!r} in entry {number}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"expected {manifest} to hold {wanted}, got {type(error).__name__}: {error}"
        ) from error
    return entries
