"""The fast network from another start, trained for what a phone's camera does to a face.

    python training/train.py --recipe fast_camera --data FOLDER

A third of the epochs of `fast`, since no more hours of two AVX2 cores were at hand. Its views
spread more in size, as the detector's boxes do, and three in ten pass through a camera: dim, hazed,
blurred, noisy, compressed, at strengths that cost `fast` 8 to 12 points each
(benchmarks/framing/quality.py). training/LOG.md has what came.
"""

from training.config import Augmentation
from training.recipes import fast

RECIPE = fast.RECIPE.replace(
    name="fast_camera",
    epochs=36,
    whole_face_epochs=2,
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=15,
        zoom_fraction=0.15,
        shift_fraction=0.1,
        window_px=40,
        camera_probability=0.3,
        light_fraction=0.3,
        contrast_fraction=0.3,
        blur_px=1.2,
        noise_grey=12,
        jpeg_quality_least=25,
    ),
    seed=1,
)
