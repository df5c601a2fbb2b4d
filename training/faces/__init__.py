"""From a face in a picture to a network's 48×48 grey: detector and crop."""
