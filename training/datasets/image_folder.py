"""FER2013 as image folders, such as Kaggle's train/<class>/*.jpg and test/<class>/*.jpg, on the
disk or in a .zip."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training.datasets.archives import ZIP, open_member, open_zip, unpacking
from training.datasets.faces import Faces
from training.datasets.fer2013 import Found, as_faces
from training.errors import DataError
from training.faces.pictures import decode, files_below, is_companion, read_picture
from training.labels import EXPRESSIONS, FACE_SIDE_PX

SUFFIXES: Final = (".jpg", ".jpeg", ".png")
TEST_SPLITS: Final = ("PublicTest", "PrivateTest")

PARTS: Final = {
    "train": "Training",
    "training": "Training",
    "test": "",
    "validation": "",
    "val": "",
    "publictest": "PublicTest",
    "privatetest": "PrivateTest",
}
"""A part's folder in lower case -> its split; "" if each file's name contains it."""

DEEPEST: Final = 2
"""How many folders may enclose the parts, as in images/train."""

MOST_BYTES: Final = 1 << 20
"""Of a picture in a .zip; FER2013's have 2 kB."""


@dataclass(frozen=True)
class Tree:
    """Image folders.

    Attributes:
        place: Folder of the parts' folders, or the archive.
        names: The pictures, `train/happy/a.jpg` below the place, sorted.
        open: Returns a picture, uint8 [H, W] grey, by its name.
    """

    place: Path
    names: list[str]
    open: Callable[[str], npt.NDArray[np.uint8]]

    @property
    def files(self) -> list[Path]:
        """The files that are read, for a cache's key."""
        return [self.place / name for name in self.names] if self.place.is_dir() else [self.place]


def find_parts(folder: Path) -> Path | None:
    """Returns the folder of the parts' folders: this one, or one inside; None if there is none."""
    level = [folder]
    for _ in range(DEEPEST + 1):
        for place in level:
            if any(child.name.lower() in PARTS and child.is_dir() for child in place.iterdir()):
                return place
        level = sorted(
            child
            for place in level
            for child in place.iterdir()
            if child.is_dir() and not is_companion(child.name)
        )
    return None


@contextmanager
def open_tree(path: Path) -> Iterator[Tree | None]:
    """Yields the image folders at a path; None for a file without any.

    Args:
        path: A folder that `find_parts` returned, or a file.

    Raises:
        DataError: for a .zip that is damaged or locked.
    """
    if path.is_dir():
        found = (name.relative_to(path).as_posix() for name in files_below(path))
        yield Tree(path, _pictures(found), lambda name: read_picture(path / name))
        return
    with ExitStack() as stack:
        zipped = _zipped(path, stack)
        if zipped is None:
            yield None
            return
        archive, plain = zipped

        def read(name: str) -> npt.NDArray[np.uint8]:
            info, where = plain[name], f"{name} in {path}"
            if info.file_size > MOST_BYTES:
                raise DataError(f"expected {where} to be a small image, got {info.file_size} bytes")
            with unpacking(path), open_member(path, archive, info.filename) as member:
                return decode(member.read(), where)

        yield Tree(path, _pictures(plain), read)


def read_tree(tree: Tree, splits: Sequence[str]) -> Faces:
    """Returns the faces of the wanted splits; files of others are not opened.

    Raises:
        DataError: for a class without pictures, a folder that is no class, a test file that names
            no split, or a picture that cannot be read or is not 48×48.
    """
    wanted = [name for name in tree.names if set(splits) & _splits(name)]
    _refuse_twins(tree)
    seen = {(part, label.lower()) for part, label, *_ in (name.split("/") for name in wanted)}
    for part in sorted({part for part, _ in seen}):
        for label in EXPRESSIONS:
            if (part, label) not in seen:
                raise DataError(
                    f"expected a folder {tree.place / part / label}, got none; FER2013's image "
                    f"folders have {', '.join(EXPRESSIONS)}, with pictures, in each part"
                )
    return as_faces(tree.place.name, _faces(tree, wanted, splits))


def _refuse_twins(tree: Tree) -> None:
    """Refuses two folders of one part, such as train and Train: a copy would count twice.

    Raises:
        DataError: naming both.
    """
    named: dict[str, str] = {}
    for part in sorted({name.partition("/")[0] for name in tree.names}):
        meant = PARTS[part.lower()] or part.lower()
        other = named.setdefault(meant, part)
        if other != part:
            raise DataError(
                f"expected one folder of {meant} faces in {tree.place}, got {other} and {part}; "
                "move one away"
            )


def _faces(tree: Tree, names: Sequence[str], splits: Sequence[str]) -> Iterator[Found]:
    for name in names:
        part, label, *_ = name.split("/")
        if label.lower() not in EXPRESSIONS:
            raise DataError(
                f"expected class folders {', '.join(EXPRESSIONS)}, got {label} with "
                f"{tree.place / name}; move it"
            )
        split = PARTS[part.lower()] or _test_split(tree.place / name)
        if split in splits:
            image = tree.open(name)
            require_size(image, tree.place / name)
            yield image, EXPRESSIONS.index(label.lower()), split


def read_grey(path: Path) -> npt.NDArray[np.uint8]:
    """Returns a 48×48 image as uint8 [48, 48] grey.

    Raises:
        DataError: if it cannot be read or has another size.
    """
    image = read_picture(path)
    require_size(image, path)
    return image


def require_size(image: npt.NDArray[np.uint8], path: Path) -> None:
    """Refuses a picture of another size than 48×48.

    Raises:
        DataError: naming both.
    """
    if image.shape != (FACE_SIDE_PX, FACE_SIDE_PX):
        height, width = image.shape
        raise DataError(f"expected {path} to be 48×48 pixels, got {width}×{height}")


def _zipped(
    path: Path, stack: ExitStack
) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]] | None:
    """Returns a .zip's entries by their names as in `Tree.names`; None unless some are pictures."""
    with unpacking(path):
        raw = stack.enter_context(path.open("rb"))
        if raw.read(len(ZIP)) != ZIP:
            return None
        archive = open_zip(path, raw, stack)
        # Some packers on Windows write backslashes; they are not part of a picture's name.
        plain: dict[str, zipfile.ZipInfo] = {}
        for info in archive.infolist():
            name = _below(info.filename.replace("\\", "/"))
            if plain.setdefault(name, info).CRC != info.CRC:
                raise DataError(
                    f"expected one picture {name} in {path}, got two that differ; unpack it by "
                    "hand and name one of its folders"
                )
    return (archive, plain) if _pictures(plain) else None


def _below(name: str) -> str:
    """Returns a name as it is below the folder that holds the parts' folders."""
    parts = name.split("/")
    at = next((i for i, part in enumerate(parts[: DEEPEST + 1]) if part.lower() in PARTS), 0)
    return "/".join(parts[at:])


def _pictures(names: Iterable[str]) -> list[str]:
    """Returns the pictures among names, in class folders of parts, sorted."""
    return sorted(
        name
        for name in names
        if name.lower().endswith(SUFFIXES)
        and name.count("/") >= 2
        and name.partition("/")[0].lower() in PARTS
        and not is_companion(name)
    )


def _splits(name: str) -> set[str]:
    """Returns the splits to which a picture may belong."""
    split = PARTS[name.partition("/")[0].lower()]
    return {split} if split else set(TEST_SPLITS)


def _test_split(path: Path) -> str:
    for split in TEST_SPLITS:
        if path.name.startswith(f"{split}_"):
            return split
    raise DataError(
        f"expected {path} to begin with PublicTest_ or PrivateTest_, which tells the two test "
        "splits apart; use a copy of the folders that kept Kaggle's file names"
    )
