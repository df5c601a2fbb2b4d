"""Readers' answers on disk, frame by frame, so that an interrupted run continues where it
stopped."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.framing.conditions import Condition
from training.hardware.tfjs_model import ROOT

FOLDER: Final = ROOT / "benchmarks" / "framing" / ".generated"

FoundFaces = list[dict[str, Any]]
Key = tuple[str, int]


class Journal:
    """One reader's answers, by scene and face; a line of JSON each, the first names what answered.

    A file written with other code, weights or data is replaced. An incomplete last line is dropped.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        """Opens or begins the file.

        Args:
            path: Of the file; its folder is made.
            fingerprint: Of all that an answer depends on.
        """
        self._path = path
        self._answers: dict[Key, FoundFaces] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        whole = [line for line in lines if line.endswith("\n")]
        if whole and json.loads(whole[0]) == {"fingerprint": fingerprint}:
            for line in whole[1:]:
                scene, face, found = json.loads(line)
                self._answers[scene, face] = found
        else:
            whole = [json.dumps({"fingerprint": fingerprint}) + "\n"]
        path.write_text("".join(whole), encoding="utf-8")

    def has(self, of: tuple[Condition, int], *, compared: bool = False) -> bool:
        """Returns whether an answer is kept for this condition and face.

        Args:
            of: The condition and the face's index.
            compared: The answer must also include other crops, if a face was found.
        """
        found = self._answers.get(_key(*of))
        if found is None:
            return False
        return not compared or all(len(seen["expressions"]) > 1 for seen in found)

    def __getitem__(self, of: tuple[Condition, int]) -> FoundFaces:
        return self._answers[_key(*of)]

    def add(self, of: Sequence[tuple[Condition, int]], answers: Sequence[FoundFaces]) -> None:
        """Keeps the answers for these conditions and faces, in their order."""
        lines = []
        for (condition, face), found in zip(of, answers, strict=True):
            scene, _ = key = _key(condition, face)
            self._answers[key] = found
            lines.append(json.dumps([scene, face, found]) + "\n")
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(lines)


def fingerprint(paths: Sequence[Path], *others: str) -> str:
    """Returns a hash of the files at or below these paths and of other words.

    Names count from each path on: a page that is built into another folder is the same page.
    """
    digest = hashlib.sha256(json.dumps(others).encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                digest.update(file.relative_to(path).as_posix().encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _key(condition: Condition, face: int) -> Key:
    return json.dumps(condition.scene), face
