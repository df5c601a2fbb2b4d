"""Damaged files: whatever Hypothesis does to them, a reader reads them or refuses in a sentence."""

import functools
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import h5py
import keras
import numpy as np
import pytest

from converter.model_folder import read_manifest
from converter.reference import read_arrays as read_exported
from converter.restore import recipe_of, voters_of
from tests.auxiliary_folders import write_own
from tests.damage import Damage, fuzz, read_or_refuse
from tests.training.datasets.forms import ODD_FORMS, csv_text, small, tar_bytes, zip_bytes
from training import models
from training.config import Distillation
from training.datasets.auxiliary.folder import read_auxiliary
from training.datasets.faces import SPLITS
from training.datasets.fer2013 import read_csv
from training.datasets.fer_plus import read_votes
from training.datasets.image_folder import open_tree, read_tree
from training.evaluation import answers
from training.evaluation.predict import load_network
from training.faces.pictures import read_picture
from training.hardware.tfjs_model import ROOT
from training.labels import EXPRESSIONS, FER_PLUS_COLUMNS
from training.learning import distill
from training.learning.trainer import build_trainer
from training.models.pretrained import read_layers
from training.recipes import smoke
from training.runs import checkpoint
from training.runs import folder as run_folder

VOTES = f"Usage,Image name,{','.join(FER_PLUS_COLUMNS)}\n" + "".join(
    f"{split},,{','.join('1' * 10)}\n" for split in small().splits
)
FEW = csv_text(small()).splitlines(keepends=True)
TEXT = "".join([FEW[0], FEW[1], FEW[22], FEW[43]])
"""One face of each split."""
TINY = {"width": 1, "multipliers": (1,), "depths": (1,)}


PACKED: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "gz": lambda text: gzip.compress(text.encode()),
    "xz": lambda text: lzma.compress(text.encode()),
    "zip": lambda text: zip_bytes({"fer2013.csv": text}),
    "tar.gz": tar_bytes,
}


@pytest.mark.parametrize("form", PACKED)
@fuzz(60)
def test_fer2013(tmp_path: Path, form: str, damage: Damage) -> None:
    path = tmp_path / "fer2013.csv"
    for content in (
        damage(PACKED[form](TEXT)),
        PACKED[form](damage(TEXT.encode()).decode("latin1")),
    ):
        path.write_bytes(content)
        read_or_refuse(lambda: read_csv(path, SPLITS))


@pytest.mark.parametrize("form", ["BOM and CRLF", "all quoted", "a .zip in a .zip"])
@fuzz(60)
def test_votes(tmp_path: Path, form: str, damage: Damage) -> None:
    path = tmp_path / "fer2013new.csv"
    path.write_bytes(damage(ODD_FORMS[form](VOTES, path.name)))
    read_or_refuse(lambda: read_votes(path, small().splits))


@functools.cache
def zipped_folders() -> bytes:
    members: dict[str, str | bytes] = {
        f"train/{name}/a.png": cv2.imencode(".png", small().images[0])[1].tobytes()
        for name in EXPRESSIONS
    }
    return zip_bytes(members)


@fuzz(60)
def test_image_folders(tmp_path: Path, damage: Damage) -> None:
    path = tmp_path / "archive.zip"
    path.write_bytes(damage(zipped_folders()))

    def read() -> None:
        with open_tree(path) as tree:
            if tree is not None:
                read_tree(tree, SPLITS)

    read_or_refuse(read)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".bmp", ".tiff"])
@fuzz(40)
def test_pictures(tmp_path: Path, suffix: str, damage: Damage) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(damage(cv2.imencode(suffix, small().images[0])[1].tobytes()))
    read_or_refuse(lambda: read_picture(path))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    folder = write_own(tmp_path_factory.mktemp("own"), batches=2, pictures=14)
    return folder, (folder / "manifest.json").read_bytes()


@fuzz(60)
def test_the_manifest_of_own_pictures(own: tuple[Path, bytes], damage: Damage) -> None:
    folder, manifest = own
    (folder / "manifest.json").write_bytes(damage(manifest))
    read_or_refuse(lambda: read_auxiliary(folder))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with all that is read again."""
    folder = tmp_path_factory.mktemp("run")
    trainer = build_trainer(models.build("vgg", TINY), smoke.RECIPE)
    run_folder.create(folder, smoke.RECIPE, "drawn")
    checkpoint.save(folder / run_folder.CHECKPOINT, trainer, [])
    distill.write_shares(folder, Distillation(("a",)), np.full((3, 7), 1 / 7, np.float32))
    digests, logits = np.arange(3), np.zeros((3, 7), np.float32)
    answers.write(folder, answers.Answers(2, 0, digests, logits, logits))
    with h5py.File(folder / "weights.h5", "w") as file:
        file.attrs["layer_names"] = [b"conv1"]
        group = file.create_group("conv1")
        group.attrs["weight_names"] = [b"conv1/kernel:0"]
        group["conv1/kernel:0"] = np.zeros((3, 3, 1, 2), np.float32)
    models.build("vgg", TINY).save(folder / run_folder.MODEL)
    return folder


READERS: dict[str, Callable[[Path], Any]] = {
    run_folder.CONFIG: lambda path: run_folder.read_recipe(path),
    distill.FILE: lambda path: distill.read_shares(path.parent, Distillation(("a",)), 3),
    answers.FILE: lambda path: answers.read(path.parent),
    "weights.h5": lambda path: read_layers(path, "bring another"),
}


@pytest.mark.parametrize("name", READERS)
@fuzz(80)
def test_files_of_a_run(tmp_path: Path, run: Path, name: str, damage: Damage) -> None:
    path = tmp_path / name
    path.write_bytes(damage((run / name).read_bytes()))
    read_or_refuse(lambda: READERS[name](path))


@fuzz(60)
def test_checkpoints(tmp_path: Path, run: Path, damage: Damage) -> None:
    path = tmp_path / run_folder.CHECKPOINT
    path.write_bytes(damage((run / run_folder.CHECKPOINT).read_bytes()))
    read_or_refuse(lambda: checkpoint.restore(path, trainer()))
    # What a whole archive says may be wrong as well.
    arrays = dict(np.load(run / run_folder.CHECKPOINT))
    meta = damage(str(arrays["meta"]).encode()).decode("latin1")
    np.savez(path, **(arrays | {"meta": np.array(meta)}))
    read_or_refuse(lambda: checkpoint.restore(path, trainer()))


@functools.cache
def trainer() -> keras.Model:
    return build_trainer(models.build("vgg", TINY), smoke.RECIPE)


@fuzz(12)
def test_networks(tmp_path: Path, run: Path, damage: Damage) -> None:
    path = tmp_path / "model.keras"
    path.write_bytes(damage((run / run_folder.MODEL).read_bytes()))
    read_or_refuse(lambda: load_network(path))


@pytest.mark.parametrize("name", ["manifest.json", "model.json"])
@fuzz(20)
def test_exports(tmp_path: Path, name: str, damage: Damage) -> None:
    exported = ROOT / "training" / "trained" / "vgg"
    for path in exported.iterdir():
        if path.name == name or not (tmp_path / path.name).exists():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_bytes(damage((exported / name).read_bytes()))

    def read() -> None:
        manifest = read_manifest(tmp_path)
        if manifest is not None and isinstance(trained := manifest.get("training"), dict):
            voting, named, _ = voters_of(trained, tmp_path)
            for run, recipe in zip(voting, named, strict=False):
                recipe_of(run, recipe, tmp_path)
        read_exported(tmp_path)

    read_or_refuse(read)


def test_a_small_file_that_claims_terabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"conv1"]
        group = file.create_group("conv1")
        group.attrs["weight_names"] = [b"conv1/kernel:0"]
        group.create_dataset("conv1/kernel:0", (10**7, 10**7), np.float32, chunks=(1000, 1000))
    assert path.stat().st_size < 10_000
    read_or_refuse(lambda: read_layers(path, "bring another"))
    arrays = tmp_path / "checkpoint.npz"
    header = json.dumps({}).encode()
    claimed = (
        b"\x93NUMPY\x01\x00v\x00"
        + (b"{'descr': '<f4', 'fortran_order': False, 'shape': (100000000000000,), }").ljust(117)
        + b"\n"
        + header
    )
    arrays.write_bytes(zip_bytes({"meta.npy": claimed, "v0.npy": claimed}))
    read_or_refuse(lambda: checkpoint.restore(arrays, trainer()))
