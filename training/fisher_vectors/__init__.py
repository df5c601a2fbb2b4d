"""A reader of faces without a network: dense SIFT, Fisher vectors, kernel ridge regression."""
