"""The framing benchmark itself: a fair choice of faces, answers kept on disk, the judgement."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.framing import judge, scenes
from benchmarks.framing.conditions import BASE
from benchmarks.framing.journal import Journal, fingerprint
from benchmarks.framing.subjects import fair_order

BOX = {"boxPx": [10, 10, 40, 40], "expressions": {"Mien": "happy"}}


@pytest.mark.parametrize("count", [10, 57, 200])
def test_every_beginning_has_each_label_in_its_share(count: int) -> None:
    labels = np.repeat(np.arange(4, dtype=np.uint8), (500, 300, 150, 50))
    order = fair_order(labels, seed=1)
    assert sorted(order) == list(range(1000))
    found = np.bincount(labels[order[:count]], minlength=4)
    np.testing.assert_allclose(found, count * np.array([0.5, 0.3, 0.15, 0.05]), atol=1)


def test_answers_survive_a_run_that_was_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "mien.jsonl"
    Journal(file, "as now").add([(BASE, 3), (BASE, 4)], [[BOX], []])
    with file.open("a") as cut:
        cut.write('["half a li')
    again = Journal(file, "as now")
    assert again[BASE, 3] == [BOX]
    assert again[BASE, 4] == []
    assert (BASE, 5) not in again


def test_answers_of_other_code_are_not_used(tmp_path: Path) -> None:
    file = tmp_path / "mien.jsonl"
    Journal(file, "before").add([(BASE, 3)], [[BOX]])
    assert (BASE, 3) not in Journal(file, "after")


def test_a_fingerprint_changes_with_a_file_and_with_a_setting(tmp_path: Path) -> None:
    (tmp_path / "code.ts").write_text("1")
    first = fingerprint([tmp_path], "fast")
    assert fingerprint([tmp_path], "vgg") != first
    (tmp_path / "code.ts").write_text("2")
    assert fingerprint([tmp_path], "fast") != first


def test_a_fingerprint_is_of_what_is_built_and_not_of_where(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder / "assets").mkdir(parents=True)
        (tmp_path / folder / "assets" / "code.js").write_text("1")
    assert fingerprint([tmp_path / "one"]) == fingerprint([tmp_path / "two"])
    (tmp_path / "two" / "assets" / "code.js").rename(tmp_path / "two" / "assets" / "other.js")
    assert fingerprint([tmp_path / "one"]) != fingerprint([tmp_path / "two"])


@pytest.mark.parametrize("degrees", [0, 45])
def test_a_face_lies_wholly_in_the_frame_where_it_is_said_to(degrees: float) -> None:
    face = np.full((48, 48), 255, np.uint8)
    frame = scenes.compose(face, 100, degrees, "plain", seed=5)
    rows, columns = np.nonzero(frame[..., 0] == 255)
    x, y = scenes.place(100, degrees, seed=5)
    assert columns.mean() + 0.5 == pytest.approx(x, abs=0.3)
    assert rows.mean() + 0.5 == pytest.approx(y, abs=0.3)
    assert len(rows) == pytest.approx(100 * 100, rel=0.02)


def test_a_box_elsewhere_is_a_stray_and_the_loss_is_paired() -> None:
    happy = judge.EXPRESSIONS.index("happy")
    at = (30.0, 30.0)
    found = judge.answer("mien", BASE, at, [BOX], truth=happy, original=happy)
    lost = judge.answer("mien", BASE, at, [BOX], truth=happy + 1, original=happy + 1)
    missed = judge.answer("mien", BASE, (600.0, 400.0), [BOX], truth=happy, original=happy)
    assert (missed.found, missed.strays) == (False, 1)
    [row] = judge.summarise([found, lost, missed], [BASE])
    assert row.found.value == pytest.approx(2 / 3)
    assert row.accuracy.value == pytest.approx(1 / 2)
    assert row.loss_points == pytest.approx(50)


def test_a_crop_is_compared_with_the_picture_as_it_lies() -> None:
    tilted = replace(BASE, side_px=100.0, clockwise_degrees=30.0)
    exact = judge.crop_error([50, 60, 100, 30], tilted, (50.0, 60.0))
    assert (exact.size, exact.tilt_degrees, exact.corners_sides) == pytest.approx((0, 0, 0))
    moved = judge.crop_error([53, 64, 100, 30], tilted, (50.0, 60.0))
    assert moved.corners_sides == pytest.approx(0.05)
    larger = judge.crop_error([50, 60, 110, 30], tilted, (50.0, 60.0))
    assert larger.size == pytest.approx(np.log(1.1))
    # Each corner moves outwards by a tenth of half a diagonal.
    assert larger.corners_sides == pytest.approx(0.1 * np.sqrt(0.5))
    assert judge.crop_error([50, 60, 100, 41], tilted, (50.0, 60.0)).tilt_degrees == pytest.approx(
        11
    )


def test_the_spread_of_crops_is_told_for_each_way_that_tells_them() -> None:
    happy = judge.EXPRESSIONS.index("happy")
    side = BASE.side_px

    def seen(size: float) -> judge.Answer:
        box = {
            **BOX,
            "expressions": {"Mien": "happy", "from afar": "happy"},
            "crops": {"Mien": [30, 30, side, 0], "from afar": [30, 30, size * side, 0]},
        }
        return judge.answer("mien", BASE, (30.0, 30.0), [box], truth=happy, original=happy)

    rows = {row.way: row for row in judge.summarise([seen(0.9), seen(0.8)], [BASE])}
    assert rows["Mien"].size_bias == pytest.approx(0)
    assert rows[judge.SHIPPED].corners_sides == pytest.approx(0)
    assert rows["from afar"].size_bias == pytest.approx(np.log(0.9 * 0.8) / 2)
    assert rows["from afar"].size_spread == pytest.approx(np.log(0.9 / 0.8) / 2)
