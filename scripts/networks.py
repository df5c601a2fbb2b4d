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
from dataclasses import dataclass
from typing import Any, Final

import environment

import keras

from scripts.results import (
    NONE,
    ROOT,
    Manifest,
    interval,
    manifest,
    manifests,
    private_test,
    table,
)
from training import models, recipes
from training.files import write_text
from training.models.cost import multiply_adds

DOCUMENT: Final = ROOT / "docs" / "networks.md"
SPEED: Final = ROOT / "docs" / "networks-speed.json"
TRAINED: Final = ROOT / "training" / "trained"

KHANZADA: Final = "Khanzada et al., arXiv 2004.11823"
MINAEE: Final = "Minaee et al., arXiv 1902.01019"
PRAMERDORFER: Final = "Pramerdorfer & Kampel, arXiv 1612.02903"
SAVED: Final = "the name of the authors' saved network; how it was chosen is not published"


@dataclass(frozen=True)
class Reported:
    """A figure that others report for a network.

    Attributes:
        figure: With its split.
        source: Authors and paper.
        chosen: How the network was selected, if the source says so.
        note: Further reports.
    """

    figure: str
    source: str
    chosen: str = "not published"
    note: str = ""

    def cited(self) -> str:
        """Returns the figure with its source."""
        return f"{self.figure} ({self.source})" + (f"; {self.note}" if self.note else "")


REPORTED: Final[dict[str, Reported]] = {
    "baseline": Reported("64.0 % PrivateTest", KHANZADA),
    "five_layer_paper": Reported(
        "66.3 % PrivateTest; 63.6 and 65.1 % PublicTest",
        KHANZADA,
        "of two such networks the one higher on PrivateTest",
    ),
    "resnet50": Reported("73.2 % PrivateTest, 69.6 % PublicTest", KHANZADA),
    "senet50": Reported("69.8 % PrivateTest", KHANZADA, SAVED),
    "vgg16": Reported("69.5 % PrivateTest", KHANZADA, SAVED),
    "deep_emotion": Reported(
        "70.02 % PrivateTest", MINAEE, note="open re-implementations 47 to 55 %"
    ),
    "vgg": Reported("72.7 % PrivateTest, a wider one of 1.8 M", PRAMERDORFER),
    "wide_residual": Reported("72.4 % PrivateTest, a wider one of 5.3 M", PRAMERDORFER),
}
"""By recipe, from the sources that the recipe and the network's file name; a recipe that is not
here has no figure by others. Levi & Hassner report none on FER2013."""

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
{speed}
{table}
"""

TIMED: Final = """
Milliseconds are for one face in TF.js, on one thread of WebAssembly, in headless
{browser} on {processor}, measured on {date} by
`python benchmarks/network_speed.py`: the fastest of {turns} turns. The networks
alternated, except those of more than ten million parameters, each of which had its own page.
Weights are random; the graph is that of a trained network. [speed.md](speed.md) has the page's own
times. A dash means that the network was not timed. While other programs run, times of hundreds of
milliseconds are too high, since every turn is disturbed; networks-speed.json also has the medians.
"""


@dataclass(frozen=True)
class Row:
    """A recipe's network, in figures.

    Attributes:
        recipe: Its name.
        network: Its name in training.models.MODELS.
        parameters: Their number.
        flops: Of one face, two for each multiply-add.
        milliseconds: In the browser; None where it was not timed.
        public: Our accuracy on PublicTest with its interval; a dash where none is committed.
        private: The same on PrivateTest; a dash where it was not measured.
    """

    recipe: str
    network: str
    parameters: int
    flops: int
    milliseconds: float | None
    public: str
    private: str


def main(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit code."""
    rows = counted([name for name in recipes.names() if name != recipes.SMOKE])
    timed = speed()
    text = TEXT.format(speed=TIMED.format(**timed) if timed else "", table=by_recipe(rows))
    if DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in argv:
        print(f"{DOCUMENT.relative_to(ROOT)} says something else; run scripts/networks.py")
        return 1
    write_text(DOCUMENT, text)
    return 0


def speed() -> dict[str, Any] | None:
    """Returns what benchmarks/network_speed.py wrote; None before it was run."""
    if not SPEED.exists():
        return None
    document: dict[str, Any] = json.loads(SPEED.read_text(encoding="utf-8"))
    return document


def trained() -> list[Manifest]:
    """Returns the manifests of the models that are committed and that the page does not offer."""
    return [manifest(path.parent) for path in sorted(TRAINED.glob("*/manifest.json"))]


def counted(names: Sequence[str]) -> list[Row]:
    """Returns a row for each recipe of these names, in their order; builds each network once."""
    timed = (speed() or {"recipes": {}})["recipes"]
    committed = [*manifests(), *trained()]
    # Of several seeds the first; the page's own model before all.
    ours = {m["training"]["recipe"]: m for m in reversed(committed)}
    rows = {}
    for same in recipes.by_network(names):
        recipe = recipes.load(same[0])
        network = models.build_float32(recipe)
        parameters, flops = network.count_params(), 2 * multiply_adds(network)
        keras.backend.clear_session()
        times = [timed[name]["fastestMs"] for name in same if name in timed]
        for name in same:
            rows[name] = Row(
                recipe=name,
                network=recipe.model,
                parameters=parameters,
                flops=flops,
                milliseconds=times[0] if times else None,
                public=interval(ours[name]["metrics"][0]["accuracy"]) if name in ours else NONE,
                private=private_test(ours[name])[0] if name in ours else NONE,
            )
    return [rows[name] for name in names]


def by_recipe(rows: Sequence[Row]) -> str:
    """Returns the table of docs/networks.md, one row per recipe."""
    head = ["Recipe", "Network", "Parameters", "MFLOPs", "Milliseconds in the browser"]
    head += ["Reported by others", "Chosen by"]
    head += ["Ours, PublicTest: selection", "Ours, PrivateTest: test"]
    lines = []
    for row in rows:
        others = REPORTED.get(row.recipe)
        figure = others.cited() if others else NONE
        chosen = others.chosen if others else NONE
        cells = [f"`{row.recipe}`", f"`{row.network}`", *costs(row), figure, chosen]
        lines.append([*cells, row.public, row.private])
    return table(head, lines)


def costs(row: Row) -> list[str]:
    """Returns parameters, MFLOPs and milliseconds as cells."""
    taken = row.milliseconds
    told = NONE if taken is None else f"{taken:,.1f}" if taken < 100 else f"{taken:,.0f}"
    return [f"{row.parameters:,}", f"{row.flops / 1e6:,.0f}", told]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
