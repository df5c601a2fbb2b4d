"""Relighting, against cases worked out by hand; the committed goldens are in test_goldens.py."""

import numpy as np
import numpy.typing as npt
import pytest

from reader.crops.relight import BRIGHT_GREY, MAX_GAIN, SPAN_GREY, relight


def ramp(lowest: float, highest: float) -> npt.NDArray[np.uint8]:
    """Returns greys that rise evenly over the 2,304 pixels."""
    levels = np.rint(np.linspace(lowest, highest, 48 * 48))
    return np.asarray(levels.astype(np.uint8).reshape(48, 48))


def span(face: npt.NDArray[np.uint8]) -> tuple[float, float]:
    """Returns the 24th darkest and the 24th brightest grey: 1 % of 2,304 is 23.04."""
    ordered = np.sort(face, axis=None)
    return float(ordered[23]), float(ordered[-24])


def test_a_well_lit_face_stays_as_it_is() -> None:
    face = ramp(20, 230)
    assert np.array_equal(relight(face), face)


def test_a_dark_face_of_enough_span_is_multiplied() -> None:
    face = ramp(0, 180)
    dark, bright = span(face)
    assert bright - dark >= SPAN_GREY
    assert np.array_equal(relight(face), np.floor(face * (BRIGHT_GREY / bright) + 0.5))


def test_haze_is_stretched_about_its_darkest() -> None:
    face = ramp(80, 160)
    lit = relight(face)
    dark, bright = span(lit)
    # 79 between the percentiles become 160 above 81, whose brightest needs no lift.
    assert dark == span(face)[0]
    assert bright - dark == SPAN_GREY


def test_bright_haze_is_stretched_to_below_white() -> None:
    dark, bright = span(relight(ramp(180, 255)))
    assert (dark, bright) == (255 - SPAN_GREY, 255)


@pytest.mark.parametrize("share", [0.5, 0.25, 0.15])
def test_less_light_gives_nearly_the_same_face(share: float) -> None:
    face = ramp(0, 220)
    lit = relight(np.rint(face * share).astype(np.uint8)).astype(float)
    brightest = span(lit.astype(np.uint8))[1]
    assert brightest == BRIGHT_GREY
    # What was rounded in the dark comes back multiplied, and the darkest 1 % keep their place.
    assert np.abs(lit - face * brightest / span(face)[1]).max() <= 1 / share + 1


def test_noise_in_the_dark_is_not_amplified_without_limit() -> None:
    face = ramp(2, 6)
    dark, bright = span(relight(face))
    # A span of 4 grows by 8 to 32, from 2 to 34; what is bright is then lifted by 200 / 34.
    stretched = 2 + 4 * MAX_GAIN
    assert bright == BRIGHT_GREY
    assert dark == pytest.approx(2 * BRIGHT_GREY / stretched, abs=0.5)


def test_a_few_reflections_do_not_count() -> None:
    face = ramp(0, 60)
    with_reflections = face.copy()
    with_reflections[0, :20] = 255
    # The 99th percentile is one grey higher; by the brightest pixel nothing would be lifted.
    assert relight(face)[40, 40] - relight(with_reflections)[40, 40].astype(int) in range(5)


@pytest.mark.parametrize("grey", [0, 255])
def test_one_grey_stays_one_grey(grey: int) -> None:
    assert np.unique(relight(np.full((48, 48), grey, np.uint8))).tolist() == [grey]
