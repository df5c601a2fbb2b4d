"""--auxiliary: who is held out, what is mixed in, what a run keeps, and how it is resumed."""

import hashlib
import json
import shutil
from pathlib import Path

import cv2
import keras
import numpy as np
import pytest

from tests.auxiliary_folders import drawn, read_manifest, write_ck_48, write_manifest, write_own
from training import datasets
from training.datasets import Faces
from training.datasets.auxiliary.folder import read_auxiliary
from training.datasets.auxiliary.mix import divide, held_out_rows, mixed
from training.errors import DataError
from training.evaluation import metrics
from training.labels import EXPRESSIONS
from training.learning.auxiliary import read_recorded, table
from training.learning.targets import soft_targets
from training.train import main


@pytest.fixture(scope="module")
def fer() -> Faces:
    return datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))


def sides(names: list[str]) -> tuple[set[str], set[str]]:
    array = np.array(names)
    held = held_out_rows(array, np.unique(array, return_inverse=True)[1])
    return set(array[~held].tolist()), set(array[held].tolist())


def test_nobody_is_on_both_sides_and_about_a_fifth_is_held_out() -> None:
    rng = np.random.default_rng(0)
    for people in (2, 3, 5, 10, 123):
        sizes = rng.integers(1, 30, people)
        names = [f"S{n:03d}" for n, size in enumerate(sizes) for _ in range(size)]
        learned, held = sides(names)
        assert learned
        assert held
        assert not learned & held
        share = sum(sizes[int(name[1:])] for name in held) / len(names)
        if people >= 10:
            # All but the smallest group that was passed over would still fit.
            assert 0.2 - 30 / len(names) < share <= 0.2


def test_who_is_held_out_depends_on_names_alone() -> None:
    names = [f"S{n:03d}" for n in range(40) for _ in range(5)]
    shuffled = np.random.default_rng(1).permutation(names).tolist()
    assert sides(names) == sides(shuffled)
    assert len(sides(names)[1]) == 8
    assert sides(names)[1] != {f"S{n:03d}" for n in range(8)}


def test_where_every_group_is_large_the_smallest_is_held_out() -> None:
    assert sides(["a"] * 9 + ["b"] * 5 + ["c"] * 7)[1] == {"b"}


def test_only_learned_faces_join_and_only_in_training(tmp_path: Path, fer: Faces) -> None:
    (part,) = divide([read_auxiliary(write_ck_48(tmp_path / "ck"))], fer)
    both = mixed(fer, [part])
    real = len(fer.labels)
    np.testing.assert_array_equal(both.images[:real], fer.images)
    np.testing.assert_array_equal(both.splits[:real], fer.splits)
    assert (both.splits[real:] == "Training").all()
    assert both.select("PublicTest").content_sha256() == fer.select("PublicTest").content_sha256()
    learned = {image.tobytes() for image in both.images[real:]}
    held = {image.tobytes() for image in part.auxiliary.images[part.held_out]}
    assert (len(learned), len(held)) == (48, 12)
    assert not learned & {image.tobytes() for image in part.auxiliary.images[part.held_out]}
    people = part.auxiliary.groups
    assert not set(people[part.held_out]) & set(people[~part.held_out])
    assert both.votes is not None
    shares = datasets.vote_distribution(both.votes[real:])
    wanted = np.eye(7)[both.labels[real:]]
    np.testing.assert_array_equal(soft_targets(both.labels[real:], shares, 0.5), wanted)
    assert mixed(fer, []) is fer


def test_faces_that_fer2013_has_are_left_out(tmp_path: Path, fer: Faces) -> None:
    folder = write_own(tmp_path / "sent", batches=4)
    public, training = fer.select("PublicTest"), fer.select("Training")
    cv2.imwrite(str(folder / "happy" / "public.png"), public.images[5])
    cv2.imwrite(str(folder / "sad" / "training.png"), training.images[5])
    (folder / "manifest.json").unlink()
    (part,) = divide([read_auxiliary(folder)], fer)
    assert part.auxiliary.left_out == {"also in FER2013": 2}
    assert len(part.auxiliary.labels) == 28
    known = {image.tobytes() for image in fer.images}
    assert not known & {image.tobytes() for image in part.auxiliary.images}
    assert "left out: 2 also in FER2013" in table([part])
    assert "no manifest.json: one person's pictures may be on both sides" in table([part])


def test_look_alikes_never_straddle_batches(tmp_path: Path, fer: Faces) -> None:
    """The same moment sent twice makes one group of two batches."""
    folder = write_own(tmp_path / "sent", batches=4)
    entries = read_manifest(folder)
    first, second = entries[0], entries[7]
    assert first["batch"] != second["batch"]
    image = cv2.imread(str(folder / first["file"]), cv2.IMREAD_GRAYSCALE)
    cv2.imwrite(
        str(folder / second["file"]), np.clip(image * 0.9, 0, 255).astype(np.uint8)[:, ::-1]
    )
    digest = hashlib.sha256((folder / second["file"]).read_bytes()).hexdigest()
    write_manifest(folder, [*entries[:7], {**second, "sha256": digest}, *entries[8:]])
    (part,) = divide([read_auxiliary(folder)], fer)
    assert len(np.unique(part.groups)) == 3
    names = part.auxiliary.groups
    together = np.isin(names, (first["batch"], second["batch"]))
    assert len(set(part.held_out[together].tolist())) == 1


def test_sets_that_cannot_be_divided_are_refused(tmp_path: Path, fer: Faces) -> None:
    one = read_auxiliary(write_own(tmp_path / "one", batches=1))
    with pytest.raises(DataError, match=r"at least two batches in .*one, .* got 1 in 28 faces"):
        divide([one], fer)
    ck = read_auxiliary(write_ck_48(tmp_path / "ck"))
    shutil.copytree(tmp_path / "ck", tmp_path / "again")
    with pytest.raises(DataError, match=r"in two --auxiliary folders, got 'S010' in .*ck and"):
        divide([ck, read_auxiliary(tmp_path / "again")], fer)
    own = read_auxiliary(write_own(tmp_path / "own"))
    shutil.copytree(tmp_path / "own", tmp_path / "copy")
    with pytest.raises(DataError, match=r"got the same picture in .*own and .*copy; name one"):
        divide([own, read_auxiliary(tmp_path / "copy")], fer)


def test_the_table_shows_both_sides_by_class(tmp_path: Path, fer: Faces) -> None:
    (part,) = divide([read_auxiliary(write_ck_48(tmp_path / "ck"))], fer)
    title, head, learned, held, left = table([part]).splitlines()
    assert title == f"auxiliary CK+48 ({tmp_path / 'ck'})"
    assert head.split() == [*EXPRESSIONS, "all", "people"]
    assert left == "left out: 3 contempt"
    labels = part.auxiliary.labels
    for line, rows in ((learned, ~part.held_out), (held, part.held_out)):
        counts = [int(np.sum(labels[rows] == index)) for index in range(7)]
        people = len(set(part.auxiliary.groups[rows]))
        assert line.split()[-9:] == [str(n) for n in (*counts, sum(counts), people)]


def run_smoke(*arguments: str | Path) -> int:
    return main(["--synthetic", *map(str, arguments)])


@pytest.mark.slow
def test_a_run_learns_reports_and_resumes_with_the_same_faces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_ck_48(Path("ck"))
    write_own(Path("sent"), batches=4)
    auxiliary = ("--auxiliary", "ck", "--auxiliary", "sent")
    assert run_smoke("--epochs", "1", "--run-dir", "run", *auxiliary) == 0
    said = capsys.readouterr().out
    config = json.loads(Path("run/config.json").read_text(encoding="utf-8"))
    assert [entry["source"] for entry in config["auxiliary"]] == ["ck", "sent"]
    record = config["auxiliary"][0]
    assert record["kind"] == "CK+48"
    assert len(record["sha256"]) == 64
    assert record["leftOut"] == {"contempt": 3}
    assert record["learned"]["groups"] + record["heldOut"]["groups"] == 10
    assert sum(record["learned"][name] + record["heldOut"][name] for name in EXPRESSIONS) == 60
    assert config["data"].endswith("+ CK+48 (ck) + own (sent)")

    reports = json.loads(Path("run/held_out.json").read_text(encoding="utf-8"))
    network = keras.models.load_model("run/model.keras")
    fer = datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    parts = divide([read_auxiliary(Path("ck")), read_auxiliary(Path("sent"))], fer)
    for part, report in zip(parts, reports, strict=True):
        images, labels = part.auxiliary.images[part.held_out], part.auxiliary.labels[part.held_out]
        predicted = network.predict(images[..., None], verbose=0).argmax(axis=1)
        assert report["n"] == len(labels)
        figure = metrics.wilson_interval(int(np.sum(predicted == labels)), len(labels))
        assert report["accuracy"] == figure.to_dict()
        assert np.sum(report["confusion"]) == len(labels)
        assert f"held out of {part.name}: {len(labels)} faces, " in said
        assert f"accuracy {figure.value:.4f}" in said
    # PublicTest's column is of PublicTest alone: the network's accuracy there.
    history = Path("run/history.csv").read_text(encoding="utf-8").splitlines()
    val = float(history[1].split(",")[history[0].split(",").index("val_accuracy")])
    public = fer.select("PublicTest")
    logits = network.predict(public.images[..., None], verbose=0)
    assert val == pytest.approx(np.mean(logits.argmax(axis=1) == public.labels), abs=1e-6)

    assert run_smoke("--resume", "run") == 0
    again = capsys.readouterr().out
    assert table(parts) in again
    assert json.loads(Path("run/held_out.json").read_text(encoding="utf-8")) == reports
    assert json.loads(Path("run/config.json").read_text(encoding="utf-8")) == config

    # As runs of before 2026-11-29 have it, whose option was --extra.
    older = {("extra" if key == "auxiliary" else key): value for key, value in config.items()}
    Path("run/config.json").write_text(json.dumps(older), encoding="utf-8")
    assert table(read_recorded(Path("run"), fer)) == table(parts)
    Path("run/config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    resumed = mixed(fer, read_recorded(Path("run"), fer))
    assert resumed.content_sha256() == mixed(fer, parts).content_sha256()
    capsys.readouterr()
    refuse_what_changed(capsys)


def refuse_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each change of run/ or its folders ends in a sentence."""

    def refused() -> str:
        assert run_smoke("--resume", "run") == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        return said

    assert main(["--resume", "run", "--auxiliary", "ck"]) == 2
    assert "only --epochs beside --resume, got --auxiliary too" in capsys.readouterr().err
    config = Path("run/config.json")
    kept = config.read_text(encoding="utf-8")
    config.write_text(kept.replace('"groups": 8', '"groups": 7', 1), encoding="utf-8")
    assert "expected ck to be divided as when run began, got other counts" in refused()
    config.write_text(kept.replace('"source"', '"sauce"'), encoding="utf-8")
    assert "to list the run's auxiliary sets as train.py wrote them, got KeyError" in refused()
    config.write_text(kept, encoding="utf-8")
    cv2.imwrite("ck/anger/S500_001_00000001.png", drawn("angry", 5))
    assert "expected ck as it was when run began (sha256 " in refused()
    shutil.rmtree("ck")
    assert "expected ck to be a folder of faces, got none of that name" in refused()


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("nowhere", "nowhere to be a folder of faces"),
        ("empty", "got none of them; see docs/data.md"),
    ],
)
def test_bad_extra_ends_in_a_sentence_and_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folder: str,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    assert run_smoke("--auxiliary", folder) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_photographs_without_a_face_end_in_a_sentence_and_need_no_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("jaffe").mkdir()
    cv2.imwrite("jaffe/KA.AN1.39.tiff", np.zeros((256, 256), np.uint8))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run_smoke("--auxiliary", "jaffe") == 2
    said = capsys.readouterr().err
    assert said == "train.py: expected JAFFE faces in jaffe, got none; see docs/data.md\n"
