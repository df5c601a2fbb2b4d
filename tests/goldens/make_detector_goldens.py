"""Writes detector.json: raw outputs of the face detector and the faces that lie behind them.

    python tests/goldens/make_detector_goldens.py

Holds the page's decode.ts, suppress.ts and letterbox.ts to the faces that the reader finds. Each
case has the anchors whose score nears the threshold, as the exported network gave them; all others
are far below.
"""

import json
from pathlib import Path

import numpy as np

from reader.crops.frame import Frame
from reader.faces.detection import Detection, to_picture
from reader.faces.detector import anchor_centres, decode, suppress_weighted
from tests import camera_feed
from training.hardware.tfjs_model import ROOT, TfjsModel

FOLDER = Path(__file__).resolve().parent
DETECTOR = ROOT / "webapp" / "public" / "models" / "face_detector"
KEPT_LOGIT = -2.0
"""Logits below it are left out; the threshold of 0.5 is the logit 0."""


def main() -> None:
    """Writes detector.json."""
    model = TfjsModel(DETECTOR)
    anchors = anchor_centres(**model.manifest["anchors"])
    cases = []
    for name in ("one", "two", "none"):
        frame = Frame(camera_feed.FILMS[name]())
        outputs = model.predict(frame.square[None].astype(np.float32) / 127.5 - 1)
        boxes, scores = outputs["boxes"][0], outputs["scores"][0, :, 0]
        near = np.flatnonzero(scores > KEPT_LOGIT)
        raw_boxes = np.zeros_like(boxes)
        raw_scores = np.full_like(scores, -20)
        # Rounded before they are decoded, so that both sides start from the same numbers.
        raw_boxes[near] = np.round(boxes[near], 4)
        raw_scores[near] = np.round(scores[near], 4)
        rows, shares = decode(
            raw_boxes.astype(np.float64),
            raw_scores.astype(np.float64),
            anchors,
            model.manifest["scoreThreshold"],
        )
        faces = [
            to_picture(*face, frame.letterbox)
            for face in suppress_weighted(rows, shares, model.manifest["iouThreshold"])
        ]
        cases.append(
            {
                "name": name,
                "frame": {"widthPx": frame.width, "heightPx": frame.height},
                "anchors": [
                    {
                        "index": int(index),
                        "score": round(float(raw_scores[index]), 4),
                        "box": [round(float(v), 4) for v in raw_boxes[index]],
                    }
                    for index in near
                ],
                "faces": [
                    {
                        "score": round(face.score, 6),
                        "boxPx": corners(face),
                        "keypointsPx": [rounded(complex(point)) for point in face.points],
                    }
                    for face in faces
                ],
            }
        )
    document = {key: model.manifest[key] for key in ("anchors", "scoreThreshold", "iouThreshold")}
    text = json.dumps({**document, "cases": cases}) + "\n"
    (FOLDER / "detector.json").write_text(text, encoding="utf-8")
    print(", ".join(f"{case['name']}: {len(case['faces'])} faces" for case in cases))


def corners(face: Detection) -> list[list[float]]:
    """Returns the box's top left and bottom right, in pixels."""
    half = complex(face.box.width, face.box.height) / 2
    return [rounded(face.box.middle - half), rounded(face.box.middle + half)]


def rounded(point: complex) -> list[float]:
    """Returns x and y of a point in pixels."""
    return [round(point.real, 3), round(point.imag, 3)]


if __name__ == "__main__":
    main()
