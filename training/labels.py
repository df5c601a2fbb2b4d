"""Inputs and outputs of every face network: 48×48 grey, and seven expressions in FER2013's
order."""

from typing import Final

FACE_SIDE_PX: Final = 48
"""Side of FER2013's images and of every network's input, in pixels."""

EXPRESSIONS: Final = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""Index -> name. The order is that of the `emotion` column of Kaggle's fer2013.csv; the names are
those of Kaggle's image folders."""

FER_PLUS_COLUMNS: Final[tuple[str, ...]] = (
    "neutral",
    "happiness",
    "surprise",
    "sadness",
    "anger",
    "disgust",
    "fear",
    "contempt",
    "unknown",
    "NF",
)
"""Vote columns of FER+'s fer2013new.csv, in file order (github.com/microsoft/FERPlus)."""

FER_PLUS_TO_EXPRESSION: Final[dict[str, str]] = {
    "neutral": "neutral",
    "happiness": "happy",
    "surprise": "surprise",
    "sadness": "sad",
    "anger": "angry",
    "disgust": "disgust",
    "fear": "fear",
}
"""FER+ column -> expression. contempt, unknown and NF (not a face) have no counterpart."""

CK_PLUS_EMOTIONS: Final[tuple[str, ...]] = (
    "neutral",
    "anger",
    "contempt",
    "disgust",
    "fear",
    "happy",
    "sadness",
    "surprise",
)
"""Number in CK+'s emotion files -> name (its ReadMe); CK+48's folders bear the names."""

CK_PLUS_TO_EXPRESSION: Final[dict[str, str]] = {
    "neutral": "neutral",
    "anger": "angry",
    "disgust": "disgust",
    "fear": "fear",
    "happy": "happy",
    "sadness": "sad",
    "surprise": "surprise",
}
"""CK+ emotion -> expression. contempt has no counterpart."""

JAFFE_TO_EXPRESSION: Final[dict[str, str]] = {
    "AN": "angry",
    "DI": "disgust",
    "FE": "fear",
    "HA": "happy",
    "SA": "sad",
    "SU": "surprise",
    "NE": "neutral",
}
"""Letters in a JAFFE file's name -> expression."""
