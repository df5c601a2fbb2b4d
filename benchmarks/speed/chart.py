"""Draws speed.json: milliseconds a frame and kilobytes until the first result.

python benchmarks/speed/chart.py docs/speed.json docs/speed.png
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt

OURS: Final = "#0b6e4f"
THEIRS: Final = "#9aa5b1"
KINDS: Final = {"js": "#f2b134", "wasm": "#5b8def", "models": "#0b6e4f", "other": "#9aa5b1"}
NAMES: Final = {"js": "JavaScript", "wasm": "WebAssembly", "models": "models", "other": "other"}


def main(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit code."""
    if len(argv) != 2:
        print(f"chart.py: expected speed.json and a .png, got {len(argv)} names", file=sys.stderr)
        return 2
    results = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.6), layout="constrained")
    titles = {row["id"]: row["title"] for row in results["alternation"]["rows"]}
    draw_frames(left, [row for row in results["alternation"]["rows"] if row["faces"] == "one"])
    draw_bytes(right, results["first"], titles)
    figure.savefig(argv[1], dpi=110)
    return 0


def draw_frames(axes: Any, rows: list[dict[str, Any]]) -> None:
    """Draws one bar a contender: the mean, with the median and the 95th percentile as marks."""
    for place, row in enumerate(reversed(rows)):
        colour = OURS if row["id"].startswith("mien") else THEIRS
        axes.barh(place, row["meanMs"], color=colour)
        axes.plot([row["medianMs"], row["p95Ms"]], [place, place], color="black", linewidth=1)
        axes.plot(row["p95Ms"], place, "|", color="black")
        axes.text(row["p95Ms"], place, f"  {row['meanMs']:.1f}", va="center")
    axes.set_yticks(range(len(rows)), [row["title"] for row in reversed(rows)])
    axes.set_xlabel("ms a frame, one face: mean; line from median to 95th percentile")
    tidy(axes)


def draw_bytes(axes: Any, first: dict[str, Any], titles: dict[str, str]) -> None:
    """Draws one bar a contender, in its kinds of files."""
    visits = [("Mien's page, whole", first["page"]["plain"])]
    visits += [(titles[visit["id"]], visit) for visit in first["contenders"]]
    for place, (_, visit) in enumerate(reversed(visits)):
        start = 0.0
        for kind, colour in KINDS.items():
            size = visit["bytesByKind"].get(kind, 0) / 1000
            axes.barh(place, size, left=start, color=colour)
            start += size
        axes.text(start, place, f"  {start:,.0f}", va="center")
    for kind, colour in KINDS.items():
        axes.barh(0, 0, color=colour, label=NAMES[kind])
    axes.legend(loc="lower right", frameon=False)
    axes.set_yticks(range(len(visits)), [title for title, _ in reversed(visits)])
    axes.set_xlabel("kB until the first result, compressed")
    tidy(axes)


def tidy(axes: Any) -> None:
    """Leaves what is needed of the frame, and room for the figures."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.12)
    axes.set_xlim(left=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
