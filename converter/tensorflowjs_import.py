"""The parts of tensorflowjs that Mien uses, importable without its dependencies."""

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

UNUSED: Final = "tensorflow_decision_forests"
"""tensorflowjs imports it only to register operations that no network here has."""

SUMS: Final = ("Add", "AddV2")

SHARD_BYTES: Final = 1 << 30
"""One shard: the networks are small, and one request is faster than several."""


def convert_saved_model(
    saved_model: Path, target: Path, quantize: dict[str, list[str] | bool]
) -> None:
    """Runs tensorflowjs's converter on a SavedModel's serving_default signature.

    Args:
        quantize: Storage type ("float16", "uint8") → names of weights, or True for all.

    Raises:
        ValueError: naming the operations that TF.js lacks.
    """
    _leave_out_unused()
    from tensorflowjs.converters.tf_saved_model_conversion_v2 import convert_tf_saved_model

    with contextlib.redirect_stdout(io.StringIO()), _sums_of_planes_kept():
        convert_tf_saved_model(
            str(saved_model),
            str(target),
            quantization_dtype_map=quantize or None,
            weight_shard_size_bytes=SHARD_BYTES,
        )


def read_entries(weights_manifest: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """Returns a model.json's weights, dequantized, each with its "name" and "data"."""
    _leave_out_unused()
    from tensorflowjs.read_weights import read_weights

    entries: list[dict[str, Any]] = read_weights(weights_manifest, str(folder), flatten=True)
    return entries


@contextlib.contextmanager
def _sums_of_planes_kept() -> Iterator[None]:
    """Stops the converter from treating any sum after a convolution as that convolution's bias.

    tensorflowjs 4.22 does so whatever is added (normalize_bias_add.py). A residual block's sum then
    becomes the bias of a fused convolution, which TF.js refuses: "FusedConv2D only supports rank-1
    bias". In a trained network, the constants of its batch norm, which are biases, follow a
    convolution; where such a constant is 0 or missing, the sum follows instead.
    """
    from tensorflowjs.converters import normalize_bias_add

    original = normalize_bias_add.normalize_bias_add_op

    def normalize(graph: Any) -> Any:
        vectors = {node.name for node in graph.node if _is_vector(node)}
        kept = {
            node.name: node.op
            for node in graph.node
            if node.op in SUMS and node.input[1] not in vectors
        }
        normalized = original(graph)
        for node in normalized.node:
            if node.name in kept and node.op == "BiasAdd":
                node.op = kept[node.name]
                del node.attr["data_format"]
        return normalized

    normalize_bias_add.normalize_bias_add_op = normalize
    try:
        yield
    finally:
        normalize_bias_add.normalize_bias_add_op = original


def _is_vector(node: Any) -> bool:
    """Whether a graph's node is a one-dimensional constant, as a bias is."""
    return node.op == "Const" and len(node.attr["value"].tensor.tensor_shape.dim) == 1


def _leave_out_unused() -> None:
    """Replaces UNUSED with an empty module, even where it is installed: ydf 0.16 breaks it."""
    sys.modules.setdefault(UNUSED, ModuleType(UNUSED))
