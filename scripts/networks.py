"""Writes docs/networks.md: every recipe's network, what it costs, its paper's figure and ours.

    python scripts/networks.py            builds each network and rewrites the table, half a minute
    python scripts/networks.py --check    ends with 1 if the table says something else

Sizes are counted from the networks, our figures read from the manifests of the shipped models
(converter/export.py measured them), times from docs/networks-speed.json, which
benchmarks/network_speed.py writes; without that file the table has no times. A network without a
shipped model has no figure of ours here.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.results import interval, manifests, table
from training import models, recipes
from training.atomic import write_text
from training.models.cost import multiply_adds

DOCUMENT: Final = Path(__file__).resolve().parents[1] / "docs" / "networks.md"
SPEED: Final = DOCUMENT.with_name("networks-speed.json")

KHANZADA: Final = "Khanzada et al., arXiv 2004.11823"
SAVED: Final = "the name of the authors' saved network; its choice is not told"
NO_FIGURE: Final = ("–", "")
REPORTED: Final[dict[str, tuple[str, str]]] = {
    "baseline": (f"64.0 % PrivateTest ({KHANZADA})", "not told"),
    "five_layer": NO_FIGURE,
    "five_layer_paper": (
        f"66.3 % PrivateTest; 63.6 and 65.1 % PublicTest ({KHANZADA})",
        "of two such networks the one higher on PrivateTest",
    ),
    "resnet50": (f"73.2 % PrivateTest, 69.6 % PublicTest ({KHANZADA})", "not told"),
    "senet50": (f"69.8 % PrivateTest ({KHANZADA})", SAVED),
    "vgg16": (f"69.5 % PrivateTest ({KHANZADA})", SAVED),
    "deep_emotion": (
        "70.02 % PrivateTest (Minaee et al., arXiv 1902.01019)",
        "not told; open re-implementations reach 47–55 %",
    ),
    "residual": (
        "72.4 % PrivateTest, a wider one of 5.3 M (Pramerdorfer & Kampel, arXiv 1612.02903)",
        "not told",
    ),
    "vgg": (
        "72.7 % PrivateTest, a wider one of 1.8 M (Pramerdorfer & Kampel, arXiv 1612.02903)",
        "not told",
    ),
    "mobile": ("59.5 %, another MobileNet (gist by iizukak)", "not told"),
}
"""Others' figures and how the network was chosen, by recipe, from the sources that the recipe and
the network's file name; a recipe that is not here has no figure by others."""

TEXT: Final = """# The networks

Written by `python scripts/networks.py`. A row a recipe, trained by `python training/train.py
--recipe NAME`; parameters and MFLOPs (two for each multiply-add) of one face are those of the
network as it ships. The papers' figures are the papers' own; most are of PrivateTest, on which
faces are read one to two points better than on PublicTest. Ours are of the shipped files, computed
by TF.js on PublicTest, with 95 % intervals. A dash means that no such network is shipped: nothing
is said of what it would reach.
{speed}
{table}
"""

TIMED: Final = """
Milliseconds are those of one face in TF.js, on one thread of WebAssembly, in
headless {browser} on {processor}, measured on {date} by `python benchmarks/network_speed.py`: the
fastest of {turns} turns, in which the networks alternated. The page's own times are in
[speed.md](speed.md).
"""


def main(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit code."""
    drawn = networks([name for name in recipes.names() if name != recipes.SMOKE])
    timed = speed()
    text = TEXT.format(speed=TIMED.format(**timed) if timed else "", table=drawn)
    stale = not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text
    if "--check" in argv:
        if stale:
            print("docs/networks.md says something else; run scripts/networks.py")
        return int(stale)
    if stale:
        write_text(DOCUMENT, text)
    return 0


def speed() -> dict[str, Any] | None:
    """Returns what benchmarks/network_speed.py wrote; None before it was run."""
    if not SPEED.exists():
        return None
    document: dict[str, Any] = json.loads(SPEED.read_text(encoding="utf-8"))
    return document


def networks(names: Sequence[str]) -> str:
    """Returns the table, a row for each recipe of these names."""
    timed = speed()
    head = ["Recipe", "Network", "Parameters", "MFLOPs"]
    head += ["Milliseconds in the browser"] if timed else []
    head += ["Reported by others", "Chosen by", "Ours, PublicTest"]
    ours = {m["training"]["recipe"]: m["metrics"][0]["accuracy"] for m in manifests()}
    rows = []
    for name in names:
        recipe = recipes.load(name)
        network = models.as_shipped(models.build_float32(recipe))
        row = [f"`{name}`", f"`{recipe.model}`", f"{network.count_params():,}"]
        row.append(f"{2 * multiply_adds(network) / 1e6:,.0f}")
        if timed:
            own = timed["recipes"].get(name)
            row.append(f"{own['fastestMs']:,.1f}" if own else "–")
        row += REPORTED.get(name, NO_FIGURE)
        row.append(interval(ours[name]) if name in ours else "–")
        rows.append([cell or "–" for cell in row])
    return table(head, rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
