"""Shows what a trained network's answers rest on, and its mistakes.

    python training/explain.py runs/fast-seed0 --data FOLDER
    python training/explain.py runs/fast-seed0/model.keras --faces 24 --out FOLDER

Four kinds of maps (vanilla gradients, Grad-CAM, XRAI, occlusion) over faces of PublicTest, averaged
per expression and for single faces; the mistakes of highest certainty; the expressions that are
confused. Leaves index.html, which needs no other file. For the network fast, 98 faces took 192 s of
processor time, most of it for XRAI; a terminal shows the time left. PrivateTest is never read here:
looking at mistakes is choosing.
"""

import argparse
import functools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import environment

import keras
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import Progress
from scipy.special import softmax

from reader.command_line import Parser
from training import datasets
from training.commands import add_data_options, command, load_faces
from training.config.checks import whole_in_range
from training.datasets import Faces
from training.datasets.fer_plus import FILE_NAME as VOTES_NAME
from training.errors import DataError
from training.evaluation import metrics
from training.evaluation.predict import keras_logits, load_network
from training.explanations.differentiate import Differentiator, Floats
from training.explanations.gradient_maps import GradCam, last_plane, vanilla_gradients
from training.explanations.mistakes import confused_pairs, rightly_read, surest_mistakes
from training.explanations.occlusion_map import occlusion_falls
from training.explanations.page import Row, Sheet, as_page
from training.explanations.tiles import tile
from training.explanations.xrai_map import xrai_ranks
from training.files import write_text
from training.labels import EXPRESSIONS, FER_PLUS_COLUMNS
from training.runs import folder as run_folder

SHOWN_FACES: Final = 3
"""Single faces of each expression on the page."""
PAIRS: Final = 12
MOST_FACES: Final = 3589
"""Of PublicTest."""

Images = npt.NDArray[np.uint8]
MapsOf = Callable[[Images, npt.NDArray[np.intp]], Floats]


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    whole_in_range("--faces", arguments.faces, 1, MOST_FACES)
    whole_in_range("--mistakes", arguments.mistakes, 0, MOST_FACES)
    network = load_network(arguments.model)
    name = run_folder.network_name(arguments.model)
    faces = load_faces(arguments, "PublicTest", votes=has_votes(arguments))
    sheet = explain(network, name, faces, faces_each=arguments.faces, mistakes=arguments.mistakes)
    folder = arguments.out or Path("runs") / "explained" / name
    write_text(folder / "index.html", as_page(sheet))
    print(sheet.summary)
    for pair in sheet.pairs[:3]:
        print(f"{pair.label} read as {pair.answer}: {pair.count} faces, {pair.share:.0%}")
    print(f"\n{folder}/index.html shows the pictures")
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("model", type=Path, help=".keras file or run folder")
    add_data_options(parser)
    add(
        "--faces", type=int, default=12, help="faces averaged per expression (default: %(default)s)"
    )
    add("--mistakes", type=int, default=14, help="mistakes shown (default: %(default)s)")
    add("--out", type=Path, help="folder to write (default: runs/explained/MODEL)")
    return parser.parse_args(argv)


def has_votes(arguments: argparse.Namespace) -> bool:
    """Returns whether FER+'s votes are beside the data."""
    if arguments.synthetic:
        return False
    path = datasets.find(arguments.data)
    # FER+ counts rows of the whole file; image folders have no rows.
    return path.is_file() and (path.parent / VOTES_NAME).is_file()


def explain(
    network: keras.Model, name: str, faces: Faces, *, faces_each: int, mistakes: int
) -> Sheet:
    """Returns everything that the sheet shows.

    Args:
        faces_each: The most correctly read faces of each expression to average.

    Raises:
        DataError: without faces.
    """
    if len(faces.labels) == 0:
        raise DataError(f"expected PublicTest faces in {faces.source}, got none; use all of it")
    print(f"reading {len(faces.labels)} PublicTest faces")
    probabilities = softmax(keras_logits(network, faces.images).astype(np.float64), axis=1)
    answers = probabilities.argmax(axis=1)
    methods = maps_of(network)
    columns = [(key, told) for key, (told, _) in methods.items()]
    groups = [
        rightly_read(probabilities, faces.labels, label, faces_each)
        for label in range(len(EXPRESSIONS))
    ]
    wrong = surest_mistakes(probabilities, faces.labels, mistakes)
    means, singles, shown = [], [], []
    console = Console(highlight=False)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("faces", total=sum(map(len, groups)) + len(wrong))
        advance = functools.partial(progress.advance, task)
        for label, rows in enumerate(groups):
            if len(rows) == 0:
                continue
            expression = EXPRESSIONS[label]
            console.print(f"{expression}: {len(rows)} faces")
            maps = all_maps(methods, faces.images[rows], answers[rows], advance)
            mean = faces.images[faces.labels == label].mean(axis=0).round().astype(np.uint8)
            averages = {key: found.mean(axis=0) for key, found in maps.items()}
            means.append(Row(expression, f"mean of {len(rows)} faces", tiles_of(mean, averages)))
            for at in np.unique(np.linspace(0, len(rows) - 1, SHOWN_FACES).round().astype(int)):
                own = {key: found[at] for key, found in maps.items()}
                read = f"{probabilities[rows[at], label]:.0%} sure"
                singles.append(Row(expression, read, tiles_of(faces.images[rows[at]], own)))
        if len(wrong):
            console.print(f"the surest mistakes: {len(wrong)} faces")
            maps = all_maps(methods, faces.images[wrong], answers[wrong], advance)
            for at, row in enumerate(wrong):
                own = {key: found[at] for key, found in maps.items()}
                title = f"{EXPRESSIONS[faces.labels[row]]}, read {EXPRESSIONS[answers[row]]}"
                note = f"{probabilities[row].max():.0%} sure{voted(faces, int(row))}"
                shown.append(Row(title, note, tiles_of(faces.images[row], own)))
    right = metrics.wilson_interval(int((answers == faces.labels).sum()), len(answers))
    summary = (
        f"{len(answers)} PublicTest faces of {faces.source}: {right.value:.4f} read as labelled "
        f"[{right.low:.4f}, {right.high:.4f}]"
    )
    pairs = confused_pairs(metrics.confusion_matrix(answers, faces.labels), PAIRS)
    title = f"{name}: what its answers rest on"
    return Sheet(title, summary, columns, means, singles, shown, pairs)


def maps_of(network: keras.Model) -> dict[str, tuple[str, MapsOf]]:
    """Returns each method's description by its name; Grad-CAM only if the network has a feature
    plane."""
    differentiate = Differentiator(network)
    found: dict[str, tuple[str, MapsOf]] = {
        "Gradients": (
            "How much each pixel moves the answer's logit (Simonyan et al., arXiv 1312.6034).",
            lambda images, classes: vanilla_gradients(differentiate, images, classes),
        )
    }
    layer = last_plane(network)
    if layer is not None:
        cam = GradCam(network, layer)
        found["Grad-CAM"] = (
            f"Where {layer}, {cam.side[0]}×{cam.side[1]}, speaks for it (Selvaraju et al., arXiv "
            "1610.02391).",
            cam,
        )
    found["XRAI"] = (
        "Which regions matter most, by rank (Kapishnikov et al., arXiv 1906.02825).",
        lambda images, classes: xrai_ranks(differentiate, images, classes),
    )
    found["Occlusion"] = (
        "How much its probability falls where 12×12 px are covered (Zeiler & Fergus, arXiv "
        "1311.2901).",
        lambda images, classes: occlusion_falls(
            lambda covered: keras_logits(network, covered), images, classes
        ),
    )
    return found


def all_maps(
    methods: dict[str, tuple[str, MapsOf]],
    images: Images,
    classes: npt.NDArray[np.intp],
    advance: Callable[[], None],
) -> dict[str, Floats]:
    """Returns each method's maps, float32 [N, 48, 48], scaled alike for all faces.

    The scale of gradients and Grad-CAM differs from face to face, so each is divided by its largest
    value; ranks and falls of probability already share one.

    Args:
        images: uint8 [N, 48, 48].
        classes: [N], the answers to explain.
        advance: Called after each face.
    """
    rows = []
    for number in range(len(images)):
        one = slice(number, number + 1)
        rows.append({key: maps(images[one], classes[one]) for key, (_, maps) in methods.items()})
        advance()
    found = {key: np.concatenate([row[key] for row in rows]) for key in methods}
    for key in ("Gradients", "Grad-CAM"):
        if key in found:
            largest = found[key].max(axis=(1, 2), keepdims=True)
            found[key] = found[key] / np.maximum(largest, 1e-12)
    return found


def tiles_of(face: Images, maps: dict[str, Floats]) -> list[Images]:
    """Returns the face alone and under each map, each uint8 [144, 144, 3].

    Of XRAI's ranks the upper half is drawn; the other maps are drawn up to their largest value.
    """
    tiles = [tile(face, None, 1.0)]
    for key, values in maps.items():
        shown = np.maximum(values - 0.5, 0) if key == "XRAI" else values
        tiles.append(tile(face, shown, float(np.abs(shown).max())))
    return tiles


def voted(faces: Faces, row: int) -> str:
    """Returns the label that most of FER+'s ten voters gave a face; nothing without votes."""
    if faces.votes is None:
        return ""
    votes = faces.votes[row]
    return f"; FER+: {votes.max():.0f} say {FER_PLUS_COLUMNS[int(votes.argmax())]}"


if __name__ == "__main__":
    sys.exit(main())
