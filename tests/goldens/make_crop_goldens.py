"""Writes crop.json and its frames: the cases that hold Python and TypeScript to the same pixels.

    python tests/goldens/make_crop_goldens.py

Each case names a frame (a PNG beside it), the landmarks found in it and the template; `face` is
the 48×48 result of reader/crops/crop.py, row by row. Frames are drawn, not photographed, with
colours that tell the luma weights apart and edges that tell resampling apart.
"""

import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from reader.crops.crop import crop_face
from reader.crops.similarity import fit_similarity

FOLDER = Path(__file__).resolve().parent
TEMPLATE = {"rightEye": (0.3, 0.36), "leftEye": (0.7, 0.36), "mouth": (0.5, 0.74)}


def draw_frame(width: int, height: int, channels: int, seed: int) -> npt.NDArray[np.uint8]:
    """Returns a frame of gradients, discs and noise: uint8 [H, W, channels]."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    frame = np.stack(
        [255 * x / max(width - 1, 1), 255 * y / max(height - 1, 1), 255 - 255 * x / width], axis=-1
    )
    frame += rng.normal(0, 12, frame.shape)
    image = np.ascontiguousarray(np.clip(frame, 0, 255).astype(np.uint8))
    for _ in range(12):
        centre = tuple(int(v) for v in rng.integers(0, (width, height)))
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        cv2.circle(image, centre, int(rng.integers(2, max(3, height // 4))), colour, -1)
    if channels == 4:
        alpha = rng.integers(0, 256, (height, width, 1), dtype=np.uint8)
        image = np.concatenate([image, alpha], axis=-1)
    return image


def place(
    centre_px: tuple[float, float], side_px: float, roll_degrees: float, jitter_px: float = 0.0
) -> list[list[float]]:
    """Returns the template's landmarks put into a frame, off by a fixed jitter."""
    z = side_px * np.exp(1j * np.deg2rad(roll_degrees))
    rng = np.random.default_rng(7)
    points = []
    for fx, fy in TEMPLATE.values():
        p = complex(*centre_px) + z * (complex(fx, fy) - 0.5 - 0.5j)
        dx, dy = rng.normal(0, jitter_px, 2) if jitter_px else (0.0, 0.0)
        points.append([round(float(p.real + dx), 4), round(float(p.imag + dy), 4)])
    return points


CASES = [
    # name, frame (width, height, channels, seed), landmarks
    ("upright", (160, 120, 3, 1), place((80, 60), 96, 0)),
    ("half_pixel_offset", (160, 120, 3, 1), place((80.5, 60.25), 48, 0)),
    ("enlarged_tiny_face", (160, 120, 3, 1), place((70, 50), 20, 0)),
    ("rolled_30", (160, 120, 3, 1), place((80, 60), 70, 30)),
    ("rolled_minus_45", (160, 120, 3, 1), place((85, 55), 60, -45)),
    ("upside_down", (160, 120, 3, 1), place((80, 60), 64, 180)),
    ("leaves_left_and_top", (160, 120, 3, 1), place((10, 12), 80, 10)),
    ("leaves_right_and_bottom", (160, 120, 3, 1), place((152, 112), 90, -15)),
    ("wholly_outside", (160, 120, 3, 1), place((-200, 60), 60, 0)),
    ("jittered_landmarks", (160, 120, 3, 1), place((80, 60), 80, 12, jitter_px=3)),
    ("portrait_odd_size", (91, 163, 3, 2), place((45, 80), 77.3, 5)),
    ("alpha_is_ignored", (91, 163, 4, 3), place((45, 80), 60, 0)),
    ("large_face", (320, 240, 3, 4), place((160, 120), 230, -8)),
    ("beyond_the_sample_cap", (320, 240, 3, 4), place((160, 120), 600, 3)),
]


def main() -> None:
    """Writes the PNGs and crop.json."""
    template = [complex(*point) for point in TEMPLATE.values()]
    cases = []
    for name, (width, height, channels, seed), points in CASES:
        file = f"frame-{width}x{height}-{'rgba' if channels == 4 else 'rgb'}.png"
        frame = draw_frame(width, height, channels, seed)
        to_bgr = cv2.COLOR_RGBA2BGRA if channels == 4 else cv2.COLOR_RGB2BGR
        cv2.imwrite(str(FOLDER / file), cv2.cvtColor(frame, to_bgr))
        fit = fit_similarity(template, np.array([complex(*point) for point in points]))
        assert fit is not None
        cases.append(
            {
                "name": name,
                "frame": file,
                "landmarksPx": dict(zip(TEMPLATE, points, strict=True)),
                "sidePx": round(fit.side_px, 9),
                "rollRadians": round(fit.roll, 9),
                "face": crop_face(frame[..., :3], fit).ravel().tolist(),
            }
        )
    document = {"landmarks": TEMPLATE, "cases": cases}
    (FOLDER / "crop.json").write_text(json.dumps(document) + "\n", encoding="utf-8")
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
