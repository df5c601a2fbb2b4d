"""What a sweep came to: a table, in Markdown and CSV, and a picture."""

import csv
import io
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from training.files import replacing, write_text
from training.sweeps.trials import Sweep

TABLE: Final = "table.md"
VALUES: Final = "table.csv"
PICTURE: Final = "sweep.png"
COLUMNS: Final = 3
"""Panels beside each other."""
MARGIN: Final = 0.04
"""Of a range, left free at both its ends."""


def write(sweep: Sweep) -> None:
    """Writes table.md, table.csv and sweep.png into the sweep's folder."""
    write_text(sweep.folder / TABLE, f"{table(sweep)}\n\n{conclusion(sweep)}\n")
    text = io.StringIO()
    writer = csv.writer(text)
    keys = [dimension.key for dimension in sweep.space]
    writer.writerow(["trial", "state", "epochs", "val_accuracy", *keys, "reason"])
    for number, trial in enumerate(sweep.trials):
        values = [trial.values[key] for key in keys]
        score = sweep.score(trial) if trial.accuracies else ""
        writer.writerow([number, trial.state, len(trial.accuracies), score, *values, trial.reason])
    write_text(sweep.folder / VALUES, text.getvalue())
    draw(sweep)


def table(sweep: Sweep) -> str:
    """Returns the trials in Markdown, the best first."""
    keys = [dimension.key for dimension in sweep.space]
    head = ["Trial", "State", "Epochs", "PublicTest", *(f"`{key}`" for key in keys)]
    order = sorted(
        range(len(sweep.trials)),
        key=lambda i: (sweep.trials[i].state != "complete", -sweep.score(sweep.trials[i])),
    )
    rows = []
    for number in order:
        trial = sweep.trials[number]
        score = f"{sweep.score(trial):.4f}" if trial.accuracies else "–"
        values = [shown(trial.values[key]) for key in keys]
        rows.append([str(number), trial.state, str(len(trial.accuracies)), score, *values])
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def conclusion(sweep: Sweep) -> str:
    """Returns the best trial in a sentence, and what its figure is worth."""
    best = sweep.best()
    if best is None:
        return "No trial is complete."
    trial = sweep.trials[best]
    return (
        f"Trial {best} is the best of {len(sweep.trials)} on PublicTest "
        f"({sweep.score(trial):.4f}): {in_words(trial.values)}. It was chosen there, so it reads "
        f"higher than it is; its recipe is in {sweep.trial_folder(best) / 'config.json'}."
    )


def in_words(values: Mapping[str, Any]) -> str:
    """Returns the values of a trial in a line."""
    return ", ".join(f"{key} {shown(value)}" for key, value in values.items())


def shown(value: Any) -> str:
    """Returns a value as a table shows it, numbers with three digits."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def draw(sweep: Sweep) -> None:
    """Draws the trials in their order, and the accuracy over each key's values, into a PNG."""
    # Without pyplot, whose global state and window back ends a script has no use for.
    from matplotlib.figure import Figure

    numbers = [i for i, trial in enumerate(sweep.trials) if trial.accuracies]
    scores = [sweep.score(sweep.trials[i]) for i in numbers]
    whole = np.array([sweep.trials[i].state == "complete" for i in numbers], bool)
    rows = -(-(len(sweep.space) + 1) // COLUMNS)
    figure = Figure(figsize=(4 * COLUMNS, 3.2 * rows), layout="constrained", dpi=110)
    panels = figure.subplots(rows, COLUMNS, sharey=True, squeeze=False).ravel()
    order, *others = panels
    scatter(order, np.array(numbers, float), np.array(scores), whole)
    if whole.any():
        order.step(
            np.array(numbers)[whole],
            np.maximum.accumulate(np.array(scores)[whole]),
            where="post",
            color="tab:green",
            label="best so far",
        )
    order.set(xlabel="trial", ylabel="PublicTest accuracy")
    order.xaxis.get_major_locator().set_params(integer=True)
    order.legend()
    for panel, dimension in zip(others, sweep.space, strict=False):
        values = [sweep.trials[i].values[dimension.key] for i in numbers]
        if dimension.kind == "choice":
            places = [dimension.values.index(value) for value in values]
            panel.set_xticks(range(len(dimension.values)), map(str, dimension.values))
        else:
            places = values
            span_over(panel, *dimension.values, is_log=dimension.kind == "log")
        scatter(panel, np.array(places, float), np.array(scores), whole)
        panel.set(xlabel=dimension.key)
    for panel in panels[: len(sweep.space) + 1]:
        panel.grid(alpha=0.3)
    for panel in panels[len(sweep.space) + 1 :]:
        panel.set_visible(False)
    with replacing(sweep.folder / PICTURE) as temporary:
        figure.savefig(temporary)


def span_over(panel: Any, low: float, high: float, *, is_log: bool) -> None:
    """Lets a panel show a range from end to end, with a little room beyond and ticks at both."""
    ticks = np.geomspace(low, high, 4) if is_log else np.linspace(low, high, 5)
    if is_log:
        panel.set_xscale("log")
        panel.minorticks_off()
        room = (high / low) ** MARGIN
        panel.set_xlim(low / room, high * room)
    else:
        room = (high - low) * MARGIN
        panel.set_xlim(low - room, high + room)
    panel.set_xticks(ticks, [f"{tick:.2g}" for tick in ticks])


def scatter(panel: Any, places: Any, scores: Any, whole: Any) -> None:
    """Draws complete trials filled, others hollow."""
    panel.plot(places[whole], scores[whole], "o", color="tab:blue", label="complete")
    if not whole.all():
        panel.plot(
            places[~whole], scores[~whole], "o", color="tab:blue", fillstyle="none", label="pruned"
        )
