"""requirements.txt is what requirements.in asks for, and stand-ins/ what the script writes."""

import hashlib
import re
from pathlib import Path

import environment

import pytest
from packaging.requirements import Requirement

from scripts.stand_ins import FOLDER, STAND_INS, write_wheel
from tests.conftest import ROOT

LOCKED = environment.locked(environment.LOCK.read_text(encoding="utf-8"))


def asked(file: str) -> list[Requirement]:
    """Returns the requirements of a .in file."""
    lines = (line.split("#")[0].strip() for line in (ROOT / file).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("file", ["requirements.in", "functions/requirements.in"])
def test_what_is_asked_for_is_locked(file: str) -> None:
    for requirement in asked(file):
        versions = LOCKED[re.sub(r"[-_.]+", "-", requirement.name).lower()]
        assert any(requirement.specifier.contains(version) for version in versions), requirement


def test_everything_locked_has_hashes() -> None:
    text = environment.LOCK.read_text(encoding="utf-8").replace("\\\n", "")
    packages = [line for line in text.splitlines() if "==" in line and line[0] not in " #"]
    assert len(packages) > 100
    assert all("--hash=sha256:" in line for line in packages)


@pytest.mark.parametrize(
    "name",
    ["tensorflow", "tensorflowjs", "keras", "numpy", "opencv-python", "firebase-admin", "pytest"],
)
def test_what_the_project_is_made_of_is_locked(name: str) -> None:
    assert name in LOCKED


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_stand_ins_are_what_the_script_writes(stand_in: tuple[str, str], tmp_path: Path) -> None:
    name, version = stand_in
    written = write_wheel(tmp_path, name, version, STAND_INS[stand_in])
    assert written.read_bytes() == (FOLDER / written.name).read_bytes()
    assert hashlib.sha256(written.read_bytes()).hexdigest() in environment.LOCK.read_text()
