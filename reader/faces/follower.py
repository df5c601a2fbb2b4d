"""Follows faces from frame to frame: the detector runs at times, block matching in between.

If a frame shows the same faces slightly moved, comparing blocks of the detector's square moves
them. Meanwhile the detector runs in turn on the whole frame, for faces that came or went, and on
one close-up after the other. The page's `follower.ts` has the same steps, and the measurements
behind the constants.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reader.crops.frame import SQUARE_PX, Frame
from reader.crops.similarity import Similarity
from reader.faces.blocks import Block, Grey, match_block, to_grey
from reader.faces.detection import Detection, between, is_same_face, root_mean_square_px
from reader.faces.finder import FaceFinder
from reader.faces.followed import FollowedFace, FollowedFaces, Sighting
from reader.faces.matching import match_boxes

LOOK_AGAIN_AFTER_MS: Final = 130
SEARCH_AGAIN_AFTER_MS: Final = 250
CHANGED_GREY: Final = 6
"""If a block differs by more, the face has changed or is another, and needs a close-up."""
TREMBLE_SIDES: Final = 0.02
TREMBLE_SHARE: Final = 0.2
MOVED_SIDES: Final = 0.08
SAME_SIZE_RATIO: Final = 1.5
"""Sizes that differ by more belong to two faces, one in front of the other; two detections of one
face agree within a few percent."""
LEAST_BLOCK_PX: Final = 8
"""Smaller faces have too little detail to be followed."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """The last frame."""

    grey: Grey
    letterbox: Similarity
    time_ms: float
    faces: list[FollowedFace]
    looked_ms: float
    """Of the last close-up or search."""
    searched_ms: float


@dataclass(frozen=True, eq=False)
class _Followed:
    """A face of the last frame in this one."""

    known: FollowedFace
    now: Detection | None
    """None if comparing blocks cannot locate it."""

    @property
    def face(self) -> Detection:
        return self.now or self.known.found


class Follower:
    """A follower around a finder."""

    def __init__(self, finder: FaceFinder) -> None:
        """Begins without faces."""
        self._finder = finder
        self._records = FollowedFaces()
        self._seen: _Seen | None = None
        self._next_part = 0

    def find(self, frame: Frame, time_ms: float) -> list[FollowedFace]:
        """Returns the records of the next frame's faces, largest first.

        Args:
            time_ms: On one clock; if it goes back, every face is forgotten.
        """
        grey = to_grey(frame.square)
        followed = self._follow(frame, grey, time_ms)
        last = self._seen
        is_fresh = last is not None and time_ms - last.searched_ms < SEARCH_AGAIN_AFTER_MS
        if last is not None and is_fresh and followed:
            chosen = _choose(followed, time_ms - last.looked_ms)
            sightings = self._look_at(frame, followed, chosen, time_ms)
            if sightings is not None:
                faces = self._records.update(sightings, time_ms)
                looked_ms = time_ms if chosen else last.looked_ms
                self._seen = replace(
                    last, grey=grey, time_ms=time_ms, faces=faces, looked_ms=looked_ms
                )
                return faces
        sightings = self._search(frame, followed, time_ms)
        faces = self._records.update(sightings, time_ms)
        self._seen = _Seen(grey, frame.letterbox, time_ms, faces, time_ms, time_ms)
        return faces

    def _follow(self, frame: Frame, grey: Grey, time_ms: float) -> list[_Followed]:
        """The last frame's faces; none if the frames cannot be compared."""
        seen = self._seen
        if seen is None or time_ms < seen.time_ms or frame.letterbox != seen.letterbox:
            return []
        return [
            _Followed(known, _moved(known.found, seen.grey, grey, frame)) for known in seen.faces
        ]

    def _look_at(
        self,
        frame: Frame,
        followed: Sequence[_Followed],
        chosen: Sequence[_Followed],
        time_ms: float,
    ) -> list[Sighting] | None:
        """The faces, some from close-ups; None if one is gone, or is another."""
        faces: list[Sighting] = []
        for each in followed:
            if each not in chosen:
                faces.append(Sighting(each.face, each.known.looked_ms, each.known))
                continue
            face = self._finder.close_up(frame, each.face)
            if face is None:
                return None
            faces.append(Sighting(_steadied(each.now, face), time_ms, each.known))
        is_twice = any(
            seen.looked_ms == time_ms and _is_told(faces[:index] + faces[index + 1 :], seen.found)
            for index, seen in enumerate(faces)
        )
        return None if is_twice else faces

    def _search(
        self, frame: Frame, followed: Sequence[_Followed], time_ms: float
    ) -> list[Sighting]:
        """The frame's faces: new ones, from close-ups, and followed ones."""
        fresh = self._finder.everywhere(frame)
        matches = match_boxes([each.face.box for each in followed], [face.box for face in fresh])
        faces: list[Sighting] = []
        for face, match in zip(fresh, matches, strict=True):
            known = followed[match].known if match is not None else None
            now = followed[match].now if match is not None else None
            if known is None or now is None:
                found = self._finder.close_up(frame, face) or face
                faces.append(Sighting(found, time_ms, known))
            else:
                faces.append(Sighting(replace(now, score=face.score), known.looked_ms, known))
        # Only close-ups show small heads and heads far on their side.
        for index, each in enumerate(followed):
            if each.now is None or index in matches:
                continue
            near = self._finder.close_up(frame, each.now)
            if near is not None and not _is_told(faces, near):
                faces.append(Sighting(_steadied(each.now, near), time_ms, each.known))
        if faces:
            return faces
        small = self._finder.in_part(frame, self._next_part)
        self._next_part += 1
        return [Sighting(face, time_ms) for face in small]


def _choose(followed: Sequence[_Followed], since_look_ms: float) -> list[_Followed]:
    """The faces that need a close-up now: all that changed or, if one is due, one more."""
    chosen = [each for each in followed if each.now is None]
    if not chosen and since_look_ms >= LOOK_AGAIN_AFTER_MS:
        chosen = sorted(followed, key=lambda each: each.known.looked_ms)[:1]
    return chosen


def _is_told(faces: Sequence[Sighting], face: Detection) -> bool:
    """Whether one of these is that face: at the same place, about the same size."""
    for seen in faces:
        ratio = seen.found.box.width / face.box.width
        if max(ratio, 1 / ratio) < SAME_SIZE_RATIO and is_same_face(seen.found.box, face.box):
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
