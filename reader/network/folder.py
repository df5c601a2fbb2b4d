"""A model's folder as the page loads it: manifest.json, model.json and the shards.

There is one copy of the weights. Python uses the same quantized bytes as the browser and
dequantizes them in the same way.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reader.errors import ModelError

SCHEMA: Final = 1
"""The schema of manifest.json that this reader knows."""

DTYPES: Final = {"float32": "<f4", "int32": "<i4"}


@dataclass(frozen=True)
class ModelFolder:
    """A model, read and checked against its manifest.

    Attributes:
        nodes: The GraphDef's nodes, as model.json lists them.
        weights: Constants by name, float32 or int32.
    """

    manifest: dict[str, Any]
    nodes: list[dict[str, Any]]
    weights: dict[str, npt.NDArray[Any]]


def models_folder() -> Path:
    """Returns the folder of models: the installed package's, or the page's in a checkout."""
    checkout = Path(__file__).resolve().parents[2] / "webapp" / "public" / "models"
    if checkout.is_dir():
        return checkout
    return Path(str(files("reader") / "models"))


@contextmanager
def whole(name: str) -> Iterator[None]:
    """Turns what a damaged or foreign model raises while it is opened into one sentence.

    Args:
        name: Of the model, or of its folder.

    Raises:
        ModelError: instead of anything else.
    """
    try:
        yield
    except ModelError:
        raise
    # A field of another kind may raise whatever Python, NumPy and OpenCV raise.
    except Exception as error:
        raise ModelError(
            f"expected the model {name} as export.py wrote it, got "
            f"{type(error).__name__}: {str(error)[:120]}; install mien again, or export it again"
        ) from error


def open_index(folder: Path | None = None) -> dict[str, Any]:
    """Returns index.json: the names of the expression models, the default's and the detector's.

    Args:
        folder: Of models (default: the package's own).

    Raises:
        ModelError: if there is none, or a damaged one.
    """
    path = (folder or models_folder()) / "index.json"
    index = _json(path)
    with whole(str(path)):
        names = [*index["expression"], index["detector"], index["default"]]
        if not all(isinstance(name, str) for name in names):
            raise TypeError(f"names {names}")
    return index


@cache
def open_model(name: str, folder: Path | None = None) -> ModelFolder:
    """Returns a model, its files checked against the manifest's hashes.

    Args:
        name: Of the model, or `""` for the default expression model.
        folder: With index.json and a folder for each model (default: the package's own).

    Raises:
        ModelError: if there is no such model, or one of its files differs from its manifest.
    """
    root = folder or models_folder()
    index = open_index(root)
    known = [*index["expression"], index["detector"]]
    name = name or index["default"]
    if name not in known:
        offered = ", ".join(index["expression"])
        raise ModelError(f"expected a model among {offered}, got {name!r}")
    with whole(name):
        manifest = _json(root / name / "manifest.json")
        if manifest.get("schema") != SCHEMA:
            raise ModelError(
                f"expected manifest.json of {name} with schema {SCHEMA}, got "
                f"{manifest.get('schema')}; install the version of mien that it was made for"
            )
        content = {entry["path"]: _checked(root / name, entry) for entry in manifest["files"]}
        graph = json.loads(content["model.json"])
        weights: dict[str, npt.NDArray[Any]] = {}
        for group in graph["weightsManifest"]:
            buffer = b"".join(content[path] for path in group["paths"])
            weights |= dequantized(buffer, group["weights"])
        return ModelFolder(manifest, graph["modelTopology"]["node"], weights)


def _json(path: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(
            f"expected a model's {path.name} at {path}, got {type(error).__name__}; name a folder "
            "of exported models, or install mien again"
        ) from error
    return document


def _checked(folder: Path, entry: dict[str, Any]) -> bytes:
    path: Path = folder / entry["path"]
    try:
        content: bytes = path.read_bytes()
    except OSError as error:
        raise ModelError(f"expected {path}, got none; install mien again") from error
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise ModelError(f"expected {path} as in its manifest, got other bytes; install mien again")
    return content


def dequantized(buffer: bytes, specs: list[dict[str, Any]]) -> dict[str, npt.NDArray[Any]]:
    """Returns the constants of a shard by their names, float32 or int32.

    TF.js multiplies in float64 and stores float32; so does this.

    Args:
        buffer: The shard.
        specs: Of model.json's weights manifest, in the shard's order.
    """
    weights: dict[str, npt.NDArray[Any]] = {}
    start = 0
    for spec in specs:
        quantization = spec.get("quantization")
        stored = np.dtype(quantization["dtype"] if quantization else DTYPES[spec["dtype"]])
        count = int(np.prod(spec["shape"]))
        values = np.frombuffer(buffer, stored.newbyteorder("<"), count, start)
        start += count * stored.itemsize
        if quantization and stored.kind == "u":
            values = values * float(quantization["scale"]) + float(quantization["min"])
        target = np.int32 if spec["dtype"] == "int32" else np.float32
        weights[spec["name"]] = values.astype(target).reshape(spec["shape"])
    return weights
