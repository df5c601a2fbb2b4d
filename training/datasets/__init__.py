"""Reads FER2013 in every common form into the same checked arrays."""

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from training.datasets import cache
from training.datasets.archives import PACKINGS
from training.datasets.faces import SPLITS, Faces
from training.datasets.fer2013 import CSV_NAMES, read_csv, warn_of_other_counts
from training.datasets.fer_plus import FILE_NAME as VOTES_NAME
from training.datasets.fer_plus import read_votes, require_agreement, vote_distribution
from training.datasets.image_folder import find_parts, open_tree, read_tree
from training.datasets.synthetic import synthetic
from training.errors import DataError
from training.faces.pictures import is_companion
from training.files import cache_folder as default_cache_folder

__all__ = ["Faces", "find", "load", "synthetic", "vote_distribution"]

CHALLENGE: Final = "challenges-in-representation-learning-facial-expression-recognition-challenge"
ARCHIVE_NAMES: Final = (
    "fer2013.tar.gz",
    "fer2013.tar",
    "fer2013.zip",
    f"{CHALLENGE}.zip",
    "archive.zip",
)
"""Kaggle's names for its downloads; the last is any of its data sets."""
WHERE_TO_GET: Final = (
    f"get fer2013.csv from Kaggle ({CHALLENGE}, or msambare/fer2013 as image folders) and name it "
    "with --data, or try --synthetic, which needs no data"
)
WITHOUT_VOTES: Final = "train.py --fer-plus-mix 0"


def find(data: str | Path | None) -> Path:
    """Returns the FER2013 file or image folder to read.

    Args:
        data: A file, or a folder that holds one; else the environment's FER2013, else data/. In a
            folder the first of these counts, in upper or lower case: fer2013.csv,
            icml_face_data.csv (each plain, .xz, .gz, .bz2 or .zip), Kaggle's archives under its own
            names; then the same in a folder fer2013/ inside; then the image folders train/ and
            test/ in it or in a folder inside.

    Raises:
        DataError: one sentence on what was looked for and where to get it.
    """
    named = data if data is not None else os.environ.get("FER2013")
    path = Path(named) if named else Path("data")
    if path.is_file():
        return path
    names = [name + packing for name in CSV_NAMES for packing in PACKINGS]
    names += ARCHIVE_NAMES
    try:
        for folder in (path, path / "fer2013"):
            files = {child.name.lower(): child for child in _inside(folder) if child.is_file()}
            for name in names:
                if name in files:
                    return files[name]
        parts = find_parts(path) if path.is_dir() else None
        there = sorted(child.name for child in _inside(path) if not is_companion(child.name))
    except OSError as error:
        raise DataError(
            f"expected to read {path}, got: {error.strerror or error}; name another with --data"
        ) from error
    if parts is not None:
        return parts
    if there:
        raise DataError(
            f"expected FER2013 under one of Kaggle's names in {path}, got "
            f"{', '.join(there[:5])[:200]}; name the file itself with --data if it is one of them"
        )
    raise DataError(f"expected FER2013 in {path}, got nothing; {WHERE_TO_GET}")


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), reverse=True) if folder.is_dir() else []


def load(
    data: str | Path | None,
    *,
    splits: Sequence[str],
    votes: bool = False,
    cache_folder: Path | None = None,
) -> Faces:
    """Returns the faces of the wanted splits, in the order Training, PublicTest, PrivateTest.

    Rows of other splits never leave the reader, so a caller that does not ask for PrivateTest
    cannot see it. Parsed files are cached by content.

    Args:
        splits: Among Training, PublicTest, PrivateTest.
        votes: Add FER+'s votes from fer2013new.csv beside the data, which must be a CSV: image
            folders do not keep the order of the votes.
        cache_folder: Instead of `training.files.cache_folder()`.

    Raises:
        DataError: for anything that is not FER2013, or lacks a wanted split.
    """
    path = find(data)
    folder = cache_folder or default_cache_folder()
    wanted = [split for split in SPLITS if split in splits]
    with open_tree(path) as tree:
        files = [path] if tree is None else tree.files
        root = path if path.is_dir() else path.parent
        key = cache.content_key(files, root)
        parts = {split: cache.read(folder, key, split, path.name) for split in wanted}
        if any(part is None for part in parts.values()):
            fresh = read_csv(path, wanted) if tree is None else read_tree(tree, wanted)
            for split in wanted:
                parts[split] = fresh.select(split)
                cache.write(folder, key, split, fresh.select(split))
    found = [part for part in parts.values() if part is not None]
    faces = Faces(
        images=np.concatenate([part.images for part in found]),
        labels=np.concatenate([part.labels for part in found]),
        splits=np.concatenate([part.splits for part in found]),
        votes=None,
        source=path.name,
    )
    for split in wanted:
        if not np.any(faces.splits == split):
            raise DataError(f"expected {split} faces in {path}, got none; use all of FER2013")
    warn_of_other_counts(faces, wanted)
    return _with_votes(faces, path) if votes else faces


def _with_votes(faces: Faces, path: Path) -> Faces:
    if path.is_dir():
        raise DataError(
            f"expected FER2013 as a CSV file, since FER+'s votes follow its order, got the image "
            f"folders {path}; name the CSV or set fer_plus_mix to 0 ({WITHOUT_VOTES})"
        )
    votes_path = path.parent / VOTES_NAME
    if not votes_path.is_file():
        raise DataError(
            f"expected FER+'s votes as {votes_path}, got no such file; get {VOTES_NAME} from "
            f"github.com/microsoft/FERPlus or set fer_plus_mix to 0 ({WITHOUT_VOTES})"
        )
    votes = read_votes(votes_path, faces.splits)
    voted = dataclasses.replace(faces, votes=votes, source=f"{faces.source} + {VOTES_NAME}")
    require_agreement(votes_path, voted)
    return voted
