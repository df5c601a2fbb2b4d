"""The search of a learning rate, on a curve that is known and from the command line."""

import csv
from pathlib import Path

import numpy as np
import pytest

from training import find_rate
from training.config import ConfigError
from training.find_rate import main, smooth, steepest_fall

RATES = np.geomspace(1e-4, 10, 201)


def test_the_steepest_fall_of_a_known_curve_is_found() -> None:
    decades = np.log10(RATES)
    curve = 2 - 1 / (1 + np.exp(-6 * (decades + 1.5)))
    noisy = curve + np.random.default_rng(0).normal(0, 0.05, len(RATES))
    found = steepest_fall(RATES, noisy)
    assert np.log10(found.rates[found.steepest]) == pytest.approx(-1.5, abs=0.15)


def test_smoothing_is_the_weighted_mean_of_the_past() -> None:
    losses = [3.0, 1.0, 2.0]
    weights = np.array([find_rate.SMOOTHING**2, find_rate.SMOOTHING, 1.0])
    assert smooth(losses)[0] == pytest.approx(3)
    assert smooth(losses)[2] == pytest.approx(np.dot(weights, losses) / weights.sum())


def test_too_few_sane_steps_are_refused() -> None:
    with pytest.raises(ConfigError, match="finite for a few steps, got 2; lower --low"):
        steepest_fall(RATES[:2], np.array([2.0, 3.0]))


def test_the_command_writes_curve_and_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--recipe", "smoke", "--synthetic", "--steps", "30"]) == 0
    with (tmp_path / "runs" / "rates" / "smoke" / "rate.csv").open() as file:
        rows = list(csv.DictReader(file))
    rates = [float(row["learning_rate"]) for row in rows]
    assert rates[0] == pytest.approx(1e-4)
    np.testing.assert_allclose(np.diff(np.log(rates)), np.log(1e5) / 29, rtol=1e-3)
    assert (tmp_path / "runs/rates/smoke/rate.png").read_bytes().startswith(b"\x89PNG")
    said = capsys.readouterr().out
    named = float(said.split("fastest at ")[1].split()[0])
    assert min(abs(rate / named - 1) for rate in rates) < 0.01
    # Untrained networks are at about ln 7.
    assert 1.5 < float(rows[0]["loss"]) < 3.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--low", "1", "--high", "0.1"), "--low above 0 and below --high, got 1 and 0.1"),
        (("--steps", "5"), "--steps of at least 10, got 5"),
        (("--recipe", "nonesuch"), "one of"),
    ],
)
def test_bad_input_ends_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--synthetic"]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
