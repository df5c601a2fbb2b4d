"""make train-all: the steps in their order, and what is done, resumed or begun."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import steps, train_all
from scripts.steps import Step, train
from scripts.train_all import DEEP_EMOTION, FIVE_LAYER, NARROW, STEPS


def test_each_step_needs_only_what_an_earlier_one_made() -> None:
    made: set[Path] = set()
    for step in STEPS:
        assert step.needs <= made, step.name
        made.add(step.folder)
    assert len({step.name for step in STEPS}) == len(STEPS)


def test_a_pupil_needs_its_teachers_and_its_start() -> None:
    needed = {str(folder) for folder in train("fast_fine_tuned", 0).needs}
    assert {"runs/fast_taught-seed0", "runs/wide_vgg-seed4"} <= needed
    assert train("faceres", 0).needs == {Path("runs/ridge-faceres-aligned")}
    # Weights of a package are no folder of ours.
    assert train("dlib_resnet", 0).needs == set()


@pytest.mark.parametrize("folder", ["webapp/public/models", "training/trained"])
def test_every_committed_model_is_made(folder: str) -> None:
    found = {path.parent.name for path in (steps.ROOT / folder).glob("*/manifest.json")}
    made = {step.folder.name for step in STEPS if step.folder.parent == Path(folder)}
    assert made == found - {"face_detector"} != set()


def test_a_run_of_other_length_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    begun = ("training/train.py", "--recipe", "fast", "--seed", "1")
    assert train("fast", 1).command() == begun
    assert train("fast", 1, epochs=75).command() == (*begun, "--epochs", "75")
    left_out = ("--folds", "5", "--left-out-fold", "1")
    assert train("fast", 1, folds=5).command() == (*begun, *left_out)


def test_runs_are_skipped_resumed_or_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    taught = train("fast", 3, folds=5)
    done = ((FIVE_LAYER, "model.keras"), (taught, "model.keras"), (NARROW, "config.json"))
    for run, file in done:
        (tmp_path / run.folder).mkdir(parents=True)
        (tmp_path / run.folder / file).touch()
    assert FIVE_LAYER.is_done()
    assert not taught.is_done()  # Its answers for the fold are missing.
    assert NARROW.command() == ("training/train.py", "--resume", str(NARROW.folder))
    assert DEEP_EMOTION.command()[:2] == ("training/train.py", "--recipe")
    assert not any(step.is_done() for step in STEPS if step.name.startswith("export-"))


SCRIPT = """
import os, pathlib, sys, time
name, code, awaits = sys.argv[1:4]
print(name, os.environ.get("OMP_NUM_THREADS"), os.environ.get("FER2013"), os.nice(0), flush=True)
try:
    while awaits and not pathlib.Path(awaits).exists():
        time.sleep(0.02)
except KeyboardInterrupt:
    time.sleep(0.5)
    print("kept", flush=True)
    raise
if code == "0":
    pathlib.Path(name).mkdir()
    pathlib.Path(name, "file").touch()
sys.exit(int(code))
"""


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    (tmp_path / "step.py").write_text(SCRIPT)
    return tmp_path


def pretended(name: str, *after: str, code: str = "0", awaits: str = "") -> Step:
    """A step that says how it was begun, waits for a file if need be, and makes its folder."""
    words = ("step.py", name, code, awaits)
    return Step(name, Path(name), words, ("file",), frozenset(map(Path, after)))


def log_of(name: str) -> str:
    path = steps.ROOT / train_all.LOGS / f"{name}.log"
    return path.read_text() if path.exists() else ""


def test_the_queue_runs_steps_side_by_side_and_each_after_its_needs(queue: Path) -> None:
    # `a` ends only when `b` is there: one after the other they would wait for ever.
    run = [pretended("a", awaits="b"), pretended("b"), pretended("c", "a", "b")]
    assert train_all.run(run, 2, {"FER2013": "/faces of $HOME"}) == 0
    assert (queue / "c").exists()
    assert log_of("c").strip() == "c 1 /faces of $HOME 19"


def test_a_failure_holds_up_only_what_needs_it(
    queue: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (queue / "made").mkdir()
    (queue / "made" / "file").touch()
    run = [pretended("made", code="9"), pretended("bad", "made", code="2"), pretended("good")]
    assert train_all.run([*run, pretended("pupil", "bad")], 2, {}) == 2
    assert (queue / "good").exists()
    assert not (queue / "pupil").exists()
    said = capfd.readouterr()
    assert "bad: failed with 2 after 0 minutes" in said.out
    assert "good: done" in said.out
    assert "made" not in said.out
    assert "not run, since a step failed: pupil" in said.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "end"])
def test_the_queue_ends_after_its_interrupted_steps(queue: Path, number: int) -> None:
    code = (
        "import pathlib, sys\n"
        "from scripts import steps, train_all\n"
        "steps.ROOT = pathlib.Path(sys.argv[1])\n"
        "words = ('step.py', 'endless', '0', 'never')\n"
        "train_all.STEPS = (steps.Step('endless', pathlib.Path('endless'), words, ('file',)),)\n"
        "sys.exit(train_all.main(['--jobs', '2']))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(queue)], start_new_session=True)
    while "endless" not in log_of("endless"):
        assert process.poll() is None
        time.sleep(0.02)
    os.kill(process.pid, number)
    assert process.wait(timeout=60) == 130
    assert "kept" in log_of("endless")
    assert "KeyboardInterrupt" in log_of("endless")


def test_an_interrupt_reaches_the_steps_of_a_queue_that_ignores_it(queue: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # As under nohup.
    try:
        run = [pretended("ended", code="1")]
        (queue / "step.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGINT)")
        assert train_all.run(run, 1, {}) == 2
    finally:
        signal.signal(signal.SIGINT, before)
    assert "KeyboardInterrupt" in log_of("ended")
