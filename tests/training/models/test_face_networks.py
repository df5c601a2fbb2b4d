"""HSE-FaceRes and dlib's network compute what their authors' code computes."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.ndimage import gaussian_filter

from tests.training.models.random_weights import RANDOM, dlib_arrays, faceres_arrays
from tests.training.small import small_recipe
from training import models
from training.errors import ConfigError
from training.learning.initial_weights import new_network
from training.models import dlib_resnet, face_recognition, faceres

FACES = gaussian_filter(RANDOM.integers(0, 256, (8, 48, 48)).astype(np.float32), (0, 2, 2))
FACES = ((FACES - FACES.min()) / np.ptp(FACES) * 255).astype(np.uint8)


def in_colour(side_px: int) -> tf.Tensor:
    grey = tf.image.resize(FACES[..., None].astype(np.float32), (side_px, side_px))
    return tf.repeat(grey, 3, axis=-1)


def original_faceres(
    arrays: dict[str, np.ndarray], blocks: int, means_bgr: tuple[float, ...]
) -> np.ndarray:
    """The MobileNet as its author runs it: colours minus their means, padded below and right."""
    x = in_colour(64) - np.array(means_bgr, np.float32)
    below_right = [[0, 0], [0, 1], [0, 1], [0, 0]]
    kernel = arrays["conv1/convolution/merged_input"]
    x = tf.nn.conv2d(tf.pad(x, below_right), kernel, 2, "VALID")
    x = tf.nn.relu6(x + arrays["conv1_bn/batchnorm_1/sub"])
    for block in range(1, blocks + 1):
        name, kernel = f"conv_dw_{block}", arrays[f"conv_dw_{block}/depthwise_kernel"]
        if block in (2, 4, 6, 12):
            x = tf.nn.depthwise_conv2d(tf.pad(x, below_right), kernel, [1, 2, 2, 1], "VALID")
        else:
            x = tf.nn.depthwise_conv2d(x, kernel, [1, 1, 1, 1], "SAME")
        x = x * arrays[f"{name}_bn/batchnorm_1/mul"] + arrays[f"{name}_bn/batchnorm_1/sub"]
        x = tf.nn.relu6(x)
        kernel = arrays[f"conv_pw_{block}/convolution/merged_input"]
        x = tf.nn.conv2d(x, kernel, 1, "SAME") + arrays[f"conv_pw_{block}_bn/batchnorm_1/sub"]
        x = tf.nn.relu6(x)
    return tf.reduce_mean(x, (1, 2)).numpy()


def pooled(network: keras.Model) -> np.ndarray:
    pool = keras.Model(network.input, network.get_layer("pool").output)
    return np.asarray(pool(FACES[..., None].astype(np.float32)))


def test_faceres_computes_what_its_author_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where all colours have one mean, what pads a grey face pads each colour too.
    means = (faceres.MEAN_GREY,) * 3
    monkeypatch.setattr(faceres, "MEANS_BGR", means)
    arrays = faceres_arrays(4)
    network = models.build("faceres", {"resized_px": 64, "blocks": 4})
    faceres.take(network, arrays)
    expected = original_faceres(arrays, 4, means)
    np.testing.assert_allclose(pooled(network), expected, rtol=1e-3, atol=1e-3)
    assert expected.std() > 0.1


def test_faceres_sees_the_middle_that_its_zoom_leaves() -> None:
    network = models.build("faceres", {"resized_px": 64, "blocks": 2, "zoom": 1.2})
    face = np.random.default_rng(1).uniform(0, 255, (1, 48, 48, 1)).astype(np.float32)
    outside, inside = face.copy(), face.copy()
    outside[:, :3] = outside[:, :, -3:] = 0
    inside[:, 5] = 0
    seen, same, other = (np.asarray(network(each)) for each in (face, outside, inside))
    np.testing.assert_array_equal(seen, same)
    # Whatever the initial weights, a row that is seen changes the scores.
    assert (seen != other).any()


def test_faceres_takes_each_colours_own_mean() -> None:
    arrays = faceres_arrays(1)
    network = models.build("faceres", {"resized_px": 64, "blocks": 1})
    faceres.take(network, arrays)
    first = keras.Model(network.input, network.get_layer("conv1_norm").output)
    came = np.asarray(first(FACES[..., None].astype(np.float32)))
    colours = in_colour(64) - np.array([103.939, 116.779, 123.68], np.float32)
    kernel = arrays["conv1/convolution/merged_input"]
    expected = tf.nn.conv2d(colours, kernel, 2, "VALID") + arrays["conv1_bn/batchnorm_1/sub"]
    # The last row and column see the padding.
    np.testing.assert_allclose(came[:, :-1, :-1], expected, rtol=1e-3, atol=1e-3)


def original_dlib(arrays: dict[str, np.ndarray], stages: int) -> np.ndarray:
    """dlib's network as face-api computes it, but for dlib's own division by 256."""

    def convolved(x: tf.Tensor, name: str, step: int) -> tf.Tensor:
        kernel = arrays[f"{name}/conv/filters"]
        x = tf.nn.conv2d(x, kernel, step, "SAME" if step == 1 else "VALID")
        x = x + arrays[f"{name}/conv/bias"]
        return x * arrays[f"{name}/scale/weights"] + arrays[f"{name}/scale/biases"]

    x = (in_colour(64) - np.array([122.782, 117.001, 104.298], np.float32)) / 256
    x = tf.nn.max_pool2d(tf.nn.relu(convolved(x, "conv32_down", 2)), 3, 2, "VALID")
    for name in (name for stage in dlib_resnet.STAGES[:stages] for name in stage):
        down = "down" in name
        y = tf.nn.relu(convolved(x, f"{name}/conv1", 2 if down else 1))
        y = convolved(y, f"{name}/conv2", 1)
        if down:
            x = tf.nn.avg_pool2d(x, 2, 2, "VALID")
            missing = x.shape[1] - y.shape[1]
            y = tf.pad(y, [[0, 0], [0, missing], [0, missing], [0, 0]])
            x = tf.concat([x, tf.zeros([*x.shape[:3], y.shape[3] - x.shape[3]])], 3)
        x = tf.nn.relu(x + y)
    return tf.reduce_mean(x, (1, 2)).numpy()


def test_dlibs_network_computes_what_face_api_computes() -> None:
    arrays = dlib_arrays(3)
    network = models.build("dlib_resnet", {"resized_px": 64, "stages": 3})
    dlib_resnet.take(network, arrays)
    np.testing.assert_allclose(pooled(network), original_dlib(arrays, 3), rtol=1e-3, atol=1e-3)


def test_batch_norms_are_put_back_without_changing_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arrays = faceres_arrays(3)
    monkeypatch.setattr(face_recognition, "arrays_of", lambda _: arrays)
    options = {"resized_px": 64, "blocks": 3}
    recipe = small_recipe(model="faceres", model_options=options, start_from="faceres")
    begun = new_network(recipe, FACES)
    plain = models.build("faceres", options)
    faceres.take(plain, arrays)
    np.testing.assert_allclose(pooled(begun), pooled(plain), rtol=1e-4, atol=1e-4)
    # In training each norm sees about the statistics that it remembers, so nothing jumps.
    images = FACES[..., None].astype(np.float32)
    trained = np.asarray(
        keras.Model(begun.input, begun.get_layer("pool").output)(images, training=True)
    )
    np.testing.assert_allclose(trained, pooled(plain), rtol=1e-3, atol=1e-3)


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"--weights dlib with the network dlib_resnet, got vgg"):
        new_network(small_recipe(start_from="dlib"), FACES)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("faceres", {"resized_px": 100}),
        ("faceres", {"blocks": 14}),
        ("faceres", {"zoom": 0.9}),
        ("dlib_resnet", {"resized_px": 48}),
        ("dlib_resnet", {"stages": 0}),
    ],
)
def test_impossible_options_are_refused(name: str, options: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match=rf"expected {name} with a resized_px of"):
        models.build(name, options)
