"""Exported models in the bucket, and the pointer that says which one counts.

    models/<name>.<version>/…   a folder as converter/export.py wrote it; never changes
    models/current.json         the page's index.json, and under "former" what it said before

A folder is complete before the pointer names it, and the pointer is one small object that is
replaced at once: whoever reads it gets the old model or the new one.
"""

import base64
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from google.api_core.exceptions import NotFound, PreconditionFailed
from google.cloud import storage

from functions.intake import layout
from training.gather.bucket import RETRY, TIMEOUT_S, GatherError, reaching

MANIFEST: Final = "manifest.json"
SCHEMA: Final = 1
FORMER: Final = "former"
REMEMBERED: Final = 20
"""Steps that the pointer can be moved back."""

Index = dict[str, Any]


@dataclass(frozen=True)
class Export:
    """An exported model whose files were checked.

    Args:
        kind: expression or face-detector.
        folder: Its name in the bucket, with the version.
        files: Content by file name, manifest.json last.
    """

    kind: str
    folder: str
    files: dict[str, bytes]


def read_export(path: Path) -> Export:
    """Returns the model in a folder that converter/export.py or detector.py wrote.

    Raises:
        GatherError: if it is none, or a file is missing or differs from the manifest.
    """
    try:
        text = (path / MANIFEST).read_bytes()
        manifest = json.loads(text)
        if manifest["schema"] != SCHEMA:
            raise ValueError(f"schema {manifest['schema']}")
        kind, folder = str(manifest["kind"]), f"{manifest['name']}.{manifest['version']}"
        listed = {str(entry["path"]): str(entry["sha256"]) for entry in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GatherError(
            f"expected {path} to be an exported model, got {type(error).__name__}: {error}; name a "
            "folder that converter/export.py wrote"
        ) from error
    strange = [name for name in listed if re.fullmatch(layout.FILE, name) is None]
    if strange or re.fullmatch(layout.FOLDER, folder) is None or "model.json" not in listed:
        raise GatherError(
            f"expected {path} to list model.json and its weights, got {strange or folder}; export "
            "the model again"
        )
    files = {}
    for name, sha256 in listed.items():
        content = (path / name).read_bytes() if (path / name).is_file() else b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise GatherError(
                f"expected {path / name} to have the sha256 {sha256[:12]}… of its manifest, got "
                f"another file or none; export the model again"
            )
        files[name] = content
    return Export(kind, folder, {**files, MANIFEST: text})


def publish(bucket: storage.Bucket, model: Export, detector: Export) -> bool:
    """Uploads a model with its detector and points to them; returns False if the pointer named
    them already.

    Raises:
        GatherError: if either is of the wrong kind, the bucket has other files under that version,
            someone else moved the pointer meanwhile, or the storage fails.
    """
    for export, kind in ((model, "expression"), (detector, "face-detector")):
        if export.kind != kind:
            raise GatherError(f"expected a model of the kind {kind}, got {export.kind}")
        _upload(bucket, export)
    pointer, generation = _read_pointer(bucket)
    index = {
        "schema": SCHEMA,
        "default": model.folder,
        "expression": [model.folder],
        "detector": detector.folder,
    }
    former = list(pointer.pop(FORMER, []))
    if pointer == index:
        return False
    if pointer:
        former.append(pointer)
    _move_pointer(bucket, {**index, FORMER: former[-REMEMBERED:]}, generation)
    return True


def take_back(bucket: storage.Bucket) -> str:
    """Moves the pointer to what it named before; returns that model's folder.

    Raises:
        GatherError: if it never named another, someone else moved it meanwhile, or the storage
            fails.
    """
    pointer, generation = _read_pointer(bucket)
    former = list(pointer.get(FORMER, []))
    if not former:
        raise GatherError(
            f"expected a model that {bucket.name} pointed to before, got none; publish one"
        )
    index = former.pop()
    _move_pointer(bucket, {**index, FORMER: former}, generation)
    return str(index["default"])


def _upload(bucket: storage.Bucket, export: Export) -> None:
    for name, content in export.files.items():
        blob = bucket.blob(f"{layout.MODELS}{export.folder}/{name}")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with reaching(bucket.name):
            try:
                blob.upload_from_string(
                    content,
                    kind,
                    if_generation_match=0,
                    checksum="crc32c",
                    timeout=TIMEOUT_S,
                    retry=RETRY,
                )
            except PreconditionFailed:
                blob.reload(timeout=TIMEOUT_S, retry=RETRY)
                if base64.b64decode(blob.md5_hash) != hashlib.md5(content).digest():
                    raise GatherError(
                        f"expected {export.folder} to be new, got another {name} under that "
                        "version; export the model again, which gives it a new version"
                    ) from None


def _read_pointer(bucket: storage.Bucket) -> tuple[Index, int]:
    """The pointer and its generation; an empty one and 0 if there is none."""
    with reaching(bucket.name):
        blob = bucket.get_blob(layout.POINTER, timeout=TIMEOUT_S, retry=RETRY)
        if blob is None:
            return {}, 0
        generation = int(blob.generation)
        try:
            content = blob.download_as_bytes(
                if_generation_match=generation, timeout=TIMEOUT_S, retry=RETRY
            )
        except (NotFound, PreconditionFailed) as error:
            raise _moved_meanwhile() from error
    index: Index = json.loads(content)
    return index, generation


def _move_pointer(bucket: storage.Bucket, index: Index, generation: int) -> None:
    blob = bucket.blob(layout.POINTER)
    blob.cache_control = "no-cache"
    content = json.dumps(index, indent=2) + "\n"
    with reaching(bucket.name):
        try:
            blob.upload_from_string(
                content,
                "application/json",
                if_generation_match=generation,
                checksum="crc32c",
                timeout=TIMEOUT_S,
                retry=RETRY,
            )
        except PreconditionFailed as error:
            # A lost answer looks the same: what was written is there already.
            if _read_pointer(bucket)[0] != index:
                raise _moved_meanwhile() from error


def _moved_meanwhile() -> GatherError:
    return GatherError(
        "expected nobody else to publish at the same time, got a pointer that moved; run the "
        "command again"
    )
