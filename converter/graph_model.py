"""From a Keras network to a TF.js graph model: model.json and one shard named by its content."""

import hashlib
import json
import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import tensorflow as tf

from converter.errors import ExportError
from converter.tensorflowjs_import import convert_saved_model
from training.models.resizing import RESIZING

MODEL_JSON: Final = "model.json"
HASH_DIGITS: Final = 12
"""Hexadecimal digits of a shard's SHA-256 in its name; the manifest has all 64."""

QUANTIZED_RANK: Final = 2
"""Weights with fewer dimensions are biases: small, and most sensitive to quantization."""

SMALL_POINTWISE: Final = 1 << 16
"""A 1×1 kernel of fewer weights keeps float16 beside uint8. In HSE-FaceRes the first four, 59,392
weights, cause 85 % of the error of bytes in the logits (training/LOG.md)."""

DEFAULT_SIGNATURE: Final = "serving_default"


def save_for_conversion(
    function: Callable[[tf.Tensor], dict[str, tf.Tensor]],
    variables: Any,
    input_name: str,
    input_shape: tuple[int | None, ...],
    target: Path,
) -> None:
    """Writes a SavedModel with one signature.

    Args:
        function: float32 input → outputs by name.
        variables: The trackable object that owns the function's variables, or None.
        input_shape: With None for any batch size.

    Raises:
        ExportError: if it cannot be written.
    """
    module = tf.Module()
    module.owner = variables
    spec = tf.TensorSpec(input_shape, tf.float32, name=input_name)
    module.serve = tf.function(function, input_signature=[spec])
    signature = module.serve.get_concrete_function()
    try:
        tf.saved_model.save(module, str(target), signatures={DEFAULT_SIGNATURE: signature})
    except tf.errors.OpError as error:
        raise ExportError(
            f"expected to write the network to {target}, got: {error.message}; make room there"
        ) from error


def write_graph_model(saved_model: Path, target: Path, quantization: str) -> None:
    """Writes model.json and its shard into a folder.

    Args:
        quantization: Storage of the weights: float32, float16 or uint8. TF.js always computes in
            float32. Biases, constants and the shares of pixels in a resized face stay float32, and
            depthwise and small 1×1 kernels have float16 beside uint8.

    Raises:
        ExportError: if TF.js lacks an operation, naming it.
    """
    with tempfile.TemporaryDirectory(dir=target, prefix=".convert-") as scratch:
        plain = Path(scratch) / "plain"
        _convert(saved_model, plain, {})
        source = plain
        if quantization != "float32":
            document = json.loads((plain / MODEL_JSON).read_text(encoding="utf-8"))
            source = Path(scratch) / quantization
            _convert(saved_model, source, _stored_as(document, quantization))
        _write_tidied(source, target)


def _stored_as(document: dict[str, Any], quantization: str) -> dict[str, list[str]]:
    """Returns the names of weights by how they are stored; the others stay float32.

    The scale of a batch norm, which is folded into kernels, differs between channels, and a byte
    has too few values for those of depthwise and small 1×1 kernels; they are few.
    """
    depthwise = {
        node["input"][1]
        for node in document["modelTopology"]["node"]
        if "DepthwiseConv2d" in node["op"]
    }

    def is_small(weight: dict[str, Any]) -> bool:
        shape = weight["shape"]
        is_pointwise = len(shape) == 4 and shape[:2] == [1, 1]
        return weight["name"] in depthwise or (is_pointwise and math.prod(shape) < SMALL_POINTWISE)

    stored: dict[str, list[str]] = {}
    for weight in (each for group in document["weightsManifest"] for each in group["weights"]):
        name = weight["name"]
        is_large = weight["dtype"] == "float32" and len(weight["shape"]) >= QUANTIZED_RANK
        # Constants, such as where a spatial transformer samples, were not learned.
        is_constant = name.rpartition("/")[2].startswith("Const")
        is_resizing = any(f"/{layer}" in f"/{name}" for layer in RESIZING)
        if is_large and not is_constant and not is_resizing:
            storage = "float16" if quantization == "uint8" and is_small(weight) else quantization
            stored.setdefault(storage, []).append(name)
    return stored


def _convert(saved_model: Path, target: Path, quantize: dict[str, Any]) -> None:
    try:
        convert_saved_model(saved_model, target, quantize)
    except ValueError as error:
        if "Unsupported Ops" not in str(error):
            raise
        operations = str(error).splitlines()[-1]
        raise ExportError(
            f"expected operations that TF.js has, got {operations}; build the network without them"
        ) from error


def _write_tidied(source: Path, target: Path) -> None:
    """Copies a converted model, names the shard by its content and trims model.json.

    The converter calls the graph's outputs Identity, Identity_1 …; they get the names in their
    signature, so that a page asks for "logits" and not for a position.
    """
    document = json.loads((source / MODEL_JSON).read_text(encoding="utf-8"))
    topology = document["modelTopology"]
    names = {
        entry["name"].removesuffix(":0"): key
        for key, entry in document["signature"]["outputs"].items()
    }
    nodes = [
        {
            **node,
            "name": names.get(node["name"], node["name"]),
            "input": [names.get(name, name) for name in node.get("input", [])],
        }
        for each in topology["node"]
        for node in _as_the_page_knows(each)
    ]
    for key, entry in document["signature"]["outputs"].items():
        entry["name"] = f"{key}:0"
    groups = []
    for group in document["weightsManifest"]:
        content = b"".join((source / path).read_bytes() for path in group["paths"])
        digest = hashlib.sha256(content).hexdigest()[:HASH_DIGITS]
        name = f"weights-{digest}.bin"
        (target / name).write_bytes(content)
        groups.append({"paths": [name], "weights": group["weights"]})
    tidy = {
        "format": document["format"],
        "signature": document["signature"],
        "modelTopology": {"node": nodes, "versions": topology["versions"]},
        "weightsManifest": groups,
    }
    # Sorted, because protobuf maps have no order: the same network must give the same bytes.
    text = json.dumps(tidy, separators=(",", ":"), sort_keys=True)
    (target / MODEL_JSON).write_text(text, encoding="utf-8")


def _as_the_page_knows(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns an AddN as AddV2 nodes, one after the other, and EnsureShape as Identity.

    TensorFlow's optimizer turns sums of equal shapes into AddN, as of a residual block whose sides
    both end with a batch norm, or of a vote. Keras adds EnsureShape after affine transforms. The
    page's TF.js lacks both.
    """
    if node["op"] == "EnsureShape":
        attributes = {key: value for key, value in node["attr"].items() if key != "shape"}
        return [{**node, "op": "Identity", "attr": attributes}]
    if node["op"] != "AddN":
        return [node]
    attributes = {key: value for key, value in node["attr"].items() if key != "N"}
    total, *others = node["input"]
    pairs = []
    for number, other in enumerate(others, start=1):
        name = node["name"] if number == len(others) else f"{node['name']}/{number}"
        pairs.append({**node, "name": name, "op": "AddV2", "attr": attributes})
        pairs[-1]["input"] = [total, other]
        total = name
    return pairs
