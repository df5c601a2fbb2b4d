"""manifest.json: all that the page knows about a model, and its only interface to Python."""

import gzip
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from converter.model_folder import MANIFEST, SCHEMA
from training.labels import EXPRESSIONS, FACE_SIDE_PX

INPUT_NAME: Final = "image"
OUTPUT_NAME: Final = "logits"
CROP_GEOMETRY: Final = Path(__file__).with_name("crop_geometry.json")


def expression_fields() -> dict[str, Any]:
    """Returns the fields that every expression model's manifest shares."""
    geometry = json.loads(CROP_GEOMETRY.read_text(encoding="utf-8"))
    return {
        "labels": list(EXPRESSIONS),
        "input": {
            "name": INPUT_NAME,
            "shape": [None, FACE_SIDE_PX, FACE_SIDE_PX, 1],
            "dtype": "float32",
            "range": [0, 255],
            "colour": "grey",
            "luma": "ITU-R BT.601",
        },
        "output": {"name": OUTPUT_NAME, "shape": [None, len(EXPRESSIONS)], "dtype": "float32"},
        "crop": {"sidePx": FACE_SIDE_PX, **geometry},
    }


def gzip_bytes(content: bytes) -> int:
    """Returns how many bytes a browser downloads for a file: gzipped, unless that is larger."""
    return min(len(content), len(gzip.compress(content, 9, mtime=0)))


def write_manifest(folder: Path, kind: str, name: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Writes a folder's manifest.json from its files and the given fields; returns it.

    Args:
        kind: "expression" or "face-detector".
    """
    now = datetime.now(UTC)
    files = [
        {
            "path": path.name,
            "bytes": path.stat().st_size,
            "gzipBytes": gzip_bytes(path.read_bytes()),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != MANIFEST
    ]
    content = hashlib.sha256("".join(str(file["sha256"]) for file in files).encode()).hexdigest()
    document = {
        "schema": SCHEMA,
        "kind": kind,
        "name": name,
        "version": f"{now:%Y-%m-%dT%H%M%S}-{content[:8]}",
        **fields,
        "files": files,
        "bytes": sum(int(str(file["bytes"])) for file in files),
        "gzipBytes": sum(int(str(file["gzipBytes"])) for file in files),
        "created": now.isoformat(timespec="seconds"),
    }
    (folder / MANIFEST).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return document
