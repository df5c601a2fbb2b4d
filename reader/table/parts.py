"""A table written in parts, so that a stopped run can continue and no row appears twice.

Each task's rows are JSON lines in its own file, which is complete or absent. When all exist, they
become the table, in the order of the tasks, in one step.
"""

import csv
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

from reader.errors import ReaderError
from reader.reading import COLUMNS, Row, columns

SCHEMA: Final = 1
"""Schema of the JSON form; changes when a column does."""


class TableError(ReaderError):
    """A table cannot be written at its path."""


class Parts:
    """The parts of an unfinished table, in a folder beside it."""

    def __init__(self, table: Path) -> None:
        """Takes the table's path; nothing is written yet.

        Raises:
            TableError: if the path holds something other than such a table, or has no folder.
        """
        self._table = table
        self._folder = table.with_name(f"{table.name}.parts")
        if not table.parent.is_dir():
            raise TableError(f"expected a folder for {table}, got none at {table.parent}")
        if table.exists() and not (table.is_file() and _is_table(table)):
            raise TableError(f"expected {table} to be new or a table of faces, got something else")

    def has(self, key: str) -> bool:
        """Returns whether a part exists."""
        return self._path(key).exists()

    def write(self, key: str, rows: Iterable[Row]) -> None:
        """Writes a part, row by row; it appears when it is complete."""
        self._folder.mkdir(exist_ok=True)
        scratch = self._folder / f"{key}.{os.getpid()}.tmp"
        with scratch.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row) + "\n")
        os.replace(scratch, self._path(key))

    def finish(
        self, keys: Sequence[str], labels: tuple[str, ...], model: tuple[str, str], as_json: bool
    ) -> int:
        """Joins the parts into the table and removes them; returns the number of rows.

        Args:
            keys: Of the parts, in the table's order.
            model: Its name and version, for the JSON form.
            as_json: JSON instead of CSV.
        """
        scratch = self._table.with_name(f"{self._table.name}.{os.getpid()}.tmp")
        write = _write_json if as_json else _write_csv
        try:
            # File names may contain bytes that are not text.
            with scratch.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                count = write(file, self._rows(keys), labels, model)
            os.replace(scratch, self._table)
        finally:
            scratch.unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        return count

    def _rows(self, keys: Sequence[str]) -> Iterator[Row]:
        for key in keys:
            with self._path(key).open(encoding="utf-8") as file:
                yield from map(json.loads, file)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.jsonl"


def _write_csv(
    file: TextIO, rows: Iterator[Row], labels: tuple[str, ...], model: tuple[str, str]
) -> int:
    """RFC 4180: comma, CRLF, a header row."""
    writer = csv.DictWriter(file, columns(labels))
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def _write_json(
    file: TextIO, rows: Iterator[Row], labels: tuple[str, ...], model: tuple[str, str]
) -> int:
    """One object, with one line for each of its `rows`."""
    name, version = model
    head = {"schema": SCHEMA, "model": {"name": name, "version": version}, "labels": list(labels)}
    file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [')
    count = 0
    for row in rows:
        file.write((",\n" if count else "\n") + json.dumps(row, ensure_ascii=False))
        count += 1
    file.write("\n]}\n")
    return count


def _is_table(path: Path) -> bool:
    """Whether a file starts like a CSV or JSON table, or is empty."""
    with path.open("rb") as file:
        head = file.read(200)
    csv_head = ",".join(COLUMNS[:3]).encode()
    return head.startswith((csv_head, b'{"schema": ')) or not head
