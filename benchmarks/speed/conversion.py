"""Times a whole export, with its proofs, beside tensorflowjs_converter alone on the same network.

    python benchmarks/speed/conversion.py

Each is a program of its own, in alternation, its start included; the network is new, since the time
does not depend on its weights. The export ends with what its proofs and measurements on drawn
faces took: Keras against TF.js in Node and in Chromium. Prints JSON, seconds of the fastest round.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from converter.graph_model import save_for_conversion
from reader.command_line import Parser
from training import models

ROOT: Final = Path(__file__).resolve().parents[2]
MODEL: Final = "five_layer"
ROUNDS: Final = 2

CONVERTER_ALONE: Final = """
import sys, types
sys.modules["tensorflow_decision_forests"] = types.ModuleType("tensorflow_decision_forests")
from tensorflowjs.converters.converter import pip_main
pip_main()
"""
"""tensorflowjs_converter's own main; it imports a package that no network here needs."""


def main() -> int:
    """Measures and prints."""
    Parser(__doc__).parse_args()
    best = {"export": float("inf"), "converter": float("inf")}
    with tempfile.TemporaryDirectory() as folder:
        network = models.build(MODEL, {})
        file, saved = Path(folder) / "network.keras", Path(folder) / "saved"
        network.save(file)
        save_for_conversion(
            lambda image: {"logits": network(image, training=False)},
            network,
            "image",
            (None, *network.input_shape[1:]),
            saved,
        )
        export = [sys.executable, "converter/export.py", str(file), "--name", "speed"]
        export += ["--quantize", "uint8", "--synthetic", "--out", str(Path(folder) / "models")]
        alone = [sys.executable, "-c", CONVERTER_ALONE, "--input_format=tf_saved_model"]
        alone += ["--output_format=tfjs_graph_model", "--quantize_uint8=*", str(saved)]
        alone.append(str(Path(folder) / "alone"))
        (Path(folder) / "models").mkdir()
        for _ in range(ROUNDS):
            best["export"] = min(best["export"], timed(export))
            best["converter"] = min(best["converter"], timed(alone))
    print(json.dumps({"model": MODEL, "rounds": ROUNDS, "seconds": best}))
    return 0


def timed(command: list[str]) -> float:
    """Returns how many seconds a command takes that must end well."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
