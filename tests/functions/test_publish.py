"""A model is published whole, moved back, and handed out as the page reads it."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from functions.development.storage import BUCKET
from tests.conftest import ROOT
from tests.functions.conftest import Page
from training import contributions

MODELS = ROOT / "webapp" / "public" / "models"


def publish(*arguments: str | Path) -> int:
    return contributions.main(["publish", "--bucket", BUCKET, *map(str, arguments)])


def index(page: Page) -> dict[str, Any]:
    answer = page.client.get("/api/models/index.json")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    return dict(answer.json)


def version(name: str) -> str:
    return f"{name}.{json.loads((MODELS / name / 'manifest.json').read_text())['version']}"


def test_forth_and_back(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    assert page.client.get("/api/models/index.json").status_code == 404
    assert publish(MODELS / "vgg") == 0
    assert publish(MODELS / "fast") == 0
    assert index(page)["default"] == version("fast")
    assert publish(MODELS / "fast") == 0
    assert "as before" in capsys.readouterr().out

    assert publish("--back") == 0
    assert f"reads {version('vgg')} again" in capsys.readouterr().out
    assert index(page)["default"] == version("vgg")
    assert publish("--back") == 2
    assert "got none" in capsys.readouterr().err
    assert index(page)["default"] == version("vgg")


def test_the_page_gets_what_was_exported(page: Page) -> None:
    publish(MODELS / "vgg")
    found = index(page)
    # index.json as webapp/src/vision/manifest.ts parses it.
    assert found["schema"] == 1
    assert found["expression"] == [found["default"]]
    for folder, name in ((found["default"], "vgg"), (found["detector"], "face_detector")):
        for path in (MODELS / name).iterdir():
            answer = page.client.get(f"/api/models/{folder}/{path.name}")
            assert answer.status_code == 200
            assert (
                hashlib.sha256(answer.data).digest() == hashlib.sha256(path.read_bytes()).digest()
            )
            assert "immutable" in answer.headers["Cache-Control"]


def test_nothing_else_is_handed_out(page: Page) -> None:
    publish(MODELS / "vgg")
    page.contribute()
    (face,) = page.stored()
    for path in (
        face.name,
        f"../{face.name}",
        f"x/..%2F..%2F{face.name}",
        "current.json",
        "no.model/manifest.json",
        f"{version('vgg')}/other.json",
        "",
    ):
        answer = page.client.get(f"/api/models/{path}")
        assert answer.status_code == 404, path
        assert answer.json == {"error": "There is no such model file."}
    answer = page.client.post("/api/models/index.json")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODELS / "vgg", tmp_path / "vgg"))


def change(export: Path, **fields: Any) -> None:
    path = export / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda f: next(f.glob("*.bin")).write_bytes(b"short"), "sha256"),
        (lambda f: next(f.glob("*.bin")).unlink(), "or none"),
        (lambda f: (f / "model.json").write_text("{}"), "model.json"),
        (lambda f: (f / "manifest.json").unlink(), "an exported model"),
        (lambda f: (f / "manifest.json").write_text("{"), "an exported model"),
        (lambda f: change(f, schema=2), "schema 2"),
        (lambda f: change(f, files=[]), "model.json and its weights"),
        (lambda f: change(f, files=[{"path": "../x.bin", "sha256": "0"}]), "../x.bin"),
        (lambda f: change(f, version="../1"), "../1"),
        (lambda f: change(f, kind="face-detector"), "the kind expression"),
    ],
)
def test_a_damaged_export_moves_nothing(
    page: Page, export: Path, capsys: pytest.CaptureFixture[str], damage: Any, says: str
) -> None:
    damage(export)
    assert publish(export) == 2
    assert says in capsys.readouterr().err
    assert list(page.bucket.list_blobs(prefix="models/")) == []


def test_one_version_is_one_model(
    page: Page, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(MODELS / "vgg")
    before = index(page)
    change(export, temperature=9)
    assert publish(export) == 2
    assert "which gives it a new version" in capsys.readouterr().err
    assert index(page) == before


def test_two_who_publish_at_once_do_not_overwrite_each_other(
    page: Page, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from training.gather import models

    publish(MODELS / "vgg")
    read = models._read_pointer

    def slow(bucket: Any) -> Any:
        found = read(bucket)
        if not raced:
            raced.append(True)
            publish(MODELS / "five_layer")
        return found

    raced: list[bool] = []
    monkeypatch.setattr(models, "_read_pointer", slow)
    assert publish(MODELS / "fast") == 2
    assert "at the same time" in capsys.readouterr().err
    assert index(page)["default"] == version("five_layer")
