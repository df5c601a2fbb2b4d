"""What the reader says on stderr while it reads."""

import pytest

from reader.work.progress import Progress


@pytest.mark.parametrize(
    ("kept", "done", "said"),
    [
        (0, 9, "1% read\n"),
        (500, 9, "51% read\n"),
        (0, 500, "50% read, 1 s left\n"),
        (0, 1000, "100% read\n"),
    ],
)
def test_the_time_left_is_named_once_it_can_be_known(
    kept: int, done: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Progress(1000, kept)(done)
    assert capsys.readouterr().err == said
