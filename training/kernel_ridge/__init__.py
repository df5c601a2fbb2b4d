"""Reads faces without training a network: kernel ridge regression on what describes each face.

Two descriptions: Fisher vectors of dense SIFT, and what a face recognition network makes of a face.
"""
