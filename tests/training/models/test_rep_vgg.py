"""What RepVGG ships computes what it trained."""

from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from training import models
from training.evaluation.predict import load_network
from training.models.rep_vgg import reparameterise

FACES = np.random.default_rng(0).integers(0, 256, (8, 48, 48, 1)).astype(np.float32)


@pytest.fixture
def trained() -> keras.Model:
    """A network whose batch norms are not neutral, as after training."""
    keras.utils.set_random_seed(1)
    # Depths with and without an identity branch, and steps of 2.
    network = models.build(
        "rep_vgg", {"width": 6, "multipliers": (1, 1, 2), "depths": (2, 2, 1), "side_px": None}
    )
    rng = np.random.default_rng(1)
    for layer in network.layers:
        if isinstance(layer, layers.BatchNormalization):
            gamma, beta, mean, variance = layer.get_weights()
            layer.set_weights(
                [
                    rng.uniform(0.5, 2, gamma.shape),
                    rng.normal(0, 0.3, beta.shape),
                    rng.normal(0, 0.3, mean.shape),
                    rng.uniform(0.3, 2, variance.shape),
                ]
            )
    return network


@pytest.mark.parametrize("side_px", [48, 44, 41])
def test_the_plain_network_computes_the_same(trained: keras.Model, side_px: int) -> None:
    faces = FACES[:, :side_px, :side_px]
    expected = np.asarray(trained(faces))
    assert expected.std() > 0.1
    np.testing.assert_allclose(reparameterise(trained)(faces), expected, atol=1e-4)


def test_it_is_plain(trained: keras.Model) -> None:
    plain = reparameterise(trained)
    assert not [
        layer for layer in plain.layers if isinstance(layer, layers.Add | layers.BatchNormalization)
    ]
    convolutions = [layer for layer in plain.layers if isinstance(layer, layers.Conv2D)]
    assert [layer.kernel_size for layer in convolutions] == [(3, 3)] * 5
    assert [layer.strides[0] for layer in convolutions] == [1, 1, 2, 1, 2]
    assert plain.count_params() < trained.count_params()


def test_a_trained_file_is_turned_and_stored(trained: keras.Model, tmp_path: Path) -> None:
    network = models.build("rep_vgg", {"width": 4, "multipliers": (1, 2), "depths": (1, 1)})
    network.save(tmp_path / "trained.keras")
    reparameterise(load_network(tmp_path / "trained.keras")).save(tmp_path / "plain.keras")
    np.testing.assert_allclose(
        load_network(tmp_path / "plain.keras")(FACES), network(FACES), atol=1e-4
    )


def test_the_trained_network_stays_as_it_was(trained: keras.Model) -> None:
    before = trained.get_weights()
    reparameterise(trained)
    for b, after in zip(before, trained.get_weights(), strict=True):
        np.testing.assert_array_equal(b, after)


@pytest.mark.parametrize(
    ("name", "said"),
    [("vgg", "got vgg, which"), ("residual", "sum stage"), ("mobile", "sum stage")],
)
def test_a_network_of_other_sums_or_none_is_refused(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"normed branches, .*{said}"):
        reparameterise(models.build(name, {"width": 4}))


def test_an_export_takes_the_plain_network(trained: keras.Model) -> None:
    shipped = models.as_shipped(trained)
    assert shipped.count_params() < trained.count_params()
    # What is plain already, or has no plainer form, stays itself.
    assert models.as_shipped(shipped) is shipped
    vgg = models.build("vgg", {"width": 4})
    assert models.as_shipped(vgg) is vgg
