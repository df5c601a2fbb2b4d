"""make train-all: the steps in their order, and what is done, resumed or begun."""

import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts import train_all
from scripts.train_all import DEEP_EMOTION, FIVE_LAYER, NARROW, STEPS, Export, Train


def test_each_step_needs_only_what_an_earlier_one_made() -> None:
    made: set[Path] = set()
    for step in STEPS:
        assert step.needs() <= made, step.name
        if not isinstance(step, Export):
            made.add(step.folder)


def test_a_pupil_needs_its_teachers_and_its_start() -> None:
    needed = {str(folder) for folder in Train("fast_fine_tuned", 0).needs()}
    assert {"runs/fast_taught-seed0", "runs/wide_vgg-seed4"} <= needed
    assert Train("faceres", 0).needs() == set()


@pytest.mark.parametrize(
    ("folder", "is_offered"), [("webapp/public/models", True), ("training/trained", False)]
)
def test_every_committed_model_is_made(folder: str, is_offered: bool) -> None:
    found = {path.parent.name for path in (train_all.ROOT / folder).glob("*/manifest.json")}
    exports = [step for step in STEPS if isinstance(step, Export)]
    made = {step.name for step in exports if step.is_offered is is_offered}
    assert made == found - {"face_detector"} != set()


def test_a_run_of_other_length_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_all, "ROOT", tmp_path)
    begun = ["training/train.py", "--recipe", "fast", "--seed", "1"]
    assert Train("fast", 1).command() == begun
    assert Train("fast", 1, epochs=75).command() == [*begun, "--epochs", "75"]
    left_out = ["--folds", "5", "--left-out-fold", "1"]
    assert Train("fast", 1, folds=5).command() == [*begun, *left_out]


def test_runs_are_skipped_resumed_or_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_all, "ROOT", tmp_path)
    done = ((FIVE_LAYER, "model.keras"), (NARROW, "config.json"))
    for run, file in done:
        (tmp_path / run.folder).mkdir(parents=True)
        (tmp_path / run.folder / file).touch()
    assert Train("five_layer", 0).is_done()
    assert NARROW.command() == ["training/train.py", "--resume", str(NARROW.folder)]
    assert DEEP_EMOTION.command()[:2] == ["training/train.py", "--recipe"]


@dataclass(frozen=True)
class Pretended:
    """A step that notes when it began, waits for a file if need be, and makes its folder."""

    name: str
    after: tuple[str, ...] = ()
    code: str = "0"
    awaits: str = ""

    @property
    def folder(self) -> Path:
        return Path(self.name)

    def needs(self) -> set[Path]:
        return set(map(Path, self.after))

    def is_done(self) -> bool:
        return (train_all.ROOT / self.name).exists()

    def command(self) -> list[str]:
        return ["step.py", self.name, self.code, self.awaits]


SCRIPT = """
import os, pathlib, sys, time
name, code, awaits = sys.argv[1:4]
print(name, os.environ.get("OMP_NUM_THREADS"), os.nice(0), flush=True)
while awaits and not pathlib.Path(awaits).exists():
    time.sleep(0.02)
if code == "0":
    pathlib.Path(name).touch()
sys.exit(int(code))
"""


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(train_all, "ROOT", tmp_path)
    monkeypatch.setattr(train_all, "POLL_SECONDS", 0.02)
    (tmp_path / "step.py").write_text(SCRIPT)
    return tmp_path


def test_the_queue_runs_steps_side_by_side_and_each_after_its_needs(queue: Path) -> None:
    # `a` ends only when `b` is there: one after the other they would wait for ever.
    steps = [Pretended("a", awaits="b"), Pretended("b"), Pretended("c", after=("a", "b"))]
    assert train_all.run(steps, [], jobs=2) == 0
    assert (queue / "c").exists()
    log = (queue / train_all.LOGS / "c.log").read_text()
    assert log.split() == ["c", "1", "19"]


def test_a_failure_holds_up_only_what_needs_it(
    queue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (queue / "made").touch()
    steps = [Pretended("made", code="9"), Pretended("bad", code="2"), Pretended("good")]
    assert train_all.run([*steps, Pretended("pupil", after=("bad",))], [], jobs=2) == 2
    assert (queue / "good").exists()
    assert not (queue / "pupil").exists()
    said = capsys.readouterr()
    assert "bad: failed with 2" in said.out
    assert "1 steps wait for one that failed" in said.err


def test_an_interrupt_reaches_the_steps(queue: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # As under nohup.
    try:
        began = train_all.start(Pretended("endless", awaits="never"), [], jobs=1)
    finally:
        signal.signal(signal.SIGINT, before)
    log = queue / train_all.LOGS / "endless.log"
    while "endless" not in log.read_text():
        time.sleep(0.02)
    began.process.send_signal(signal.SIGINT)
    assert began.process.wait(timeout=20) != 0
    assert "KeyboardInterrupt" in log.read_text()
