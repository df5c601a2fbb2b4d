"""The choice of a quantization, on answers whose accuracy is known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from converter.errors import ExportError
from converter.parity import Logits, golden_set, largest_difference, top1_agreement
from converter.quantize import SMALLEST_FIRST, choose

COUNT = 1000


def answers(wrong: int) -> tuple[Logits, npt.NDArray[np.uint8]]:
    """Logits that name the label on all but the first `wrong` faces."""
    labels = np.arange(COUNT) % 7
    named = labels.copy()
    named[:wrong] = (labels[:wrong] + 1) % 7
    return np.eye(7, dtype=np.float32)[named] * 5, labels.astype(np.uint8)


def writer(folder: Path, wrong: dict[str, int]) -> Callable[[str], tuple[Path, Logits]]:
    def write(quantization: str) -> tuple[Path, Logits]:
        place = folder / quantization
        place.mkdir()
        (place / "weights.bin").write_bytes(bytes(10))
        return place, answers(wrong[quantization])[0]

    return write


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"uint8-coarse": 3, "uint8": 0}, "uint8-coarse"),
        ({"uint8-coarse": 4, "uint8": 3, "float16": 0}, "uint8"),
        ({"uint8-coarse": 9, "uint8": 4, "float16": 0}, "float16"),
        ({"uint8-coarse": 300, "uint8": 300, "float16": 300, "float32": 0}, "float32"),
    ],
)
def test_auto_takes_the_smallest_that_loses_at_most_three_thousandths(
    tmp_path: Path, wrong: dict[str, int], expected: str
) -> None:
    original, labels = answers(0)
    lines: list[str] = []
    chosen = choose("auto", writer(tmp_path, wrong), original, labels, lines.append)
    assert chosen.quantization == expected
    assert chosen.loss == pytest.approx(wrong[expected] / COUNT)
    assert chosen.agreement == pytest.approx(1 - wrong[expected] / COUNT)
    assert len(lines) == list(wrong).index(expected) + 1
    assert all(line.startswith(name) for name, line in zip(wrong, lines, strict=False))


@pytest.mark.parametrize("wanted", ["uint8", "auto"])
def test_none_is_taken_that_costs_more_than_it_may(tmp_path: Path, wanted: str) -> None:
    original, labels = answers(0)
    write = writer(tmp_path, dict.fromkeys(SMALLEST_FIRST, 500))
    with pytest.raises(
        ExportError, match=r"cost at most 0\.003 of accuracy, got 0\.5000; .*--most-loss 0\.5$"
    ):
        choose(wanted, write, original, labels, print)


def test_a_named_one_may_cost_what_is_meant(tmp_path: Path) -> None:
    original, labels = answers(0)
    chosen = choose("uint8", writer(tmp_path, {"uint8": 500}), original, labels, print, 0.5)
    assert chosen.quantization == "uint8"
    assert chosen.accuracy == 0.5


def test_differences_are_of_probabilities() -> None:
    a = np.array([[0, 0, 0, 0, 0, 0, 100]], np.float32)
    b = np.array([[100, 0, 0, 0, 0, 0, 0]], np.float32)
    assert largest_difference(a, b) == pytest.approx(1)
    assert largest_difference(a, a + 7) == pytest.approx(0)
    assert top1_agreement(np.concatenate([a, b]), np.concatenate([a, a])) == 0.5


def test_the_golden_set_has_extremes_and_is_always_the_same() -> None:
    faces = np.random.default_rng(1).integers(0, 256, (700, 48, 48), dtype=np.uint8)
    golden = golden_set(faces)
    assert golden.shape == (71, 48, 48)
    assert np.array_equal(golden, golden_set(faces))
    means = golden.mean(axis=(1, 2))
    assert means.min() == 0
    assert means.max() == 255
