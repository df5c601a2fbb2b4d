"""Mixes auxiliary sets into training: four fifths are learned, one fifth is held out by person.

Only the people's names, not the seed, decide who is held out, so that networks of several seeds,
their ensembles and their students have all seen the same faces.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.datasets.auxiliary.auxiliary_set import AuxiliarySet
from training.datasets.auxiliary.look_alikes import linked_groups
from training.datasets.faces import Faces, byte_identical_to
from training.errors import DataError
from training.labels import EXPRESSIONS

HELD_OUT_SHARE: Final = 0.2
ALSO_IN_FER2013: Final = "also in FER2013"


@dataclass(frozen=True)
class Part:
    """A divided auxiliary set.

    Attributes:
        groups: intp [N], which faces stay together.
        held_out: bool [N]; the others are learned.
    """

    auxiliary: AuxiliarySet
    groups: npt.NDArray[np.intp]
    held_out: npt.NDArray[np.bool_]

    @property
    def name(self) -> str:
        """The set's name in reports."""
        return f"{self.auxiliary.kind} ({self.auxiliary.source})"

    def counts(self, held_out: bool) -> dict[str, int]:
        """Returns the faces of each expression on one side."""
        rows = self.held_out == held_out
        found = np.bincount(self.auxiliary.labels[rows], minlength=len(EXPRESSIONS))
        return {name: int(found[i]) for i, name in enumerate(EXPRESSIONS)}

    def group_count(self, held_out: bool) -> int:
        """Returns how many groups are on one side."""
        return len(np.unique(self.groups[self.held_out == held_out]))

    def record(self) -> dict[str, Any]:
        """Returns its record for a run's config.json."""
        return {
            "source": self.auxiliary.source,
            "kind": self.auxiliary.kind,
            "sha256": self.auxiliary.files_sha256,
            "unit": self.auxiliary.unit,
            "learned": {"groups": self.group_count(False), **self.counts(False)},
            "heldOut": {"groups": self.group_count(True), **self.counts(True)},
            "leftOut": self.auxiliary.left_out,
        }


def divide(sets: Sequence[AuxiliarySet], faces: Faces) -> list[Part]:
    """Returns the sets, each divided into what is learned and what is held out.

    Args:
        faces: FER2013's; byte-identical faces are left out of the sets: those in PublicTest would
            be learned, those in Training are known already.

    Raises:
        DataError: for a person or picture in two sets, or a set of fewer than two groups.
    """
    _refuse_shared(sets)
    parts = []
    for auxiliary in sets:
        fresh = auxiliary.without(
            byte_identical_to(auxiliary.images, faces.images), ALSO_IN_FER2013
        )
        groups = linked_groups(fresh.groups, fresh.images, alike=fresh.unit != "people")
        if len(np.unique(groups)) < 2:
            raise DataError(
                f"expected faces of at least two {auxiliary.unit} in {auxiliary.source}, one to "
                f"learn from and one to hold out, got {len(np.unique(groups))} in "
                f"{len(fresh.labels)} faces that are not in FER2013; add others"
            )
        parts.append(Part(fresh, groups, held_out_rows(fresh.groups, groups)))
    return parts


def held_out_rows(
    names: npt.NDArray[np.str_], groups: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Returns which faces are held out, bool [N]: whole groups, at most a fifth of the faces.

    Groups are taken in the order of their names' hashes; a group that would exceed the fifth is
    skipped; if every group is larger, the smallest is taken.

    Args:
        names: str [N]; a group's name is the first of its names in alphabetical order.
        groups: intp [N], two or more.
    """
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    members.sort(key=lambda rows: hashlib.sha256(min(names[rows]).encode()).hexdigest())
    held_out = np.zeros(len(names), bool)
    for rows in members:
        if held_out.sum() + len(rows) <= HELD_OUT_SHARE * len(names):
            held_out[rows] = True
    if not held_out.any():
        held_out[min(members, key=len)] = True
    return held_out


def mixed(faces: Faces, parts: Sequence[Part]) -> Faces:
    """Returns FER2013's faces, followed by the learned faces of the sets as Training.

    Nobody voted on those: their FER+ votes are zeros, and their target is their label alone.
    """
    if not parts:
        return faces
    return faces.with_training(
        np.concatenate([part.auxiliary.images[~part.held_out] for part in parts]),
        np.concatenate([part.auxiliary.labels[~part.held_out] for part in parts]),
        " + ".join([faces.source, *(part.name for part in parts)]),
    )


def _refuse_shared(sets: Sequence[AuxiliarySet]) -> None:
    owners: dict[tuple[str, str | bytes], AuxiliarySet] = {}
    for auxiliary in sets:
        # Both layouts of CK+ show the same people.
        family = auxiliary.kind.removesuffix("48")
        names = set() if auxiliary.unit == "groups" else {str(name) for name in auxiliary.groups}
        keys: list[tuple[str, str | bytes]] = [(family, name) for name in sorted(names)]
        keys += [("", image.tobytes()) for image in auxiliary.images]
        for key in keys:
            if owners.setdefault(key, auxiliary) is not auxiliary:
                what = "the same picture" if isinstance(key[1], bytes) else f"{key[1][:40]!r}"
                raise DataError(
                    f"expected nobody in two --auxiliary folders, got {what} in "
                    f"{owners[key].source} and {auxiliary.source}; name one of them"
                )
