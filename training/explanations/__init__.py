"""Explains a network's answers: maps over faces, and its mistakes."""
