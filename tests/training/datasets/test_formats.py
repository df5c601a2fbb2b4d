"""Every form of FER2013 gives the same arrays; PrivateTest stays unseen unless asked for."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.training.datasets.forms import (
    FOLDERS,
    ODD_FORMS,
    WRITERS,
    csv_text,
    small,
    write_folders,
)
from training import datasets
from training.datasets import cache
from training.datasets.faces import Faces, byte_identical_to
from training.errors import DataError
from training.labels import FER_PLUS_COLUMNS


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("FER2013", raising=False)
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def expect_other_counts() -> Iterator[None]:
    """These faces are few, so every load warns of it; what it says is tested on its own."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="the class counts of")
        yield


def load_all(path: Path) -> Faces:
    return datasets.load(path, splits=("Training", "PublicTest", "PrivateTest"))


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("as_folder", [False, True])
def test_each_packing_gives_the_same_faces(tmp_path: Path, name: str, as_folder: bool) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    WRITERS[name](folder / name, small())
    faces = load_all(folder if as_folder else folder / name)
    assert np.array_equal(faces.images, small().images)
    assert np.array_equal(faces.labels, small().labels)
    assert np.array_equal(faces.splits, small().splits)
    assert faces.content_sha256() == small().content_sha256()


@pytest.mark.parametrize("form", ODD_FORMS)
def test_each_form_of_a_file_gives_the_same(tmp_path: Path, form: str) -> None:
    rows = [f"{split},,{n % 10}" + ",1" * 9 for n, split in enumerate(small().splits)]
    votes = "\n".join([f"Usage,Image name,{','.join(FER_PLUS_COLUMNS)}", *rows]) + "\n"
    for name, text in (("fer2013.csv", csv_text(small())), ("fer2013new.csv", votes)):
        (tmp_path / name).write_bytes(ODD_FORMS[form](text, name))
    faces = datasets.load(tmp_path, splits=("Training", "PublicTest", "PrivateTest"), votes=True)
    assert faces.content_sha256() == small().content_sha256()
    assert faces.votes is not None
    assert faces.votes[:12, 0].tolist() == [*range(10), 0, 1]


def test_header_and_names_may_have_other_capitals(tmp_path: Path) -> None:
    text = csv_text(small()).replace("emotion,pixels,Usage", "Emotion, Pixels, usage", 1)
    (tmp_path / "FER2013.CSV").write_text(text, encoding="utf-8")
    assert load_all(tmp_path).content_sha256() == small().content_sha256()


@pytest.mark.parametrize("form", FOLDERS)
def test_image_folders_give_the_same_faces(tmp_path: Path, form: str) -> None:
    write_folders(tmp_path / "data", small())
    (tmp_path / "data" / "train" / "happy" / "._companion.png").write_bytes(b"of macOS")
    faces = load_all(FOLDERS[form](tmp_path / "data"))
    for split in ("Training", "PublicTest", "PrivateTest"):
        ours, wanted = faces.select(split), small().select(split)
        # Folders are read class by class.
        order = np.argsort(wanted.labels, kind="stable")
        back = np.argsort(ours.labels, kind="stable")
        assert np.array_equal(ours.images[back], wanted.images[order])
        assert np.array_equal(ours.labels[back], wanted.labels[order])


def test_image_folders_take_no_votes(tmp_path: Path) -> None:
    # FER+'s rows are in the CSV's order, of which folders keep nothing; their counts would fit.
    write_folders(tmp_path, small())
    rows = "".join(f"{split}" + ",1" * 10 + "\n" for split in small().splits)
    (tmp_path / "fer2013new.csv").write_text(
        "Usage," + ",".join(FER_PLUS_COLUMNS) + "\n" + rows, encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"as a CSV file, .* --fer-plus-mix 0"):
        datasets.load(tmp_path, splits=("Training",), votes=True)


@pytest.mark.parametrize("form", ["csv", "folders"])
def test_a_split_that_is_not_asked_for_is_not_even_parsed(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    if form == "csv":
        broken = csv_text(small()).replace(",PrivateTest", " 999,PrivateTest")
        (folder / "fer2013.csv").write_text(broken, encoding="utf-8")
    else:
        write_folders(folder, small())
        for path in (folder / "test").rglob("PrivateTest_*"):
            path.write_bytes(b"not an image")
    faces = datasets.load(folder, splits=("Training", "PublicTest"))
    assert sorted(set(faces.splits)) == ["PublicTest", "Training"]
    assert len(faces.labels) == 42
    with pytest.raises(DataError):
        load_all(folder)


def test_found_by_argument_then_environment_then_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("named", "environment", "data"):
        (tmp_path / name / "fer2013").mkdir(parents=True)
        (tmp_path / name / "fer2013" / "fer2013.csv").write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert datasets.find(None) == Path("data/fer2013/fer2013.csv")
    monkeypatch.setenv("FER2013", str(tmp_path / "environment"))
    assert datasets.find(None).parts[-3] == "environment"
    assert datasets.find(tmp_path / "named").parts[-3] == "named"


def test_without_data_one_sentence_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected FER2013 in .*nowhere.*Kaggle.*--synthetic"):
        datasets.find(tmp_path / "nowhere")


def test_the_cache_is_keyed_by_content_and_used(tmp_path: Path, own_cache: Path) -> None:
    path = tmp_path / "fer2013.csv"
    path.write_text(csv_text(small()), encoding="utf-8")
    first = load_all(path)
    kept = sorted(own_cache.iterdir())
    assert len(kept) == 3
    # What is in the cache is what comes back: swap the kept labels and see them.
    key = cache.content_key([path], path.parent)
    swapped = Faces(
        images=first.select("Training").images,
        labels=first.select("Training").labels[::-1].copy(),
        splits=first.select("Training").splits,
        votes=None,
        source="swapped",
    )
    cache.write(own_cache, key, "Training", swapped)
    assert np.array_equal(load_all(path).select("Training").labels, swapped.labels)
    # Other bytes, other key.
    path.write_text(csv_text(small()).replace("\n0,", "\n6,", 1), encoding="utf-8")
    assert load_all(path).labels[0] == 6


def test_a_damaged_cache_is_built_anew(tmp_path: Path, own_cache: Path) -> None:
    path = tmp_path / "fer2013.csv"
    path.write_text(csv_text(small()), encoding="utf-8")
    load_all(path)
    for kept in own_cache.iterdir():
        kept.write_bytes(kept.read_bytes()[:100])
    assert np.array_equal(load_all(path).images, small().images)
    assert all(kept.stat().st_size > 1000 for kept in own_cache.iterdir())


def test_an_unwritable_cache_is_said_and_does_not_stop(tmp_path: Path) -> None:
    path = tmp_path / "fer2013.csv"
    path.write_text(csv_text(small()), encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.warns(UserWarning, match="could not keep the parsed data"):
        faces = datasets.load(path, splits=("Training",), cache_folder=tmp_path / "file" / "x")
    assert len(faces.labels) == 21


def test_training_keeps_no_private_test_in_the_cache(tmp_path: Path, own_cache: Path) -> None:
    path = tmp_path / "fer2013.csv"
    path.write_text(csv_text(small()), encoding="utf-8")
    datasets.load(path, splits=("Training", "PublicTest"))
    assert not list(own_cache.glob("*PrivateTest*"))


def test_byte_identical_faces_are_found() -> None:
    faces = small()
    found = byte_identical_to(faces.images[:5], faces.images[3:9])
    assert found.tolist() == [False, False, False, True, True]


def test_the_real_data_is_what_is_known_of_it(fer2013: str, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        faces = datasets.load(
            fer2013,
            splits=("Training", "PublicTest"),
            votes=True,
            cache_folder=Path("~/.cache/mien").expanduser(),
        )
    public, training = faces.select("PublicTest"), faces.select("Training")
    assert (len(training.labels), len(public.labels)) == (28709, 3589)
    assert byte_identical_to(public.images, training.images).sum() == 281
    shares = datasets.vote_distribution(public.votes)
    # FER+'s plurality agrees with FER2013's label on 63.6 % of PublicTest.
    assert (shares.argmax(axis=1) == public.labels).mean() == pytest.approx(0.636, abs=0.02)
