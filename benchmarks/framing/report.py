"""The framing benchmark's CSV and its tables; its curves are drawn by curves.py."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.framing import curves, paired
from benchmarks.framing.conditions import GOALS, UNITS, Condition
from benchmarks.framing.judge import READERS_OWN, SHIPPED, Answer, Row, summarise
from benchmarks.framing.paired import ALL, Gain, Lead
from training.evaluation.metrics import Interval
from training.files import write_text


@dataclass(frozen=True)
class Figures:
    """What a run has shown.

    Attributes:
        rows: Every reader, on all that it was shown.
        beside: The readers on the faces that all readers of a condition were shown.
        gains: Of other ways of framing over the page's.
        leads: Of Mien over its peers.
    """

    rows: list[Row]
    beside: list[Row]
    gains: list[Gain]
    leads: list[Lead]


def figures(answers: Sequence[Answer], conditions: Sequence[Condition]) -> Figures:
    """Returns all figures that the files show."""
    shared = paired.shared(answers)
    return Figures(
        rows=summarise(answers, conditions),
        beside=own(summarise(shared, conditions)),
        gains=paired.gains([a for a in answers if a.reader == "mien"], conditions),
        leads=paired.leads(shared, conditions),
    )


def write(folder: Path, shown: Figures, model: str) -> None:
    """Writes results.csv, tables.md and curves.png."""
    text = io.StringIO()
    records = [_flat(row) for row in shown.rows]
    writer = csv.DictWriter(text, fieldnames=list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    write_text(folder / "results.csv", text.getvalue())
    write_text(folder / "tables.md", as_markdown(shown, model))
    curves.draw(folder / "curves.png", shown.beside)


def _flat(row: Row) -> dict[str, object]:
    cells: dict[str, object] = {}
    for name, value in asdict(row).items():
        if isinstance(value, dict):
            cells[name] = round(value["value"], 4)
            cells |= {f"{name}_{end}": round(value[end], 4) for end in ("low", "high")}
        else:
            cells[name] = round(value, 4) if isinstance(value, float) else value
    return cells


def own(rows: Sequence[Row]) -> list[Row]:
    """Returns the rows of what each reader answers by itself."""
    return [row for row in rows if row.way == READERS_OWN[row.reader]]


def as_text(rows: Sequence[Row]) -> str:
    """Returns the readers' own figures as text for a terminal."""
    lines = [
        f"{'reader':<10}{'condition':<26}{'found':>7}{'right':>7}{'loss':>7}{'±':>5}{'both':>7}"
    ]
    for row in own(rows):
        lines.append(
            f"{row.reader:<10}{f'{row.group} {row.value}':<26}{row.found.value:>7.1%}"
            f"{row.accuracy.value:>7.3f}{row.loss_points:>7.1f}{row.loss_margin:>5.1f}"
            f"{row.overall.value:>7.3f}"
        )
    return "\n".join(lines)


def as_markdown(shown: Figures, model: str) -> str:
    """Returns the tables: goals, Mien by condition, ways of framing, peers."""
    rows = shown.rows
    mien = [row for row in own(rows) if row.reader == "mien"]
    parts = [
        "# Framing: the tables\n",
        "Written by `python benchmarks/framing/run.py`: PublicTest faces in 640×480 frames, model "
        f"`{model}`, all in TF.js in headless Chromium. *Found*: share of faces with a box on "
        "them. *Right*: share of the found faces that are read correctly. *Loss*: percentage "
        "points against the same network on the found faces' 48×48 pictures. *Both*: share of all "
        "faces found and read correctly. Brackets and ± are 95 % intervals (Wilson; for the loss, "
        "of paired differences).\n",
    ]
    if mien:
        parts += [_goals(mien), _mien_table(mien)]
    ways = [row for row in rows if row.reader == "mien" and row.way != READERS_OWN["mien"]]
    if ways:
        parts += [_gains_table(shown.gains), _ways_table(ways), _crops_table(ways)]
    if any(row.reader != "mien" for row in rows):
        parts.append(_peers_table(shown.beside, shown.leads))
    return "\n".join(parts)


def _goals(rows: Sequence[Row]) -> str:
    lines = ["| | | faces | points lost | goal | |", "|---|---|---|---|---|---|"]
    for row in rows:
        goal = GOALS.get((row.group, row.value))
        if goal is None:
            continue
        if row.loss_points + row.loss_margin <= goal:
            verdict = "met"
        elif row.loss_points - row.loss_margin > goal:
            verdict = "missed"
        else:
            nearer = "met" if row.loss_points <= goal else "missed"
            verdict = f"{nearer}, but the interval leaves it open"
        lines.append(
            f"| {row.group} | {row.value} | {row.frames} | {row.loss_points:.1f} ± "
            f"{row.loss_margin:.1f} | ≤ {goal:.1f} | {verdict} |"
        )
    return "\n".join(["## Goals\n", *lines, ""])


def _mien_table(rows: Sequence[Row]) -> str:
    lines = ["| | | faces | found | right | loss | both |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        right, loss = "–", "–"
        if row.found.value:
            right = f"{row.accuracy.value:.3f} [{row.accuracy.low:.3f}, {row.accuracy.high:.3f}]"
            loss = f"{row.loss_points:.1f} ± {row.loss_margin:.1f}"
        lines.append(
            f"| {row.group} ({UNITS[row.group]}) | {row.value} | {row.frames} | "
            f"{row.found.value:.1%} | {right} | {loss} | {row.overall.value:.3f} |"
        )
    return "\n".join(["## Mien\n", *lines, ""])


def _gains_table(gains: Sequence[Gain]) -> str:
    ways = list(dict.fromkeys(gain.way for gain in gains))
    lines = [f"| points gained | | faces | {' | '.join(ways)} |", "|---" * (len(ways) + 3) + "|"]
    for key in dict.fromkeys((gain.group, gain.value) for gain in gains):
        here = {gain.way: gain for gain in gains if (gain.group, gain.value) == key}
        cells = " | ".join(_points(here[w].points) if w in here else "–" for w in ways)
        name = f"**{key[0]}**" if key[0] == ALL else key[0]
        faces = max(gain.faces for gain in here.values())
        lines.append(f"| {name} | {key[1]} | {faces} | {cells} |")
    return "\n".join(
        [
            "## Other crops: points gained over the page's\n",
            f"The same detections, cropped in other ways, compared with *{SHIPPED}*: points of "
            "accuracy gained, with the 95 % interval of the paired differences (bootstrap over "
            "faces; a face under several conditions counts as one).\n",
            *lines,
            "",
        ]
    )


def _points(interval: Interval) -> str:
    return f"{interval.value:+.1f} [{interval.low:+.1f}, {interval.high:+.1f}]"


def _ways_table(rows: Sequence[Row]) -> str:
    ways = list(dict.fromkeys(row.way for row in rows))
    lines = [f"| loss in points | | faces | {' | '.join(ways)} |", "|---" * (len(ways) + 3) + "|"]
    for key in dict.fromkeys((row.group, row.value) for row in rows):
        here = {row.way: row for row in rows if (row.group, row.value) == key}
        count = max(row.frames for row in here.values())
        cells = " | ".join(
            f"{here[w].loss_points:.1f} ± {here[w].loss_margin:.1f}" if w in here else "–"
            for w in ways
        )
        lines.append(f"| {key[0]} | {key[1]} | {count} | {cells} |")
    return "\n".join(["## Points lost by each crop against the 48×48 pictures\n", *lines, ""])


def _crops_table(rows: Sequence[Row]) -> str:
    lines = [
        "| | | framed by | size, bias | size, spread | tilt, spread | corners off |",
        "|---" * 7 + "|",
    ]
    lines += [
        f"| {row.group} | {row.value} | {row.way} | {row.size_bias:+.1%} | {row.size_spread:.1%} | "
        f"{row.tilt_spread_degrees:.1f}° | {row.corners_sides:.3f} |"
        for row in rows
        if row.way in (SHIPPED, "whole frame") and row.group in ("background", "roll")
    ]
    return "\n".join(
        [
            "## How far crops lie from the pasted pictures\n",
            "FER2013's pictures do not frame all faces alike, which causes most of the spread. "
            "*Whole frame*: without the close-up. *Corners off*: root mean square, in sides of the "
            "picture.\n",
            *lines,
            "",
        ]
    )


def _peers_table(rows: Sequence[Row], leads: Sequence[Lead]) -> str:
    readers = list(dict.fromkeys(row.reader for row in rows))
    peers = list(dict.fromkeys(lead.reader for lead in leads))
    head = " | ".join(
        [f"{reader} found | right | both" for reader in readers]
        + [f"lead over {peer}" for peer in peers]
    )
    lines = [f"| | | faces | {head} |", "|---" * (3 * len(readers) + len(peers) + 3) + "|"]
    for key in dict.fromkeys((lead.group, lead.value) for lead in leads):
        here = {row.reader: row for row in rows if (row.group, row.value) == key}
        ahead = {lead.reader: lead for lead in leads if (lead.group, lead.value) == key}
        cells = [_peer_cells(here.get(reader)) for reader in readers]
        cells += [_points(ahead[peer].points) if peer in ahead else "–" for peer in peers]
        faces = max(row.frames for row in here.values())
        lines.append(f"| {key[0]} | {key[1]} | {faces} | {' | '.join(cells)} |")
    return "\n".join(
        [
            "## Beside its peers\n",
            "The same frames for all. *Both*: share of all faces found and read correctly. *Lead*: "
            "Mien's *both* minus the peer's, in points, with the 95 % interval of the paired "
            "differences.\n",
            *lines,
            "",
        ]
    )


def _peer_cells(row: Row | None) -> str:
    if row is None:
        return "– | – | –"
    right = f"{row.accuracy.value:.3f}" if row.found.value else "–"
    return f"{row.found.value:.1%} | {right} | {row.overall.value:.3f}"
