"""JAFFE: ten women, seven expressions each (Lyons et al., FG 1998, doi:10.5281/zenodo.3451524).

One folder of `KA.AN1.39.tiff`: the person's initials, the expression, its number, the picture's.
"""

import re
from pathlib import Path
from typing import Final

from training.datasets.auxiliary.auxiliary_set import AuxiliarySet, auxiliary_set
from training.errors import DataError
from training.faces.photographs import cropped_faces
from training.faces.pictures import pictures_below
from training.labels import EXPRESSIONS, JAFFE_TO_EXPRESSION

NAME: Final = re.compile(rf"([A-Z]{{2}})\.({'|'.join(JAFFE_TO_EXPRESSION)})\d+\.\d+\.tiff?", re.I)
SUFFIXES: Final = (".tiff", ".tif")


def jaffe_files(folder: Path) -> list[Path]:
    """Returns the TIFF files below a folder, sorted."""
    return pictures_below(folder, SUFFIXES)


def read_jaffe(folder: Path) -> AuxiliarySet:
    """Returns JAFFE's faces, one group per person; a picture without a face is left out.

    Raises:
        DataError: for a file name that is not JAFFE's, or a picture that cannot be read.
        ModelError: if the face detector is missing or damaged.
    """
    files = jaffe_files(folder)
    names = [NAME.fullmatch(path.name) for path in files]
    for path, name in zip(files, names, strict=True):
        if name is None:
            raise DataError(
                f"expected {path} to be named as in JAFFE, KA.AN1.39.tiff, got {path.name}; use a "
                "copy that kept the names"
            )
    faces, without = [], 0
    for name, crop in zip(names, cropped_faces(files), strict=True):
        if name is None or crop is None:
            without += 1
            continue
        label = EXPRESSIONS.index(JAFFE_TO_EXPRESSION[name[2].upper()])
        faces.append((crop, label, name[1].upper()))
    return auxiliary_set(folder, "JAFFE", "people", faces, {"without a face": without}, files)
