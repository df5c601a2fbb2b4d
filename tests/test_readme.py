"""README's own commands, one after the other, in the environment that its first lines made.

`make test` makes that environment: the Makefile runs the lines below that begin with pip and npm.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

import cv2
import pytest

from tests.camera_feed import two
from tests.conftest import ROOT, tracked_files
from training.hardware.tfjs_model import TfjsError, find_chromium, find_node

SET_UP: Final = (
    "python3 -m venv .venv && . .venv/bin/activate",
    "pip install -r requirements.txt",
    "pip install --no-build-isolation -e .",
    "npm ci --prefix webapp",
)
START: Final = "make start"


def commands() -> list[str]:
    """Returns the lines of the block below "Train and convert", without their comments."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^## Train and convert\n+```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return [line.split("  #")[0].strip() for line in found[1].splitlines()]


def with_drawn_faces(command: str) -> str:
    """Returns a command on the faces that are drawn instead of FER2013's, and explaining fewer."""
    assert "--data FOLDER" in command
    command = command.replace("--data FOLDER", "--synthetic")
    command = command.replace("explain.py", "explain.py --faces 1 --mistakes 1")
    return command.replace("runs/fast-", "runs/smoke-synthetic-")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as git has it, and what npm ci installed; nothing that was built or cached."""
    folder = tmp_path_factory.mktemp("readme") / "mien"
    for name in tracked_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    packages = folder / "webapp" / "node_modules"
    shutil.copytree(
        ROOT / "webapp" / "node_modules",
        packages,
        symlinks=True,
        ignore=shutil.ignore_patterns(".cache", ".vite"),
        copy_function=os.link,
    )
    (packages / ".package-lock.json").touch()
    return folder


@pytest.fixture
def environment(tmp_path: Path, copy: Path) -> dict[str, str]:
    """As in a terminal where .venv is active; caches are empty."""
    try:
        chromium = find_chromium()
    except TfjsError as error:
        pytest.skip(f"no browser to read a face in: {error}")
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        # The copy's packages, and not those that `pip install -e .` put on the path.
        "PYTHONPATH": str(copy),
        "XDG_CACHE_HOME": str(tmp_path),
        "CHROMIUM": chromium,
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


@pytest.mark.slow(weight=12)
def test_every_command_of_the_readme(
    copy: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    lines = commands()
    assert tuple(lines[: len(SET_UP)]) == SET_UP
    assert lines[-1] == START
    programs = set()
    for line in lines[len(SET_UP) : -1]:
        programs |= set(re.findall(r"\w+\.py", line))
        done = subprocess.run(
            with_drawn_faces(line),
            shell=True,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    assert programs == {"train.py", "evaluate.py", "explain.py", "ensemble.py", "export.py"}

    manifest = json.loads((copy / "webapp/public/models/smoke/manifest.json").read_text())
    report = json.loads(
        (copy / "runs/reports/smoke-synthetic-seed0-keras-PublicTest/report.json").read_text()
    )
    # Chance is 0.14; `auto` gives up at most 0.003, which on 140 faces is none.
    assert report["accuracy"]["value"] > 0.6
    assert manifest["metrics"][0]["accuracy"]["value"] >= report["accuracy"]["value"] - 0.003
    assert manifest["training"]["recipe"] == "smoke"

    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), cv2.cvtColor(two(), cv2.COLOR_RGB2BGR))
    with started(copy, environment) as address:
        read = read_photo(address, photo, environment)
    assert read["faces"] == 2
    assert read["expression"] in {*manifest["labels"], "notSure"}
    assert set(read["models"]) == {"face_detector", "smoke"}


@contextmanager
def started(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Runs `make start`; gives the address that it serves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = subprocess.Popen(
        START.split(),
        cwd=folder,
        env={**environment, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert served.stdout is not None
        said = ""
        for line in served.stdout:
            said += line
            if f"http://localhost:{port}" in line:
                break
        else:
            pytest.fail(said)
        with urlopen(f"http://localhost:{port}/", timeout=60) as answer:
            assert answer.status == 200
        yield f"http://localhost:{port}/"
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        served.communicate(timeout=60)


def read_photo(address: str, photo: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Returns what the page at an address reads in a photo, in Chromium."""
    done = subprocess.run(
        [find_node(), str(ROOT / "webapp" / "tests" / "readPhoto.js"), address, str(photo)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))
