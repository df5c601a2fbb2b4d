"""A contact sheet as one PNG."""

from pathlib import Path
from typing import Final

from training.explanations.sheet import Row, Sheet
from training.explanations.tiles import TILE_PX
from training.files import replacing

GROUND: Final = "#faf6f1"
INK: Final = "#241f1a"
QUIET: Final = "#655c53"
ACCENT: Final = "#a8431a"

DPI: Final = 100
EDGE_PX: Final = 40
GAP_PX: Final = 8
NAMES_PX: Final = 250
CHAPTER_PX: Final = 104
LINE_PX: Final = 26


def write_picture(path: Path, sheet: Sheet) -> None:
    """Draws the sheet into a PNG, the single faces left to the page."""
    # Without pyplot, whose global state and window back ends a script has no use for.
    from matplotlib.figure import Figure

    chapters = [part for part in sheet.chapters() if part[2] and part[2] is not sheet.faces]
    columns = 1 + len(sheet.methods)
    width = 2 * EDGE_PX + NAMES_PX + columns * (TILE_PX + GAP_PX)
    height = 2 * EDGE_PX + 74 + CHAPTER_PX + LINE_PX * len(sheet.pairs)
    height += sum(CHAPTER_PX + len(rows) * (TILE_PX + GAP_PX) for _, _, rows in chapters)
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=GROUND)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")

    def say(
        x: float, y: float, text: str, size: float, colour: str = INK, bold: bool = False
    ) -> None:
        weight = "bold" if bold else "normal"
        axes.text(x, y, text, fontsize=size, color=colour, weight=weight, va="top")

    def show(y: float, row: Row) -> None:
        say(EDGE_PX, y + 46, row.title, 11, bold=True)
        say(EDGE_PX, y + 68, row.note, 9, QUIET)
        for column, picture in enumerate(row.tiles):
            x = EDGE_PX + NAMES_PX + column * (TILE_PX + GAP_PX)
            axes.imshow(picture, extent=(x, x + TILE_PX, y + TILE_PX, y), interpolation="nearest")

    say(EDGE_PX, EDGE_PX, sheet.title, 17, bold=True)
    say(EDGE_PX, EDGE_PX + 38, sheet.summary, 9.5, QUIET)
    y = EDGE_PX + 74.0
    for heading, told, rows in chapters:
        say(EDGE_PX, y + 16, heading, 14, bold=True)
        say(EDGE_PX, y + 46, told, 9.5, QUIET)
        for column, name in enumerate(["Face", *(name for name, _ in sheet.methods)]):
            x = EDGE_PX + NAMES_PX + column * (TILE_PX + GAP_PX)
            say(x, y + CHAPTER_PX - 24, name, 9.5, QUIET, bold=True)
        y += CHAPTER_PX
        for row in rows:
            show(y, row)
            y += TILE_PX + GAP_PX
    say(EDGE_PX, y + 16, "Which expressions are confused", 14, bold=True)
    say(EDGE_PX, y + 46, "Faces of the label that are read as another.", 9.5, QUIET)
    y += CHAPTER_PX - 20
    largest = max((pair.count for pair in sheet.pairs), default=1)
    for pair in sheet.pairs:
        say(EDGE_PX, y, f"{pair.label} read as {pair.answer}", 10.5)
        x, length = EDGE_PX + NAMES_PX, 3 * TILE_PX * pair.count / largest
        axes.barh(y + 8, length, height=12, left=x, color=ACCENT)
        say(x + length + 10, y, f"{pair.count} faces, {pair.share:.0%}", 9.5, QUIET)
        y += LINE_PX
    # What was drawn last has moved the limits.
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="auto")
    with replacing(path) as temporary:
        figure.savefig(temporary)
