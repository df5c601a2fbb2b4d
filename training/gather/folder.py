"""The folder on this machine: `LABEL/*.png`, manifest.json for training, gathered.json for us.

    manifest.json  {"pictures": [{"file", "sha256", "batch"}]}   what train.py --extra reads
    gathered.json  {"schema": 1, "dropped": {id: id of its twin}, "deleted": [{"file", "noticed"}]}

A picture's file bears its object's random name, so nothing else has to link the two.
"""

import hashlib
import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from functions.intake import layout
from training.files import replacing, write_text
from training.gather.bucket import GatherError

MANIFEST: Final = "manifest.json"
GATHERED: Final = "gathered.json"
INCOMING: Final = ".incoming"
SCHEMA: Final = 1
PICTURE: Final = re.compile(r"([0-9a-f]{40})\.png")


@dataclass(frozen=True)
class Picture:
    """A picture in the folder.

    Args:
        label: Its class folder.
        sha256: Of the file.
        batch: What one contributor sent on one day.
    """

    label: str
    sha256: str
    batch: str


@dataclass
class Gathered:
    """What lies in a folder.

    Args:
        path: The folder.
        pictures: By id.
        dropped: Ids of duplicates, with the id of the picture that is kept.
        deleted: Pictures that people took back: file and the date on which it was noticed here.
    """

    path: Path
    pictures: dict[str, Picture] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    deleted: list[dict[str, str]] = field(default_factory=list)

    def file(self, identity: str) -> str:
        """Returns a picture's path relative to the folder, with slashes."""
        return f"{self.pictures[identity].label}/{identity}.png"

    def incoming(self, identity: str) -> Path:
        """Returns where a picture lies that has come and is not yet sorted in."""
        return self.path / INCOMING / f"{identity}.png"

    def take_in(self, identity: str, label: str, batch: str) -> None:
        """Moves a picture that has come into its class folder."""
        source = self.incoming(identity)
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        self.pictures[identity] = Picture(label, digest, batch)
        target = self.path / self.file(identity)
        target.parent.mkdir(exist_ok=True)
        source.replace(target)

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
        """Removes what has come and was not taken in."""
        shutil.rmtree(self.path / INCOMING, ignore_errors=True)


def open_folder(path: Path) -> Gathered:
    """Returns a folder of earlier pulls, mended if one was cut off, or a new one.

    Raises:
        GatherError: if the folder holds what no pull wrote, or cannot be written.
    """
    try:
        if path.exists() and not (path / GATHERED).is_file() and any(path.iterdir()):
            raise GatherError(
                f"expected {path} to be new or an earlier pull, got a folder without {GATHERED}; "
                "name another"
            )
        (path / INCOMING).mkdir(parents=True, exist_ok=True)
        found = _read(path)
        _mend(found)
        found.write()
    except OSError as error:
        raise GatherError(
            f"expected to write {path}, got: {error.strerror}; make room or name another"
        ) from error
    return found


def write_picture(path: Path, data: bytes) -> None:
    """Writes a picture's file, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


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
    except ValueError as error:
        raise GatherError(
            f"expected {path} to be JSON, got {error}; pull into another folder"
        ) from error


def _mend(found: Gathered) -> None:
    """Makes list and pictures agree again: what is not listed must come in anew, and what is listed
    and not there, or damaged, must be fetched again."""
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
            if match is None:
                raise GatherError(
                    f"expected only pulled pictures in {found.path}, got {label}/{path.name}; "
                    "move it elsewhere"
                )
            if match[1] not in found.pictures or found.pictures[match[1]].label != label:
                path.replace(found.incoming(match[1]))
