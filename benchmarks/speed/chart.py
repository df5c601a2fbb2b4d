"""Draws speed.json as a chart: milliseconds a frame and kilobytes until the first result.

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
THEIRS: Final = "#b4bcc6"
INK: Final = "#1f2933"
QUIET: Final = "#66717e"
KINDS: Final = {"js": "#f2b134", "wasm": "#5b8def", "models": "#0b6e4f", "other": "#b4bcc6"}
NAMES: Final = {"js": "JavaScript", "wasm": "WebAssembly", "models": "models", "other": "the rest"}

MOST_KB: Final = 2000
"""Where the axis of bytes ends: what needs more is cut off there, and its figure written out."""

BAR: Final = 0.62
ARROW: Final = "  →"


def main(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit code."""
    if len(argv) != 2:
        print(f"chart.py: expected speed.json and a .png, got {len(argv)} names", file=sys.stderr)
        return 2
    results = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    plt.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "font.size": 10.5,
            "text.color": INK,
            "axes.labelcolor": QUIET,
            "axes.titlesize": 12.5,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "xtick.color": QUIET,
        }
    )
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(9.6, 9.0), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.12, hspace=0.06)
    titles = {row["id"]: row["title"] for row in results["alternation"]["rows"]}
    draw_frames(upper, [row for row in results["alternation"]["rows"] if row["faces"] == "one"])
    draw_bytes(lower, results["first"], titles)
    figure.savefig(argv[1], dpi=120, facecolor="white")
    return 0


def draw_frames(axes: Any, rows: list[dict[str, Any]]) -> None:
    """Draws one bar a contender: the median, and a line from it to the 95th percentile."""
    axes.set_title("Milliseconds a frame, one face, 640 × 480", pad=12)
    rows = sorted(rows, key=lambda row: row["medianMs"], reverse=True)
    for place, row in enumerate(rows):
        axes.barh(place, row["medianMs"], BAR, color=OURS if is_ours(row["id"]) else THEIRS)
        axes.plot([row["medianMs"], row["p95Ms"]], [place, place], color=QUIET, linewidth=1)
        axes.plot(row["p95Ms"], place, "|", color=QUIET, markersize=7)
        axes.text(row["p95Ms"], place, f"  {row['medianMs']:.1f}", va="center", fontweight="bold")
    label(axes, [(row["title"], is_ours(row["id"])) for row in rows])
    axes.set_xlabel("median, WebAssembly, one thread; the line reaches to the 95th percentile")


def draw_bytes(axes: Any, first: dict[str, Any], titles: dict[str, str]) -> None:
    """Draws one bar a contender, in its kinds of files."""
    axes.set_title("Kilobytes until the first result, compressed", pad=12)
    visits = [("Mien's whole page, camera and all", True, first["page"]["plain"])]
    for visit in first["contenders"]:
        title = titles[visit["id"]].removesuffix(", each frame by itself")
        ours = is_ours(visit["id"])
        visits.append((f"{title}: core alone" if title == "Mien" else title, ours, visit))
    visits.sort(key=lambda each: each[2]["sentBytes"], reverse=True)
    for place, (_, _, visit) in enumerate(visits):
        start = 0.0
        for kind, colour in KINDS.items():
            size = min(visit["bytesByKind"].get(kind, 0) / 1000, MOST_KB - start)
            axes.barh(place, size, BAR, left=start, color=colour)
            start += size
        total = visit["sentBytes"] / 1000
        cut = ARROW if total > MOST_KB else ""
        axes.text(start, place, f"{cut}  {total:,.0f}", va="center", fontweight="bold")
    for kind, colour in KINDS.items():
        axes.barh(0, 0, color=colour, label=NAMES[kind])
    axes.legend(loc="upper right", frameon=False)
    label(axes, [(title, ours) for title, ours, _ in visits])
    axes.set_xlim(0, 1.22 * MOST_KB)
    axes.set_xlabel(f"kB of 1000 bytes; bars are cut at {MOST_KB:,}")


def is_ours(contender: str) -> bool:
    """Returns whether a row is Mien's."""
    return contender.startswith("mien")


def label(axes: Any, names: list[tuple[str, bool]]) -> None:
    """Names the bars, ours in bold, and leaves of the frame what is needed."""
    axes.set_yticks(range(len(names)), [name for name, _ in names])
    for tick, (_, ours) in zip(axes.get_yticklabels(), names, strict=True):
        tick.set(color=OURS if ours else INK, fontweight="bold" if ours else "normal")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(THEIRS)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#e6e9ed", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.margins(x=0.12, y=0.03)
    axes.set_xlim(left=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
