"""Errors, each with one sentence: what was expected, what came, what to do."""


class ReaderError(Exception):
    """Something that the caller can correct."""


class ModelError(ReaderError):
    """A model folder that is missing, damaged or of another version."""


class MediaError(ReaderError):
    """A picture or video that cannot be read."""
