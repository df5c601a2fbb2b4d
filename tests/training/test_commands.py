"""Every command ends with one sentence, whatever stops it."""

import errno
import importlib
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from training import contributions, ensemble, ridge, soup
from training.commands import command
from training.errors import DataError
from training.files import claimed

COMMANDS = (
    "converter.export",
    "converter.restore",
    "reader.read",
    "training.contributions",
    "training.ensemble",
    "training.evaluate",
    "training.explain",
    "training.framing",
    "training.ridge",
    "training.soup",
    "training.sweep",
    "training.train",
)


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


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_is_none_is_one_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main = importlib.import_module(name).main
    monkeypatch.setattr(sys, "argv", [f"{name.partition('.')[2]}.py"])
    for arguments in (["--nonesuch"], ["x", "--nonesuch", "--help-me"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
        said = capsys.readouterr().err
        assert said.startswith(f"{name.partition('.')[2]}.py: ")
        assert said.endswith("; see --help\n")
        assert said.count("\n") == 1


def test_an_empty_value_is_not_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (["--run-dir", "", "--synthetic"], ["", "--synthetic"]):
        with pytest.raises(SystemExit):
            soup.main(["a", "b", *arguments])
        before = "--run-dir" if arguments[0] else "b"
        assert f"a value after {before}, got an empty one" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_seed_that_no_generator_takes_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    for seed in ("-1", "99999999999"):
        assert ridge.main(["--synthetic", "--seed", seed]) == 2
        assert f"ridge.py: expected --seed in 0…2147483647, got {seed}" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["[]", None])
def test_a_key_file_that_is_none_is_one_sentence(
    key: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "key.json"
    path.mkdir() if key is None else path.write_text(key)
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    assert contributions.main(["stats", "--bucket", "faces"]) == 2
    assert "contributions.py: expected credentials for faces, got " in capsys.readouterr().err


@pytest.mark.parametrize("made_by", [ensemble.main, soup.main, ridge.main])
def test_a_command_makes_its_run_in_a_folder_that_nobody_else_has(
    made_by: Callable[[Sequence[str]], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "made"
    models = [] if made_by is ridge.main else [str(tmp_path / name) for name in ("a", "b")]
    words = [*models, "--synthetic", "--run-dir", str(folder)]
    with claimed(folder, "train.py fast"):
        assert made_by(words) == 2
        assert "nobody else to work in" in capsys.readouterr().err
        assert [path.name for path in folder.iterdir()] == [".lock"]
        (folder / "config.json").touch()
    assert made_by(words) == 2
    assert "to hold no run yet" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["config.json"]
