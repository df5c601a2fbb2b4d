"""The results of a sweep: a table, in Markdown and CSV, and Optuna's picture of it."""

import csv
import io
import warnings
from collections.abc import Mapping
from typing import Any, Final

from optuna.exceptions import ExperimentalWarning
from optuna.trial import FrozenTrial, TrialState

from training.files import replacing, write_text
from training.sweeps.study import Sweep

TABLE: Final = "table.md"
VALUES: Final = "table.csv"
PICTURE: Final = "sweep.png"


def write(sweep: Sweep) -> None:
    """Writes table.md, table.csv and, once a trial is complete, sweep.png."""
    write_text(sweep.folder / TABLE, f"{table(sweep)}\n\n{conclusion(sweep)}\n")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["trial", "state", "epochs", "val_accuracy", *sweep.space, "reason"])
    for trial in sweep.ended:
        values = [trial.params[key] for key in sweep.space]
        reason = trial.user_attrs.get("reason", "")
        epochs = len(trial.intermediate_values)
        writer.writerow([trial.number, state(trial), epochs, trial.value, *values, reason])
    write_text(sweep.folder / VALUES, text.getvalue())
    if complete(sweep):
        draw(sweep)


def table(sweep: Sweep) -> str:
    """Returns the trials in Markdown, the best first."""
    head = ["Trial", "State", "Epochs", "PublicTest", *(f"`{key}`" for key in sweep.space)]
    rows = []
    for trial in sorted(
        sweep.ended, key=lambda t: (t.state != TrialState.COMPLETE, -(t.value or 0.0))
    ):
        score = "–" if trial.value is None else f"{trial.value:.4f}"
        values = [shown(trial.params[key]) for key in sweep.space]
        epochs = str(len(trial.intermediate_values))
        rows.append([str(trial.number), state(trial), epochs, score, *values])
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def conclusion(sweep: Sweep) -> str:
    """Returns the best trial in a sentence, with how far to trust its figure."""
    if not complete(sweep):
        return "No trial is complete."
    best = sweep.study.best_trial
    return (
        f"Trial {best.number} is the best of {len(sweep.ended)} on PublicTest "
        f"({best.value:.4f}): {in_words(best.params)}. It was chosen there, so it reads "
        f"higher than it is; its recipe is in {sweep.trial_folder(best.number) / 'config.json'}."
    )


def complete(sweep: Sweep) -> list[FrozenTrial]:
    """Returns the trials that finished."""
    return [trial for trial in sweep.ended if trial.state == TrialState.COMPLETE]


def state(trial: FrozenTrial) -> str:
    """Returns a trial's state in a word: complete, pruned or fail."""
    return trial.state.name.lower()


def in_words(values: Mapping[str, Any]) -> str:
    """Returns the values of a trial in a line."""
    return ", ".join(f"{key} {shown(value)}" for key, value in values.items())


def shown(value: Any) -> str:
    """Returns a value for a table, numbers with three digits."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def draw(sweep: Sweep) -> None:
    """Draws the accuracy of the complete trials over each key's values into a PNG."""
    import matplotlib as mpl

    # Optuna draws with pyplot, which would open a window.
    mpl.use("Agg")
    from matplotlib import pyplot
    from optuna.visualization.matplotlib import plot_slice

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        # With one trial every axis is a point.
        warnings.filterwarnings("ignore", "Attempting to set identical", UserWarning)
        plot_slice(sweep.study, list(sweep.space), target_name="PublicTest accuracy")
    figure = pyplot.gcf()
    figure.set_size_inches(4 * len(sweep.space), 4)
    with replacing(sweep.folder / PICTURE) as temporary:
        figure.savefig(temporary, dpi=110, bbox_inches="tight")
    pyplot.close(figure)
