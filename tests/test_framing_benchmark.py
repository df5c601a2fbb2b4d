"""The framing benchmark itself: a fair choice of faces, answers kept on disk, the judgement."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.framing import judge, paired, pose, quality, scenes
from benchmarks.framing.conditions import BASE, Condition
from benchmarks.framing.journal import Journal, fingerprint
from benchmarks.framing.subjects import fair_order, mirrored

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
    assert not again.has((BASE, 5))


def test_answers_of_other_code_are_not_used(tmp_path: Path) -> None:
    file = tmp_path / "mien.jsonl"
    Journal(file, "before").add([(BASE, 3)], [[BOX]])
    assert not Journal(file, "after").has((BASE, 3))


def test_an_answer_without_other_ways_is_not_one_that_compares(tmp_path: Path) -> None:
    kept = Journal(tmp_path / "mien.jsonl", "as now")
    both = {**BOX, "expressions": {"Mien": "happy", "eyes": "sad"}}
    kept.add([(BASE, 3), (BASE, 4), (BASE, 5)], [[BOX], [], [both]])
    assert [kept.has((BASE, face)) for face in (3, 4, 5)] == [True, True, True]
    assert [kept.has((BASE, face), compared=True) for face in (3, 4, 5)] == [False, True, True]


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
    found = judge.answer("mien", BASE, at, [BOX], face=0, truth=happy, original=happy)
    lost = judge.answer("mien", BASE, at, [BOX], face=1, truth=happy + 1, original=happy + 1)
    missed = judge.answer("mien", BASE, (600.0, 400.0), [BOX], face=2, truth=happy, original=happy)
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
            "expressions": {"Mien": "happy", "whole frame": "happy"},
            "crops": {"Mien": [30, 30, side, 0], "whole frame": [30, 30, size * side, 0]},
        }
        return judge.answer("mien", BASE, (30.0, 30.0), [box], face=0, truth=happy, original=happy)

    rows = {row.way: row for row in judge.summarise([seen(0.9), seen(0.8)], [BASE])}
    assert rows["Mien"].size_bias == pytest.approx(0)
    assert rows[judge.SHIPPED].corners_sides == pytest.approx(0)
    assert rows["whole frame"].size_bias == pytest.approx(np.log(0.9 * 0.8) / 2)
    assert rows["whole frame"].size_spread == pytest.approx(np.log(0.9 / 0.8) / 2)


HAPPY = judge.EXPRESSIONS.index("happy")


def read(
    face: int, expressions: dict[str, str], condition: Condition = BASE, reader: str = "mien"
) -> judge.Answer:
    """Returns the answer about a happy face that lies where it should."""
    seen = {"boxPx": [10, 10, 40, 40], "expressions": expressions}
    at = (30.0, 30.0)
    return judge.answer(reader, condition, at, [seen], face=face, truth=HAPPY, original=HAPPY)


def test_a_gain_is_of_the_same_faces_and_a_scene_counts_once_among_all() -> None:
    upright = replace(BASE, group="roll", value=0)
    tilted = replace(BASE, group="roll", value=30, clockwise_degrees=30)
    right, wrong = {"Mien": "sad", "eyes": "happy"}, {"Mien": "happy", "eyes": "sad"}
    same = {"Mien": "happy", "eyes": "happy"}
    answers = [
        *(read(face, right, condition) for face in (0, 1, 2) for condition in (BASE, upright)),
        *(read(3, wrong, condition) for condition in (BASE, upright)),
        *(read(face, same, tilted) for face in range(4)),
        read(9, {"Mien": "sad"}, tilted),
    ]
    found = {(g.group, g.value): g for g in paired.gains(answers, [BASE, upright, tilted])}
    assert found["background", "plain"].points.value == pytest.approx(50)
    assert found["roll", 30].points.value == 0
    assert found["roll", 30].faces == 4
    assert found[paired.ALL, ""].points.value == pytest.approx(100 * (3 - 1) / 8)


def test_an_interval_is_over_faces_and_not_over_answers() -> None:
    rng = np.random.default_rng(1)
    values = rng.choice([-1.0, 0.0, 1.0], 400)
    once = paired.bootstrap_mean(values, np.arange(400))
    again = paired.bootstrap_mean(np.repeat(values, 9), np.repeat(np.arange(400), 9))
    assert (again.low, again.high) == pytest.approx((once.low, once.high))
    # Of independent values it is that of the normal approximation.
    margin = 196 * values.std() / np.sqrt(400)
    assert (once.high - once.low) / 2 == pytest.approx(margin, rel=0.1)


def test_a_lead_counts_a_face_that_was_not_found_as_not_read() -> None:
    missed = judge.answer("human", BASE, (600.0, 400.0), [BOX], face=1, truth=HAPPY, original=None)
    answers = [
        *(read(face, {"Mien": "happy"}) for face in (0, 1, 2)),
        read(0, {"human": "happy"}, reader="human"),
        missed,
    ]
    [lead] = paired.leads(answers, [BASE])
    assert (lead.faces, lead.points.value) == (2, pytest.approx(50))
    alone = read(7, {"Mien": "happy"}, replace(BASE, group="noise", noise=5))
    assert {(a.reader, a.face) for a in paired.shared([*answers, alone])} == {
        ("mien", 0), ("mien", 1), ("human", 0), ("human", 1), ("mien", 7)
    }  # fmt: skip


def test_a_mirror_changes_left_and_right_and_nothing_else() -> None:
    points = np.array([[[0.3, 0.4], [0.7, 0.41], [0.52, 0.5], [0.5, 0.7], [0.1, 0.5], [0.95, 0.5]]])
    flipped = mirrored(points)
    np.testing.assert_allclose(
        flipped[0], [[0.3, 0.41], [0.7, 0.4], [0.48, 0.5], [0.5, 0.7], [0.05, 0.5], [0.9, 0.5]]
    )
    np.testing.assert_allclose(mirrored(flipped), points)


def test_five_points_are_lost_between_the_measures_that_lose_less_and_more() -> None:
    assert quality.crossing([1.0, 2.0, 3.0], [0, 4, 6]) == pytest.approx(2.5)
    # A loss that falls back by chance doesn't make a second crossing.
    assert quality.crossing([3.0, 2.0, 1.0], [0, 10, 4]) == pytest.approx(2.5)
    assert quality.crossing([1.0, 2.0], [0, 4.9]) is None


@pytest.mark.parametrize("sigma", [8, 15])
def test_noise_is_told_from_what_a_face_shows(sigma: int) -> None:
    rows, columns = np.mgrid[:48, :48]
    # Edges and slopes of a face's size, over most of the grey levels, so that it isn't relit.
    face = 120 + 60 * np.sin(rows / 5) * np.cos(columns / 7) + 55 * (rows > 24)
    plain = face.clip(0, 255).astype(np.uint8)
    noisy = np.random.default_rng(2).normal(0, sigma, face.shape)
    grainy = np.clip(np.rint(face + noisy), 0, 255).astype(np.uint8)
    assert quality.noise(plain) < 4
    assert quality.noise(grainy) == pytest.approx(sigma, rel=0.25)


def test_a_nose_off_the_middle_of_the_eyes_is_told_however_the_head_lies() -> None:
    upright = np.array([[40, 50], [80, 50], [70, 70], [60, 90], [20, 60], [100, 60]], float)
    lying = upright @ np.array([[0.0, 1.0], [-1.0, 0.0]])
    assert pose.turn_ratios(np.stack([upright, lying])) == pytest.approx([0.25, 0.25])


def test_a_turned_head_is_compared_with_its_own_label() -> None:
    ratios = np.array([0, 0, 0, 0, 0.5, 0.5])
    right = np.array([True, True, True, False, True, False])
    labels = np.array([0, 0, 1, 1, 0, 1], np.uint8)
    assert pose.lost_to_frontal(ratios, right, labels) == pytest.approx([0, 0, -0.5, 0.5, 0, 0.5])


def test_tilts_to_both_sides_are_one_angle(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text(
        "reader,way,group,value,loss_points,loss_margin,frames\n"
        "mien,Mien,roll,-30,4,3,100\n"
        "mien,Mien,roll,30,2,4,100\n"
        "mien,eyes,roll,30,9,9,100\n"
        "human,human,roll,30,9,9,100\n"
    )
    assert pose.tilt_losses(file) == {30.0: (3.0, pytest.approx(2.5), 200)}
