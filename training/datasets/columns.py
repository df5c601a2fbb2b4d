"""Some columns of a CSV file, by their names."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from training.datasets.archives import read_rows
from training.errors import DataError


def read_columns(
    path: Path, members: Sequence[str], columns: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    """Yields where each row is, for messages, and its values in some columns, without blanks.

    Args:
        path: As of `read_rows`.
        members: As of `read_rows`.
        columns: Their names; the header may have blanks, another case, and more of them.

    Raises:
        DataError: for a file without these columns or with one twice, a row of another length, or
            what `read_rows` refuses.
    """
    rows = read_rows(path, members)
    _, header = next(rows, (0, ["an empty file"]))
    # Kaggle's second file has blanks in its header, and people change the case.
    names = [name.strip().lower() for name in header]
    if any(names.count(column.lower()) != 1 for column in columns):
        raise DataError(
            f"expected {path} to have the columns {', '.join(columns)}, each once, got "
            f"{', '.join(header)[:200]}; use {members[0]} as it was published"
        )
    places = [names.index(column.lower()) for column in columns]
    number = 0
    for number, row in rows:
        where = f"row {number} of {path}"
        if len(row) != len(header):
            raise DataError(
                f"expected {len(header)} values in {where}, got {len(row)}; fetch {members[0]} "
                "again"
            )
        yield where, [row[place].strip() for place in places]
    if number == 0:
        raise DataError(
            f"expected {path} to hold rows, got only a header; fetch {members[0]} again"
        )
