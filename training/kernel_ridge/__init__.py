"""Reads faces without training a network: kernel ridge regression on a description of each face.

Two descriptions: Fisher vectors of dense SIFT, and activations of a face recognition network.
"""
