"""Mien in Python: reads the apparent expressions of faces in photos and videos.

    from reader import Reader
    for face in Reader().read("picture.jpg"):
        print(face.shown, face.probabilities)

It needs only NumPy and OpenCV, and uses the page's own models.
"""

import os

# Rows and errors report damaged files, so OpenCV and FFmpeg print nothing to stderr.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

from reader.crops.quality import Hint
from reader.errors import MediaError, ModelError, ReaderError
from reader.faces.detection import Box
from reader.reader import Reader, Stream
from reader.reading import Face, Reading

__all__ = [
    "Box",
    "Face",
    "Hint",
    "MediaError",
    "ModelError",
    "Reader",
    "ReaderError",
    "Reading",
    "Stream",
]
