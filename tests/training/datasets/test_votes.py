"""FER+'s votes line up with the faces, or are refused."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from tests.training.datasets.forms import csv_text, small
from training import datasets
from training.datasets.faces import Faces
from training.errors import DataError
from training.labels import EXPRESSIONS, FER_PLUS_COLUMNS, FER_PLUS_TO_EXPRESSION


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIEN_CACHE", str(tmp_path / "cache"))


def load(path: Path) -> Faces:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="the class counts of")
        return datasets.load(path, splits=("Training", "PublicTest", "PrivateTest"), votes=True)


def votes_text(counts: dict[str, int]) -> str:
    rows = [
        f"{split},fer{i:07d}.png,{','.join(str((i + c) % 4) for c in range(10))}"
        for split, n in counts.items()
        for i in range(n)
    ]
    return "\n".join([f"Usage,Image name,{','.join(FER_PLUS_COLUMNS)}", *rows]) + "\n"


def test_votes_line_up_within_each_split(tmp_path: Path) -> None:
    (tmp_path / "fer2013.csv").write_text(csv_text(small()), encoding="utf-8")
    text = votes_text({"Training": 21, "PublicTest": 21, "PrivateTest": 21})
    (tmp_path / "fer2013new.csv").write_text(text, encoding="utf-8")
    faces = load(tmp_path / "fer2013.csv")
    assert faces.votes is not None
    assert faces.votes[22].tolist() == [(1 + c) % 4 for c in range(10)]
    shares = datasets.vote_distribution(faces.votes)
    # Row 1 votes 1,2,3,0,1,2,3 for neutral…fear and 0,1,2 for what has no counterpart.
    wanted = dict(zip(FER_PLUS_COLUMNS[:7], (1, 2, 3, 0, 1, 2, 3), strict=True))
    assert shares[22, EXPRESSIONS.index("surprise")] == pytest.approx(wanted["surprise"] / 12)
    assert shares[22, EXPRESSIONS.index("neutral")] == pytest.approx(wanted["neutral"] / 12)
    assert shares.sum(axis=1) == pytest.approx(np.ones(63))


def test_votes_for_none_of_the_seven_leave_zeros() -> None:
    votes = np.zeros((1, 10), np.float32)
    votes[0, FER_PLUS_COLUMNS.index("NF")] = 10
    assert datasets.vote_distribution(votes).tolist() == [[0.0] * 7]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (votes_text({"Training": 21, "PublicTest": 20}), "21 PublicTest faces, got 20"),
        ("a,b\n1,2\n", "to have the columns Usage, neutral, .*, each once, got a, b"),
        (votes_text({"Training": 21}).replace("NF", "neutral", 1), "each once, got Usage, Image"),
        (votes_text({"Training": 21}).replace("Training", "Other"), "row 1 .* got 'Other'"),
        (votes_text({"Training": 21}).replace(",0,", ",x,", 1), "ten counts in row 1"),
        (votes_text({"Training": 21}).replace(",0,", ",-1,", 1), "from 0 to 1000, got -1; fetch"),
        (votes_text({"Training": 21}).replace(",0,", ",nan,", 1), "from 0 to 1000, got nan"),
        (votes_text({"Training": 21}).replace(",0,", ",1e300,", 1), "to 1000, got 1e.300"),
        (votes_text({"Training": 21}).replace(",0,", ',"0,', 1), "12 values in row 1"),
        (votes_text({"Training": 21}) + "Training,x,1\n", "12 values in row 22"),
        ("", "columns Usage, .*, got an empty file"),
    ],
    ids=[
        *("too few", "other columns", "a column twice", "other split", "no number", "below 0"),
        *("nan", "beyond float32", "a broken quote", "a short row", "empty"),
    ],
)
def test_votes_that_do_not_fit_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "fer2013.csv").write_text(csv_text(small()), encoding="utf-8")
    (tmp_path / "fer2013new.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load(tmp_path / "fer2013.csv")


def test_absent_votes_are_named(tmp_path: Path) -> None:
    (tmp_path / "fer2013.csv").write_text(csv_text(small()), encoding="utf-8")
    with pytest.raises(DataError, match=r"votes as .*fer2013new\.csv, got no such file"):
        load(tmp_path / "fer2013.csv")


@pytest.mark.parametrize("moved", ["none", "shuffled", "by one", "by one from the middle"])
def test_votes_of_other_faces_are_refused(moved: str, tmp_path: Path) -> None:
    rng, count = np.random.default_rng(0), 600
    labels = rng.integers(0, 7, count).astype(np.uint8)
    # Two of three faces are voted as they are labelled, as in FER2013.
    voted = np.where(rng.random(count) < 0.65, labels, rng.integers(0, 7, count))
    if moved == "shuffled":
        rng.shuffle(voted)
    elif moved != "none":
        first = 0 if moved == "by one" else count // 2
        voted[first:] = np.roll(voted[first:], 1)
    images = np.zeros((count, 48, 48), np.uint8)
    faces = Faces(images, labels, np.full(count, "Training"), None, "fer2013.csv")
    (tmp_path / "fer2013.csv").write_text(csv_text(faces), encoding="utf-8")
    names = [FER_PLUS_TO_EXPRESSION.get(column, "") for column in FER_PLUS_COLUMNS]
    rows = [
        ",".join(["Training", "", *(str(10 * (name == EXPRESSIONS[vote])) for name in names)])
        for vote in voted
    ]
    head = f"Usage,Image name,{','.join(FER_PLUS_COLUMNS)}"
    (tmp_path / "fer2013new.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")

    def read() -> Faces:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="the class counts of")
            return datasets.load(tmp_path / "fer2013.csv", splits=("Training",), votes=True)

    if moved == "none":
        assert read().votes is not None
        return
    with pytest.raises(DataError, match=r"got 0\.[0-3]\d of the 200 Training faces from number"):
        read()
