"""Rebuilds BlazeFace short-range from its TFLite file as a TF.js model for the page.

    python converter/detector.py

Reads face_detection_short_range.tflite from the npm package @mediapipe/face_detection (in
webapp/node_modules after `npm ci --prefix webapp`) and proves the result: TF.js, in Node and in
headless Chromium, agrees with the TFLite interpreter within 0.001.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

os.environ["KERAS_BACKEND"] = "tensorflow"

import environment

import numpy as np
import numpy.typing as npt

from converter.errors import BEYOND_LIMIT_EXIT, ParityError
from converter.graph_model import save_for_conversion, write_graph_model
from converter.manifest import INPUT_NAME, write_manifest
from converter.model_folder import MODELS, hidden, replacing_folder, working_in, write_index
from converter.tflite_graph import TfliteGraph
from reader.command_line import Parser
from training.commands import command
from training.hardware.tfjs_model import ROOT, Host, TfjsModel

NAME: Final = "face_detector"
PACKAGE: Final = "@mediapipe/face_detection"
FILE: Final = "face_detection_short_range.tflite"
TFLITE: Final = ROOT / "webapp" / "node_modules" / PACKAGE / FILE
SHAPES: Final = {"boxes": [1, 896, 16], "scores": [1, 896, 1]}

LIMIT: Final = 1e-3
"""Largest difference allowed in the raw outputs: boxes in pixels of the 128 px input, scores as
logits."""

ANCHORS: Final = {"strides": [8, 16, 16, 16], "offset": 0.5}
"""MediaPipe's face_detection_short_range graph; anchors are all of size 1."""
SCORE_THRESHOLD: Final = 0.5
IOU_THRESHOLD: Final = 0.3


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    parser.add_argument(
        "--tflite", type=Path, default=TFLITE, help="the detector (default: the npm package's)"
    )
    parser.add_argument("--out", type=Path, default=MODELS, help="folder of models to write to")
    arguments = parser.parse_args(argv)
    try:
        with working_in(arguments.out, "detector.py"):
            manifest = export_detector(arguments.tflite, arguments.out)
    except ParityError as error:
        print(f"detector.py: {error}", file=sys.stderr)
        return BEYOND_LIMIT_EXIT
    proof = manifest["parity"]
    print(
        f"{arguments.out / NAME}: {manifest['bytes'] / 1000:.0f} kB, off by at most "
        f"{proof['node']:.1e} (Node) and {proof['chromium']:.1e} (Chromium) from the TFLite "
        f"interpreter on {proof['images']} images"
    )
    return 0


def export_detector(tflite: Path, models: Path) -> dict[str, Any]:
    """Writes the detector's folder and the index; returns its manifest.

    Raises:
        ExportError: for a file that cannot be rebuilt or a target that is not an export.
        TfjsError: if TF.js cannot run.
        ParityError: if TF.js computes something else; the previous export stays.
    """
    graph = TfliteGraph(tflite)

    def serve(image: Any) -> dict[str, Any]:
        boxes, scores = graph(image)
        return {"boxes": boxes, "scores": scores}

    with replacing_folder(models / NAME) as folder:
        with hidden(models) as scratch:
            saved = Path(scratch) / "saved_model"
            save_for_conversion(serve, None, INPUT_NAME, graph.input_shape, saved)
            write_graph_model(saved, folder, "float16")
        write_manifest(folder, "face-detector", NAME, fields(tflite))
        images = test_images()
        expected = interpret(tflite, images)
        hosts: tuple[Host, ...] = ("node", "chromium")
        off: dict[str, float] = {}
        for host in hosts:
            off[host] = largest_difference(folder, host, images, expected)
        if not all(difference <= LIMIT for difference in off.values()):
            raise ParityError(
                f"expected the rebuilt detector within {LIMIT} of the TFLite interpreter, got "
                f"{off}; the previous export stays"
            )
        proof = {"reference": "TFLite interpreter", "images": len(images), "limit": LIMIT, **off}
        manifest = write_manifest(
            folder, "face-detector", NAME, {**fields(tflite), "parity": proof}
        )
    write_index(models)
    return manifest


def fields(tflite: Path) -> dict[str, Any]:
    """Returns the fields that only a detector's manifest has."""
    return {
        "input": {
            "name": INPUT_NAME,
            "shape": [1, 128, 128, 3],
            "dtype": "float32",
            "range": [-1, 1],
            "colour": "rgb",
        },
        "outputs": {name: {"name": name, "shape": shape} for name, shape in SHAPES.items()},
        "anchors": ANCHORS,
        "scoreThreshold": SCORE_THRESHOLD,
        "iouThreshold": IOU_THRESHOLD,
        "quantization": "float16",
        "licence": "Apache-2.0",
        "source": f"npm {PACKAGE} 0.4.1657300184, {tflite.name}",
        "paper": "arXiv 1907.05047",
    }


def test_images() -> npt.NDArray[np.float32]:
    """Returns float32 [N, 128, 128, 3] in −1…1: photographs in several framings, and noise.

    The photographs are scikit-image's astronaut (a face), coffee and cat (none).
    """
    import cv2
    from skimage import data

    pictures = [data.astronaut(), data.astronaut()[:256, 96:352], data.coffee(), data.chelsea()]
    pictures += [np.ascontiguousarray(picture[:, ::-1]) for picture in pictures[:2]]
    photographs = [
        cv2.resize(picture, (128, 128), interpolation=cv2.INTER_AREA) for picture in pictures
    ]
    noise = np.random.default_rng(0).integers(0, 256, (2, 128, 128, 3), dtype=np.uint8)
    return np.asarray(np.stack([*photographs, *noise]).astype(np.float32) / 127.5 - 1)


def interpret(tflite: Path, images: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[np.float32]]:
    """Returns boxes [N, 896, 16] and scores [N, 896, 1] of the TFLite interpreter."""
    from tensorflow.lite.python.interpreter import Interpreter

    interpreter = Interpreter(str(tflite))
    interpreter.allocate_tensors()
    (source,) = interpreter.get_input_details()
    results: dict[str, list[npt.NDArray[np.float32]]] = {name: [] for name in SHAPES}
    for image in images:
        interpreter.set_tensor(source["index"], image[None])
        interpreter.invoke()
        for name, detail in zip(SHAPES, interpreter.get_output_details(), strict=True):
            results[name].append(interpreter.get_tensor(detail["index"])[0])
    return {name: np.stack(values) for name, values in results.items()}


def largest_difference(
    folder: Path,
    host: Host,
    images: npt.NDArray[np.float32],
    expected: dict[str, npt.NDArray[np.float32]],
) -> float:
    """Returns the largest difference of any raw output; NaN if any is NaN."""
    came = TfjsModel(folder, host).predict(images)
    return float(np.max([np.abs(came[name] - expected[name]).max() for name in SHAPES]))


if __name__ == "__main__":
    sys.exit(main())
