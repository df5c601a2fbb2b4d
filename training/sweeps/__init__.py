"""Sweeps: many trials of one recipe with different values; space, state and report."""
