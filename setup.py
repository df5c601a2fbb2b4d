"""What pyproject.toml cannot say: the page's models go into the reader's wheel."""

import json
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

MODELS = Path("webapp") / "public" / "models"


class BuildWithModels(build_py):
    """Copies each model that index.json names beside the reader's code."""

    def run(self) -> None:
        """Builds; an editable installation reads the checkout's own."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "reader" / "models"
        index = json.loads((MODELS / "index.json").read_text(encoding="utf-8"))
        for name in [*index["expression"], index["detector"]]:
            shutil.copytree(MODELS / name, target / name, dirs_exist_ok=True)
        shutil.copy(MODELS / "index.json", target)


setup(cmdclass={"build_py": BuildWithModels})
