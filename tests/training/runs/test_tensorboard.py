"""What TensorBoard's own reader finds in the files of train.py --tensorboard."""

import csv
import sys
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from training.runs import checkpoint
from training.runs import folder as run_folder
from training.runs.checkpoint import Epoch
from training.runs.tensorboard import CURVES, Board
from training.train import main


def epoch(number: int) -> Epoch:
    return Epoch(number, 0.1 / number, 2.0 / number, 0.2 * number, 2.5 / number, 0.1 * number, 7.0)


def scalars(folder: Path, name: str) -> dict[str, list[tuple[int, float]]]:
    """Returns each curve's steps and values as TensorBoard shows them."""
    reader = EventAccumulator(str(folder / "tensorboard" / name)).Reload()
    tags = reader.Tags()["scalars"]
    return {tag: [(e.step, e.value) for e in reader.Scalars(tag)] for tag in tags}


def assert_is_history(folder: Path, history: list[dict[str, float]]) -> None:
    for name, curves in CURVES.items():
        shown = scalars(folder, name)
        assert set(shown) == set(curves)
        for tag, column in curves.items():
            assert [step for step, _ in shown[tag]] == [row["epoch"] for row in history]
            expected = [row[column] for row in history]
            assert [value for _, value in shown[tag]] == pytest.approx(expected, rel=1e-6)


def test_each_epoch_is_a_step_and_a_resumed_run_has_each_once(tmp_path: Path) -> None:
    history = [epoch(1)]
    board = Board(tmp_path)
    board(history)
    history.append(epoch(2))
    board(history)
    assert_is_history(tmp_path, [vars(e) for e in history])
    history.append(epoch(3))
    Board(tmp_path)(history)
    assert_is_history(tmp_path, [vars(e) for e in history])
    reader = EventAccumulator(str(tmp_path / "tensorboard" / "training")).Reload()
    times = [e.wall_time for e in reader.Scalars("loss")]
    assert times[1] - times[0] == pytest.approx(7.0, abs=1e-3)


@pytest.mark.slow
def test_a_run_and_its_resumption_show_their_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    save = checkpoint.save

    def save_and_stop(*arguments: object) -> None:
        save(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint, "save", save_and_stop)
    begin = ["--synthetic", "--epochs", "3", "--run-dir", str(folder), "--tensorboard"]
    assert main(begin) == 130
    monkeypatch.undo()
    assert main(["--synthetic", "--resume", str(folder), "--tensorboard"]) == 0
    with (folder / run_folder.HISTORY).open() as file:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]
    assert len(rows) == 3
    assert_is_history(folder, rows)


def test_without_the_package_it_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "tensorboard.summary.writer.record_writer", None)
    assert main(["--synthetic", "--tensorboard"]) == 2
    said = capsys.readouterr().err
    assert "expected the package tensorboard for --tensorboard" in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())
