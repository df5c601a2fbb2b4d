"""The confusion matrix as a picture."""

from pathlib import Path
from typing import Any

import numpy as np

from training.files import replacing
from training.labels import EXPRESSIONS


def write_confusion(path: Path, report: dict[str, Any]) -> None:
    """Draws a report's confusion matrix, each row as shares of its label, into a PNG."""
    # Without pyplot, whose global state and window back ends a script does not need.
    from matplotlib.figure import Figure

    counts = np.array(report["confusion"])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(6.4, 5.8), layout="constrained", dpi=110)
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = [f"{name}\n{n}" for name, n in zip(EXPRESSIONS, counts.sum(axis=1), strict=True)]
    axes.set_yticks(range(len(EXPRESSIONS)), names)
    axes.set_xticks(range(len(EXPRESSIONS)), EXPRESSIONS)
    axes.set(xlabel="predicted", ylabel="label (faces)")
    accuracy = report["accuracy"]["value"]
    axes.set_title(f"{report['model']} on {report['split']}: accuracy {accuracy:.4f}")
    for row, column in np.ndindex(*shares.shape):
        share = shares[row, column]
        axes.text(
            column,
            row,
            f"{share:.2f}",
            ha="center",
            va="center",
            color="white" if share > 0.5 else "black",
        )
    with replacing(path) as temporary:
        figure.savefig(temporary)
