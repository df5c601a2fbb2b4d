"""Lets several trained networks vote, and writes the vote as one network that can be exported.

    python training/ensemble.py runs/fast-seed0 runs/fast-seed1 --data FOLDER
    python training/ensemble.py runs/*-seed0 --vote greedy --mirror --run-dir runs/accurate

Averages the networks' probabilities, with equal weights or with weights that PublicTest chooses. To
show what that choice is worth, weights found on one half of PublicTest are measured on the other.
Writes a run folder that evaluate.py and converter/export.py take like any other. A run of
training/ridge.py has no network, and an export cannot become part of another network, so a vote
with one of these is only measured: its run folder holds the answers on PublicTest. PrivateTest is
never read here.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args

import environment

import numpy as np
from scipy.special import softmax

from reader.command_line import Parser
from training.commands import add_data_options, command, load_faces
from training.datasets import Faces
from training.errors import ConfigError
from training.evaluation import answers, voting
from training.evaluation.predict import Predictor
from training.models import voters
from training.runs import folder as run_folder

Member: TypeAlias = Predictor | answers.Answers
"""Of a vote: a network, or the answers on PublicTest of a run without one."""

SEEN: Final[dict[voters.Mirror, str]] = {
    "none": "",
    "plain": ", each face with its mirror image",
    "enlarged": ", each face with its enlarged mirror image",
}


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = parse_arguments(argv)
    mirrors = mirrors_of(arguments.mirror, len(arguments.models))
    with run_folder.new(arguments.run_dir, "ensemble.py"):
        report = make_ensemble(
            [open_member(path) for path in arguments.models],
            [str(path) for path in arguments.models],
            load_faces(arguments, "PublicTest"),
            arguments.run_dir,
            weights=arguments.vote,
            mirrors=mirrors,
        )
    print(as_text(report))
    written = [arguments.run_dir / name for name in (run_folder.MODEL, answers.PUBLIC_TEST)]
    print(f"\n{next(path for path in written if path.exists())} holds the vote")
    return 0


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Returns the command line's values."""
    parser = Parser(__doc__)
    add = parser.add_argument
    add("models", type=Path, nargs="+", help=".keras files, run folders or exports")
    add(
        "--vote",
        choices=sorted(voting.SEARCHES),
        default="equal",
        help="how the weights are chosen, on PublicTest unless equal (default: %(default)s)",
    )
    add(
        "--mirror",
        choices=get_args(voters.Mirror),
        nargs="*",
        default=["none"],
        help="also read each face's mirror image, plain unless enlarged is named; one word for all "
        "models or one for each",
    )
    add_data_options(parser)
    add(
        "--run-dir",
        type=Path,
        default=Path("runs") / "ensemble",
        help="run folder (default: %(default)s)",
    )
    return parser.parse_args(argv)


def mirrors_of(words: list[voters.Mirror], models: int) -> list[voters.Mirror]:
    """Returns a word for each model from what --mirror says.

    Raises:
        ConfigError: for another number of words.
    """
    words = words or ["plain"]
    if len(words) not in (1, models):
        raise ConfigError(
            f"expected --mirror with one word for all models, or for each of {models}, got "
            f"{len(words)}; name as many"
        )
    return words if len(words) == models else words * models


def open_member(path: Path) -> Member:
    """Returns the network that a path names, as it ships, or the answers of a run without one.

    Raises:
        ConfigError: if there is neither, or a damaged one.
    """
    return answers.read_public_test(path) or Predictor(path)


def make_ensemble(
    members: Sequence[Member],
    names: Sequence[str],
    faces: Faces,
    folder: Path,
    *,
    weights: str,
    mirrors: Sequence[voters.Mirror],
) -> dict[str, Any]:
    """Finds the weights, writes the vote into a new run folder and returns the report.

    Args:
        weights: A key of `voting.SEARCHES`.
        mirrors: Which mirror image of each face each member also reads.

    Raises:
        ConfigError: if answers belong to other faces.
    """
    shares = np.stack(
        [
            probabilities(member, faces, mirror)
            for member, mirror in zip(members, mirrors, strict=True)
        ]
    )
    found = voting.search(weights, shares, faces.labels)
    report: dict[str, Any] = {
        "weights": weights,
        "split": "PublicTest",
        "data": faces.source,
        "members": [
            {
                "model": name,
                "recipe": recipe_name(Path(name)),
                "mirror": mirror,
                "accuracy": round(float(np.mean(share.argmax(axis=1) == faces.labels)), 6),
                "weight": round(float(weight), 6),
            }
            for name, mirror, share, weight in zip(
                names, mirrors, shares, found.weights, strict=True
            )
        ],
        "accuracy": round(found.accuracy, 6),
        "heldOutAccuracy": round(found.held_out_accuracy, 6),
    }
    started = datetime.now(UTC).isoformat(timespec="seconds")
    networks = [
        member.network
        for member in members
        if isinstance(member, Predictor) and member.network is not None
    ]
    if len(networks) == len(members):
        network = voters.vote(networks, found.weights.tolist(), mirrors)
        run_folder.save_network(folder / run_folder.MODEL, network.get_weights(), network)
    else:
        voted = voting.soft_vote(shares, found.weights)
        # A probability may have underflowed; its logarithm must stay finite.
        logits = np.log(np.maximum(voted, np.finfo(np.float32).tiny)).astype(np.float32)
        digests = answers.digests_of(faces.images)
        known = answers.Answers(1, 0, digests, logits, logits)
        answers.write(folder, known, answers.PUBLIC_TEST)
    recipe = {"name": folder.name, "seed": None}
    run_folder.write_config(folder, recipe, started=started, ensemble=report)
    return report


def recipe_name(model: Path) -> str | None:
    """Returns the recipe of a network's run; of an average, its first network's."""
    try:
        return str(run_folder.read_config(model)["recipe"]["name"])
    except (ConfigError, KeyError):
        return None


def probabilities(member: Member, faces: Faces, mirror: voters.Mirror) -> voting.Shares:
    """Returns a member's probabilities, float64 [N, 7], averaged over the views of each face.

    A run without a network has answered for mirror images of the same size only.

    Raises:
        ConfigError: for answers that lack some of the faces.
    """
    if isinstance(member, answers.Answers):
        views = member.of(faces.images)[: 1 if mirror == "none" else 2]
    else:
        views = tuple(map(member.logits, voters.views_of(faces.images, mirror)))
    return np.asarray(np.mean([softmax(view.astype("float64"), axis=1) for view in views], 0))


def as_text(report: dict[str, Any]) -> str:
    """Returns the report as text."""
    lines = [f"{'weight':>8}  {'PublicTest':>10}  network"]
    lines += [
        f"{member['weight']:>8.3f}  {member['accuracy']:>10.4f}  "
        f"{member['model']}{SEEN[member['mirror']]}"
        for member in report["members"]
    ]
    lines.append(f"{'':>8}  {report['accuracy']:>10.4f}  the vote")
    if report["weights"] != "equal":
        lines.append(
            f"{'':>8}  {report['heldOutAccuracy']:>10.4f}  the vote, where one half of the faces "
            "chose the weights for the other"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
