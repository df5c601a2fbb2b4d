"""Recognises a folder of auxiliary faces: CK+, CK+48, JAFFE or your own."""

from pathlib import Path
from typing import Final

from training.datasets.auxiliary.auxiliary_set import AuxiliarySet
from training.datasets.auxiliary.ck_plus import EMOTIONS, IMAGES, SUBJECT, read_ck_48, read_ck_plus
from training.datasets.auxiliary.jaffe import jaffe_files, read_jaffe
from training.datasets.auxiliary.own_folder import MANIFEST, read_own_folder
from training.errors import DataError
from training.labels import CK_PLUS_EMOTIONS, EXPRESSIONS

CK_48_ONLY: Final = frozenset(CK_PLUS_EMOTIONS) - frozenset(EXPRESSIONS)
"""Class folders of CK+48: anger, contempt, sadness. People use these names too; the pictures' names
decide."""


def read_auxiliary(folder: Path) -> AuxiliarySet:
    """Returns the faces of an auxiliary set; the folder's content determines the layout.

    Raises:
        DataError: for a folder that is none of the four, or bad data in it.
        ModelError: if photographs must be cropped and the face detector is missing or damaged.
    """
    if not folder.is_dir():
        raise DataError(
            f"expected {folder} to be a folder of faces, got none of that name; see docs/data.md"
        )
    names = {path.name for path in folder.iterdir() if path.is_dir()}
    ck_48 = [name for name in names if name.lower() in CK_48_ONLY]
    inside = [path.name for name in ck_48 for path in (folder / name).iterdir()]
    if EMOTIONS in names or IMAGES in names:
        read = read_ck_plus
    elif (folder / MANIFEST).is_file():
        read = read_own_folder
    elif any(map(SUBJECT.match, inside)):
        read = read_ck_48
    elif {name.lower() for name in names} & {*EXPRESSIONS, *CK_48_ONLY}:
        read = read_own_folder
    elif jaffe_files(folder):
        read = read_jaffe
    else:
        raise DataError(
            f"expected {folder} to hold CK+ ({IMAGES} and {EMOTIONS}), CK+48 (anger, contempt, …), "
            f"JAFFE (KA.AN1.39.tiff, …) or faces in folders {', '.join(EXPRESSIONS)}, got none of "
            "them; see docs/data.md"
        )
    found = read(folder)
    if len(found.labels) == 0:
        raise DataError(f"expected {found.kind} faces in {folder}, got none; see docs/data.md")
    return found
