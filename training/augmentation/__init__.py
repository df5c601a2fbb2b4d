"""What is changed at random in the faces that a network trains on: views, cameras, mixtures."""
