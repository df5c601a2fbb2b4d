"""Command lines whose mistakes end in one sentence."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

BAD_INPUT_EXIT: Final = 2
"""Exit code of a command that cannot use what it got."""


class Parser(argparse.ArgumentParser):
    """argparse's, without the usage before an error, and with option names written in full."""

    def __init__(self, documentation: str | None = None, **options: Any) -> None:
        """Describes the command by the first paragraph of its module's documentation."""
        options.setdefault("description", (documentation or "").split("\n\n")[0])
        super().__init__(allow_abbrev=False, **options)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Refuses an empty argument, which as a path would mean the current folder."""
        words = list(sys.argv[1:] if args is None else args)
        if "" in words:
            at = words.index("")
            before = words[at - 1] if at else "the command"
            self.error(f"expected a value after {before}, got an empty one; is a variable unset?")
        return super().parse_known_args(words, namespace)

    def error(self, message: str) -> NoReturn:
        """Says what is wrong and ends with code 2."""
        print(f"{self.prog}: {message}; see --help", file=sys.stderr)
        sys.exit(BAD_INPUT_EXIT)
