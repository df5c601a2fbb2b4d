"""Turns trained networks into what the page loads, and proves that nothing was lost."""
