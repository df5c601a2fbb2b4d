"""Networks from elsewhere are known by what they answer."""

from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.special import softmax

from training.errors import ConfigError
from training.evaluation.foreign import doubts
from training.evaluation.predict import keras_logits, load_network
from training.labels import EXPRESSIONS

LABELS = np.tile(np.arange(7, dtype=np.uint8), 50)
RIGHT = np.eye(7, dtype=np.float32)[LABELS] * 4
FACES = np.random.default_rng(0).integers(0, 256, (5, 48, 48), dtype=np.uint8)


def ending_in(head: keras.layers.Layer) -> keras.Model:
    grey = keras.Input((48, 48, 1))
    return keras.Model(grey, head(keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(grey))))


@pytest.mark.parametrize("form", ["softmax", "sigmoid", "layer"])
def test_a_head_of_probabilities_is_refused_by_its_answers(tmp_path: Path, form: str) -> None:
    network = ending_in(keras.layers.Dense(7, activation=None if form == "layer" else form))
    if form == "layer":
        network = keras.Model(network.input, keras.layers.Softmax()(network.output))
    network.save(tmp_path / "foreign.keras")
    with pytest.raises(
        ConfigError, match=r"logits, got .* probabilities, from a softmax .*; save it"
    ):
        keras_logits(load_network(tmp_path / "foreign.keras"), FACES)


def test_a_network_that_has_diverged_is_refused() -> None:
    network = ending_in(keras.layers.Dense(7))
    network.layers[-1].bias.assign(np.full(7, np.nan))
    with pytest.raises(ConfigError, match="finite numbers"):
        keras_logits(network, FACES)


@pytest.mark.filterwarnings("ignore:You are saving a model that has not yet been built")
def test_what_has_no_shapes_or_two_inputs_or_a_dictionary_is_refused(tmp_path: Path) -> None:
    flat = keras.layers.Flatten()
    unbuilt = keras.Sequential([flat, keras.layers.Dense(7)])
    a, b = keras.Input((48, 48, 1)), keras.Input((48, 48, 1))
    two = keras.Model(
        [a, b], keras.layers.Dense(7)(keras.layers.Flatten()(keras.layers.Add()([a, b])))
    )
    single = ending_in(keras.layers.Dense(7))
    named = keras.Model(single.input, {"answer": single.output})
    for name, network in (("unbuilt", unbuilt), ("two", two), ("named", named)):
        network.save(tmp_path / f"{name}.keras")
        with pytest.raises(ConfigError, match=r"one input and one output, .* got another; build"):
            load_network(tmp_path / f"{name}.keras")


@pytest.mark.parametrize("name", ["cut.keras", "config.json"])
def test_a_file_of_another_kind_is_refused_in_our_words(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(ConfigError, match=rf"{name} to be .*, got a damaged file or another; name"):
        load_network(tmp_path / name)


@pytest.mark.parametrize(
    "order", [sorted(EXPRESSIONS), EXPRESSIONS[::-1]], ids=["alphabetical", "reversed"]
)
def test_another_order_is_named(order: list[str]) -> None:
    foreign = np.empty_like(RIGHT)
    foreign[:, [order.index(name) for name in EXPRESSIONS]] = RIGHT
    [said] = doubts(foreign, LABELS)
    assert f"and on 1.00 in the order {', '.join(order)}; sort" in said


def test_answers_near_chance_are_told_and_good_ones_are_not() -> None:
    [said] = doubts(np.zeros_like(RIGHT), LABELS)
    assert "above chance, got 0.14; check that the network was trained for grey pixels" in said
    assert doubts(RIGHT, LABELS) == []
    noise = np.random.default_rng(0).normal(size=RIGHT.shape).astype(np.float32)
    assert doubts(softmax(RIGHT + noise, axis=1), LABELS) == []
