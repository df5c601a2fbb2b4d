"""The folders that the page loads: each whole or absent, and the index that lists them."""

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from converter.errors import ExportError
from training.files import sync, write_text
from training.hardware.tfjs_model import ROOT

MODELS: Final = ROOT / "webapp" / "public" / "models"
MANIFEST: Final = "manifest.json"
INDEX: Final = "index.json"
SCHEMA: Final = 1
OLD: Final = "-before-export"
"""Ends the name of an export that another is about to replace."""


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """Yields a new folder beside `target` that takes its place on success.

    On any error, and on Ctrl-C, the new folder is removed and `target` stays as it was. Where this
    process is killed between the two renames, the next export, or the next index, puts the old one
    back.

    Raises:
        ExportError: if `target` holds what no export wrote, or the disk refuses.
    """
    fresh = target.with_name(f".{target.name}-{uuid.uuid4().hex}")
    old = target.with_name(f".{target.name}{OLD}")
    try:
        put_back(old)
        require_own(target)
        fresh.mkdir(parents=True)
        yield fresh
        sync_all(fresh)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        sync(target.parent)
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        put_back(old)
        shutil.rmtree(fresh, ignore_errors=True)


def put_back(old: Path) -> None:
    """Ends what a rename began: the old folder comes back where no new one stands, else it goes.

    Args:
        old: Where `replacing_folder` keeps the old one meanwhile; nothing is done without it.
    """
    target = old.with_name(old.name.removeprefix(".").removesuffix(OLD))
    if not old.exists():
        return
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(target)


def sync_all(folder: Path) -> None:
    """Waits until a folder's files are on the disk."""
    for path in (*folder.iterdir(), folder):
        sync(path)


def require_own(target: Path) -> None:
    """Refuses a target that holds anything but an earlier export.

    Raises:
        ExportError: naming what was found.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError(f"expected {target} to be a folder, got a file; name another with --out")
    found = {path.name for path in target.iterdir()}
    if not found:
        return
    manifest = read_manifest(target)
    known = {MANIFEST, *(entry["path"] for entry in (manifest or {}).get("files", []))}
    strangers = sorted(found - known)
    if manifest is None or strangers:
        name = strangers[0] if strangers else MANIFEST
        raise ExportError(
            f"expected {target} to be new or an earlier export, got a folder with {name}; name "
            "another with --name or --out, or move what is there"
        )


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Returns a model folder's manifest, or None if it has none of this schema."""
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return None
    return document


def write_index(models: Path, default: str | None = None) -> None:
    """Writes index.json: the expression models and the detector that lie in a folder.

    Args:
        models: Folder of model folders.
        default: Name of the model that a page takes by itself; else the index's own choice stays,
            else the first by name.
    """
    for old in models.glob(f".*{OLD}"):
        put_back(old)
    folders = [p for p in sorted(models.iterdir()) if p.is_dir() and not p.name.startswith(".")]
    manifests = [read_manifest(path) for path in folders]
    found = [manifest for manifest in manifests if manifest is not None]
    expression = [m["name"] for m in found if m["kind"] == "expression"]
    detectors = [m["name"] for m in found if m["kind"] == "face-detector"]
    try:
        before = json.loads((models / INDEX).read_text(encoding="utf-8")).get("default")
    except (OSError, ValueError):
        before = None
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


def _refused(target: Path, error: OSError) -> ExportError:
    return ExportError(
        f"expected to write {target}, got: {error.strerror}; make room or name another with --out"
    )
