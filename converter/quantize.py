"""Chooses the storage type of the shipped weights by measuring."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from converter.errors import ExportError
from converter.manifest import gzip_bytes
from converter.parity import Logits, top1_agreement
from training.evaluation.metrics import accuracy

COARSE: Final = "uint8-coarse"
"""One byte for each weight, but few distinct values (converter/coarse.py): compresses better."""

SMALLEST_FIRST: Final = (COARSE, "uint8", "float16", "float32")
CHOICES: Final = ("auto", *SMALLEST_FIRST)

TOLERATED_LOSS: Final = 0.003
"""The most PublicTest accuracy that a smaller file may cost: about 11 of 3,589 faces, a third of
the 95 % interval's half width."""


ROUNDING: Final = 1e-9
"""So that 3 faces of 1,000, computed as 0.0030000000000000027, are within the limit."""


@dataclass(frozen=True)
class Candidate:
    """One quantization, written and measured in TF.js.

    Attributes:
        quantization: One of SMALLEST_FIRST.
        logits: float32 [N, 7] on the faces to measure on.
        accuracy: 0–1, on these faces.
        loss: Keras's accuracy minus this one.
        agreement: Share of faces for which both name the same expression.
    """

    quantization: str
    folder: Path
    logits: Logits
    accuracy: float
    loss: float
    agreement: float


def choose(
    wanted: str,
    write: Callable[[str], tuple[Path, Logits]],
    keras_logits: Logits,
    labels: npt.NDArray[np.uint8],
    say: Callable[[str], None],
    most_loss: float = TOLERATED_LOSS,
) -> Candidate:
    """Returns the wanted quantization, or with "auto" the smallest that loses little accuracy.

    Args:
        wanted: One of CHOICES.
        write: Writes the files of a quantization and runs them: name → folder, logits.
        keras_logits: float32 [N, 7] of the original.
        labels: [N].
        most_loss: Largest loss of accuracy allowed, 0–1.

    Raises:
        ExportError: if the last candidate loses more.
    """
    original = accuracy(keras_logits, labels)
    names = SMALLEST_FIRST if wanted == "auto" else (wanted,)
    for name in names:
        folder, logits = write(name)
        measured = accuracy(logits, labels)
        candidate = Candidate(
            quantization=name,
            folder=folder,
            logits=logits,
            accuracy=measured,
            loss=original - measured,
            agreement=top1_agreement(logits, keras_logits),
        )
        files = [path.read_bytes() for path in folder.iterdir()]
        size, sent = sum(map(len, files)), sum(map(gzip_bytes, files))
        say(
            f"{name}: {size / 1e6:.2f} MB, {sent / 1e6:.2f} gzipped, accuracy {measured:.4f} "
            f"(Keras {original:.4f}), the same answer on {candidate.agreement:.2%} of "
            f"{len(labels)} faces"
        )
        if candidate.loss <= most_loss + ROUNDING:
            return candidate
    enough = math.ceil(candidate.loss * 1000) / 1000
    raise ExportError(
        f"expected {name} to cost at most {most_loss:g} of accuracy, got {candidate.loss:.4f}; "
        f"use --quantize auto, or allow the loss with --most-loss {enough:g}"
    )
