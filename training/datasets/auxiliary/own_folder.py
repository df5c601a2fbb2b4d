"""Your own faces: `LABEL/*.png`, and who sent them in manifest.json, if known.

    {"pictures": [{"file": "happy/a.png", "sha256": "…", "batch": "…"}]}

A batch is what one contributor sent. Without a manifest people are unknown: each picture is a group
with its look-alikes.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from training.datasets.auxiliary.auxiliary_set import AuxiliarySet, Unit, auxiliary_set
from training.errors import DataError
from training.faces.pictures import files_below, is_companion, pictures_below, read_picture
from training.labels import (
    CK_PLUS_TO_EXPRESSION,
    EXPRESSIONS,
    FACE_SIDE_PX,
    FER_PLUS_TO_EXPRESSION,
)

MANIFEST: Final = "manifest.json"
SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
NOT_READ: Final = (".heic", ".heif", ".avif", ".gif", ".jxl", ".svg", ".mp4", ".mov")
"""Other picture files, which are counted instead of silently ignored."""
OTHER_NAMES: Final = {**CK_PLUS_TO_EXPRESSION, **FER_PLUS_TO_EXPRESSION}
"""Other sets' names for the expressions."""


def read_own_folder(folder: Path) -> AuxiliarySet:
    """Returns the faces below the seven class folders.

    Raises:
        DataError: for another folder, a picture that cannot be read or is no square of at least
            48×48, or a manifest that does not list exactly these pictures with their hashes.
    """
    classes = sorted(p for p in folder.iterdir() if p.is_dir() and not is_companion(p.name))
    for path in classes:
        if path.name.lower() not in EXPRESSIONS:
            nearest = OTHER_NAMES.get(path.name.lower())
            rename = f"rename it to {nearest}" if nearest else "move or rename it"
            raise DataError(
                f"expected folders among {', '.join(EXPRESSIONS)} in {folder}, got {path.name}; "
                f"{rename}"
            )
    pictures = [path for part in classes for path in pictures_below(part, SUFFIXES)]
    manifest = folder / MANIFEST
    batches = read_batches(manifest, pictures) if manifest.is_file() else None
    faces = []
    first: dict[bytes, Path] = {}
    for path in pictures:
        image = read_square(path)
        label = _label(folder, path)
        twin = first.setdefault(image.tobytes(), path)
        if _label(folder, twin) != label:
            raise DataError(
                f"expected each picture under one label, got the same as {twin} and {path}; remove "
                "one"
            )
        group = batches[path] if batches else hashlib.sha256(image.tobytes()).hexdigest()
        faces.append((image, label, group))
    files = pictures + ([manifest] if batches is not None else [])
    unit: Unit = "groups" if batches is None else "batches"
    return auxiliary_set(folder, "own", unit, faces, _not_read(folder, pictures), files)


def _label(folder: Path, picture: Path) -> int:
    return EXPRESSIONS.index(picture.relative_to(folder).parts[0].lower())


def _not_read(folder: Path, pictures: list[Path]) -> dict[str, int]:
    """Counts the folder's other pictures: of other types, and outside the class folders."""
    known = {*pictures, folder / MANIFEST}
    reasons = [
        f"{path.suffix.lower() or 'without an extension'}, which is not read"
        if len(path.relative_to(folder).parts) > 1
        else "in no class folder"
        for path in files_below(folder)
        if path not in known
        if not is_companion(path.relative_to(folder).as_posix())
        if path.suffix.lower() in (*SUFFIXES, *NOT_READ)
    ]
    return dict(sorted(Counter(reasons).items()))


def read_batches(manifest: Path, pictures: list[Path]) -> dict[Path, str]:
    """Returns each picture's batch.

    Raises:
        DataError: if the manifest is invalid, lists other pictures, or a picture has another hash.
    """
    folder = manifest.parent
    by_name = {_plain(path.relative_to(folder).as_posix()): path for path in pictures}
    listed: dict[Path, dict[str, Any]] = {}
    for entry in _entries(manifest):
        path = by_name.get(_plain(entry["file"]))
        if path is None:
            raise DataError(
                f"expected {folder / entry['file']}, which {MANIFEST} lists, to be a picture in a "
                "class folder, got none; fetch the folder again"
            )
        if path in listed:
            raise DataError(f"expected {entry['file']} once in {manifest}, got it twice")
        listed[path] = entry
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


def _plain(name: str) -> str:
    """Returns a picture's name in one form for every system: with slashes and composed accents
    (macOS's older disks decompose them)."""
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def read_square(path: Path) -> npt.NDArray[np.uint8]:
    """Returns a square picture of a face as uint8 [48, 48] grey, larger ones averaged down.

    Raises:
        DataError: if it cannot be read, is no square, or is smaller.
    """
    image = read_picture(path)
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
    wanted = '{"pictures": [{"file", "sha256", "batch"}, …]}, each a string'
    try:
        document = json.loads(manifest.read_text(encoding="utf-8"))
        entries: list[dict[str, Any]] = document["pictures"]
        for number, entry in enumerate(entries):
            for key in ("file", "sha256", "batch"):
                if not isinstance(entry[key], str) or not entry[key]:
                    raise ValueError(f"{key} {entry[key]!r} in entry {number}")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(
            f"expected {manifest} to hold {wanted}, got {type(error).__name__}: {error}"
        ) from error
    return entries
