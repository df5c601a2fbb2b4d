"""Times every recipe's network on one face in TF.js, in headless Chromium, beside each other.

    python benchmarks/network_speed.py                        docs/networks-speed.json, all recipes
    python benchmarks/network_speed.py --recipes fast vgg --turns 50 --out other.json

Each network is built and exported as the page would load it (weights stored as uint8, computed in
float32). Its time does not depend on what its weights are, but its graph depends on that none is 0
or 1: the converter leaves out what adds 0, and fuses the rest otherwise. So weights that begin all
alike are drawn at random first, and the graph is that of a trained network. The networks alternate
on one thread of WebAssembly in one page, but for the largest, which have pages of their own and are
left out if TF.js cannot run them. The fastest turn counts, which other programs disturbed least.
Recipes of the same network share one figure. `python scripts/networks.py` puts the figures into its
tables.
"""

import json
import os
import platform
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

import keras
import numpy as np

from converter.errors import ExportError
from converter.export import save
from converter.graph_model import write_graph_model
from converter.manifest import expression_fields, write_manifest
from reader.command_line import Parser
from training import models, recipes
from training.config.checks import whole_in_range
from training.errors import ConfigError, TfjsError
from training.files import write_text
from training.hardware.tfjs_model import ROOT, find_chromium, find_node

OUT: Final = ROOT / "docs" / "networks-speed.json"
TIMER: Final = ROOT / "webapp" / "scripts" / "time-models.js"

LARGE_PARAMETERS: Final = 10_000_000
"""From so many on a network has a page of its own: in float32, and packed once more by its kernels,
it takes hundreds of MB, and the others' times must not be lost where a browser lacks them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and writes; returns the exit code."""
    parser = Parser(__doc__)
    parser.add_argument("--recipes", nargs="+", metavar="NAME", help="not all")
    parser.add_argument("--turns", type=int, default=30, help="of each network")
    parser.add_argument("--out", type=Path, default=OUT, help="default: %(default)s")
    arguments = parser.parse_args(argv)
    names = arguments.recipes or [name for name in recipes.names() if name != recipes.SMOKE]
    try:
        whole_in_range("--turns", arguments.turns, 1, 10_000)
        check_out(arguments.out, arguments.recipes)
        figures = measure(names, arguments.turns)
    except (ConfigError, ExportError, TfjsError) as error:
        print(f"network_speed.py: {error}", file=sys.stderr)
        return 2
    write_text(arguments.out, json.dumps(figures, indent=2) + "\n")
    for name, row in sorted(figures["recipes"].items(), key=lambda item: item[1]["fastestMs"]):
        print(f"{name:<24}{row['fastestMs']:>10.2f} ms")
    return 0


def check_out(out: Path, names: Sequence[str] | None) -> None:
    """Refuses, before minutes are spent, a file that cannot be written or would lose rows.

    Raises:
        ConfigError: naming the option.
    """
    if names and out == OUT:
        raise ConfigError(
            f"expected --out with --recipes, since {OUT.name} holds all recipes, got none; name "
            "another file"
        )
    folder = next(parent for parent in out.absolute().parents if parent.exists())
    if out.is_dir() or not folder.is_dir():
        raise ConfigError(f"expected --out to be a file that can be written, got {out}; change it")


def measure(names: Sequence[str], turns: int) -> dict[str, Any]:
    """Returns the figures of these recipes' networks.

    Raises:
        ConfigError: for an unknown recipe.
        ExportError: if TF.js lacks an operation.
        TfjsError: if Node or a browser is missing, or TF.js cannot run a network.
    """
    networks = recipes.by_network(names)
    # Found before minutes are spent on exports.
    node, chromium = find_node(), find_chromium()
    rows: dict[str, dict[str, float]] = {}
    browser = ""
    with tempfile.TemporaryDirectory() as scratch:
        pages: list[list[tuple[list[str], Path]]] = [[]]
        for same in networks:
            keras.backend.clear_session()
            network = as_if_trained(models.build_float32(recipes.load(same[0])))
            folder = Path(scratch) / same[0]
            export(network, folder)
            print(f"exported {', '.join(same)}", file=sys.stderr)
            if network.count_params() < LARGE_PARAMETERS:
                pages[0].append((same, folder))
            else:
                pages.append([(same, folder)])
        for page in filter(None, pages):
            try:
                answer = run(node, chromium, [folder for _, folder in page], turns)
            except TfjsError as error:
                if page is pages[0]:
                    raise
                print(f"{page[0][1].name} is left out: {error}", file=sys.stderr)
                continue
            browser = answer["browser"]
            for (same, _), times in zip(page, answer["timesMs"], strict=True):
                fastest, median = min(times), sorted(times)[len(times) // 2]
                for name in same:
                    rows[name] = {"fastestMs": round(fastest, 3), "medianMs": round(median, 3)}
    if not rows:
        raise TfjsError("expected a network that TF.js can run, got none; name others too")
    return {
        "browser": browser,
        "processor": processor(),
        "turns": turns,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "recipes": rows,
    }


def as_if_trained(network: keras.Model) -> keras.Model:
    """Returns the network with no weights left that are all alike, such as a new bias's zeros."""
    rng = np.random.default_rng(0)
    for weight in network.weights:
        values = np.asarray(weight)
        if np.ptp(values) == 0:
            # Upwards: a variance stays above 0.
            weight.assign(values + rng.uniform(0.01, 0.1, values.shape))
    return network


def export(network: keras.Model, folder: Path) -> None:
    """Writes a network as the page would load it, unproven: only its time is wanted."""
    folder.mkdir()
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        write_graph_model(save(network, Path(scratch) / "saved_model"), folder, "uint8")
    draft = {**expression_fields(), "temperature": 1.0, "notSureBelow": 0.0}
    write_manifest(folder, "expression", folder.name, draft)


def run(node: str, chromium: str, folders: Sequence[Path], turns: int) -> dict[str, Any]:
    """Returns what time-models.js says of some folders.

    Raises:
        TfjsError: in its own sentence.
    """
    done = subprocess.run(
        [node, str(TIMER), *map(str, folders), "--turns", str(turns)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHROMIUM": chromium},
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        # Other than its own sentences, Node tells errors over many lines.
        told = next((line for line in said if line.startswith("page.evaluate: ")), "\n".join(said))
        raise TfjsError(said[-1] if done.returncode == 2 and said else told)
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
