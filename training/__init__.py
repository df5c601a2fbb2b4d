"""Data sets, networks and recipes, and the commands that train and measure."""

import os

# Read once, when OpenCV is imported: 64 megapixels, more than is drawn of any face. A file that
# claims more is refused before memory is taken for it.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(1 << 26))
