"""Writes docs/networks.md: every recipe's network, what it costs, its paper's figure and ours.

    python scripts/networks.py            builds each network and rewrites the table, half a minute
    python scripts/networks.py --check    ends with 1 if the table says something else

Sizes are counted from the networks, our figures read from the manifests of the shipped models
(converter/export.py measured them). A network without a shipped model has no figure of ours here.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.results import interval, manifests, table
from training import models, recipes
from training.atomic import write_text
from training.models.cost import multiply_adds

DOCUMENT: Final = Path(__file__).resolve().parents[1] / "docs" / "networks.md"

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

{table}
"""


def main(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit code."""
    text = TEXT.format(table=networks([name for name in recipes.names() if name != recipes.SMOKE]))
    stale = not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text
    if "--check" in argv:
        if stale:
            print("docs/networks.md says something else; run scripts/networks.py")
        return int(stale)
    if stale:
        write_text(DOCUMENT, text)
    return 0


def networks(names: Sequence[str]) -> str:
    """Returns the table, a row for each recipe of these names."""
    head = ["Recipe", "Network", "Parameters", "MFLOPs", "Reported by others", "Chosen by"]
    head.append("Ours, PublicTest")
    ours = {m["training"]["recipe"]: m["metrics"][0]["accuracy"] for m in manifests()}
    rows = []
    for name in names:
        recipe = recipes.load(name)
        network = models.as_shipped(models.build_float32(recipe))
        reported, chosen = REPORTED.get(name, NO_FIGURE)
        rows.append(
            [
                f"`{name}`",
                f"`{recipe.model}`",
                f"{network.count_params():,}",
                f"{2 * multiply_adds(network) / 1e6:,.0f}",
                reported,
                chosen or "–",
                interval(ours[name]) if name in ours else "–",
            ]
        )
    return table(head, rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
