"""soup.py: the mean of weights, batch norm's statistics for it, and what is refused."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from converter.provenance import training_of
from training import datasets, models, soup
from training.errors import ConfigError
from training.evaluation.predict import keras_logits, load_network
from training.models.blocks import face_input, logits, normalise
from training.runs import folder as run_folder

OPTIONS = {"width": 4, "multipliers": (1, 2), "depths": (1, 1), "dropout": 0.4}


def drawn(seed: int) -> keras.Model:
    """A small network, all of whose weights, batch norm's too, are drawn."""
    keras.utils.set_random_seed(seed)
    net = models.build("vgg", OPTIONS)
    rng = np.random.default_rng(seed)
    net.set_weights([w + rng.uniform(0.1, 0.5, w.shape) for w in net.get_weights()])
    return net


def linear(slope: float) -> keras.Model:
    """A network without batch norm whose logits are proportional to its weights."""
    image = face_input(48)
    net = keras.Model(image, logits(layers.Flatten()(normalise(image))))
    kernel, bias = net.layers[-1].get_weights()
    net.layers[-1].set_weights([np.full_like(kernel, slope), bias])
    return net


def saved(network: keras.Model, path: Path) -> Path:
    network.save(path)
    return path


def test_each_network_counts_by_its_share() -> None:
    faces = np.random.default_rng(0).integers(0, 256, (9, 48, 48), dtype=np.uint8)
    mixed = soup.mix([linear(1.0), linear(5.0)], soup.normalised([3, 1], 2), ["a", "b"])
    np.testing.assert_allclose(
        keras_logits(mixed, faces), 2 * keras_logits(linear(1.0), faces), rtol=1e-4, atol=1e-4
    )


def test_batch_norms_are_measured_on_training_faces() -> None:
    faces = datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    mixed = soup.mix([drawn(1), drawn(2)], [0.5, 0.5], ["a", "b"])
    soup.settle(mixed, faces)
    norm = mixed.get_layer("block1_1_norm")
    before = keras.Model(mixed.input, norm.input)
    batch = faces.select("Training").images[..., None].astype(np.float32)
    reaching = np.asarray(before(batch))
    # All but the last, partial batch of these faces is measured.
    np.testing.assert_allclose(norm.moving_mean, reaching.mean(axis=(0, 1, 2)), rtol=0.1)
    np.testing.assert_allclose(norm.moving_variance, reaching.var(axis=(0, 1, 2)), rtol=0.1)
    averaged = soup.mix([drawn(1), drawn(2)], [0.5, 0.5], ["a", "b"]).get_layer("block1_1_norm")
    assert np.abs(averaged.moving_mean - norm.moving_mean).min() > 0.2


def test_batch_norms_are_measured_without_dropout_which_stays() -> None:
    faces = datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    mixed = soup.mix([drawn(1), drawn(2)], [0.5, 0.5], ["a", "b"])
    soup.settle(mixed, faces)
    norm = mixed.get_layer("block2_1_norm")
    batch = faces.select("Training").images[..., None].astype(np.float32)
    reaching = np.asarray(keras.Model(mixed.input, norm.input)(batch, training=False))
    # With dropout it is a third more.
    np.testing.assert_allclose(norm.moving_variance, reaching.var(axis=(0, 1, 2)), rtol=0.1)
    assert mixed.get_layer("block1_dropout").rate == 0.4


def test_rare_classes_are_raised_by_their_log_frequency() -> None:
    faces = datasets.synthetic(seed=0).select_any(("Training", "PublicTest"))
    network, images = drawn(1), faces.images[:5]
    before = keras_logits(network, images)
    soup.adjust(network, 0.0, faces)
    assert np.array_equal(keras_logits(network, images), before)
    soup.adjust(network, 0.5, faces)
    learn = faces.select("Training").labels
    shares = np.array([np.mean(learn == label) for label in range(7)])
    expected = before - 0.5 * np.log(shares)
    np.testing.assert_allclose(keras_logits(network, images), expected, rtol=1e-4, atol=1e-4)


def test_a_run_folder_is_left_whose_network_is_the_average(tmp_path: Path) -> None:
    paths = [saved(drawn(seed), tmp_path / f"{seed}.keras") for seed in (1, 2)]
    recipe = {"name": "narrow", "seed": 4}
    (tmp_path / run_folder.CONFIG).write_text(json.dumps({"recipe": recipe}), encoding="utf-8")
    run = tmp_path / "soup"
    arguments = [*map(str, paths), "--synthetic", "--shares", "1", "3", "--run-dir", str(run)]
    assert soup.main(arguments) == 0
    network = load_network(run / run_folder.MODEL)
    name = "block2_1_conv"
    first, second = (load_network(path).get_layer(name).kernel for path in paths)
    np.testing.assert_allclose(
        network.get_layer(name).kernel, 0.25 * first + 0.75 * second, rtol=1e-5, atol=1e-6
    )
    config = json.loads((run / run_folder.CONFIG).read_text(encoding="utf-8"))
    assert config["recipe"] == recipe
    told = training_of(run)
    assert (told["recipe"], told["averaged"]) == ("narrow", ["1.keras", "2.keras"])
    assert [member["share"] for member in config["soup"]["members"]] == [0.25, 0.75]
    faces = datasets.synthetic(seed=0).select("PublicTest")
    right = np.mean(keras_logits(network, faces.images).argmax(axis=1) == faces.labels)
    assert config["soup"]["accuracy"] == pytest.approx(float(right), abs=1e-6)


def test_an_adjustment_without_the_layer_for_it_is_refused() -> None:
    image = keras.Input((48, 48, 1))
    foreign = keras.Model(image, layers.Dense(7)(layers.Flatten()(image)))
    with pytest.raises(ConfigError, match="a last layer logits with a bias"):
        soup.adjust(foreign, 0.1, datasets.synthetic(seed=0))


@pytest.mark.parametrize(
    ("shares", "count", "sentence"),
    [
        (None, 1, "expected two or more networks to average, got 1"),
        ([1.0], 2, "expected 2 --shares, none below 0 or infinite and not all 0, got 1.0"),
        ([float("inf"), 1.0], 2, "got inf 1.0"),
        ([1.0, -1.0], 2, "got 1.0 -1.0"),
        ([0.0, 0.0], 2, "got 0.0 0.0"),
        ([float("nan"), 1.0], 2, "got nan 1.0"),
    ],
)
def test_shares_that_are_none_are_refused(
    shares: list[float] | None, count: int, sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        soup.normalised(shares, count)


def test_networks_of_other_weights_are_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keras.utils.set_random_seed(1)
    other = models.build("vgg", {**OPTIONS, "width": 5})
    paths = [saved(drawn(1), tmp_path / "a.keras"), saved(other, tmp_path / "b.keras")]
    run = tmp_path / "soup"
    same = [str(paths[0])] * 2
    wrong = ("--synthetic", "--logit-adjustment", "-1", "--run-dir", str(run))
    assert soup.main([*same, *wrong]) == 2
    assert "expected --logit-adjustment" in capsys.readouterr().err
    assert soup.main([*map(str, paths), "--synthetic", "--run-dir", str(run)]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert f"expected {paths[1]} to have the weights of {paths[0]}" in line
    assert not run.exists()


def test_a_run_that_is_there_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(drawn(1), tmp_path / "a.keras")
    (tmp_path / run_folder.CONFIG).write_text("{}", encoding="utf-8")
    assert soup.main([str(path), str(path), "--synthetic", "--run-dir", str(tmp_path)]) == 2
    assert "to hold no run yet, got one" in capsys.readouterr().err
    assert not (tmp_path / run_folder.MODEL).exists()
