"""Follows faces from frame to frame: the detector runs at times, block matching in between.

If a frame shows the same faces slightly moved, comparing blocks of the detector's square moves
them. Meanwhile the detector runs in turn on the whole frame, for faces that came or went, and on
one close-up after the other. The page's `follower.ts` has the same steps, and the measurements
behind the numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reader.crops.frame import SQUARE_PX, Frame
from reader.crops.similarity import Similarity
from reader.faces.blocks import Block, Grey, match_block, to_grey
from reader.faces.detection import Detection, between, is_same_face, root_mean_square_px
from reader.faces.finder import FaceFinder
from reader.faces.matching import match_boxes

LOOK_AGAIN_AFTER_MS: Final = 130
SEARCH_AGAIN_AFTER_MS: Final = 250
CHANGED_GREY: Final = 6
"""If a block differs by more, the face has changed or is another: look at it again."""
TREMBLE_SIDES: Final = 0.02
TREMBLE_SHARE: Final = 0.2
MOVED_SIDES: Final = 0.08
SAME_SIZE_RATIO: Final = 1.5
"""Sizes that differ by more are two faces, one before the other; two looks at one face agree within
some percent."""
LEAST_BLOCK_PX: Final = 8
"""Smaller faces have too little detail to be followed."""


@dataclass(frozen=True, eq=False)
class _Known:
    face: Detection
    looked_ms: float


@dataclass(frozen=True, eq=False)
class _Seen:
    grey: Grey
    letterbox: Similarity
    faces: list[_Known]
    looked_ms: float
    """Of the last look at a face or at all of a frame."""
    searched_ms: float


@dataclass(frozen=True, eq=False)
class _Followed:
    before: _Known
    now: Detection | None
    """None if comparing blocks cannot locate it."""

    @property
    def face(self) -> Detection:
        return self.now or self.before.face


class Follower:
    """A follower around a finder."""

    def __init__(self, finder: FaceFinder) -> None:
        """Begins without faces."""
        self._finder = finder
        self._seen: _Seen | None = None
        self._next_part = 0

    def find(self, frame: Frame, time_ms: float) -> list[Detection]:
        """Returns the faces of the next frame."""
        grey = to_grey(frame.square)
        followed = self._follow(frame, grey, time_ms)
        last = self._seen
        is_fresh = last is not None and time_ms - last.searched_ms < SEARCH_AGAIN_AFTER_MS
        if last is not None and is_fresh and followed:
            chosen = _choose(followed, time_ms - last.looked_ms)
            faces = self._look_at(frame, followed, chosen, time_ms)
            if faces is not None:
                looked_ms = time_ms if chosen else last.looked_ms
                self._seen = replace(last, grey=grey, faces=faces, looked_ms=looked_ms)
                return [known.face for known in faces]
        faces = self._search(frame, followed, time_ms)
        self._seen = _Seen(grey, frame.letterbox, faces, time_ms, time_ms)
        return [known.face for known in faces]

    def _follow(self, frame: Frame, grey: Grey, time_ms: float) -> list[_Followed]:
        """The last frame's faces; none if the frames cannot be compared."""
        seen = self._seen
        if seen is None or time_ms < seen.looked_ms or frame.letterbox != seen.letterbox:
            return []
        return [
            _Followed(before, _moved(before.face, seen.grey, grey, frame)) for before in seen.faces
        ]

    def _look_at(
        self,
        frame: Frame,
        followed: Sequence[_Followed],
        chosen: Sequence[_Followed],
        time_ms: float,
    ) -> list[_Known] | None:
        """The faces, some from close-ups; None if one is gone, or is another."""
        faces: list[_Known] = []
        for each in followed:
            if each not in chosen:
                faces.append(_Known(each.face, each.before.looked_ms))
                continue
            face = self._finder.close_up(frame, each.face)
            if face is None:
                return None
            faces.append(_Known(_steadied(each.now, face), time_ms))
        is_twice = any(
            known.looked_ms == time_ms and _is_told(faces[:index] + faces[index + 1 :], known.face)
            for index, known in enumerate(faces)
        )
        return None if is_twice else faces

    def _search(self, frame: Frame, followed: Sequence[_Followed], time_ms: float) -> list[_Known]:
        """The frame's faces: new ones, from close-ups, and followed ones."""
        fresh = self._finder.everywhere(frame)
        matches = match_boxes([each.face.box for each in followed], [face.box for face in fresh])
        faces: list[_Known] = []
        for face, match in zip(fresh, matches, strict=True):
            known = followed[match] if match is not None else None
            if known is None or known.now is None:
                faces.append(_Known(self._finder.close_up(frame, face) or face, time_ms))
            else:
                here = replace(known.now, score=face.score)
                faces.append(_Known(here, known.before.looked_ms))
        # Only close-ups show small heads and heads far on their side.
        for index, each in enumerate(followed):
            if each.now is None or index in matches:
                continue
            near = self._finder.close_up(frame, each.now)
            if near is not None and not _is_told(faces, near):
                faces.append(_Known(_steadied(each.now, near), time_ms))
        if faces:
            return faces
        small = self._finder.in_part(frame, self._next_part)
        self._next_part += 1
        return [_Known(face, time_ms) for face in small]


def _choose(followed: Sequence[_Followed], since_look_ms: float) -> list[_Followed]:
    """The faces that need a close-up now: all that changed and, if one is due, one more."""
    chosen = [each for each in followed if each.now is None]
    if not chosen and since_look_ms >= LOOK_AGAIN_AFTER_MS:
        chosen = sorted(followed, key=lambda each: each.before.looked_ms)[:1]
    return chosen


def _is_told(faces: Sequence[_Known], face: Detection) -> bool:
    """Whether one of these is that face: at the same place, about the same size."""
    for known in faces:
        ratio = known.face.box.width / face.box.width
        if max(ratio, 1 / ratio) < SAME_SIZE_RATIO and is_same_face(known.face.box, face.box):
            return True
    return False


def _steadied(before: Detection | None, face: Detection) -> Detection:
    """A new detection of a face, moved towards the place to which it was followed, if it was."""
    if before is None:
        return face
    sides = root_mean_square_px(before, face) / face.box.width
    certain = (sides - TREMBLE_SIDES) / (MOVED_SIDES - TREMBLE_SIDES)
    share = TREMBLE_SHARE + (1 - TREMBLE_SHARE) * max(0.0, min(1.0, certain))
    return between(before, face, share)


def _moved(face: Detection, before: Grey, after: Grey, frame: Frame) -> Detection | None:
    """The face moved with its block; None if that cannot be located."""
    block = _to_block(face, frame)
    if min(block.width, block.height) < LEAST_BLOCK_PX:
        return None
    match = match_block(before, after, block)
    if match is None or match.difference > CHANGED_GREY:
        return None
    return face.moved(match.by / frame.scale)


def _to_block(face: Detection, frame: Frame) -> Block:
    """The face's box, clipped to the square."""
    corner = frame.letterbox.centre * SQUARE_PX

    def in_square(start: float, px: float) -> int:
        # Half up, as the page rounds.
        return int(max(0, min(SQUARE_PX, (start + px * frame.scale + 0.5) // 1)))

    box = face.box
    left, top = in_square(corner.real, box.left), in_square(corner.imag, box.top)
    right = in_square(corner.real, box.left + box.width)
    bottom = in_square(corner.imag, box.top + box.height)
    return Block(left, top, right - left, bottom - top)
