"""The framing benchmark's figure: found and read right, over the strength of each disturbance."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.framing.conditions import UNITS
from benchmarks.framing.judge import Row
from training.files import replacing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLES: Final = {"mien": "Mien", "face-api": "face-api", "human": "Human"}
COLOURS: Final = {"mien": "#0f766e", "face-api": "#b45309", "human": "#6d28d9"}
MARKERS: Final = {"mien": "o", "face-api": "s", "human": "^"}
INK: Final = "#1f2937"
PALE: Final = "#6b7280"
COLUMNS: Final = 3
BAR_WIDTH: Final = 0.26


def draw(path: Path, rows: Sequence[Row]) -> None:
    """Draws a panel for each disturbance, a line with its 95 % band for each reader.

    Args:
        path: Of the PNG.
        rows: What each reader answers by itself.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    groups = list(dict.fromkeys(row.group for row in rows))
    readers = list(dict.fromkeys(row.reader for row in rows))
    lines = -(-len(groups) // COLUMNS)
    colours = {
        "axes.edgecolor": PALE,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": PALE,
        "ytick.color": PALE,
        "font.size": 9,
    }
    with rc_context(colours):  # type: ignore[arg-type]
        figure = Figure(figsize=(3.5 * COLUMNS, 2.7 * lines + 0.9), dpi=140, layout="constrained")
        axes = figure.subplots(lines, COLUMNS, squeeze=False).ravel()
        for axis, group in zip(axes, groups, strict=False):
            here = [row for row in rows if row.group == group]
            _panel(axis, group, here, readers)
        for axis in axes[len(groups) :]:
            axis.set_visible(False)
        handles, labels = axes[min(1, len(groups) - 1)].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
        figure.suptitle(
            "Share of faces that are found and read right", x=0.01, ha="left", weight="bold"
        )
        with replacing(path) as temporary:
            figure.savefig(temporary, format="png", facecolor="white")


def _panel(axis: "Axes", group: str, rows: Sequence[Row], readers: Sequence[str]) -> None:
    values = list(dict.fromkeys(row.value for row in rows))
    named = any(isinstance(value, str) for value in values)
    for order, reader in enumerate(readers):
        own = [row for row in rows if row.reader == reader]
        middle = [row.overall.value for row in own]
        low, high = [row.overall.low for row in own], [row.overall.high for row in own]
        colour, label = COLOURS[reader], TITLES[reader]
        places = [values.index(row.value) for row in own]
        if named:
            shifted = [place + (order - (len(readers) - 1) / 2) * BAR_WIDTH for place in places]
            reach = [
                [m - b for m, b in zip(middle, low, strict=True)],
                [t - m for m, t in zip(middle, high, strict=True)],
            ]
            axis.bar(shifted, middle, BAR_WIDTH * 0.9, color=colour, label=label, alpha=0.85)
            axis.errorbar(shifted, middle, reach, fmt="none", ecolor=INK, elinewidth=0.8)
            continue
        axis.fill_between(places, low, high, color=colour, alpha=0.13, linewidth=0)
        axis.plot(places, middle, MARKERS[reader] + "-", color=colour, ms=3.5, lw=1.6, label=label)
        found = [row.found.value for row in own]
        axis.plot(places, found, ":", color=colour, lw=1, label=f"{label}: found")
    axis.set_xticks(range(len(values)), [_tick(value) for value in values])
    axis.set_ylim(0, 1.02)
    axis.set_title(group, loc="left", fontsize=9.5, weight="bold", color=INK)
    axis.set_xlabel(UNITS[group], fontsize=8.5)
    axis.grid(axis="y", alpha=0.25)
    axis.spines[["top", "right"]].set_visible(False)


def _tick(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}".replace("-", "−")
