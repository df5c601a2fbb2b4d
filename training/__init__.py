"""Data sets, networks and recipes, and the commands that train and measure."""

import os

# OpenCV reads this when it is imported: 64 megapixels, more than any face needs. A file that claims
# more is refused before memory is allocated for it.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(1 << 26))
