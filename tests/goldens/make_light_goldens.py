"""Writes light.json: faces before and after reader/crops/relight.py, for the page to do the same.

    python tests/goldens/make_light_goldens.py

Each case has a drawn 48×48 face, `grey`, and what becomes of it, `lit`, both row by row.
"""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reader.crops.relight import relight
from training.datasets.synthetic import synthetic

FOLDER = Path(__file__).resolve().parent


def scaled(face: npt.NDArray[np.uint8], gain: float, offset: float) -> npt.NDArray[np.uint8]:
    """Returns gain·face + offset, as uint8."""
    return np.asarray(np.clip(np.rint(face * gain + offset), 0, 255), np.uint8)


def main() -> None:
    """Writes light.json."""
    face = synthetic(seed=5).images[3]
    noise = np.random.default_rng(6).integers(0, 256, (48, 48), dtype=np.uint8)
    faces = {
        "every_grey": noise,
        "well_lit": scaled(face, 1, 0),
        "half_the_light": scaled(face, 0.5, 0),
        "a_quarter": scaled(face, 0.25, 0),
        "a_twentieth": scaled(face, 0.05, 0),
        "haze": scaled(face, 0.4, 100),
        "bright_haze": scaled(face, 0.3, 178),
        "dark_haze": scaled(face, 0.25, 30),
        "faint": scaled(face, 0.02, 120),
        "a_few_reflections": np.where(noise > 253, 255, scaled(face, 0.25, 0)).astype(np.uint8),
        "one_grey": np.full((48, 48), 90, np.uint8),
        "black": np.zeros((48, 48), np.uint8),
        "white": np.full((48, 48), 255, np.uint8),
    }
    cases = [
        {"name": name, "grey": grey.ravel().tolist(), "lit": relight(grey).ravel().tolist()}
        for name, grey in faces.items()
    ]
    (FOLDER / "light.json").write_text(json.dumps({"cases": cases}) + "\n", encoding="utf-8")
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
