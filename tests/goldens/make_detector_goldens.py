"""Writes detector.json: raw outputs of the face detector and the faces that lie behind them.

    python tests/goldens/make_detector_goldens.py

Holds training/faces/detector.py and the page's decode.ts, suppress.ts and letterbox.ts to the same
faces. Each case has the anchors whose score nears the threshold, as the exported network gave them;
all others are far below.
"""

import json
from pathlib import Path

import numpy as np

from tests import camera_feed
from training.faces.detector import SIDE_PX, decode, letterbox
from training.hardware.tfjs_model import ROOT, TfjsModel

FOLDER = Path(__file__).resolve().parent
DETECTOR = ROOT / "webapp" / "public" / "models" / "face_detector"
KEPT_LOGIT = -2.0
"""Logits below it are left out; the threshold of 0.5 is the logit 0."""


def main() -> None:
    """Writes detector.json."""
    model = TfjsModel(DETECTOR)
    cases = []
    for name in ("one", "two", "none"):
        frame = camera_feed.FILMS[name]()
        square = letterbox(frame)[None].astype(np.float32) / 127.5 - 1
        outputs = model.predict(square)
        boxes, scores = outputs["boxes"][0], outputs["scores"][0, :, 0]
        near = np.flatnonzero(scores > KEPT_LOGIT)
        raw_boxes = np.zeros_like(boxes)
        raw_scores = np.full_like(scores, -20)
        # Rounded before they are decoded, so that both sides start from the same numbers.
        raw_boxes[near] = np.round(boxes[near], 4)
        raw_scores[near] = np.round(scores[near], 4)
        faces = decode(raw_boxes, raw_scores, model.manifest)
        height, width = frame.shape[:2]
        cases.append(
            {
                "name": name,
                "frame": {"widthPx": width, "heightPx": height},
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
                        "boxPx": to_frame(face.box.reshape(2, 2), width, height),
                        "keypointsPx": to_frame(face.keypoints, width, height),
                    }
                    for face in faces
                ],
            }
        )
    document = {key: model.manifest[key] for key in ("anchors", "scoreThreshold", "iouThreshold")}
    text = json.dumps({**document, "cases": cases}) + "\n"
    (FOLDER / "detector.json").write_text(text, encoding="utf-8")
    print(", ".join(f"{case['name']}: {len(case['faces'])} faces" for case in cases))


def to_frame(points: np.ndarray, width: int, height: int) -> list[list[float]]:
    """Returns square fractions as pixels of a frame that was letterboxed into the square."""
    scale = SIDE_PX / max(width, height)
    margin = (SIDE_PX - np.array([width, height]) * scale) / 2
    return [[round(float(v), 3) for v in p] for p in (points * SIDE_PX - margin) / scale]


if __name__ == "__main__":
    main()
