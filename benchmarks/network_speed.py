"""Times every recipe's network on one face in TF.js, in headless Chromium, beside each other.

    python benchmarks/network_speed.py                        docs/networks-speed.json, all recipes
    python benchmarks/network_speed.py --recipes fast vgg --turns 50 --out other.json

Each network is built anew and exported as the page would load it (weights stored as uint8, computed
in float32); the time does not depend on the weights' values. All of them alternate on one thread of
WebAssembly in one page, and the fastest turn counts, which other programs disturbed least. Recipes
of the same network share one figure. `python scripts/networks.py` puts the figures into its table.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

# A SavedModel is TensorFlow's.
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import keras

from converter.errors import ExportError
from converter.graph_model import save_for_conversion, write_graph_model
from converter.manifest import INPUT_NAME, OUTPUT_NAME, expression_fields, write_manifest
from training import models, recipes
from training.atomic import write_text
from training.config import ConfigError, Recipe
from training.preprocess import FACE_SIDE_PX
from training.tfjs_model import ROOT, TfjsError, find_chromium

OUT: Final = ROOT / "docs" / "networks-speed.json"
TIMER: Final = ROOT / "webapp" / "scripts" / "time-models.js"


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and writes; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    known = [name for name in recipes.names() if name != recipes.SMOKE]
    parser.add_argument("--recipes", nargs="+", default=known, metavar="NAME", help="not all")
    parser.add_argument("--turns", type=int, default=30, help="of each network")
    parser.add_argument("--out", type=Path, default=OUT, help="default: %(default)s")
    arguments = parser.parse_args(argv)
    try:
        figures = measure(arguments.recipes, arguments.turns)
    except (ConfigError, ExportError, TfjsError) as error:
        print(f"network_speed.py: {error}", file=sys.stderr)
        return 2
    write_text(arguments.out, json.dumps(figures, indent=2) + "\n")
    for name, row in sorted(figures["recipes"].items(), key=lambda item: item[1]["fastestMs"]):
        print(f"{name:<24}{row['fastestMs']:>10.2f} ms")
    return 0


def measure(names: Sequence[str], turns: int) -> dict[str, Any]:
    """Returns the figures of these recipes' networks.

    Raises:
        ConfigError: for an unknown recipe.
        ExportError: if TF.js lacks an operation.
        TfjsError: if Node or a browser is missing, or TF.js cannot run a network.
    """
    networks: dict[str, list[str]] = {}
    for name in names:
        networks.setdefault(identity(recipes.load(name)), []).append(name)
    with tempfile.TemporaryDirectory() as scratch:
        folders = []
        for same in networks.values():
            folders.append(Path(scratch) / same[0])
            keras.backend.clear_session()
            network = models.as_shipped(models.build_float32(recipes.load(same[0])))
            export(network, folders[-1])
            print(f"exported {', '.join(same)}", file=sys.stderr)
        answer = run(folders, turns)
    rows = {}
    for same, times in zip(networks.values(), answer["timesMs"], strict=True):
        fastest, median = min(times), sorted(times)[len(times) // 2]
        for name in same:
            rows[name] = {"fastestMs": round(fastest, 3), "medianMs": round(median, 3)}
    return {
        "browser": answer["browser"],
        "processor": processor(),
        "turns": turns,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "recipes": rows,
    }


def identity(recipe: Recipe) -> str:
    """Returns what two recipes of the same network have in common."""
    return json.dumps([recipe.model, recipe.model_options], sort_keys=True)


def export(network: keras.Model, folder: Path) -> None:
    """Writes a network as the page would load it, unproven: only its time is wanted."""
    folder.mkdir()
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        saved = Path(scratch) / "saved_model"
        save_for_conversion(
            lambda image: {OUTPUT_NAME: network(image, training=False)},
            network,
            INPUT_NAME,
            (None, FACE_SIDE_PX, FACE_SIDE_PX, 1),
            saved,
        )
        write_graph_model(saved, folder, "uint8")
    draft = {**expression_fields(), "temperature": 1.0, "notSureBelow": 0.0}
    write_manifest(folder, "expression", folder.name, draft)


def run(folders: Sequence[Path], turns: int) -> dict[str, Any]:
    """Returns what time-models.js says of some folders.

    Raises:
        TfjsError: in its own sentence.
    """
    node = shutil.which("node")
    if node is None:
        raise TfjsError(
            "expected Node 20 to start a browser from, got none; see https://nodejs.org"
        )
    done = subprocess.run(
        [node, str(TIMER), *map(str, folders), "--turns", str(turns)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHROMIUM": find_chromium()},
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise TfjsError(said[-1] if done.returncode == 2 and said else "\n".join(said))
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def processor() -> str:
    """Returns what the machine calls its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
