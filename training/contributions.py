"""Gathers what people contributed.

    python training/contributions.py pull FOLDER       the bucket's pictures, to train on
    python training/contributions.py stats             what is there, counted
    python training/contributions.py purge --days 365  deletes what is that old

--bucket or MIEN_BUCKET names the bucket. GOOGLE_APPLICATION_CREDENTIALS is a service account's key
file; STORAGE_EMULATOR_HOST leads to an emulator instead. docs/contributions.md has the rest.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import environment

from rich.console import Console
from rich.progress import track

from functions.intake import layout
from functions.intake.purge import purge
from reader.command_line import Parser
from training.commands import INTERRUPTED_EXIT, command
from training.gather import counts
from training.gather.bucket import Bucket, GatherError, list_contributions, open_bucket, reaching
from training.gather.pull import pull

BUCKET: Final = "MIEN_BUCKET"
MOST_DAYS: Final = 36_500
"""A hundred years: nothing is older, and dates before year 1 fail."""


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    commands = {"pull": run_pull, "stats": run_stats, "purge": run_purge}
    try:
        commands[arguments.command](arguments)
    except KeyboardInterrupt:
        print("\nstopped; run the same command again to continue", file=sys.stderr)
        return INTERRUPTED_EXIT
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    common = Parser(add_help=False)
    common.add_argument("--bucket", help=f"the bucket's name (default: ${BUCKET})")
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[common], help=text, description=text)

    pulling = add("pull", "bring a folder up to date with the bucket")
    pulling.add_argument("folder", type=Path, help="new folder, or one of an earlier pull")
    add("stats", "count what is in the bucket")
    purging = add("purge", "delete contributions that are too old")
    purging.add_argument(
        "--days", type=int, default=layout.RETENTION_DAYS, help="minimum age in days"
    )
    purging.add_argument("--dry-run", action="store_true", help="only count")
    return parser.parse_args(argv)


def run_pull(arguments: argparse.Namespace) -> None:
    """Brings the folder up to date and says what changed."""
    report = pull(_bucket(arguments), arguments.folder, show_progress, today())
    print(
        f"{arguments.folder}: {report.new} new, {report.kept} kept, {len(report.deleted)} deleted, "
        f"{report.dropped} left out as duplicates, {len(report.unusable)} unusable"
    )
    for file in report.deleted:
        print(f"deleted {file}")
    for name in report.unusable:
        print(f"unusable {name}")


def run_stats(arguments: argparse.Namespace) -> None:
    """Prints the counts."""
    print(counts.describe(list_contributions(_bucket(arguments))))


def run_purge(arguments: argparse.Namespace) -> None:
    """Deletes what is too old."""
    if not 0 <= arguments.days <= MOST_DAYS:
        raise GatherError(f"expected --days from 0 to {MOST_DAYS}, got {arguments.days}; change it")
    really = not arguments.dry_run
    bucket = _bucket(arguments)
    with reaching(bucket.name):
        purged = purge(bucket, arguments.days, today(), really=really)
    done = "deleted" if really else "would delete"
    print(f"{done} {purged.pictures} pictures of {arguments.days} days and older")
    print(f"{done} {purged.marks} records of deletions, {layout.TOMBSTONE_DAYS} days and older")


def show_progress(steps: Iterable[None], total: int) -> Iterable[None]:
    """Yields the steps and shows a bar and the time left if the output is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        return steps
    return track(steps, "pictures", total, console=console)


def today() -> date:
    """Returns the UTC date."""
    return datetime.now(UTC).date()


def _bucket(arguments: argparse.Namespace) -> Bucket:
    name = arguments.bucket or os.environ.get(BUCKET)
    if not name:
        raise GatherError(f"expected --bucket or {BUCKET}, got neither; name the bucket")
    return open_bucket(name)


if __name__ == "__main__":
    sys.exit(main())
