"""What the page, in Chromium, says of pictures."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tests.conftest import ROOT
from training.hardware.tfjs_model import find_chromium

PageFace = dict[str, Any]
Picture = npt.NDArray[np.uint8]


def read_in_page(
    folder: Path, mode: str, frames: dict[str, Picture], times_ms: list[float]
) -> list[list[PageFace]]:
    """What the page says of each frame."""
    folder.mkdir()
    for name, frame in frames.items():
        cv2.imwrite(str(folder / name), cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    listed = [
        {"file": name, "timestampMs": time_ms}
        for name, time_ms in zip(frames, times_ms, strict=True)
    ]
    (folder / "frames.json").write_text(json.dumps({"mode": mode, "frames": listed}))
    done = subprocess.run(
        ["node", str(ROOT / "webapp" / "scripts" / "read-frames.js"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHROMIUM": find_chromium()},
    )
    assert done.returncode == 0, done.stderr
    answers: list[list[PageFace]] = json.loads(done.stdout)
    return answers
