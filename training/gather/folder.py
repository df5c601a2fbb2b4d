"""The folder on this machine: `LABEL/*.png`, manifest.json for training, gathered.json for us.

    manifest.json  {"pictures": [{"file", "sha256", "batch"}]}   what train.py --auxiliary reads
    gathered.json  {"schema": 1, "dropped": {id: id of its twin}, "deleted": [{"file", "noticed"}]}
    .incoming/ downloaded pictures that are not listed yet, as the bucket has them

A picture's file has its object's random name, which links the two.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from functions.intake import layout
from training.faces.pictures import read_picture
from training.files import LOCK, held, replacing, write_text
from training.gather.bucket import GatherError

MANIFEST: Final = "manifest.json"
GATHERED: Final = "gathered.json"
INCOMING: Final = ".incoming"
LEFT_OVER: Final = (".gathered-", ".manifest-")
"""Suffix of a list that a killed process was writing."""
SCHEMA: Final = 1
PICTURE: Final = re.compile(r"([0-9a-f]{40})\.png")


@dataclass(frozen=True)
class Picture:
    """A picture in the folder.

    Args:
        batch: What one contributor sent on one day.
    """

    label: str
    sha256: str
    batch: str


@dataclass
class Gathered:
    """What lies in a folder.

    Args:
        dropped: Ids of duplicates, with the id of the picture that is kept.
        deleted: Pictures that people took back: file, and the date on which that was noticed here.
    """

    path: Path
    pictures: dict[str, Picture] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    deleted: list[dict[str, str]] = field(default_factory=list)

    def file(self, identity: str) -> str:
        """Returns a picture's path relative to the folder, with slashes."""
        return f"{self.pictures[identity].label}/{identity}.png"

    def image(self, identity: str) -> npt.NDArray[np.uint8]:
        """Returns a picture as uint8 [48, 48]."""
        return read_picture(self.path / self.file(identity))

    def incoming(self, identity: str) -> Path:
        """Returns the path of a downloaded picture's grey levels."""
        return self.path / INCOMING / identity

    def take_in(self, identity: str, label: str, batch: str, image: npt.NDArray[np.uint8]) -> None:
        """Writes a picture, uint8 [48, 48], into its class folder, as a PNG."""
        png = cv2.imencode(".png", image)[1].tobytes()
        self.pictures[identity] = Picture(label, hashlib.sha256(png).hexdigest(), batch)
        write_bytes(self.path / self.file(identity), png)

    def remove(self, identity: str) -> str:
        """Removes a picture; returns its file's name."""
        file = self.file(identity)
        (self.path / file).unlink(missing_ok=True)
        del self.pictures[identity]
        return file

    def write(self) -> None:
        """Writes both lists, manifest.json last."""
        notes = {"schema": SCHEMA, "dropped": self.dropped, "deleted": self.deleted}
        write_text(self.path / GATHERED, json.dumps(notes, indent=2) + "\n")
        pictures = [
            {"file": self.file(identity), "sha256": picture.sha256, "batch": picture.batch}
            for identity, picture in sorted(self.pictures.items())
        ]
        write_text(self.path / MANIFEST, json.dumps({"pictures": pictures}, indent=2) + "\n")

    def clear_incoming(self) -> None:
        """Removes a download once it is listed or dropped."""
        shutil.rmtree(self.path / INCOMING, ignore_errors=True)


@contextmanager
def open_folder(path: Path) -> Iterator[Gathered]:
    """Yields a folder of earlier pulls, repaired if one was interrupted, or a new one, whose lists
    must be written first; no other process can pull into it meanwhile.

    Raises:
        InUseError: if another process is pulling into it.
        GatherError: if it contains other files, or cannot be written.
    """
    try:
        _require_own(path)
        path.mkdir(parents=True, exist_ok=True)
        with held(path, "pull"):
            (path / INCOMING).mkdir(exist_ok=True)
            found = _read(path)
            _mend(found)
            yield found
    except OSError as error:
        raise GatherError(
            f"expected to write {path}, got: {error.strerror or error}; make room or name another "
            "folder, then run the command again to continue"
        ) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a picture's file. Its hash shows if a power cut damaged it; it is then fetched
    again."""
    with replacing(path, durable=False) as temporary:
        temporary.write_bytes(data)


def _require_own(path: Path) -> None:
    """Refuses a folder with anything in it but an earlier pull, or the beginning of one."""
    if not path.exists() or (path / GATHERED).is_file():
        return
    names = sorted(entry.name for entry in path.iterdir())
    strangers = [n for n in names if n not in (INCOMING, LOCK) and not n.startswith(LEFT_OVER)]
    if strangers:
        raise GatherError(
            f"expected {path} to be new or an earlier pull, got a folder with {strangers[0]} and "
            f"without {GATHERED}; name another"
        )


def _read(path: Path) -> Gathered:
    if not (path / GATHERED).is_file():
        return Gathered(path)
    notes = _json(path / GATHERED)
    manifest = _json(path / MANIFEST) if (path / MANIFEST).is_file() else {"pictures": []}
    try:
        if notes["schema"] != SCHEMA:
            raise ValueError(f"schema {notes['schema']}")
        pictures = {}
        for entry in manifest["pictures"]:
            label, _, name = entry["file"].partition("/")
            match = PICTURE.fullmatch(name)
            if label not in layout.LABELS or match is None:
                raise ValueError(f"file {entry['file']}")
            pictures[match[1]] = Picture(label, entry["sha256"], entry["batch"])
        return Gathered(path, pictures, dict(notes["dropped"]), list(notes["deleted"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise GatherError(
            f"expected {path} to hold an earlier pull's lists, got {type(error).__name__}: {error};"
            " name another folder"
        ) from error


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise GatherError(
            f"expected {path} to be JSON, got {error}; pull into another folder"
        ) from error


def _mend(found: Gathered) -> None:
    """Makes list and pictures agree: pictures that are missing, damaged or not listed are
    downloaded again."""
    for path in found.path.iterdir():
        if path.name.startswith(LEFT_OVER):
            path.unlink()
    for identity in list(found.pictures):
        path = found.path / found.file(identity)
        whole = path.is_file() and (
            hashlib.sha256(path.read_bytes()).hexdigest() == found.pictures[identity].sha256
        )
        if not whole:
            found.remove(identity)
    for label in layout.LABELS:
        for path in sorted((found.path / label).glob("*.png")):
            match = PICTURE.fullmatch(path.name)
            if match is None and not path.name.startswith("."):
                raise GatherError(
                    f"expected only pulled pictures in {found.path}, got {label}/{path.name}; "
                    "move it elsewhere"
                )
            if match is None or found.pictures.get(match[1], Picture("", "", "")).label != label:
                path.unlink()
