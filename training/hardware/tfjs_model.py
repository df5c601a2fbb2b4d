"""An exported TF.js model behind one call: TF.js itself computes, in Node or in Chromium."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from training.errors import TfjsError

ROOT: Final = Path(__file__).resolve().parents[2]
RUNNER: Final = ROOT / "webapp" / "scripts" / "run-model.js"
FIND_CHROMIUM: Final = ROOT / "webapp" / "scripts" / "find-chromium.js"

Host = Literal["node", "chromium"]

START_S: Final = 300.0
ROW_S: Final = 5.0
"""A process that takes longer hangs: to begin, and for each face. vgg16, the slowest, takes 0.9 s a
face (docs/networks.md)."""


class TfjsModel:
    """An exported model, checked against its manifest's hashes each time it runs."""

    def __init__(self, folder: Path, host: Host = "node") -> None:
        """Opens the folder that export.py or detector.py wrote.

        Args:
            host: Where TF.js runs, on WebAssembly in either.

        Raises:
            TfjsError: if the folder is no export, or Node or the page's packages are missing.
        """
        self._folder = folder
        self._host: Host = host
        try:
            text = (folder / "manifest.json").read_text(encoding="utf-8")
            self.manifest: dict[str, Any] = dict(json.loads(text))
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise TfjsError(
                f"expected {folder} to hold a manifest.json, got {type(error).__name__}; name a "
                "folder that export.py wrote"
            ) from error
        self._node = find_node()
        if not (ROOT / "webapp" / "node_modules").is_dir():
            raise TfjsError(
                "expected the page's packages in webapp/node_modules, got none; run "
                "npm ci --prefix webapp"
            )

    def predict(self, batch: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[np.float32]]:
        """Returns each output, float32 [N, …], by its name in the manifest.

        Args:
            batch: float32 [N, …] of the manifest's input shape.

        Raises:
            TfjsError: in the runner's own sentence, for a damaged file, a graph that TF.js cannot
                run, a missing Chromium, or one that does not answer.
        """
        limit = START_S + ROW_S * len(batch)
        browser = {"CHROMIUM": find_chromium()} if self._host == "chromium" else {}
        try:
            done = subprocess.run(
                [self._node, str(RUNNER), str(self._folder.resolve()), "--in", self._host],
                input=np.ascontiguousarray(batch, "<f4").tobytes(),
                capture_output=True,
                check=False,
                env=os.environ | browser,
                timeout=limit,
            )
        except subprocess.TimeoutExpired as error:
            raise TfjsError(
                f"expected TF.js in {self._host} to answer for {len(batch)} faces within "
                f"{limit:.0f} s, got nothing; run it again on a less busy machine"
            ) from error
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise TfjsError(said[-1] if done.returncode == 2 and said else "\n".join(said))
        header, _, body = done.stdout.partition(b"\n")
        values = np.frombuffer(body, "<f4")
        outputs, start = {}, 0
        for output in json.loads(header)["outputs"]:
            shape = (len(batch), *output["rowShape"])
            outputs[output["name"]] = values[start : start + int(np.prod(shape))].reshape(shape)
            start += int(np.prod(shape))
        return outputs


def find_node() -> str:
    """Returns the path of Node; run-model.js itself refuses one that is too old.

    Raises:
        TfjsError: if there is none.
    """
    node = shutil.which("node")
    if node is None:
        raise TfjsError(
            "expected Node 20.19 or newer to run TF.js in, got none; see https://nodejs.org"
        )
    return node


def find_chromium() -> str:
    """Returns the path of a Chromium.

    Raises:
        TfjsError: if there is none; nothing is installed.
    """
    found = subprocess.run(
        [find_node(), str(FIND_CHROMIUM)], capture_output=True, text=True, check=False, timeout=60
    )
    if found.returncode != 0:
        raise TfjsError(found.stderr.strip().splitlines()[-1])
    return found.stdout.strip().splitlines()[-1]
