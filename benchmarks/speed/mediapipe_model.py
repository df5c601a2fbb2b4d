"""Writes MediaPipe's face detector so that MediaPipe Tasks takes it.

    python benchmarks/speed/mediapipe_model.py FOLDER

The .tflite in npm's @mediapipe/face_detection lacks what Tasks wants to read in it: how to scale
pixels. It is added here in the format of MediaPipe's metadata_schema.fbs; the network stays as it
is, so that a package from npm is all that the comparison needs.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import flatbuffers
from tensorflow.lite.python import schema_py_generated as schema

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = (
    ROOT / "benchmarks/node_modules/@mediapipe/face_detection/face_detection_short_range.tflite"
)
FILE: Final = "face_detection_short_range.tflite"

MIDDLE: Final = 127.5
"""(pixel - MIDDLE) / MIDDLE lies within -1 and 1, as the network was trained."""

# Numbers of fields and kinds in metadata_schema.fbs.
SUBGRAPHS, INPUTS, CONTENT, PROCESS_UNITS = 3, 2, 3, 4
NORMALIZATION, IMAGE, RGB = 1, 2, 1


def main(argv: Sequence[str]) -> int:
    """Runs the command; returns its exit code."""
    if len(argv) != 1:
        print(f"mediapipe_model.py: expected one folder, got {len(argv)}", file=sys.stderr)
        return 2
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(with_metadata(SOURCE.read_bytes(), metadata()))
    return 0


def with_metadata(tflite: bytes, described: bytes) -> bytes:
    """Returns a .tflite that carries the metadata too."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(tflite, 0))
    buffer = schema.BufferT()
    buffer.data = list(described)
    model.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name = "TFLITE_METADATA"
    entry.buffer = len(model.buffers) - 1
    model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(len(tflite))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def metadata() -> bytes:
    """Returns what says that the input is an RGB picture and how it is scaled."""
    b = flatbuffers.Builder(256)
    mean, deviation = floats(b, [MIDDLE]), floats(b, [MIDDLE])
    scaling = table(b, 2, {0: mean, 1: deviation})
    unit = union(b, 2, NORMALIZATION, scaling)
    b.StartObject(2)
    b.PrependInt8Slot(0, RGB, 0)
    content = union(b, 3, IMAGE, b.EndObject())
    units = vector(b, [unit])
    tensor = table(b, 7, {CONTENT: content, PROCESS_UNITS: units})
    inputs = vector(b, [tensor])
    subgraphs = vector(b, [table(b, 8, {INPUTS: inputs})])
    b.Finish(table(b, 8, {SUBGRAPHS: subgraphs}), b"M001")
    return bytes(b.Output())


def floats(b: flatbuffers.Builder, values: Sequence[float]) -> int:
    """Returns where a vector of float32 begins."""
    b.StartVector(4, len(values), 4)
    for value in reversed(values):
        b.PrependFloat32(value)
    return int(b.EndVector())


def vector(b: flatbuffers.Builder, tables: Sequence[int]) -> int:
    """Returns where a vector of tables begins."""
    b.StartVector(4, len(tables), 4)
    for offset in reversed(tables):
        b.PrependUOffsetTRelative(offset)
    return int(b.EndVector())


def table(b: flatbuffers.Builder, fields: int, offsets: dict[int, int]) -> int:
    """Returns where a table with these fields begins."""
    b.StartObject(fields)
    for field, offset in offsets.items():
        b.PrependUOffsetTRelativeSlot(field, offset, 0)
    return int(b.EndObject())


def union(b: flatbuffers.Builder, fields: int, kind: int, offset: int) -> int:
    """Returns where a table begins whose first two fields are a union's kind and value."""
    b.StartObject(fields)
    b.PrependUint8Slot(0, kind, 0)
    b.PrependUOffsetTRelativeSlot(1, offset, 0)
    return int(b.EndObject())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
