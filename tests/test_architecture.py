"""docs/architecture.md names files and functions that are there, and every room."""

import re

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^\| .+? \| \[(.+?)\]\(\.\./(.+?)\) \| `(\w+)` \|$", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("shown", "path", "name"), STEPS, ids=[step[2] for step in STEPS])
def test_each_step_is_a_file_and_a_function(shown: str, path: str, name: str) -> None:
    assert shown == path
    source = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^(export )?(async )?(def|class|function|const) {name}\b", source, re.M)


@pytest.mark.parametrize("folder", ["training", "webapp/src/vision"])
def test_every_room_is_named(folder: str) -> None:
    rooms = {p.name for p in (ROOT / folder).iterdir() if p.is_dir() and p.name != "__pycache__"}
    told = set(re.findall(r"`(\w+)/`", TEXT))
    assert len(rooms) > 5
    assert rooms - told <= {"trained"}


def test_both_walks_are_there() -> None:
    assert len(STEPS) == len(re.findall(r"^\| .+ \| \[", TEXT, re.MULTILINE)) > 20
