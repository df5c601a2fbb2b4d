"""Starting weights: written in their two layouts, read back, and each refusal."""

import urllib.error
from collections.abc import Callable
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from tests.narrow import NARROW, TRANSFER, narrow
from tests.training.config.test_recipe import small_recipe
from training import models
from training.errors import ConfigError
from training.learning.initial_weights import new_network
from training.models.pretrained import IMAGENET_MEANS_BGR, ORIGINS, load_weights
from training.models.transfer import VGGFACE2_MEANS_BGR, VGGFACE_MEANS_BGR
from training.train import main

Layers = dict[str, dict[str, np.ndarray]]

TRANSFERRED = sorted(ORIGINS)
NORM_ROLES = ("gamma", "beta", "moving_mean", "moving_variance")


def write(path: Path, layers: Layers, weight_name: str = "{layer}/{role}:0") -> Path:
    """Writes layers as Keras 2's save_weights does, which leaves layers without weights in."""
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [name.encode() for name in ("input_1", *layers, "flatten_1")]
        for bare in ("input_1", "flatten_1"):
            file.create_group(bare).attrs["weight_names"] = []
        for layer, arrays in layers.items():
            group = file.require_group(layer)
            names = {role: weight_name.format(layer=layer, role=role) for role in arrays}
            group.attrs["weight_names"] = [name.encode() for name in names.values()]
            for role, array in arrays.items():
                group[names[role]] = array
    return path


def vggface_layers(network: keras.Model, seed: int = 1) -> Layers:
    """Random arrays for a network's trunk, by the names of keras-vggface's files."""
    rng = np.random.default_rng(seed)
    layers: Layers = {}
    for layer in network.layers:
        if not layer.weights or not layer.name.startswith("conv"):
            continue
        # By the file's own rules: a slash before bn, and in conv1/7x7_s2.
        name = layer.name.replace("_bn", "/bn").replace("conv1_7x7", "conv1/7x7")
        layers[name] = {
            weight.name: rng.uniform(0.5, 1.5, weight.shape).astype(np.float32)
            for weight in layer.weights
        }
    return layers


@pytest.mark.parametrize("name", TRANSFERRED)
def test_a_vggface_file_fills_the_trunk_and_leaves_the_head(name: str, tmp_path: Path) -> None:
    network = narrow(name)
    layers = vggface_layers(network)
    top = {"classifier": {"kernel": np.ones((5, 9)), "bias": np.ones(9)}}
    # The arrays of a layer in another order than Keras 3's, as nothing promises that.
    turned = {layer: dict(reversed(arrays.items())) for layer, arrays in layers.items()}
    head = [np.asarray(w).copy() for w in network.get_layer("dense1").weights]
    load_weights(network, str(write(tmp_path / "w.h5", turned | top)))
    for layer in network.layers:
        key = layer.name.replace("_bn", "/bn").replace("conv1_7x7", "conv1/7x7")
        for weight in layer.weights if key in layers else ():
            np.testing.assert_array_equal(weight, layers[key][weight.name], err_msg=weight.path)
    for before, after in zip(head, network.get_layer("dense1").weights, strict=True):
        np.testing.assert_array_equal(after, before)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        (
            "resnet50",
            {
                "conv1_7x7_s2": (7, 7, 3, 64),
                "conv2_1_1x1_proj": (1, 1, 64, 256),
                "conv3_4_3x3": (3, 3, 128, 128),
                "conv5_3_1x1_increase": (1, 1, 512, 2048),
            },
        ),
        (
            "senet50",
            {
                "conv2_1_1x1_down": (1, 1, 256, 16),
                "conv5_3_1x1_up": (1, 1, 128, 2048),
                "conv4_6_1x1_reduce": (1, 1, 1024, 256),
            },
        ),
        ("vgg16", {"conv1_1": (3, 3, 3, 64), "conv5_3": (3, 3, 512, 512)}),
    ],
)
def test_at_full_width_the_trunk_is_the_published_one(
    name: str, shapes: dict[str, tuple[int, ...]]
) -> None:
    # Read off keras_vggface/models.py; the counts are those of its `include_top=False`. SeNet50's
    # file has 104,944,616 bytes, 576,040 of them HDF5's own, as 450,184 of ResNet50's.
    counts = {"resnet50": 23_561_152, "senet50": 26_092_144, "vgg16": 14_714_688}
    network = models.build(name, {"dense_units": (8,)})
    trunk = [layer for layer in network.layers if layer.name.startswith("conv")]
    assert sum(np.prod(w.shape) for layer in trunk for w in layer.weights) == counts[name]
    for layer, shape in shapes.items():
        assert tuple(network.get_layer(layer).kernel.shape) == shape
    epsilons = {layer.epsilon for layer in trunk if layer.name.endswith("_bn")}
    assert epsilons == {"resnet50": {1e-3}, "senet50": {1e-4}, "vgg16": set()}[name]


def test_the_trunks_count_what_keras_applications_count() -> None:
    # ImageNet's ResNet50 has a bias in each convolution besides.
    theirs = keras.applications.ResNet50(include_top=False, weights=None)
    biases = sum(layer.filters for layer in theirs.layers if isinstance(layer, keras.layers.Conv2D))
    assert theirs.count_params() - biases == 23_561_152
    assert keras.applications.VGG16(include_top=False, weights=None).count_params() == 14_714_688


def imagenet_vgg16() -> tuple[keras.Model, Layers]:
    """A narrow VGG16 and random arrays for it as keras.applications names them."""
    network = narrow("vgg16")
    layers = {
        key.replace("conv", "block").replace("_", "_conv"): {
            {"kernel": "W_1", "bias": "b_1"}[role]: array for role, array in arrays.items()
        }
        for key, arrays in vggface_layers(network).items()
    }
    return network, layers


def test_imagenets_vgg16_sees_what_it_saw_there(tmp_path: Path) -> None:
    network, layers = imagenet_vgg16()
    load_weights(network, str(write(tmp_path / "w.h5", layers, "{layer}_{role}:0")))
    first = network.get_layer("conv1_1")
    ours, theirs = (
        np.random.default_rng(0).uniform(0, 255, (2, 9, 9, 3)) - np.array(means)
        for means in (VGGFACE_MEANS_BGR, IMAGENET_MEANS_BGR)
    )
    kernel, bias = (layers["block1_conv1"][role] for role in ("W_1", "b_1"))
    expected = np.maximum(keras.ops.conv(theirs.astype("float32"), kernel) + bias, 0)
    # Inside the padding, of which the two see different sides.
    came = np.asarray(first(ours))[:, 1:-1, 1:-1]
    np.testing.assert_allclose(came, expected, rtol=1e-4, atol=0.05)
    np.testing.assert_array_equal(network.get_layer("conv5_3").bias, layers["block5_conv3"]["b_1"])


def test_imagenets_resnet50_normalises_as_there(tmp_path: Path) -> None:
    network = narrow("resnet50")
    parts = {"_1x1_proj": "_0_", "_1x1_reduce": "_1_", "_3x3": "_2_", "_1x1_increase": "_3_"}
    rng = np.random.default_rng(4)
    layers: Layers = {}
    pairs = {}
    for key, arrays in vggface_layers(network).items():
        name = key.replace("/7x7_s2", "_").replace("/bn", "")
        for ours, theirs in parts.items():
            name = name.replace(ours, theirs)
        stage, _, rest = name.partition("_")
        name = name if stage == "conv1" else f"{stage}_block{rest}"
        name += "bn" if key.endswith("/bn") else "conv"
        layers[name] = dict(arrays)
        if key.endswith("/bn"):
            # As small as an epsilon, so that it matters.
            layers[name]["moving_variance"] = arrays["moving_variance"] * 1e-3
        if not key.endswith("/bn"):
            layers[name]["bias"] = rng.normal(0, 1, arrays["kernel"].shape[-1])
            pairs[key.replace("/", "_")] = name
    assert {"conv1_conv", "conv1_bn", "conv2_block2_3_bn", "conv3_block1_0_conv"} <= set(layers)
    load_weights(network, str(write(tmp_path / "w.h5", layers)))
    for ours, theirs in pairs.items():
        conv, norm = layers[theirs], layers[theirs.removesuffix("conv") + "bn"]
        side = conv["kernel"].shape[0]
        x = rng.uniform(0, 255, (4, side, side, conv["kernel"].shape[2]))
        summed = np.tensordot(x, conv["kernel"], 3)
        if ours == "conv1_7x7_s2":
            summed = np.tensordot(x - np.array(IMAGENET_MEANS_BGR), conv["kernel"], 3)
            x = x - np.array(VGGFACE2_MEANS_BGR)
        deviation = np.sqrt(norm["moving_variance"] + 1.001e-5)
        normed = (summed + conv["bias"] - norm["moving_mean"]) / deviation
        expected = normed * norm["gamma"] + norm["beta"]
        # The middle of a same-padded plane of the kernel's own side sees no padding.
        middle = np.tensordot(x.astype("float32"), network.get_layer(ours).kernel, 3)
        came = network.get_layer(f"{ours}_bn")(middle[:, None, None])
        # Sums of 10⁴ in float32, divided by a deviation of 0.03.
        np.testing.assert_allclose(np.asarray(came)[:, 0, 0], expected, rtol=1e-4, atol=1)


def altered(change: Callable[[Layers], object], tmp_path: Path, name: str = "senet50") -> str:
    layers = vggface_layers(narrow(name))
    change(layers)
    return str(write(tmp_path / "altered.h5", layers))


def swap_sides(layers: Layers) -> None:
    conv = layers["conv2_1_3x3"]
    conv["kernel"] = np.zeros((3, 3, 4, 5), np.float32)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            swap_sides,
            r"kernel of layer conv2_1_3x3 in .* as \[3, 3, 4, 4\], got \[3, 3, 4, 5\]; bring",
        ),
        (
            lambda layers: layers["conv1/7x7_s2/bn"].pop("moving_variance"),
            r"moving_variance of layer conv1/7x7_s2/bn in .* as \[4\], got none",
        ),
        (
            lambda layers: layers["conv2_1_3x3"].update(bias=np.zeros(3)),
            r"bias of layer conv2_1_3x3 in .* as \[4\], got \[3\]",
        ),
        (
            lambda layers: layers["conv2_1_3x3/bn"].update(bias=np.zeros(4)),
            r"bias of layer conv2_1_3x3/bn in .* as none, got \[4\]",
        ),
        (
            lambda layers: layers.pop("conv2_2_1x1_up"),
            "to hold the layer conv2_2_1x1_up, got none of that name; bring rcmalli_vggface",
        ),
        (
            lambda layers: layers.update(conv9_9={"kernel": np.zeros(1)}),
            "to hold the layers of senet50, got conv9_9 too",
        ),
        (
            lambda layers: layers["conv2_1_3x3"].update(momentum=np.zeros(4)),
            "ValueError: an array called conv2_1_3x3/momentum:0",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused_and_changes_nothing(
    change: Callable[[Layers], object], message: str, tmp_path: Path
) -> None:
    network = narrow("senet50")
    before = [np.asarray(w).copy() for w in network.weights]
    with pytest.raises(ConfigError, match=message):
        load_weights(network, altered(change, tmp_path))
    for a, b in zip(before, network.weights, strict=True):
        np.testing.assert_array_equal(b, a)


def test_another_networks_file_is_refused(tmp_path: Path) -> None:
    path = altered(lambda _: None, tmp_path, "senet50")
    with pytest.raises(ConfigError, match="to hold the layers of resnet50, got conv2_1_1x1_down"):
        load_weights(narrow("resnet50"), path)
    with pytest.raises(ConfigError, match=r"with one of resnet50, senet50, vgg16, got vgg;"):
        load_weights(models.build("vgg", {"width": 4}), path)


def test_what_is_no_weights_file_is_refused(tmp_path: Path) -> None:
    network = narrow("resnet50")
    text, bare = tmp_path / "text.h5", tmp_path / "bare.h5"
    text.write_text("no weights", encoding="utf-8")
    h5py.File(bare, "w").close()
    for path in (text, bare, tmp_path / "absent.h5"):
        with pytest.raises(ConfigError, match=rf"expected {path} to be weights that Keras 2 saved"):
            load_weights(network, str(path))


def test_a_whole_model_of_keras_2_is_read_too(tmp_path: Path) -> None:
    network = narrow("vgg16")
    layers = vggface_layers(network)
    write(tmp_path / "weights.h5", layers)
    with h5py.File(tmp_path / "weights.h5") as plain, h5py.File(tmp_path / "m.h5", "w") as whole:
        plain.copy(plain["/"], whole, "model_weights")
    load_weights(network, str(tmp_path / "m.h5"))
    np.testing.assert_array_equal(network.get_layer("conv3_1").kernel, layers["conv3_1"]["kernel"])


def test_imagenets_weights_that_cannot_be_fetched_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise urllib.error.URLError("no route")

    monkeypatch.setattr("keras.src.utils.file_utils.urlretrieve", no_network)
    monkeypatch.setattr("keras.src.utils.file_utils.config.keras_home", lambda: str(tmp_path))
    with pytest.raises(
        ConfigError,
        match=r"expected to fetch vgg16_weights_.*_notop\.h5, got: .*no route; bring it from "
        r"https://storage\.googleapis\.com/.*, or rcmalli_vggface_tf_notop_vgg16\.h5 from https",
    ):
        load_weights(narrow("vgg16"), "imagenet")
    with pytest.raises(ConfigError, match=r"with one of resnet50, vgg16, got senet50, of which"):
        load_weights(narrow("senet50"), "imagenet")


@pytest.mark.parametrize("name", ["resnet50", "vgg16"])
def test_imagenets_addresses_are_those_of_keras_applications(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def ask(file: str, origin: str, **arguments: object) -> None:
        asked.update(file=file, origin=origin, hash=arguments["file_hash"])
        raise FileNotFoundError

    monkeypatch.setattr("keras.src.utils.file_utils.get_file", ask)
    build = {"resnet50": keras.applications.ResNet50, "vgg16": keras.applications.VGG16}[name]
    with pytest.raises(FileNotFoundError):
        build(include_top=False, weights="imagenet")
    assert ORIGINS[name].imagenet_url == asked["origin"]
    assert ORIGINS[name].imagenet_md5 == asked["hash"]


def test_a_recipe_begins_with_a_file_and_freezes_what_it_names(tmp_path: Path) -> None:
    path = altered(lambda _: None, tmp_path, "resnet50")
    recipe = small_recipe(
        model="resnet50",
        model_options=NARROW["resnet50"],
        start_from=path,
        frozen_layers="^conv(?!.*_bn$)",
    )
    begun = new_network(recipe)
    loaded = np.asarray(begun.get_layer("conv1_7x7_s2").kernel)
    assert loaded.min() >= 0.5
    learned = {w.path.split("/")[-2] for w in begun.trainable_weights}
    assert {"dense1", "dense2", "logits", "conv1_7x7_s2_bn"} <= learned
    assert not {"resize_across", "resize_down", "conv1_7x7_s2", "conv2_1_3x3"} & learned


@pytest.mark.parametrize(
    ("name", "first_learned", "frozen"),
    [
        ("resnet50", None, 53),
        # Index 201 of keras-vggface's layers is the convolution before the norm of index 202.
        ("senet50", "conv4_5_3x3", None),
        ("vgg16", None, 13),
    ],
)
def test_recipes_freeze_what_the_authors_froze(
    name: str, first_learned: str | None, frozen: int | None
) -> None:
    from training import recipes

    recipe = recipes.load(name)
    options = {**TRANSFER, "resized_px": 64} | recipe.model_options
    network = new_network(recipe.replace(model_options=options))
    convolutions = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    learned = [layer.name for layer in convolutions if layer.trainable]
    assert (learned[0] if learned else None) == first_learned
    if frozen is not None:
        assert len(convolutions) == frozen
    norms = [layer for layer in network.layers if layer.name.endswith("_bn")]
    assert all(layer.trainable for layer in norms)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--weights", "nowhere.h5"), "with one of resnet50, senet50, vgg16, got vgg"),
        (("--weights", "imagenet"), "with one of resnet50, senet50, vgg16, got vgg"),
        (("--weights", "nowhere.keras"), "nowhere.keras to be a .keras file"),
    ],
)
def test_the_command_refuses_weights_in_a_sentence_and_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(("--synthetic", *arguments)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_the_command_names_its_weights_in_the_recipe(tmp_path: Path) -> None:
    from training.runs.options import choose_run, parse_arguments

    for given, expected in (("none", ""), ("imagenet", "imagenet"), ("a/b.h5", "a/b.h5")):
        recipe, _ = choose_run(parse_arguments(["--synthetic", "--weights", given]))
        assert recipe.start_from == expected
