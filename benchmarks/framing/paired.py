"""Paired comparisons on the same faces: other crops with the page's, and Mien with its peers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.framing.conditions import FRAMED, Condition
from benchmarks.framing.judge import READERS_OWN, SHIPPED, Answer
from training.evaluation.metrics import Interval

RESAMPLES: Final = 4000
BOOTSTRAP_SEED: Final = 60
GROUPS: Final = ("background", "roll")
"""The curves of FRAMED. Others pass through the same scenes and would repeat them."""
ALL: Final = "all of these"
"""The name of a comparison over all conditions with other crops."""


@dataclass(frozen=True)
class Gain:
    """A crop's gain over `judge.SHIPPED`.

    Attributes:
        way: Of framing.
        group: Of the condition, or ALL.
        value: Of the condition; empty for ALL.
        faces: How many faces were found and framed both ways.
        points: Accuracy by this way less accuracy by the shipped one, in percentage points, with
            its 95 % interval.
    """

    way: str
    group: str
    value: float | str
    faces: int
    points: Interval


@dataclass(frozen=True)
class Lead:
    """Mien's lead over a peer.

    Attributes:
        reader: The peer.
        group: Of the condition.
        value: Of the condition.
        faces: That both were shown.
        points: Share of them that Mien found and read right less the peer's, in percentage points,
            with its 95 % interval.
    """

    reader: str
    group: str
    value: float | str
    faces: int
    points: Interval


def gains(answers: Sequence[Answer], conditions: Sequence[Condition]) -> list[Gain]:
    """Returns each way's gain, for each condition of FRAMED and for all of them together.

    Args:
        answers: Of any reader under any condition; those that were framed one way say nothing.
        conditions: In the order of the table. One that draws the same scene as another counts once
            among all.
    """
    told = [a for a in answers if a.condition.scene in FRAMED and SHIPPED in a.expressions]
    ways = dict.fromkeys(way for a in told for way in a.expressions)
    compared = [way for way in ways if way not in (SHIPPED, *READERS_OWN.values())]
    found = []
    for condition in conditions:
        here = [a for a in told if a.condition == condition and condition.group in GROUPS]
        found += [_gain(way, condition.group, condition.value, here) for way in compared if here]
    once = {(a.condition.scene, a.face): a for a in told}
    found += [_gain(way, ALL, "", list(once.values())) for way in compared if once]
    return found


def _gain(way: str, group: str, value: float | str, answers: Sequence[Answer]) -> Gain:
    both = [a for a in answers if way in a.expressions]
    gained = np.array(
        [
            float(a.expressions[way] == a.truth) - float(a.expressions[SHIPPED] == a.truth)
            for a in both
        ]
    )
    faces = np.array([a.face for a in both], int)
    return Gain(way, group, value, len(set(faces.tolist())), bootstrap_mean(gained, faces))


def shared(answers: Sequence[Answer]) -> list[Answer]:
    """Returns the answers about faces that all readers of that condition were shown."""
    of_face: dict[tuple[Condition, int], set[str]] = {}
    of_condition: dict[Condition, set[str]] = {}
    for a in answers:
        of_face.setdefault((a.condition, a.face), set()).add(a.reader)
        of_condition.setdefault(a.condition, set()).add(a.reader)
    return [a for a in answers if of_face[a.condition, a.face] == of_condition[a.condition]]


def leads(answers: Sequence[Answer], conditions: Sequence[Condition]) -> list[Lead]:
    """Returns Mien's lead over each peer under each condition, over what both were shown.

    Args:
        answers: Of Mien and of peers.
        conditions: In the order of the table.
    """
    right = {(a.reader, a.condition, a.face): _is_right(a) for a in answers}
    peers = [reader for reader in dict.fromkeys(a.reader for a in answers) if reader != "mien"]
    found = []
    for condition in conditions:
        for peer in peers:
            faces = [
                a.face
                for a in answers
                if a.condition == condition
                and a.reader == peer
                and ("mien", condition, a.face) in right
            ]
            if faces:
                ahead = [
                    float(right["mien", condition, face]) - float(right[peer, condition, face])
                    for face in faces
                ]
                points = bootstrap_mean(np.array(ahead), np.array(faces))
                found.append(Lead(peer, condition.group, condition.value, len(faces), points))
    return found


def _is_right(a: Answer) -> bool:
    return a.expressions.get(READERS_OWN[a.reader]) == a.truth


def bootstrap_mean(values: npt.NDArray[np.float64], faces: npt.NDArray[np.int_]) -> Interval:
    """Returns the mean of values in percent, with its 95 % interval over faces.

    One face under several conditions is one draw: its answers go or stay together.

    Args:
        values: [N].
        faces: [N], whose they are.
    """
    _, index = np.unique(faces, return_inverse=True)
    sums, counts = np.bincount(index, values), np.bincount(index)
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    drawn = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    means = 100 * (drawn @ sums) / (drawn @ counts)
    low, high = np.percentile(means, (2.5, 97.5))
    return Interval(100 * float(values.mean()), float(low), float(high))
