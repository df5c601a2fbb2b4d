"""A contact sheet as one self-contained HTML file."""

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from training.explanations.mistakes import ConfusedPair
from training.explanations.tiles import data_uri

STYLE = """
:root { color-scheme: light dark; --ground: #faf6f1; --surface: #fff; --ink: #241f1a;
  --quiet: #655c53; --line: #e4dbd1; --accent: #a8431a; --for: rgb(255 122 36);
  --against: rgb(36 132 255); }
@media (prefers-color-scheme: dark) { :root { --ground: #14120f; --surface: #1f1b17;
  --ink: #f6efe8; --quiet: #b8ada1; --line: #37302a; --accent: #ffb38a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 68rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 0; }
p { margin: .25rem 0 1rem; color: var(--quiet); max-width: 44rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { font-weight: 600; } dd { margin: 0; color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: separate; border-spacing: .375rem; margin-left: -.375rem; }
th { text-align: left; font-weight: 600; vertical-align: middle; }
thead th { font-size: .875rem; color: var(--quiet); position: sticky; top: 0;
  background: var(--ground); }
tbody th { width: 15.5rem; padding-right: .75rem; }
th small { display: block; font-weight: 400; color: var(--quiet); }
img { display: block; width: 8.25rem; height: 8.25rem; border-radius: .5rem; }
.pairs tbody th { width: auto; } .pairs td, .pairs th { padding: .25rem .75rem .25rem 0; }
.pairs td { text-align: right; font-variant-numeric: tabular-nums; }
.bar { display: block; height: .625rem; border-radius: .3125rem; background: var(--accent); }
.pairs td.wide { width: 14rem; }
.key::before { content: ''; display: inline-block; width: .75rem; height: .75rem;
  border-radius: .1875rem; margin: 0 .375rem 0 0; background: var(--key); }
.key { white-space: nowrap; margin-right: 1rem; }
@media (max-width: 60rem) {
  .faces, .faces thead, .faces tbody { display: block; margin: 0; }
  .faces tr { display: grid; grid-template-columns: repeat(5, 1fr); gap: .25rem; }
  .faces tbody th { grid-column: 1 / -1; width: auto; padding: .75rem 0 0; }
  .faces thead td, .pairs .wide { display: none; }
  .faces thead th { font-size: .6875rem; padding: .25rem 0; overflow-wrap: anywhere; }
  .faces td { padding: 0; }
  img { width: 100%; height: auto; border-radius: .25rem; }
}
"""


@dataclass(frozen=True)
class Row:
    """A face, or the mean of faces, with the maps of its reading.

    Attributes:
        tiles: The face, then one tile per method: uint8 [144, 144, 3].
    """

    title: str
    note: str
    tiles: list[npt.NDArray[np.uint8]]


@dataclass(frozen=True)
class Sheet:
    """Everything that is shown.

    Attributes:
        methods: Names of the columns after the face, each with a description.
    """

    title: str
    summary: str
    methods: list[tuple[str, str]]
    means: list[Row]
    faces: list[Row]
    mistakes: list[Row]
    pairs: list[ConfusedPair]


def as_page(sheet: Sheet) -> str:
    """Returns the sheet as HTML, its pictures inside."""
    methods = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(told)}</dd>" for name, told in sheet.methods
    )
    chapters = "".join(
        f"<h2>{heading}</h2><p>{told}</p>{_table(sheet, rows)}"
        for heading, told, rows in (
            (
                "What each expression rests on",
                "Means over correctly read faces, laid over the mean face of all with that label.",
                sheet.means,
            ),
            (
                "Single faces",
                "Read correctly, from the surest to the least sure of each expression.",
                sheet.faces,
            ),
            (
                "The surest mistakes",
                "Wrong according to the label; the maps show what spoke for the answer given.",
                sheet.mistakes,
            ),
        )
        if rows
    )
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(sheet.title)}</title>
<style>{STYLE}</style>
<h1>{escape(sheet.title)}</h1>
<p>{escape(sheet.summary)}</p>
<p><span class="key" style="--key: var(--for)">speaks for the answer</span>
<span class="key" style="--key: var(--against)">speaks against it (occlusion only)</span></p>
<dl>{methods}</dl>
{chapters}
<h2>Which expressions are confused</h2>
<p>Read against the label, by number of faces; reverse: how often the other is read as this one.</p>
{_pairs(sheet)}
</html>
"""


def _table(sheet: Sheet, rows: list[Row]) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name, _ in sheet.methods)
    body = "".join(_row(sheet, row) for row in rows)
    return (
        f'<table class="faces"><thead><tr><td></td><th scope="col">Face</th>{heads}</tr>'
        f"</thead><tbody>{body}</tbody></table>"
    )


def _row(sheet: Sheet, row: Row) -> str:
    names = ["Face", *(name for name, _ in sheet.methods)]
    cells = "".join(
        f'<td><img alt="{escape(f"{name}: {row.title}, {row.note}")}" src="{data_uri(picture)}">'
        "</td>"
        for name, picture in zip(names, row.tiles, strict=True)
    )
    return (
        f'<tr><th scope="row">{escape(row.title)}<small>{escape(row.note)}</small></th>{cells}</tr>'
    )


def _pairs(sheet: Sheet) -> str:
    largest = max((pair.count for pair in sheet.pairs), default=1)
    rows = "".join(
        f'<tr><th scope="row">{pair.label} read as {pair.answer}</th><td>{pair.count}</td>'
        f'<td>{pair.share:.0%}</td><td class="wide"><span class="bar" '
        f'style="width: {100 * pair.count / largest:.0f}%"></span></td>'
        f"<td>{pair.back:.0%}</td></tr>"
        for pair in sheet.pairs
    )
    return (
        '<div class="scroll"><table class="pairs"><thead><tr><td></td><th>faces</th>'
        '<th>of the label\'s</th><td class="wide"></td><th>reverse</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
