"""CK+: posed expressions filmed from neutral to their peak (Lucey et al., CVPR Workshops 2010).

Two layouts. As its owners ship it, `cohn-kanade-images/S005/001/*.png` with
`Emotion/S005/001/*_emotion.txt` for the sequences that were given an emotion. And CK+48, a
widespread copy: `anger/S010_004_00000017.png`, three frames a sequence, cut to 48×48.
"""

import re
from pathlib import Path
from typing import Final

from training.datasets.auxiliary.auxiliary_set import AuxiliarySet, auxiliary_set
from training.datasets.image_folder import SUFFIXES, read_grey
from training.errors import DataError
from training.faces.photographs import cropped_faces
from training.faces.pictures import pictures_below, require_file
from training.labels import CK_PLUS_EMOTIONS, CK_PLUS_TO_EXPRESSION, EXPRESSIONS

IMAGES: Final = "cohn-kanade-images"
EMOTIONS: Final = "Emotion"
SUBJECT: Final = re.compile(r"(S\d{3})(?:_|$)")

PEAK_FRAMES: Final = 3
"""Frames at a sequence's end that show its emotion, as CK+48 has them; the first is neutral."""


MOST_CHARACTERS: Final = 100
"""Pattern of an emotion file, which has one number."""


def read_ck_plus(folder: Path) -> AuxiliarySet:
    """Returns the faces of CK+ as its owners ship it, one group per person.

    From each sequence with an emotion it takes the last three frames, and the first as neutral. It
    leaves out sequences of contempt, and frames in which no face is found.

    Raises:
        DataError: for an emotion file or sequence that is not CK+'s, or a picture that cannot be
            read.
        ModelError: if the face detector is missing or damaged.
    """
    wanted: list[tuple[Path, str, str]] = []
    left_out = {"contempt": 0, "without a face": 0}
    emotion_files = sorted((folder / EMOTIONS).glob("S*/*/*_emotion.txt"))
    files = list(emotion_files)
    for path in emotion_files:
        subject, emotion = _subject(path, path.parts[-3]), _emotion(path)
        frames = _frames(folder / IMAGES / path.parts[-3] / path.parts[-2], path)
        if emotion not in CK_PLUS_TO_EXPRESSION:
            left_out[emotion] += len(frames)
            continue
        expression = CK_PLUS_TO_EXPRESSION[emotion]
        wanted += [(frame, expression, subject) for frame in frames[1:]]
        wanted.append((frames[0], "neutral", subject))
        files += frames
    faces = []
    crops = cropped_faces([frame for frame, _, _ in wanted])
    for (_, expression, subject), crop in zip(wanted, crops, strict=True):
        if crop is None:
            left_out["without a face"] += 1
        else:
            faces.append((crop, EXPRESSIONS.index(expression), subject))
    return auxiliary_set(folder, "CK+", "people", faces, left_out, files)


def read_ck_48(folder: Path) -> AuxiliarySet:
    """Returns the faces of CK+48, one group per person; contempt is left out.

    Raises:
        DataError: for a class folder or file name that is not CK+48's, or a picture that cannot be
            read or is not 48×48.
    """
    files, faces, left_out = [], [], {"contempt": 0}
    for path in pictures_below(folder, SUFFIXES):
        emotion = path.relative_to(folder).parts[0].lower()
        if emotion not in CK_PLUS_EMOTIONS:
            raise DataError(
                f"expected class folders among {', '.join(CK_PLUS_EMOTIONS)} in {folder}, got "
                f"{emotion}; move it"
            )
        subject = _subject(path, path.name)
        if emotion not in CK_PLUS_TO_EXPRESSION:
            left_out[emotion] += 1
            continue
        files.append(path)
        label = EXPRESSIONS.index(CK_PLUS_TO_EXPRESSION[emotion])
        faces.append((read_grey(path), label, subject))
    return auxiliary_set(folder, "CK+48", "people", faces, left_out, files)


def _subject(path: Path, name: str) -> str:
    match = SUBJECT.match(name)
    if match is None:
        raise DataError(
            f"expected {path} to name its person as CK+ does, S and three digits, got {name}; use "
            "a copy that kept the names"
        )
    return match[1]


def _emotion(path: Path) -> str:
    require_file(path)
    with path.open(encoding="ascii", errors="replace") as file:
        text = file.read(MOST_CHARACTERS).strip()
    try:
        number = float(text)
        if number < 0 or number != int(number):
            raise ValueError(text)
        return CK_PLUS_EMOTIONS[int(number)]
    except (ValueError, IndexError, OverflowError) as error:
        raise DataError(f"expected a number in 0–7 in {path}, got {text[:40]!r}") from error


def _frames(folder: Path, emotion_file: Path) -> list[Path]:
    """The sequence's first frame, then its last ones in their order."""
    frames = pictures_below(folder, SUFFIXES)
    if len(frames) <= PEAK_FRAMES:
        raise DataError(
            f"expected more than {PEAK_FRAMES} frames in {folder}, for which there is "
            f"{emotion_file.name}, got {len(frames)}; unpack {IMAGES}.zip beside {EMOTIONS}"
        )
    return [frames[0], *frames[-PEAK_FRAMES:]]
