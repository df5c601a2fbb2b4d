"""bfloat16 where the processor has it, float32 where it would be emulated."""

import platform
from pathlib import Path

import keras
import pytest

from training.hardware import precision
from training.runs.options import choose_run, parse_arguments

OLD = "processor\t: 0\nflags\t\t: fpu sse2 avx avx2 fma\n\nprocessor\t: 1\nflags\t\t: avx512f\n"


@pytest.fixture
def cpu_info(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cpuinfo"
    path.write_text(OLD)
    monkeypatch.setattr(precision, "CPU_INFO", path)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    return path


def test_without_avx512_it_is_float32(cpu_info: Path) -> None:
    assert precision.suited("bfloat16") == "float32"
    assert precision.suited("float16") == "float16"


def test_with_avx512_or_where_nothing_is_told_the_recipe_counts(cpu_info: Path) -> None:
    cpu_info.write_text(OLD.replace("avx2", "avx2 avx512f"))
    assert precision.suited("bfloat16") == "bfloat16"
    cpu_info.write_text("Processor: something else\n")
    assert precision.suited("bfloat16") == "bfloat16"
    cpu_info.unlink()
    assert precision.suited("bfloat16") == "bfloat16"


def test_other_back_ends_and_processors_keep_it(
    cpu_info: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert precision.suited("bfloat16") == "bfloat16"
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    assert precision.suited("bfloat16") == "bfloat16"


def test_a_new_run_takes_it_and_a_person_overrules_it(
    cpu_info: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, _ = choose_run(parse_arguments(["--recipe", "fast"]))
    assert recipe.precision == "float32"
    assert "lacks bfloat16, so training uses float32" in capsys.readouterr().out
    recipe, _ = choose_run(parse_arguments(["--recipe", "fast", "--precision", "bfloat16"]))
    assert recipe.precision == "bfloat16"
    assert capsys.readouterr().out == ""
