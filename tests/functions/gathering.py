"""What tests of pull and purge share: the command, and what is in a folder."""

import base64
import json
from pathlib import Path

from functions.development.storage import BUCKET
from tests.functions.conftest import Page
from training import contributions


def command(*arguments: str | Path) -> int:
    return contributions.main(
        [str(a) for a in arguments[:1]] + ["--bucket", BUCKET] + [str(a) for a in arguments[1:]]
    )


def send(page: Page, picture: bytes, label: str = "happy") -> str:
    answer = page.contribute(face=base64.b64encode(picture).decode(), label=label)
    assert answer.status_code == 201, answer.text
    return str(answer.json["receipt"])


def manifest(folder: Path) -> list[dict[str, str]]:
    return list(json.loads((folder / "manifest.json").read_text())["pictures"])


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.png")}
