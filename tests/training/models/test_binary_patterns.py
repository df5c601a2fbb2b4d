"""Mapped binary patterns: codes, distances, tables, and the same inside a network."""

from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.spatial.distance import pdist
from skimage import data
from skimage.feature import local_binary_pattern

from training import models
from training.errors import ConfigError
from training.models import binary_patterns
from training.models.binary_patterns import MAPPINGS, Mapping, build
from training.models.mapped_patterns import RADII_PX, mapped_patterns, pattern_bits

UPPER = np.triu_indices(256, 1)


def photographs() -> np.ndarray:
    """Faces with edges, noise and even patches, uint8 [6, 48, 48]."""
    rng = np.random.default_rng(0)
    photo = data.camera()[::4, ::4]
    crops = [photo[y : y + 48, x : x + 48] for y, x in ((10, 40), (30, 20), (70, 70))]
    noise = rng.integers(0, 256, (48, 48))
    steps = np.kron(rng.integers(0, 256, (6, 6)), np.ones((8, 8)))
    return np.stack([*crops, noise, steps, np.full((48, 48), 77)]).astype(np.uint8)


def codes(images: np.ndarray, radius_px: int) -> np.ndarray:
    """Each pixel's pattern as the networks compute it, uint8 [N, H - 2r, W - 2r]."""
    bits = pattern_bits(keras.ops.convert_to_tensor(images[..., None], "float32"), radius_px)
    numbers = [np.asarray(bit)[..., 0].astype(np.uint8) << place for place, bit in enumerate(bits)]
    return np.sum(numbers, axis=0, dtype=np.uint8)


@pytest.mark.parametrize("radius_px", RADII_PX)
def test_codes_are_those_of_scikit_image(radius_px: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (200, 200), dtype=np.uint8)
    inner = (slice(radius_px, -radius_px),) * 2
    expected = local_binary_pattern(picture, 8, radius_px)[inner].astype(np.uint8)
    came = codes(picture[None], radius_px)[0]
    assert came.shape == (200 - 2 * radius_px,) * 2
    # It rounds positions to 1e-5 px, which turns a bit where a difference is that small.
    assert (came == expected).mean() > 0.999


@pytest.mark.parametrize("radius_px", RADII_PX)
def test_an_even_picture_has_all_bits_set(radius_px: int) -> None:
    for grey in (1, 77, 255):
        even = np.full((1, 48, 48), grey, np.uint8)
        assert (codes(even, radius_px) == 255).all()


def test_bit_0_is_the_right_neighbour_and_bit_2_the_upper_one() -> None:
    picture = np.full((1, 3, 3), 10, np.uint8)
    picture[0, 1, 1] = 20
    for bit, (row, column) in {0: (1, 2), 2: (0, 1), 4: (1, 0), 6: (2, 1)}.items():
        lit = picture.copy()
        lit[0, row, column] = 20
        assert codes(lit, 1)[0, 0, 0] == 1 << bit


def test_the_largest_regular_distance_is_36() -> None:
    apart = build.distances("regular")
    # From no bit to all: 1 + 2 + … + 8.
    assert apart.max() == apart[0, 255] == 36
    np.testing.assert_array_equal(apart, apart.T)


def test_the_regular_distance_of_one_moved_bit_is_how_far_it_moved() -> None:
    apart = build.distances("regular")
    for i in range(8):
        for j in range(8):
            assert apart[1 << i, 1 << j] == abs(i - j)


def test_no_two_codes_coincide_in_the_regular_distance() -> None:
    assert (build.distances("regular")[UPPER] > 0).all()


def test_56_pairs_coincide_in_the_cyclic_distance_all_mirrored() -> None:
    apart = build.distances("cyclic")
    pairs = [(a, b) for a, b in zip(*UPPER, strict=True) if apart[a, b] == 0]
    assert len(pairs) == 56
    # Seven bits read backwards, the eighth unset.
    assert all(f"{a:08b}" == "0" + f"{b:08b}"[:0:-1] for a, b in pairs)
    np.testing.assert_array_equal(apart, apart.T)


def test_the_cyclic_distance_is_no_metric() -> None:
    a, b, c = np.random.default_rng(0).integers(0, 256, (3, 200_000))
    shares = {}
    for mapping in MAPPINGS:
        d = build.distances(mapping)
        shares[mapping] = np.mean(d[a, c] > d[a, b] + d[b, c])
    # Sampling error of 4 % of 200,000 triples: 0.04 percentage points.
    assert shares == {"regular": 0, "cyclic": pytest.approx(0.04, abs=0.005)}


@pytest.mark.parametrize(("mapping", "expected"), [("regular", 0.992), ("cyclic", 0.939)])
def test_classical_scaling_keeps_the_distances(mapping: Mapping, expected: float) -> None:
    apart = build.distances(mapping)
    points = build.classical_scaling(apart)
    assert np.corrcoef(pdist(points), apart[UPPER])[0, 1] == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_a_table_keeps_the_order_better_than_classical_scaling(mapping: Mapping) -> None:
    table = binary_patterns.read_table(mapping)
    assert (table.shape, table.dtype) == ((256, 3), np.uint8)
    assert (table.min(), table.max()) == (0, 255)
    apart = build.distances(mapping)
    classical = pdist(build.classical_scaling(apart))
    kept = np.corrcoef(pdist(table.astype(float)), apart[UPPER])[0, 1]
    assert kept > np.corrcoef(classical, apart[UPPER])[0, 1]


@pytest.mark.slow
def test_the_command_rebuilds_the_stored_tables(tmp_path: Path) -> None:
    assert build.main(["--out", str(tmp_path)]) == 0
    for mapping in MAPPINGS:
        came = np.loadtxt(tmp_path / f"{mapping}.csv", dtype=int, delimiter=",")
        # Another processor adds in another order; the iteration ends within a grey level or two.
        assert np.abs(came - binary_patterns.read_table(mapping)).max() <= 2


@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize("radius_px", RADII_PX)
@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_a_network_maps_as_the_table_says(policy: str, radius_px: int, mapping: Mapping) -> None:
    images = photographs()
    keras.config.set_dtype_policy(policy)
    try:
        image = keras.Input((48, 48, 1))
        network = keras.Model(image, mapped_patterns(image, radius_px, mapping))
        came = np.asarray(network(images[..., None].astype(np.float32)))
    finally:
        keras.config.set_dtype_policy("float32")
    table = binary_patterns.read_table(mapping)
    np.testing.assert_array_equal(came, table[codes(images, radius_px)])


def test_the_table_is_not_trained() -> None:
    network = models.build("levi_hassner", {"filters": (4, 4, 4, 4, 4), "dense_units": (8, 8)})
    assert [w.path for w in network.trainable_weights if "table" in w.path] == []
    grey = models.build(
        "levi_hassner", {"filters": (4, 4, 4, 4, 4), "dense_units": (8, 8), "mapping": "none"}
    )
    assert "table" not in [layer.name for layer in grey.layers]


@pytest.mark.parametrize("options", [{"radius_px": 3}, {"mapping": "circular"}])
def test_what_the_paper_does_not_have_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"radius_px of \(1, 5, 10\) and mapping of"):
        models.build("levi_hassner", options)
