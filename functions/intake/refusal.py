"""The endpoint's error answers."""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818  # an answer, not a fault of the program
    """A request that is answered with an error.

    Args:
        status: HTTP status, 400 to 599.
        sentence: One English sentence; it never repeats what the client sent.
        headers: Further headers, such as Retry-After.
    """

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = dict(headers or {})


def storage_down() -> Refusal:
    """Returns the answer if the storage fails: nothing is lost, and the same key can be sent
    again."""
    return Refusal(
        503,
        "The storage does not answer; send the same request again in a moment.",
        {"Retry-After": "5"},
    )
