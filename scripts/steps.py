"""The kinds of steps of train_all.py: a command, what it needs and when it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from training import recipes
from training.evaluation import answers
from training.models import face_recognition
from training.runs import folder as run_folder

ROOT: Final = Path(__file__).resolve().parents[1]
RUNS: Final = Path("runs")


@dataclass(frozen=True)
class Step:
    """A command that makes one folder.

    Attributes:
        folder: What it makes, below ROOT.
        files: What is in the folder when it is done. None for an export, which is never done: it
            takes minutes, and may be older than its run.
        can_resume: Whether a folder that is begun is continued.
    """

    name: str
    folder: Path
    words: tuple[str, ...]
    files: tuple[str, ...] = ()
    needs: frozenset[Path] = frozenset()
    can_resume: bool = False

    def is_done(self) -> bool:
        """Returns whether it need not run."""
        return bool(self.files) and all((ROOT / self.folder / file).exists() for file in self.files)

    def command(self) -> tuple[str, ...]:
        """Returns the script and its options: to begin, or to continue after the last epoch."""
        if self.can_resume and (ROOT / self.folder / run_folder.CONFIG).exists():
            return self.words[0], "--resume", str(self.folder)
        return self.words


def train(recipe: str, seed: int, *, epochs: int | None = None, folds: int | None = None) -> Step:
    """Returns a run of a recipe.

    Args:
        folds: The fold of the seed's number is left out, and the run answers for it.
    """
    name = f"{recipe}-seed{seed}"
    words = ["training/train.py", "--recipe", recipe, "--seed", str(seed)]
    files = [run_folder.MODEL]
    if epochs is not None:
        words += ["--epochs", str(epochs)]
    if folds is not None:
        words += ["--folds", str(folds), "--left-out-fold", str(seed)]
        files.append(answers.FILE)
    loaded = recipes.load(recipe)
    before = {*loaded.distillation.teachers, loaded.start_from, loaded.aligner}
    before -= {"", *face_recognition.ORIGINS}
    needs = frozenset(map(Path, before))
    return Step(name, RUNS / name, tuple(words), tuple(files), needs, can_resume=True)


def align() -> Step:
    """Returns the network that finds where a face lies, for the recipes that align faces."""
    folder = RUNS / "aligner"
    return Step("aligner", folder, ("training/align.py",), (run_folder.MODEL,))


def ridge(*features: str) -> Step:
    """Returns a regression without a network: an hour of one core, and 10 to 14 GB."""
    name = "-".join(("ridge", *features))
    words = ("training/ridge.py", "--features", *features)
    return Step(name, RUNS / name, words, (answers.PUBLIC_TEST,))


def join(name: str, members: Sequence[Step], script: str, *options: str) -> Step:
    """Returns a step that makes one network of others, in a run folder of its own."""
    folders = [member.folder for member in members]
    words = (script, *map(str, folders), *options, "--run-dir", str(RUNS / name))
    return Step(name, RUNS / name, words, (run_folder.MODEL,), frozenset(folders))


def export(source: Step, name: str, *options: str, out: str = "webapp/public/models") -> Step:
    """Returns the export of a run into a folder of models."""
    words = ("converter/export.py", str(source.folder), "--name", name, "--out", out, *options)
    return Step(f"export-{name}", Path(out) / name, words, needs=frozenset({source.folder}))
