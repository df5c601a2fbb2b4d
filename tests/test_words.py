"""No document, comment, docstring or copy has a phrase that CONTRIBUTING.md tells to avoid."""

import re
from pathlib import Path

from tests.conftest import ROOT, tracked_files

READ = (".md", ".py", ".ts", ".tsx", ".js", ".mjs", ".css", ".sh", "Makefile")
LISTING = ("CONTRIBUTING.md", "tests/test_words.py")
HEADING = "| Instead of | Write |\n|---|---|\n"
MARGIN = re.compile(r"\s*\n\s*(?:(?:#|//|\*)(?= ))?\s*")
"""A line's end, with what begins the next line of a comment."""


def phrases() -> list[str]:
    """Returns the phrases in the left column of CONTRIBUTING.md's table of them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split(HEADING)[1].split("\n\n")[0]
    rows = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
    return [phrase for row in rows for phrase in re.findall(r"“(.+?)”", row)]


FORBIDDEN = re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases()))})\b", re.IGNORECASE)


def found(text: str) -> list[str]:
    """Returns the phrases that a text has."""
    line = MARGIN.sub(" ", text).replace("’", "'")
    return FORBIDDEN.findall(line)


def test_no_text_has_a_phrase_to_avoid() -> None:
    bad = {}
    for name in map(Path.as_posix, tracked_files()):
        if name.endswith(READ) and name not in LISTING:
            bad[name] = found((ROOT / name).read_text(encoding="utf-8"))
    assert not {name: hits for name, hits in bad.items() if hits}


def test_a_phrase_is_found_across_lines_of_a_comment() -> None:
    assert len(phrases()) > 10
    assert found("what the run\n    # came to is\n * told\n// of here") == ["told of"]
