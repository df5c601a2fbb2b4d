"""Writes every recipe's network, its cost, its paper's figure and ours into docs/networks.md.

    python scripts/networks.py            builds each network, rewrites the table, half a minute
    python scripts/networks.py --check    ends with 1 if the document says something else

One row per recipe. Sizes are counted from the networks, our figures read from the manifests of the
committed models (converter/export.py measured them): the page's, and those in training/trained that
it does not offer. Times are those in docs/networks-speed.json, by benchmarks/network_speed.py;
a network that is not in it has a dash. A network without a committed model has no figure of ours.
"""

import json
import sys
from collections.abc import Sequence
from typing import Final

import environment

import keras

from reader.command_line import Parser
from scripts.results import NONE, ROOT, interval, manifest, manifests, private_test, table
from training import models, recipes
from training.commands import command
from training.files import write_text
from training.models.cost import multiply_adds

DOCUMENT: Final = ROOT / "docs" / "networks.md"
SPEED: Final = ROOT / "docs" / "networks-speed.json"
TRAINED: Final = ROOT / "training" / "trained"

KHANZADA: Final = "Khanzada et al., arXiv 2004.11823"
PRAMERDORFER: Final = "Pramerdorfer & Kampel, arXiv 1612.02903"
UNPUBLISHED: Final = "not published"
SAVED: Final = "the name of the authors' saved network; how it was chosen is not published"


REPORTED: Final = {
    "baseline": (f"64.0 % PrivateTest ({KHANZADA})", UNPUBLISHED),
    "five_layer_paper": (
        f"66.3 % PrivateTest; 63.6 and 65.1 % PublicTest ({KHANZADA})",
        "of two such networks the one higher on PrivateTest",
    ),
    "resnet50": (f"73.2 % PrivateTest, 69.6 % PublicTest ({KHANZADA})", UNPUBLISHED),
    "senet50": (f"69.8 % PrivateTest ({KHANZADA})", SAVED),
    "vgg16": (f"69.5 % PrivateTest ({KHANZADA})", SAVED),
    "deep_emotion": (
        "70.02 % PrivateTest (Minaee et al., arXiv 1902.01019); open re-implementations 47 to 55 %",
        UNPUBLISHED,
    ),
    "vgg": (f"72.7 % PrivateTest, a wider one of 1.8 M ({PRAMERDORFER})", UNPUBLISHED),
    "wide_residual": (f"72.4 % PrivateTest, a wider one of 5.3 M ({PRAMERDORFER})", UNPUBLISHED),
}
"""By recipe, from the sources that the recipe and the network's file name: the figure that others
report, with its split, and how their network was chosen. A recipe that is not here has no figure by
others. Levi & Hassner report none on FER2013."""

TEXT: Final = """# The networks

Written by `python scripts/networks.py`. One row per recipe, trained by `python training/train.py
--recipe NAME`. MFLOPs count two for each multiply-add of one face. Papers' figures are quoted from
the papers; most are for PrivateTest, where networks are one to four points better than on
PublicTest. Ours are measured on committed files, the page's or those in `training/trained`, in
TF.js, with 95 % intervals: on PublicTest, which chose recipes, quantization and thresholds, and on
PrivateTest, which was measured separately once the files were committed
([private_test.json](private_test.json)). A dash means that no such network is committed, or that
this file was not measured. The transformer of our `deep_emotion` ended with one map for all faces,
so only its convolutions produce its figure. The figures of `fast_taught` are those of the page's
`fast`, the average of its run and that of `fast_fine_tuned`; the recipe alone reached 0.684.

Milliseconds are for one face in TF.js, on one thread of WebAssembly, in headless
{browser} on {processor}, measured on {date} by
`python benchmarks/network_speed.py`: the fastest of {turns} turns. The networks
alternated, except those of more than ten million parameters, each of which had its own page.
Weights are random; the graph is that of a trained network. [speed.md](speed.md) has the page's own
times. A dash means that the network was not timed. While other programs run, times of hundreds of
milliseconds are too high, since every turn is disturbed; networks-speed.json also has the medians.

{table}
"""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if stale")
    arguments = parser.parse_args(argv)
    timed = json.loads(SPEED.read_text(encoding="utf-8"))
    names = [name for name in recipes.names() if name != recipes.SMOKE]
    text = TEXT.format(table=by_recipe(names), **timed)
    if DOCUMENT.read_text(encoding="utf-8") == text:
        return 0
    if arguments.check:
        print(f"{DOCUMENT.relative_to(ROOT)} says something else; run scripts/networks.py")
        return 1
    write_text(DOCUMENT, text)
    return 0


def by_recipe(names: Sequence[str]) -> str:
    """Returns the table of docs/networks.md, one row for each of these recipes."""
    timed = json.loads(SPEED.read_text(encoding="utf-8"))["recipes"]
    trained = [manifest(path.parent) for path in sorted(TRAINED.glob("*/manifest.json"))]
    # Of several seeds the first; the page's own model before all.
    ours = {m["training"]["recipe"]: m for m in reversed([*manifests(), *trained])}
    head = ["Recipe", "Network", "Parameters", "MFLOPs", "Milliseconds in the browser"]
    head += ["Reported by others", "Chosen by"]
    head += ["Ours, PublicTest: selection", "Ours, PrivateTest: test"]
    rows = {}
    for same in recipes.by_network(names):
        recipe = recipes.load(same[0])
        network = models.build_float32(recipe)
        costs = [f"{network.count_params():,}", f"{2 * multiply_adds(network) / 1e6:,.0f}"]
        keras.backend.clear_session()
        times = [timed[name]["fastestMs"] for name in same if name in timed]
        costs.append(f"{times[0]:,.{1 if times[0] < 100 else 0}f}" if times else NONE)
        for name in same:
            figures = [NONE, NONE]
            if name in ours:
                accuracy = ours[name]["metrics"][0]["accuracy"]
                figures = [interval(accuracy), private_test(ours[name])[0]]
            others = REPORTED.get(name, (NONE, NONE))
            rows[name] = [f"`{name}`", f"`{recipe.model}`", *costs, *others, *figures]
    return table(head, [rows[name] for name in names])


if __name__ == "__main__":
    sys.exit(main())
