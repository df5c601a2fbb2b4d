"""What Mien uses of tensorflowjs, importable without what it drags along."""

import contextlib
import io
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

# tensorflowjs imports it only to register its operations, which no network here has.
OPTIONAL: Final = ("tensorflow_decision_forests",)

SHARD_BYTES: Final = 1 << 30
"""One shard: the networks are small, and one request is faster than several."""


def convert_saved_model(
    saved_model: Path, target: Path, quantize: dict[str, list[str] | bool]
) -> None:
    """Runs tensorflowjs' converter on a SavedModel's serving_default signature.

    Args:
        saved_model: Its folder.
        target: Folder for model.json and shards.
        quantize: Storage type ("float16", "uint8") → names of weights, or True for all.

    Raises:
        ValueError: naming the operations that TF.js lacks.
    """
    _leave_out_optional()
    from tensorflowjs.converters.tf_saved_model_conversion_v2 import convert_tf_saved_model

    with contextlib.redirect_stdout(io.StringIO()):
        convert_tf_saved_model(
            str(saved_model),
            str(target),
            quantization_dtype_map=quantize or None,
            weight_shard_size_bytes=SHARD_BYTES,
        )


def read_entries(weights_manifest: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """Returns the weights of a model.json, dequantized: each with its "name" and "data"."""
    _leave_out_optional()
    from tensorflowjs.read_weights import read_weights

    entries: list[dict[str, Any]] = read_weights(weights_manifest, str(folder), flatten=True)
    return entries


def _leave_out_optional() -> None:
    for name in OPTIONAL:
        if name not in sys.modules and find_spec(name) is None:
            sys.modules[name] = ModuleType(name)
