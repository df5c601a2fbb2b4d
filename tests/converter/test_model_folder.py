"""Model folders are complete or absent, and nobody else's folder is touched."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from converter.errors import ExportError
from converter.manifest import expression_fields, write_manifest
from converter.model_folder import (
    OLD,
    read_manifest,
    replacing_folder,
    require_name,
    require_own,
    working_in,
    write_index,
)
from tests.interrupts import stopped_at_each_step
from training.errors import InUseError


def write_model(models: Path, name: str, kind: str, content: str = "weights") -> Path:
    with replacing_folder(models / name) as folder:
        (folder / "model.json").write_text(content, encoding="utf-8")
        write_manifest(folder, kind, name, {})
    return models / name


def test_an_export_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    write_model(tmp_path, "net", "expression", "old")
    folder = write_model(tmp_path, "net", "expression", "new")
    assert (folder / "model.json").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["net"]


def test_an_error_leaves_the_one_before(tmp_path: Path) -> None:
    folder = write_model(tmp_path, "net", "expression", "old")

    def fail() -> None:
        with replacing_folder(folder) as fresh:
            (fresh / "model.json").write_text("new", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (folder / "model.json").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["net"]


def weights(folder: Path) -> str:
    """What a whole export holds."""
    manifest = read_manifest(folder)
    assert manifest is not None
    (listed,) = manifest["files"]
    content = (folder / listed["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == listed["sha256"]
    return content.decode()


def test_stopped_at_any_step_the_old_or_the_new_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models, kept = tmp_path / "models", tmp_path / "kept"
    write_model(kept, "finder", "face-detector")
    write_model(kept, "net", "expression", "old")
    write_index(kept)

    def prepare() -> None:
        shutil.rmtree(models, ignore_errors=True)
        shutil.copytree(kept, models)

    def work() -> None:
        write_model(models, "net", "expression", "new")
        write_index(models)

    def check(step: str) -> None:
        """Only dead between the two renames it stands aside, until the next index."""
        write_index(models)
        assert weights(models / "net") in ("old", "new"), step
        index = json.loads((models / "index.json").read_text(encoding="utf-8"))
        assert (index["expression"], index["detector"]) == (["net"], "finder"), step
        assert not [path for path in models.iterdir() if path.name.endswith(OLD)], step
        work()
        assert weights(models / "net") == "new", step

    assert stopped_at_each_step(work, models, prepare, check, monkeypatch) > 10


def test_one_export_at_a_time_which_removes_what_dead_ones_left(tmp_path: Path) -> None:
    models = tmp_path / "models"
    write_model(models, "net", "expression")
    for left in (".converting-ab12", f".net-{'0' * 32}"):
        (models / left).mkdir()
        (models / left / "model.json").write_text("half", encoding="utf-8")
    with working_in(models, "export.py net"):
        assert [path.name for path in models.iterdir() if path.is_dir()] == ["net"]
        with (
            pytest.raises(InUseError, match=r"models, got export\.py net, process \d+ on .* since"),
            working_in(models, "export.py other"),
        ):
            pass
    assert [path.name for path in models.iterdir()] == ["net"]


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", ".hidden", "fast.", "a/b", "a\\b", "C:net", "con", "CON", "Nul.txt", "com1",
        "lpt9.bin", "index.json", "Index.JSON", "müde", "a b", "fast\n", "-fast", "a" * 41, "a\0",
    ],
)  # fmt: skip
def test_names_that_some_disk_or_address_reads_otherwise_are_refused(name: str) -> None:
    with pytest.raises(ExportError, match=r"expected a name of at most 40 .* give another with"):
        require_name(name, "--name")


@pytest.mark.parametrize("name", ["fast", "five_layer", "v1.2", "_x", "console", "com", "a" * 40])
def test_other_names_are_taken(name: str) -> None:
    require_name(name, "--name")


def test_another_kind_of_model_is_not_replaced(tmp_path: Path) -> None:
    write_model(tmp_path, "finder", "face-detector")
    require_own(tmp_path / "finder", "face-detector")
    with pytest.raises(ExportError, match="of the kind expression, got one of the kind face-det"):
        require_own(tmp_path / "finder", "expression")
    with pytest.raises(ExportError, match="differs from finder by more than upper and lower case"):
        require_own(tmp_path / "Finder", "expression")


@pytest.mark.parametrize(
    "manifest",
    ["[]", "[" * 9999, '{"schema": 1}', '{"schema": 1, "name": "x", "kind": "x", "files": [1]}'],
)
def test_the_index_passes_over_what_is_no_export(tmp_path: Path, manifest: str) -> None:
    write_model(tmp_path, "finder", "face-detector")
    folder = write_model(tmp_path, "net", "expression")
    for name in (".net-1234", "copy", "damaged"):  # A copy bears another's name.
        shutil.copytree(folder, tmp_path / name)
    (tmp_path / "damaged" / "manifest.json").write_text(manifest, encoding="utf-8")
    (tmp_path / "index.json").write_text("[]", encoding="utf-8")
    write_index(tmp_path)
    assert json.loads((tmp_path / "index.json").read_text(encoding="utf-8")) == {
        "schema": 1,
        "default": "net",
        "expression": ["net"],
        "detector": "finder",
    }


@pytest.mark.parametrize(
    ("stranger", "content"),
    [("holiday.jpg", "photo"), ("manifest.json", '{"schema": 7}'), ("manifest.json", "{")],
)
def test_a_folder_that_is_not_an_export_is_left_alone(
    tmp_path: Path, stranger: str, content: str
) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    (folder / stranger).write_text(content, encoding="utf-8")
    with pytest.raises(ExportError, match=rf"got a folder with {stranger}"):
        write_model(tmp_path, "net", "expression")
    assert (folder / stranger).read_text(encoding="utf-8") == content


def test_a_file_put_beside_an_export_is_not_deleted(tmp_path: Path) -> None:
    folder = write_model(tmp_path, "net", "expression")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match=r"notes\.txt"):
        write_model(tmp_path, "net", "expression")
    assert (folder / "notes.txt").exists()


def test_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    write_model(tmp_path, "net", "expression")
    write_model(tmp_path, "finder", "face-detector")
    write_index(tmp_path)
    for path in (tmp_path / "index.json", tmp_path / "net", tmp_path / "net" / "manifest.json"):
        assert path.stat().st_mode & 0o044 == 0o044, path


def test_the_index_lists_what_is_there(tmp_path: Path) -> None:
    write_model(tmp_path, "beta", "expression")
    write_index(tmp_path)
    assert not (tmp_path / "index.json").exists(), "no detector yet, so no page could use it"
    write_model(tmp_path, "finder", "face-detector")
    write_model(tmp_path, "alpha", "expression")
    (tmp_path / "not a model").mkdir()

    def index() -> dict[str, object]:
        return dict(json.loads((tmp_path / "index.json").read_text(encoding="utf-8")))

    write_index(tmp_path)
    assert index() == {
        "schema": 1,
        "default": "alpha",
        "expression": ["alpha", "beta"],
        "detector": "finder",
    }
    write_index(tmp_path, default="beta")
    assert index()["default"] == "beta"
    write_index(tmp_path)
    assert index()["default"] == "beta", "a choice outlasts the next export"


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    first = read_manifest(write_model(tmp_path, "a", "expression", "one"))
    second = read_manifest(write_model(tmp_path, "b", "expression", "two"))
    again = read_manifest(write_model(tmp_path, "c", "expression", "one"))
    assert first is not None
    assert second is not None
    assert again is not None
    contents = [manifest["version"].rsplit("-", 1)[1] for manifest in (first, again, second)]
    assert contents[0] == contents[1] != contents[2]


def test_the_crop_geometry_is_a_face(fer2013: str) -> None:
    landmarks = expression_fields()["crop"]["landmarks"]
    right, left, mouth = (np.array(landmarks[k]) for k in ("rightEye", "leftEye", "mouth"))
    assert right[0] == pytest.approx(1 - left[0])
    assert right[1] == left[1]
    assert mouth[0] == 0.5
    # As measured again on a sample: within a hundredth of the frame, half a pixel.
    from training.datasets import load
    from training.faces.framing import keypoints_in_frames, upright_medians

    faces = load(fer2013, splits=("Training",))
    found = keypoints_in_frames(faces.images[::60])
    assert len(found) > 0.95 * len(faces.images[::60])
    for name, point in upright_medians(found).items():
        assert point == pytest.approx(tuple(landmarks[name]), abs=0.012)
