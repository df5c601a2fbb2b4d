"""Replaces Google's cloud on one machine; firebase.json excludes it from deployments."""

import warnings

# google-api-core's notice of Python 3.11's end in 2027, at every start.
warnings.filterwarnings(
    "ignore", message="You are using a .*Python version", category=FutureWarning
)
