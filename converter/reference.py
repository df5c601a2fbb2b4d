"""Runs the shipped files in TensorFlow: the oracle for TF.js with quantized weights.

model.json is a TensorFlow graph whose constants are in the shards. tensorflowjs's own reader
dequantizes these; put back into the graph, TensorFlow can run it. That is the arithmetic that Keras
uses, and it shares no code with TF.js or the page's kernels.
"""

import base64
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from google.protobuf import json_format

from converter.errors import ExportError
from converter.graph_model import MODEL_JSON
from converter.model_folder import MANIFEST, read_manifest
from converter.tensorflowjs_import import read_entries

BATCH: Final = 64
FUSED_DEPTHWISE: Final = "FusedDepthwiseConv2dNative"
"""An operation that only TF.js's converter writes; TensorFlow has its parts."""

Array = npt.NDArray[np.float32]


def read_arrays(folder: Path) -> list[tuple[str, Array]]:
    """Returns an export's arrays by their names in the graph, dequantized, float32.

    Raises:
        ExportError: for a damaged export, or one whose weights are elsewhere.
    """
    return [(name, np.asarray(data, np.float32)) for name, data in _entries(folder)[1]]


def shipped_outputs(folder: Path, images: Array, output: str) -> Array:
    """Returns TensorFlow's output for an export's files: float32 [N, …].

    Args:
        images: [N, …], of the graph's input shape.

    Raises:
        ExportError: for a damaged export.
    """
    document, entries = _entries(folder)
    graph = json_format.ParseDict(_plain(document["modelTopology"]), tf.compat.v1.GraphDef())
    arrays = dict(entries)
    for node in graph.node:
        if node.op == "Const" and node.name in arrays:
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(arrays[node.name]))
    signature = document["signature"]
    (source,) = (info["name"] for info in signature["inputs"].values())
    target = signature["outputs"][output]["name"]
    function = tf.compat.v1.wrap_function(
        lambda: tf.graph_util.import_graph_def(graph, name=""), []
    ).prune(source, target)
    batches = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]
    return np.concatenate([np.asarray(function(tf.constant(batch))) for batch in batches])


def _entries(folder: Path) -> tuple[dict[str, Any], list[tuple[str, npt.NDArray[Any]]]]:
    """Returns model.json, and the weights with their names."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise ExportError(f"expected {folder} to hold a {MANIFEST} of export.py; name an export")
    own = {entry["path"] for entry in manifest["files"]}
    try:
        document = json.loads((folder / MODEL_JSON).read_text(encoding="utf-8"))
        for group in document["weightsManifest"]:
            for path in group["paths"]:
                if path not in own or Path(path).name != path:
                    raise ValueError(f"weights in {path}, which {MANIFEST} does not list")
        entries = read_entries(document["weightsManifest"], folder)
        return document, [(entry["name"], entry["data"]) for entry in entries]
    except (
        *(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError),
        *(RecursionError, MemoryError, OverflowError),
    ) as error:
        raise ExportError(
            f"expected {folder / MODEL_JSON} and its weights as export.py wrote them, got "
            f"{type(error).__name__}: {error}; export the model again"
        ) from error


def _plain(topology: dict[str, Any]) -> dict[str, Any]:
    """Returns a graph in TensorFlow's own operations."""
    nodes: list[dict[str, Any]] = []
    for node in topology["node"]:
        nodes += _parts_of(node) if node["op"] == FUSED_DEPTHWISE else [node]
    return {**topology, "node": nodes}


def _parts_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    name, attributes = node["name"], node["attr"]
    source, kernel, *biases = node["input"]
    kept = ("T", "strides", "padding", "data_format", "dilations")
    made = [
        {
            "name": f"{name}/depthwise",
            "op": "DepthwiseConv2dNative",
            "input": [source, kernel],
            "attr": {key: attributes[key] for key in kept if key in attributes},
        }
    ]
    encoded = attributes["fused_ops"]["list"]["s"]
    operations = [base64.b64decode(operation).decode() for operation in encoded]
    for number, operation in enumerate(operations):
        more = [biases[0]] if operation == "BiasAdd" else []
        made.append(
            {
                "name": f"{name}/{number}",
                "op": operation,
                "input": [made[-1]["name"], *more],
                "attr": {"T": attributes["T"]},
            }
        )
    made[-1]["name"] = name
    return made
