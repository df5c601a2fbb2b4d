"""Every command ends with one sentence, whatever stops it."""

import errno
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from training.commands import command
from training.errors import DataError


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (DataError("expected a, got b; c"), 2, "test_commands.py: expected a, got b; c\n"),
        (
            OSError(errno.ENOSPC, "No space left on device", "runs/x"),
            2,
            "test_commands.py: expected to read and write files, got: No space left on device for "
            "runs/x; make room there or name another place\n",
        ),
        (KeyboardInterrupt(), 130, "\ntest_commands.py: stopped\n"),
    ],
)
def test_what_stops_a_command_is_one_sentence(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @command
    def main(argv: Sequence[str] | None) -> int:
        raise error

    assert main() == code
    assert capsys.readouterr().err == said


def test_a_console_without_umlauts_shows_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))

    @command
    def main(argv: Sequence[str] | None) -> int:
        print(Path("Übung"))
        return 0

    assert main() == 0
    sys.stdout.flush()
    assert written.getvalue() == b"\\xdcbung\n"
