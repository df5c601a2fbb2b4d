"""Exports a trained network as the folder that the page loads, and compares it with Keras.

    python converter/export.py runs/five_layer-seed0 --data FOLDER
    python converter/export.py model.keras --name five_layer --quantize uint8 --default

Writes webapp/public/models/NAME (model.json, its weights, manifest.json) and the index. PublicTest
chooses the quantization, the temperature and the threshold of "not sure", all measured in TF.js on
the files that ship. If TF.js and Keras disagree, it exits with 1 and keeps the previous export.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# SavedModel needs TensorFlow, whichever back end trained the network.
os.environ["KERAS_BACKEND"] = "tensorflow"

import environment

import keras
import numpy as np
from scipy.special import softmax

from converter import provenance, quantize
from converter.coarse import FACES as COARSENING_FACES
from converter.coarse import coarsen
from converter.errors import BEYOND_LIMIT_EXIT, ParityError
from converter.folding import with_folded_norms
from converter.graph_model import save_for_conversion, write_graph_model
from converter.manifest import INPUT_NAME, OUTPUT_NAME, expression_fields, write_manifest
from converter.model_folder import (
    MODELS,
    hidden,
    replacing_folder,
    require_name,
    require_own,
    working_in,
    write_index,
)
from converter.parity import (
    FLOAT32_LIMIT,
    Logits,
    golden_set,
    prove,
    prove_shipped,
    tfjs_logits,
)
from reader.command_line import Parser
from training.commands import add_data_options, command, load_faces
from training.config.checks import in_range
from training.datasets import Faces
from training.datasets.faces import byte_identical_to
from training.evaluation import metrics
from training.evaluation.foreign import doubts
from training.evaluation.predict import keras_logits, load_network
from training.labels import FACE_SIDE_PX
from training.models.cost import multiply_adds

SPLIT = "PublicTest"


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    try:
        target = arguments.out / model_name(arguments)
        require_own(target, "expression")
        network = load_network(arguments.model)
        faces = load_faces(arguments, "Training", SPLIT)
        with working_in(arguments.out, f"export.py {target.name}"):
            manifest = export(
                network, arguments.model, faces, target, arguments.quantize, arguments.most_loss
            )
            write_index(arguments.out, default=target.name if arguments.default else None)
    except ParityError as error:
        print(f"export.py: {error}", file=sys.stderr)
        return BEYOND_LIMIT_EXIT
    print(as_text(target, manifest))
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("model", type=Path, help=".keras file or run folder")
    add("--name", help="the model's name on the page (default: its recipe's, else the file's)")
    add(
        "--quantize",
        choices=quantize.CHOICES,
        default="auto",
        help="storage of the weights (default: %(default)s)",
    )
    add(
        "--most-loss",
        type=float,
        default=quantize.TOLERATED_LOSS,
        metavar="SHARE",
        help="PublicTest accuracy that quantization may cost (default: %(default)s)",
    )
    add_data_options(parser)
    add("--out", type=Path, default=MODELS, help="folder of models (default: %(default)s)")
    add("--default", action="store_true", help="make it the page's default model")
    arguments = parser.parse_args(argv)
    in_range("--most-loss", arguments.most_loss, 0, 1)
    return arguments


def model_name(arguments: argparse.Namespace) -> str:
    """Returns the model's name, which is also its folder and part of its URL.

    Raises:
        ExportError: if it is not valid in a URL and on every file system.
    """
    name = arguments.name or provenance.training_of(arguments.model)["recipe"]
    name = str(name or arguments.model.stem)
    require_name(name, "--name")
    return name


def export(
    network: keras.Model,
    source: Path,
    faces: Faces,
    target: Path,
    wanted: str,
    most_loss: float = quantize.TOLERATED_LOSS,
) -> dict[str, Any]:
    """Writes and proves one model; returns its manifest.

    Args:
        wanted: One of `quantize.CHOICES`.
        most_loss: Largest loss of accuracy allowed, 0–1.

    Raises:
        ExportError: if TF.js lacks an operation, the wanted quantization costs too much, or the
            target cannot be written.
        TfjsError: if TF.js cannot run.
        ParityError: if it computes something else; the previous export stays.
    """
    measured = faces.select(SPLIT)
    expected = keras_logits(network, measured.images)
    for line in doubts(expected, measured.labels):
        print(f"export.py: {line}", file=sys.stderr)
    golden = golden_set(measured.images)
    draft = {**expression_fields(), "temperature": 1.0, "notSureBelow": 0.0}

    with replacing_folder(target) as folder, hidden(target.parent) as tmp:
        saved = save(network, Path(tmp) / "saved_model")

        def write(quantization: str) -> Path:
            place = Path(tmp) / quantization
            place.mkdir()
            if quantization == quantize.COARSE:
                images = faces.select("Training").images
                picked = np.random.default_rng(0).permutation(len(images))[:COARSENING_FACES]
                coarse = coarsen(network, images[picked])
                write_graph_model(save(coarse, Path(tmp) / "coarse_model"), place, "uint8")
            else:
                write_graph_model(saved, place, quantization)
            write_manifest(place, "expression", target.name, draft)
            return place

        def write_and_run(quantization: str) -> tuple[Path, Logits]:
            place = write(quantization)
            return place, tfjs_logits(place, measured.images)

        chosen = quantize.choose(wanted, write_and_run, expected, measured.labels, print, most_loss)
        plain = chosen.folder if chosen.quantization == "float32" else write("float32")
        parity = {
            "reference": "Keras",
            "images": len(golden),
            "limit": FLOAT32_LIMIT,
            "float32": prove(plain, golden, keras_logits(network, golden)),
            "shipped": prove_shipped(chosen.folder, golden),
            "top1Agreement": round(chosen.agreement, 6),
            "accuracyLoss": round(chosen.loss, 6),
        }
        for path in chosen.folder.iterdir():
            path.rename(folder / path.name)
        temperature = metrics.fit_temperature(chosen.logits, measured.labels)
        calibrated = softmax(chosen.logits.astype("float64") / temperature, axis=1)
        return write_manifest(
            folder,
            "expression",
            target.name,
            {
                **expression_fields(),
                "temperature": round(temperature, 6),
                "notSureBelow": round(metrics.abstention_threshold(calibrated), 6),
                "quantization": chosen.quantization,
                "metrics": [figures(chosen.logits, faces)],
                "parity": parity,
                "parameters": network.count_params(),
                "multiplyAdds": known_cost(network),
                "training": provenance.training_of(source),
            },
        )


def save(network: keras.Model, folder: Path) -> Path:
    """Writes a network as a SavedModel that the converter reads; returns its folder."""
    folded = with_folded_norms(network)
    save_for_conversion(
        lambda image: {OUTPUT_NAME: folded(image, training=False)},
        folded,
        INPUT_NAME,
        (None, FACE_SIDE_PX, FACE_SIDE_PX, 1),
        folder,
    )
    return folder


def known_cost(network: keras.Model) -> int | None:
    """Returns the multiply-adds of one face, or None for a network with layers of unknown cost."""
    try:
        return multiply_adds(network)
    except TypeError:
        return None


def figures(logits: Logits, faces: Faces) -> dict[str, Any]:
    """Returns the figures of the shipped files on PublicTest, as the manifest holds them."""
    measured = faces.select(SPLIT)
    kept = ("n", "accuracy", "macroF1", "ece", "accuracyWhenSure", "abstained", "perClass")
    summary = metrics.summarise(logits, measured.labels)
    report = {"split": SPLIT, "data": faces.source, **{key: summary[key] for key in kept}}
    seen = byte_identical_to(measured.images, faces.select("Training").images)
    if 0 < seen.sum() < len(seen):
        fresh = metrics.summarise(logits[~seen], measured.labels[~seen])
        report["withoutIdentical"] = {key: fresh[key] for key in ("n", "accuracy", "macroF1")}
    return report


def as_text(target: Path, manifest: dict[str, Any]) -> str:
    """Returns a summary for people."""
    (measured,) = manifest["metrics"]
    accuracy, parity = measured["accuracy"], manifest["parity"]
    return (
        f"{target}: {manifest['quantization']}, {manifest['bytes'] / 1e6:.2f} MB, "
        f"{manifest['gzipBytes'] / 1e6:.2f} gzipped\n"
        f"accuracy {accuracy['value']:.4f} [{accuracy['low']:.4f}, {accuracy['high']:.4f}] on "
        f"{SPLIT} of {measured['data']}, in TF.js\n"
        f"float32 files differ from Keras by at most {parity['float32']['node']:.1e} (Node) and "
        f"{parity['float32']['chromium']:.1e} (Chromium)\n"
        f"temperature {manifest['temperature']:.3f}, not sure below {manifest['notSureBelow']:.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
