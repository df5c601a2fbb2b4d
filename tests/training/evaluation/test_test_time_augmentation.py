"""Test-time views, against SciPy's resampling and averages that are taken by hand."""

import json
from pathlib import Path
from typing import get_args

import keras
import numpy as np
import numpy.typing as npt
import pytest
from scipy.ndimage import map_coordinates
from scipy.special import softmax
from scipy.stats import binom

from training import datasets, models
from training.evaluate import main
from training.evaluation import test_time_augmentation
from training.evaluation.test_time_augmentation import (
    DESCRIPTIONS,
    Views,
    averaged_logits,
    five_crops,
)

FACES = np.random.default_rng(0).integers(0, 256, (6, 48, 48), np.uint8)
NOTE = np.random.default_rng(1).normal(0, 0.02, (48 * 48, 7))


def logits_of(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """A linear network to which each pixel matters: no view answers like another."""
    return np.asarray((images.reshape(len(images), -1) / 255) @ NOTE, np.float32)


def probabilities(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    exponentials = np.exp(logits_of(images).astype(np.float64))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def test_none_is_the_network_itself() -> None:
    np.testing.assert_array_equal(averaged_logits(logits_of, FACES, "none"), logits_of(FACES))


def test_flip_is_the_mean_of_both_probabilities() -> None:
    mirrored = np.stack([np.fliplr(face) for face in FACES])
    wanted = (probabilities(FACES) + probabilities(mirrored)) / 2
    found = averaged_logits(logits_of, FACES, "flip")
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.exp(found), wanted, rtol=1e-5)


def test_seven_weighs_the_two_sides_by_sevenths() -> None:
    """Each face's share of the mirror image is k/7, and the k are those of seven fair coins."""
    faces = np.repeat(FACES[:1], 4000, axis=0)
    straight, mirrored = probabilities(FACES[:1])[0], probabilities(FACES[:1, :, ::-1])[0]
    found = np.exp(averaged_logits(logits_of, faces, "seven", seed=3).astype(np.float64))
    share = (found - straight) @ (mirrored - straight) / np.sum((mirrored - straight) ** 2)
    copies = np.rint(share * 7)
    np.testing.assert_allclose(share * 7, copies, atol=1e-3)
    counts = np.bincount(copies.astype(int), minlength=8)
    expected = 4000 * binom.pmf(np.arange(8), 7, 0.5)
    # χ² with 7 degrees of freedom passes 24.3 once in a thousand seeds; this is one seed.
    assert np.sum((counts - expected) ** 2 / expected) < 24.3
    again = averaged_logits(logits_of, faces, "seven", seed=3)
    np.testing.assert_array_equal(np.exp(again.astype(np.float64)), found)
    other = averaged_logits(logits_of, faces, "seven", seed=4)
    assert not np.array_equal(other, again)


@pytest.mark.parametrize(
    ("index", "top", "left"), [(0, 0, 0), (1, 0, 4), (2, 4, 0), (3, 4, 4), (4, 2, 2)]
)
def test_a_crop_is_its_44_pixels_enlarged(index: int, top: int, left: int) -> None:
    crops = five_crops(FACES)
    assert len(crops) == 5
    at = np.clip((np.arange(48) + 0.5) * 44 / 48 - 0.5, 0, 43)
    for face, crop in zip(FACES, crops[index], strict=True):
        cut = face[top : top + 44, left : left + 44].astype(np.float64)
        wanted = map_coordinates(cut, np.meshgrid(at, at, indexing="ij"), order=1)
        # OpenCV's weights have 11 bits, and it rounds.
        assert np.abs(crop - wanted).max() < 1


def test_ten_crop_is_the_mean_of_ten_probabilities() -> None:
    ten = [view for crop in five_crops(FACES) for view in (crop, crop[:, :, ::-1])]
    wanted = np.mean([probabilities(view) for view in ten], axis=0)
    found = averaged_logits(logits_of, FACES, "ten_crop")
    np.testing.assert_allclose(np.exp(found), wanted, rtol=1e-5)


def test_a_probability_that_underflows_stays_finite() -> None:
    def sure(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        return np.tile(np.float32([900, 0, 0, 0, 0, 0, -900]), (len(images), 1))

    found = averaged_logits(sure, FACES, "flip")
    assert np.isfinite(found).all()
    assert (found.argmax(axis=1) == 0).all()


def test_every_choice_is_described() -> None:
    assert set(DESCRIPTIONS) == set(get_args(Views))
    assert f"{test_time_augmentation.COPIES} copies" in DESCRIPTIONS["seven"]


def test_the_report_says_which_views(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    keras.utils.set_random_seed(0)
    models.build("vgg", {"width": 4}).save("net.keras")
    assert main(["net.keras", "--synthetic", "--tta", "ten_crop"]) == 0
    said = capsys.readouterr().out
    assert "test-time views: ten_crop, corners and middle of 44×44 px" in said
    folder = Path("runs/reports/net-keras-PublicTest-ten_crop")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["tta"] == "ten_crop"
    public = datasets.synthetic(seed=0).select("PublicTest")
    ten = [view for crop in five_crops(public.images) for view in (crop, crop[:, :, ::-1])]
    network = keras.models.load_model("net.keras")
    mean = np.mean([softmax(network.predict(v[..., None], verbose=0), axis=1) for v in ten], axis=0)
    hits = np.mean(mean.argmax(axis=1) == public.labels)
    assert report["accuracy"]["value"] == pytest.approx(hits, abs=1e-6)
    with pytest.raises(SystemExit) as refused:
        main(["net.keras", "--synthetic", "--tta", "twelve"])
    assert refused.value.code == 2
    assert "'twelve'" in capsys.readouterr().err
