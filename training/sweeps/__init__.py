"""Many trials of one recipe with other values: their space, state and report."""
