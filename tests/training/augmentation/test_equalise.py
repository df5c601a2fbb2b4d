"""Histogram equalisation in the graph, against OpenCV's."""

from pathlib import Path

import cv2
import keras
import numpy as np
import pytest

from training import models
from training.augmentation.equalise import equalised, equalised_faces, with_equalisation
from training.datasets import synthetic
from training.evaluation.predict import keras_logits, load_network
from training.models.blocks import face_input


@pytest.fixture(scope="module")
def layer() -> keras.Model:
    image = face_input()
    return keras.Model(image, equalised(image))


def in_graph(layer: keras.Model, faces: np.ndarray) -> np.ndarray:
    return np.asarray(layer(faces[..., None].astype(np.float32)))[..., 0]


def test_the_graph_does_what_opencv_does(layer: keras.Model) -> None:
    generator = np.random.default_rng(0)
    drawn = synthetic(seed=0).images[::20]
    noise = generator.integers(60, 90, (8, 48, 48), dtype=np.uint8)
    dark = np.minimum(generator.integers(0, 2000, (4, 48, 48)), 255).astype(np.uint8)
    faces = np.concatenate([drawn, noise, dark])
    ours, oracle = in_graph(layer, faces), equalised_faces(faces)
    assert oracle[0].tolist() == cv2.equalizeHist(faces[0]).tolist()
    off = np.abs(ours - oracle)
    # A level whose fraction is one half rounds the other way: one level of grey, seldom.
    assert off.max() <= 1
    assert np.mean(off > 0) < 0.01


def test_a_face_of_one_level_stays_and_two_levels_go_to_the_ends(layer: keras.Model) -> None:
    flat = np.full((1, 48, 48), 77, np.uint8)
    assert np.unique(in_graph(layer, flat)).tolist() == [77]
    flat[0, :24] = 78
    assert np.unique(in_graph(layer, flat)).tolist() == [0, 255]
    assert np.array_equal(in_graph(layer, flat), equalised_faces(flat))


def test_values_between_levels_are_rounded_first(layer: keras.Model) -> None:
    face = np.random.default_rng(1).integers(20, 200, (1, 48, 48)).astype(np.float32)
    nudged = face + np.random.default_rng(2).uniform(-0.4, 0.4, face.shape).astype(np.float32)
    assert np.array_equal(in_graph(layer, nudged), in_graph(layer, face))


def test_the_written_network_takes_plain_faces(tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    inner = models.build("vgg", {"width": 4, "multipliers": (1, 2), "depths": (1, 1)})
    outer = with_equalisation(inner)
    assert len(outer.weights) == len(inner.weights)
    outer.save(tmp_path / "model.keras")
    faces = synthetic(seed=0).images[:16]
    loaded = load_network(tmp_path / "model.keras")
    np.testing.assert_allclose(
        keras_logits(loaded, faces), keras_logits(inner, equalised_faces(faces)), atol=1e-2
    )
    assert not np.allclose(keras_logits(inner, faces), keras_logits(loaded, faces), atol=1e-2)
