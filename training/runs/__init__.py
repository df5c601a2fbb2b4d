"""What a training run leaves and is resumed from: its folder, checkpoint, curves, command line."""
