"""Converts trained networks to the files that the page loads, and proves that they compute
alike."""
