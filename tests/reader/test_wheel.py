"""What `pip install .` brings: the reader and the page's models, and nothing of training."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

from tests.conftest import ROOT, tracked_files
from tests.reader.scenes import portrait, put, room

PROBE = """
import sys
import numpy as np
from reader import Reader
(face,) = Reader().read(np.load("picture.npy"))
print(face.shown, *sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_a_wheel_reads_by_itself(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    source = tmp_path / "source"
    # A copy, since a build leaves its own folders beside the sources.
    for name in tracked_files("reader", "webapp/public/models", "pyproject.toml", "setup.py"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    build += ["--disable-pip-version-check", "--wheel-dir", str(wheels), str(source)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = wheels.glob("mien-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
        metadata = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        needed = [
            line for line in archive.read(metadata).decode().splitlines() if "Requires-Dist" in line
        ]
    assert len([line for line in needed if "extra ==" not in line]) == 3, needed
    assert not (tmp_path / "installed" / "training").exists()
    np.save(tmp_path / "picture.npy", put(room(), portrait(), 320 + 240j))
    probe = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert probe.returncode == 0, probe.stderr
    shown, *modules = probe.stdout.split()
    assert shown == "happy"
    assert not {"tensorflow", "keras", "training", "converter", "scipy"} & set(modules)
