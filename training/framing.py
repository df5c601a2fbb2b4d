"""Measures where FER2013's own pictures have eyes and mouths, as the page's detector sees them.

    python training/framing.py --data FOLDER

Writes converter/crop_geometry.json: a camera's face is cropped so that its eyes and mouth lie where
the training pictures have them, as the same detector finds them in both.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import environment

import numpy as np

from reader.command_line import Parser
from reader.faces.detection import KEYPOINTS
from training import datasets
from training.commands import command
from training.config.checks import whole_in_range
from training.datasets.fer2013 import MOST_FACES
from training.errors import DataError
from training.faces.framing import GEOMETRY, LANDMARKS, keypoints_in_frames, upright_medians
from training.files import write_text


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--faces", type=int, default=3000, help="Training faces to look at (default: %(default)s)")
    add("--out", type=Path, default=GEOMETRY, help="file to write (default: %(default)s)")
    arguments = parser.parse_args(argv)
    whole_in_range("--faces", arguments.faces, 1, MOST_FACES)
    faces = datasets.load(arguments.data, splits=("Training",), votes=False)
    count = min(arguments.faces, len(faces.images))
    picked = np.linspace(0, len(faces.images) - 1, count).astype(int)
    found = keypoints_in_frames(faces.images[picked])
    if len(found) == 0:
        raise DataError(
            f"expected Training faces in {faces.source} in which the face detector finds a face, "
            f"got none among {count}; use FER2013"
        )
    landmarks = upright_medians(found)
    document = {
        "landmarks": {name: [round(v, 4) for v in point] for name, point in landmarks.items()},
        "source": f"python training/framing.py: medians over the {len(found)} of {len(picked)} "
        f"{faces.source} Training faces in which the face detector finds a face, mirror images "
        "included",
    }
    write_text(arguments.out, json.dumps(document, indent=2) + "\n")
    spread = np.median(np.abs(found - np.median(found, axis=0)), axis=0)
    print(document["source"])
    for name, point in landmarks.items():
        own = spread[KEYPOINTS.index(LANDMARKS[name])]
        print(
            f"{name:>9}: x {point[0]:.4f}, y {point[1]:.4f} (median absolute deviation "
            f"{own[0]:.4f}, {own[1]:.4f})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
