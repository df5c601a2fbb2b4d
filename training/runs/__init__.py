"""What a training run leaves and goes on from: its folder, checkpoint, curves, command line."""
