"""The model folders that the page loads, each complete or absent, and the index of them."""

import json
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from converter.errors import ExportError
from training.files import claimed, sync, write_text
from training.hardware.tfjs_model import ROOT

MODELS: Final = ROOT / "webapp" / "public" / "models"
MANIFEST: Final = "manifest.json"
INDEX: Final = "index.json"
SCHEMA: Final = 1
CONVERTING: Final = ".converting-"
RESERVED: Final = {"CON", "PRN", "AUX", "NUL"} | {
    f"{device}{number}" for device in ("COM", "LPT") for number in range(10)
}
"""Names that Windows reserves, with any extension
(learn.microsoft.com/windows/win32/fileio/naming-a-file)."""
LEFT_OVER: Final = re.compile(rf"{re.escape(CONVERTING)}|\.[\w.-]+-[0-9a-f]{{32}}$")
"""Folders that only a killed export leaves."""
OLD: Final = "-before-export"
"""Suffix of an export that is being replaced."""


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """Yields a new folder beside `target` that replaces it on success.

    On any error, and on Ctrl-C, the new folder is removed and `target` stays as it was. If this
    process is killed between the two renames, the next export or index restores the old folder.

    Raises:
        ExportError: if `target` contains anything but an export, or cannot be written.
    """
    fresh = target.with_name(f".{target.name}-{uuid.uuid4().hex}")
    old = target.with_name(f".{target.name}{OLD}")
    try:
        put_back(old)
        require_own(target)
        fresh.mkdir(parents=True)
        yield fresh
        for path in (*fresh.iterdir(), fresh):
            sync(path)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        sync(target.parent)
    except OSError as error:
        raise ExportError(
            f"expected to write {target}, got: {error.strerror}; make room or name another with "
            "--out"
        ) from error
    finally:
        put_back(old)
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def working_in(models: Path, what: str) -> Iterator[None]:
    """Holds a folder of models, and removes what killed exports left there.

    Raises:
        InUseError: if another process holds it.
    """
    with claimed(models, what):
        for path in models.iterdir():
            if path.is_dir() and LEFT_OVER.match(path.name):
                shutil.rmtree(path, ignore_errors=True)
        yield


def put_back(old: Path) -> None:
    """Finishes an interrupted replacement: restores the old folder if there is no new one, else
    removes it.

    Args:
        old: Where `replacing_folder` keeps the old one; if it is absent, nothing is done.
    """
    target = old.with_name(old.name.removeprefix(".").removesuffix(OLD))
    if not old.exists():
        return
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(target)


def hidden(models: Path) -> tempfile.TemporaryDirectory[str]:
    """Returns a temporary folder that is not taken for a model, even if the process is killed."""
    return tempfile.TemporaryDirectory(dir=models, prefix=CONVERTING)


def require_own(target: Path, kind: str | None = None) -> None:
    """Refuses a target that contains anything but an earlier export.

    Args:
        kind: Required kind of the model that it holds, if any: "expression" or "face-detector".

    Raises:
        ExportError: naming what was found.
    """
    siblings = target.parent.iterdir() if target.parent.is_dir() else ()
    for other in siblings:
        if other.name != target.name and other.name.lower() == target.name.lower():
            raise ExportError(
                f"expected a name that differs from {other.name} by more than upper and lower "
                f"case, which some disks ignore, got {target.name}; give another with --name"
            )
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError(f"expected {target} to be a folder, got a file; name another with --out")
    found = {path.name for path in target.iterdir()}
    if not found:
        return
    manifest = read_manifest(target)
    if kind is not None and manifest is not None and manifest["kind"] != kind:
        raise ExportError(
            f"expected {target} to hold a model of the kind {kind}, got one of the kind "
            f"{manifest['kind']}; give another name with --name"
        )
    known = {MANIFEST, *(entry["path"] for entry in (manifest or {}).get("files", []))}
    strangers = sorted(found - known)
    if manifest is None or strangers:
        name = strangers[0] if strangers else MANIFEST
        raise ExportError(
            f"expected {target} to be new or an earlier export, got a folder with {name}; name "
            "another with --name or --out, or move what is there"
        )


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Returns a model folder's manifest; None if there is none of this schema."""
    document = _read_object(folder / MANIFEST)
    files = document.get("files")
    whole = (
        document.get("schema") == SCHEMA
        and isinstance(document.get("name"), str)
        and isinstance(document.get("kind"), str)
        and isinstance(files, list)
        and all(isinstance(f, dict) and isinstance(f.get("path"), str) for f in files)
    )
    return document if whole else None


def _read_object(path: Path) -> dict[str, Any]:
    """Returns a file's JSON object; an empty one if it has none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def require_name(name: str, what: str, longest: int = 40) -> None:
    """Refuses a name that some file system or URL cannot keep as it is.

    Raises:
        ExportError: naming what is allowed.
    """
    plain = re.fullmatch(rf"[A-Za-z0-9_][A-Za-z0-9_.-]{{0,{longest - 1}}}", name)
    reserved = name.split(".")[0].upper() in RESERVED or name.lower() == INDEX
    if not plain or name.endswith(".") or reserved:
        raise ExportError(
            f"expected a name of at most {longest} letters, digits, dots, dashes and underscores "
            f"that Windows allows and that is not {INDEX}, got {name!r}; give another with "
            f"{what}"
        )


def write_index(models: Path, default: str | None = None) -> None:
    """Writes index.json: the expression models and the detector in a folder.

    Args:
        default: Model that the page loads by default; without it, the index's previous default, or
            else the first by name.
    """
    for old in models.glob(f".*{OLD}"):
        put_back(old)
    folders = [p for p in sorted(models.iterdir()) if p.is_dir() and not p.name.startswith(".")]
    manifests = [read_manifest(path) for path in folders]
    found = [
        manifest
        for folder, manifest in zip(folders, manifests, strict=True)
        if manifest is not None and manifest["name"] == folder.name
    ]
    expression = [m["name"] for m in found if m["kind"] == "expression"]
    detectors = [m["name"] for m in found if m["kind"] == "face-detector"]
    before = _read_object(models / INDEX).get("default")
    choices = [name for name in (default, before, *expression) if name in expression]
    if not choices or not detectors:
        return
    document = {
        "schema": SCHEMA,
        "default": choices[0],
        "expression": expression,
        "detector": detectors[0],
    }
    write_text(models / INDEX, json.dumps(document, indent=2) + "\n")
