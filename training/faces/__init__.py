"""How a face in a picture becomes a network's 48×48 grey: detector, crop, light."""
