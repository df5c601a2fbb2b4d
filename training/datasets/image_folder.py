"""FER2013 as Kaggle's image folders: train/<class>/*.jpg and test/<class>/*.jpg."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.datasets.faces import Faces
from training.datasets.fer2013 import stack_faces
from training.errors import DataError
from training.labels import EXPRESSIONS, FACE_SIDE_PX

SUFFIXES: Final = (".jpg", ".jpeg", ".png")
TEST_SPLITS: Final = ("PublicTest", "PrivateTest")


def image_files(folder: Path) -> list[Path]:
    """Returns the images below train/ and test/, sorted by their path."""
    return sorted(
        path
        for part in ("train", "test")
        for path in (folder / part).rglob("*")
        if path.suffix.lower() in SUFFIXES
    )


def read_image_folder(folder: Path, splits: Sequence[str]) -> Faces:
    """Returns the faces of the wanted splits; files of others are not opened.

    Files below train/ are Training; a file below test/ belongs to the split that its name begins
    with, PublicTest_ or PrivateTest_.

    Raises:
        DataError: for a missing class folder, a test file that names no split, or an image that
            cannot be read or is not 48×48.
    """
    wanted_parts = {"train"} if set(splits) == {"Training"} else {"train", "test"}
    for part in sorted(wanted_parts):
        for name in EXPRESSIONS:
            if not (folder / part / name).is_dir():
                raise DataError(
                    f"expected a folder {folder / part / name}, got none; Kaggle's image folders "
                    f"have {', '.join(EXPRESSIONS)} below train and test"
                )
    images: list[npt.NDArray[np.uint8]] = []
    labels: list[int] = []
    usages: list[str] = []
    for path in image_files(folder):
        part, name = path.relative_to(folder).parts[:2]
        if name not in EXPRESSIONS:
            raise DataError(
                f"expected class folders {', '.join(EXPRESSIONS)}, got {name} with {path}; move it"
            )
        split = "Training" if part == "train" else _test_split(path)
        if split in splits:
            images.append(read_grey(path))
            labels.append(EXPRESSIONS.index(name))
            usages.append(split)
    return stack_faces(images, labels, usages, folder.name)


def read_grey(path: Path) -> npt.NDArray[np.uint8]:
    """Returns a 48×48 image as uint8 [48, 48] grey.

    Raises:
        DataError: if it cannot be read or has another size.
    """
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise DataError(f"expected {path} to be an image, got a file that cannot be read")
    if image.shape != (FACE_SIDE_PX, FACE_SIDE_PX):
        height, width = image.shape[:2]
        raise DataError(f"expected {path} to be 48×48 pixels, got {width}×{height}")
    return np.asarray(image, np.uint8)


def _test_split(path: Path) -> str:
    for split in TEST_SPLITS:
        if path.name.startswith(f"{split}_"):
            return split
    raise DataError(
        f"expected {path} to begin with PublicTest_ or PrivateTest_, which tells the two test "
        "splits apart; use a copy of the folders that kept Kaggle's file names"
    )
