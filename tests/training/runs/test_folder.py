"""The run folder: what config.json is read from, and refused as."""

from pathlib import Path

import pytest

from training.errors import ConfigError
from training.runs import folder as run_folder


def test_a_config_is_read_back_by_its_folder_or_a_file_in_it(tmp_path: Path) -> None:
    run_folder.write_config(tmp_path, {"name": "vgg"}, soup={"split": "PublicTest"})
    for path in (tmp_path, tmp_path / run_folder.MODEL):
        document = run_folder.read_config(path)
        assert document["recipe"] == {"name": "vgg"}
        assert document["soup"] == {"split": "PublicTest"}
        assert document["started"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, "FileNotFoundError"),
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ("{}", "KeyError"),
        ('{"recipe": "vgg"}', "TypeError: recipe is 'vgg'"),
        ('{"recipe": null}', "TypeError: recipe is None"),
        ('{"recipe": {}, "content": []}', "TypeError: content is "),
        ('{"recipe": {}, "changes_of_epochs": 5}', "TypeError: changes_of_epochs is 5"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(
    tmp_path: Path, text: str | None, error: str
) -> None:
    if text is not None:
        (tmp_path / run_folder.CONFIG).write_text(text)
    with pytest.raises(ConfigError, match=rf"config\.json as a run's script wrote it, got {error}"):
        run_folder.read_config(tmp_path)
