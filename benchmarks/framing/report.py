"""The framing benchmark's table, CSV and curves."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks.framing.conditions import UNITS
from benchmarks.framing.judge import READERS_OWN, Row
from training.atomic import replacing, write_text

COLOURS: Final = {"mien": "#0f766e", "face-api": "#b45309", "human": "#6d28d9"}
COLUMNS: Final = 3


def write(folder: Path, rows: Sequence[Row], model: str) -> None:
    """Writes framing.csv, framing.md and framing.png."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(Row.__dataclass_fields__))
    writer.writeheader()
    for row in rows:
        cells = {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(row).items()}
        writer.writerow(cells)
    write_text(folder / "framing.csv", text.getvalue())
    write_text(folder / "framing.md", as_markdown(rows, model))
    draw(folder / "framing.png", rows)


def own(rows: Sequence[Row]) -> list[Row]:
    """Returns the rows of what each reader answers by itself."""
    return [row for row in rows if row.way == READERS_OWN[row.reader]]


def as_text(rows: Sequence[Row]) -> str:
    """Returns the readers' own figures as a person reads them on a terminal."""
    lines = [
        f"{'reader':<10}{'condition':<26}{'found':>7}{'right':>7}{'loss':>7}{'±':>5}{'of all':>8}"
    ]
    for row in own(rows):
        lines.append(
            f"{row.reader:<10}{f'{row.group} {row.value}':<26}{row.found:>7.1%}{row.accuracy:>7.3f}"
            f"{row.loss_points:>7.1f}{row.loss_margin:>5.1f}{row.overall:>8.3f}"
        )
    return "\n".join(lines)


def as_markdown(rows: Sequence[Row], model: str) -> str:
    """Returns the tables: Mien by condition, ways of framing, peers."""
    mien = [row for row in own(rows) if row.reader == "mien"]
    parts = [
        "Written by `python benchmarks/framing/run.py`: PublicTest faces in 640×480 frames, model "
        f"`{model}`, all in TF.js in headless Chromium. Found: a box lies on the face. Right: of "
        "those found. Loss: percentage points against the same network on the 48×48 pictures "
        "themselves of those found, with its 95 % interval. Of all: found and read right.\n",
    ]
    if mien:
        parts += [_mien_table(mien), _ways_table([r for r in rows if r.reader == "mien"])]
    if any(row.reader != "mien" for row in rows):
        parts.append(_peers_table(own(rows)))
    return "\n".join(parts)


def _mien_table(rows: Sequence[Row]) -> str:
    lines = ["| | | faces | found | right | loss | of all |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        lines.append(
            f"| {row.group} ({UNITS[row.group]}) | {row.value} | {row.frames} | {row.found:.1%} | "
            f"{row.accuracy:.3f} | {row.loss_points:.1f} ± {row.loss_margin:.1f} | "
            f"{row.overall:.3f} |"
        )
    return "\n".join(["## Mien\n", *lines, ""])


def _ways_table(rows: Sequence[Row]) -> str:
    ways = list(dict.fromkeys(row.way for row in rows))
    lines = [f"| loss in points | | {' | '.join(ways)} |", "|---" * (len(ways) + 2) + "|"]
    for key in dict.fromkeys((row.group, row.value) for row in rows):
        here = {row.way: row for row in rows if (row.group, row.value) == key}
        cells = " | ".join(f"{here[way].loss_points:.1f}" for way in ways)
        lines.append(f"| {key[0]} | {key[1]} | {cells} |")
    return "\n".join(["## Ways to frame a face, on the same detections\n", *lines, ""])


def _peers_table(rows: Sequence[Row]) -> str:
    readers = list(dict.fromkeys(row.reader for row in rows))
    head = " | ".join(f"{reader} found | right | of all" for reader in readers)
    lines = [f"| | | {head} |", "|---" * (3 * len(readers) + 2) + "|"]
    for key in dict.fromkeys((row.group, row.value) for row in rows):
        here = {row.reader: row for row in rows if (row.group, row.value) == key}
        cells = " | ".join(
            f"{here[r].found:.1%} | {here[r].accuracy:.3f} | {here[r].overall:.3f}"
            for r in readers
            if r in here
        )
        lines.append(f"| {key[0]} | {key[1]} | {cells} |")
    return "\n".join(["## Beside its peers\n", *lines, ""])


def draw(path: Path, rows: Sequence[Row]) -> None:
    """Draws found-and-right over the strength of each disturbance, a line for each reader."""
    from matplotlib.figure import Figure

    groups = list(dict.fromkeys(row.group for row in rows))
    lines = -(-len(groups) // COLUMNS)
    figure = Figure(figsize=(4 * COLUMNS, 3 * lines), dpi=110, layout="constrained")
    axes = figure.subplots(lines, COLUMNS, squeeze=False).ravel()
    for axis, group in zip(axes, groups, strict=False):
        for reader in dict.fromkeys(row.reader for row in rows):
            here = [r for r in own(rows) if r.reader == reader and r.group == group]
            at = [str(row.value) for row in here]
            colour = COLOURS[reader]
            axis.plot(at, [r.overall for r in here], "o-", color=colour, label=reader)
            axis.plot(at, [r.found for r in here], ":", color=colour, linewidth=1)
        axis.set(title=group, xlabel=UNITS[group], ylim=(0, 1.02))
        axis.grid(alpha=0.25)
    for axis in axes[len(groups) :]:
        axis.set_visible(False)
    axes[0].legend(frameon=False)
    figure.suptitle("Found and read right (line), found (dotted)")
    with replacing(path) as temporary:
        figure.savefig(temporary, format="png")
