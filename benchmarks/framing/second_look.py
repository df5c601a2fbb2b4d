"""Where a picture's faces need a second look, and what it gains.

    python benchmarks/framing/second_look.py --data FOLDER [--faces 200]

Pastes PublicTest faces into 640×480 frames of all backgrounds, each several times at a random
size and tilt, and lets the page's detector look at all of the frame (afar), again at the face
(near), at four faces at once (shared, the same face four times), and as the page chooses. Each crop
is compared with the same face's own where it stands upright and large and is seen from near, so
that what FER2013's faces differ in among themselves is left out; accuracy with the crop from near.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.framing import journal, page_host, run
from benchmarks.framing.conditions import Condition
from benchmarks.framing.journal import FoundFaces, Journal
from benchmarks.framing.page_host import PageError
from benchmarks.framing.paired import bootstrap_mean
from benchmarks.framing.scenes import BACKGROUNDS, WIDTH_PX
from benchmarks.framing.subjects import load_faces
from training.errors import DataError, TfjsError
from training.faces.detector import SIDE_PX
from training.labels import EXPRESSIONS

BAD_INPUT_EXIT: Final = 2
DRAWS: Final = 8
LEAST_PX, MOST_PX, MOST_DEGREES = 64.0, 400.0, 70.0
REFERENCE: Final = Condition("second look", "reference", side_px=260)
LOOKS: Final = ("afar", "near", "shared", "chosen")
SIDES_PX: Final = (0, 20, 24, 28, 32, 38, 46, 56, SIDE_PX)
"""Between these, crops as they are seen from afar, in pixels of the detector's square."""

TILTS: Final = (0, 10, 20, 30, 45, 90)
"""Between these degrees, heads whose crop is at least LARGE_PX wide."""

LARGE_PX: Final = 38
CORNERS: Final = np.array([-0.5 - 0.5j, 0.5 - 0.5j, -0.5 + 0.5j, 0.5 + 0.5j])


@dataclass(frozen=True)
class Look:
    """A face that was found from afar, by one look.

    Attributes:
        face: Whose, an index.
        side_px: Of its crop from afar, in pixels of the detector's square.
        tilt_degrees: As seen from afar, without its sign.
        off: Root of the mean square of its corners' distances from the reference's, in its sides.
        size: Logarithm of its side over the reference's.
        turn_degrees: Beside the reference's.
        right: Whether it is read as labelled.

    What a look does not see stays as it is seen from afar, as on the page.
    """

    face: int
    side_px: float
    tilt_degrees: float
    off: float
    size: float
    turn_degrees: float
    right: bool


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--faces", type=int, default=200, help="PublicTest faces (default: %(default)s)")
    add("--model", default="fast", help="name in webapp/public/models (default: %(default)s)")
    arguments = parser.parse_args(argv)
    try:
        faces = load_faces(arguments.data, False, "PublicTest")
        shown = {face: [REFERENCE, *draws(face)] for face in range(arguments.faces)}
        tasks = [(each, face) for face, conditions in shown.items() for each in conditions]
        query = {"reader": "looks", "model": arguments.model}
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder)
            page_host.build_page(page)
            code = [page, run.MODELS / arguments.model, run.MODELS / "face_detector"]
            stamp = journal.fingerprint([*code, *run.DRAWN_BY], faces.source)
            kept = Journal(journal.FOLDER / "looks.jsonl", stamp)
            run.read(page, query, faces, tasks, kept, framed_faces=0)
    except (DataError, TfjsError, PageError) as error:
        print(f"second_look.py: {error}", file=sys.stderr)
        return BAD_INPUT_EXIT
    seen: dict[str, list[Look]] = {look: [] for look in LOOKS}
    for face, conditions in shown.items():
        for look, told in looks_at(face, int(faces.labels[face]), conditions, kept).items():
            seen[look] += told
    report(seen, len(tasks) - len(shown))
    return 0


def draws(face: int) -> list[Condition]:
    """Returns how a face is shown: sizes at random by their logarithm, tilts evenly."""
    rng = np.random.default_rng([face, 20261126])
    return [
        Condition(
            "second look",
            draw,
            background=str(rng.choice(sorted(BACKGROUNDS))),
            side_px=float(np.exp(rng.uniform(np.log(LEAST_PX), np.log(MOST_PX)))),
            clockwise_degrees=float(rng.uniform(-MOST_DEGREES, MOST_DEGREES)),
        )
        for draw in range(DRAWS)
    ]


def looks_at(
    face: int, truth: int, conditions: Sequence[Condition], kept: Journal
) -> dict[str, list[Look]]:
    """Returns all looks at a face, under each condition under which it is found from afar.

    Args:
        face: Its index.
        truth: Its label.
        conditions: The reference first. Where that is not seen from near, nothing can be compared.
        kept: The page's answers.
    """
    told: dict[str, list[Look]] = {look: [] for look in LOOKS}
    reference = on_picture(kept[conditions[0], face], conditions[0], face)
    if reference is None or "near" not in reference["crops"]:
        return told
    exact = in_picture(reference["crops"]["near"], conditions[0], face)
    for condition in conditions[1:]:
        found = on_picture(kept[condition, face], condition, face)
        if found is None:
            continue
        crops, words = found["crops"], found["expressions"]
        for look, looks in told.items():
            by = look if look in crops else "afar"
            crop = in_picture(crops[by], condition, face)
            looks.append(
                Look(
                    face=face,
                    side_px=crops["afar"][2] * SIDE_PX / WIDTH_PX,
                    tilt_degrees=abs(crops["afar"][3]),
                    off=corners_off(crop, exact),
                    size=float(np.log(abs(crop[1] / exact[1]))),
                    turn_degrees=float(np.angle(crop[1] / exact[1], deg=True)),
                    right=EXPRESSIONS.index(words[by]) == truth,
                )
            )
    return told


def on_picture(found: FoundFaces, condition: Condition, face: int) -> dict[str, Any] | None:
    """Returns the largest of the faces whose box's centre lies on the picture."""
    x, y = condition.centre(face)

    def lies_on_it(box: Sequence[float]) -> bool:
        off_px = float(np.hypot(box[0] + box[2] / 2 - x, box[1] + box[3] / 2 - y))
        return off_px < condition.side_px / 2

    on_it = [seen for seen in found if lies_on_it(seen["boxPx"])]
    return max(on_it, key=lambda seen: seen["boxPx"][2], default=None)


def in_picture(crop: Sequence[float], condition: Condition, face: int) -> tuple[complex, complex]:
    """Returns a crop's middle and its side and turn, in the picture that was pasted.

    Args:
        crop: Middle x and y and side in pixels of the frame, and clockwise degrees.
        condition: How the picture lies.
        face: Which picture, an index.
    """
    x, y, side_px, degrees = crop
    picture = condition.side_px * np.exp(1j * np.deg2rad(condition.clockwise_degrees))
    middle = (complex(x, y) - complex(*condition.centre(face))) / picture
    return middle, side_px * np.exp(1j * np.deg2rad(degrees)) / picture


def corners_off(crop: tuple[complex, complex], exact: tuple[complex, complex]) -> float:
    """Returns how far a crop's corners lie from another's: root mean square, in its sides."""
    off = crop[0] + crop[1] * CORNERS - exact[0] - exact[1] * CORNERS
    return float(np.sqrt(np.mean(np.abs(off) ** 2)) / abs(exact[1]))


def report(seen: dict[str, list[Look]], frames: int) -> None:
    """Prints the table: by size, by tilt of the larger ones, and of all."""
    afar = seen["afar"]
    print(f"{len(afar)} faces seen from afar in {frames} frames; corners off in sides of the crop")
    print(
        f"{'':<18}{'look':<8}{'faces':>6}{'off':>7}{'9 in 10':>8}{'size':>8}"
        f"{'±':>7}{'turn ±':>8}  points over near"
    )
    sides = np.array([look.side_px for look in afar])
    tilts = np.array([look.tilt_degrees for look in afar])
    for low, high in pairwise(SIDES_PX):
        show(f"{low} to {high} px", seen, (sides >= low) & (sides < high))
    for low, high in pairwise(TILTS):
        large = sides >= LARGE_PX
        show(f"tilt {low} to {high}", seen, large & (tilts >= low) & (tilts < high))
    show("all", seen, np.ones(len(afar), bool))


def show(title: str, seen: dict[str, list[Look]], chosen: npt.NDArray[np.bool_]) -> None:
    """Prints a line a look, of the faces that were chosen."""
    if not chosen.any():
        return
    places = np.flatnonzero(chosen)
    near = np.array([seen["near"][place].right for place in places], float)
    for look, every in seen.items():
        looks = [every[place] for place in places]
        off = np.array([each.off for each in looks])
        sizes = np.array([each.size for each in looks])
        turns = np.array([each.turn_degrees for each in looks])
        right = np.array([each.right for each in looks], float)
        points = bootstrap_mean(right - near, np.array([each.face for each in looks]))
        print(
            f"{title:<18}{look:<8}{len(looks):>6}{np.median(off):>7.3f}"
            f"{np.quantile(off, 0.9):>8.3f}{np.median(sizes):>8.1%}{spread(sizes):>7.1%}"
            f"{spread(turns):>8.1f}  {points.value:+.1f} [{points.low:+.1f}, {points.high:+.1f}]"
        )


def spread(values: npt.NDArray[np.float64]) -> float:
    """Returns half of the span of the middle 68 %: a normal deviation, whatever the tails."""
    low, high = np.quantile(values, (0.16, 0.84))
    return float(high - low) / 2


if __name__ == "__main__":
    sys.exit(main())
