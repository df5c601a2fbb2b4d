"""Faces from frame to frame: found by the detector at times, and followed in between.

While a frame shows the same faces a little elsewhere, they are moved there by comparing blocks of
the detector's square. Meanwhile looks take turns: at the whole frame for faces that came or went,
and at one face after the other from near. The same steps as the page's `follower.ts`, where the
numbers' measurements stand.
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
"""A block that differs by more has changed, or is another: look at the face again."""
TREMBLE_SIDES: Final = 0.02
TREMBLE_SHARE: Final = 0.2
MOVED_SIDES: Final = 0.08
SAME_SIZE_RATIO: Final = 1.5
"""A face before a larger one is another; two looks at one face agree by some percent."""
LEAST_BLOCK_PX: Final = 8
"""Smaller faces have too little in them to be followed."""


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
    """None if its place cannot be told by comparing blocks."""

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
        """The last frame's faces; none where the frames cannot be compared."""
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
        """The faces, some looked at from near; None if one is not there, or is another."""
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
        """The frame's faces: those that came, looked at from near, and those that were followed."""
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
        # A head far on its side, or a small one, is seen from near alone.
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
    """Those that have to be looked at now: all that changed and, if a look is due, one more."""
    chosen = [each for each in followed if each.now is None]
    if not chosen and since_look_ms >= LOOK_AGAIN_AFTER_MS:
        chosen = sorted(followed, key=lambda each: each.before.looked_ms)[:1]
    return chosen


def _is_told(faces: Sequence[_Known], face: Detection) -> bool:
    """Whether one of these is that face: at its place, and of about its size."""
    for known in faces:
        ratio = known.face.box.width / face.box.width
        if max(ratio, 1 / ratio) < SAME_SIZE_RATIO and is_same_face(known.face.box, face.box):
            return True
    return False


def _steadied(before: Detection | None, face: Detection) -> Detection:
    """A new look at a face, drawn towards where it was followed to, if it was."""
    if before is None:
        return face
    sides = root_mean_square_px(before, face) / face.box.width
    certain = (sides - TREMBLE_SIDES) / (MOVED_SIDES - TREMBLE_SIDES)
    share = TREMBLE_SHARE + (1 - TREMBLE_SHARE) * max(0.0, min(1.0, certain))
    return between(before, face, share)


def _moved(face: Detection, before: Grey, after: Grey, frame: Frame) -> Detection | None:
    """The face where its block went; None if it cannot be told."""
    block = _to_block(face, frame)
    if min(block.width, block.height) < LEAST_BLOCK_PX:
        return None
    match = match_block(before, after, block)
    if match is None or match.difference > CHANGED_GREY:
        return None
    return face.moved(match.by / frame.scale)


def _to_block(face: Detection, frame: Frame) -> Block:
    """The face's box in the square, cut where it leaves it."""
    corner = frame.letterbox.centre * SQUARE_PX

    def in_square(start: float, px: float) -> int:
        # Half up, as the page rounds.
        return int(max(0, min(SQUARE_PX, (start + px * frame.scale + 0.5) // 1)))

    box = face.box
    left, top = in_square(corner.real, box.left), in_square(corner.imag, box.top)
    right = in_square(corner.real, box.left + box.width)
    bottom = in_square(corner.imag, box.top + box.height)
    return Block(left, top, right - left, bottom - top)
