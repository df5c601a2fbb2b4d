"""The command: many files in, one table out."""

import csv
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import pytest

from reader.read import main
from tests.conftest import ROOT
from tests.reader.films import write_film
from tests.reader.scenes import moving, portrait, put, room

READ = [sys.executable, str(ROOT / "reader" / "read.py")]
Rows = list[dict[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, a film, damaged files and one that is neither, in two folders."""
    files = tmp_path / "files"
    (files / "more").mkdir(parents=True)
    for name, scene in (("a.png", put(room(), portrait(), 320 + 240j)), ("more/none.jpg", room())):
        cv2.imwrite(str(files / name), scene[..., ::-1])
    write_film(files / "film.mp4", moving(12), 10, "mp4v")
    (files / "cut.png").write_bytes((files / "a.png").read_bytes()[:2000])
    (files / "empty.jpg").touch()
    (files / "broken.mp4").write_bytes(b"no film")
    (files / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(64))
    (files / "notes.txt").write_text("neither")
    return files


def table(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*READ, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_files_of_all_kinds_become_one_table(folder: Path, tmp_path: Path) -> None:
    done = run("files", "--out", "table.csv", "--jobs", "2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "7 files, leaving out 1 that are neither" in done.stderr
    rows = table(tmp_path / "table.csv")
    by_file: dict[str, Rows] = {}
    for row in rows:
        by_file.setdefault(row["file"], []).append(row)
    names = ["a.png", "broken.mp4", "cut.png", "empty.jpg", "film.mp4", "phone.heic"]
    assert list(by_file) == [f"files/{name}" for name in names] + ["files/more/none.jpg"]
    assert [row["shown"] for row in by_file["files/a.png"]] == ["happy"]
    assert [row["shown"] for row in by_file["files/more/none.jpg"]] == ["no_face"]
    film = by_file["files/film.mp4"]
    assert [float(row["time_ms"]) for row in film] == [100.0 * frame for frame in range(12)]
    assert {row["face_id"] for row in film} == {"1"}
    for name in ("broken.mp4", "cut.png", "empty.jpg", "phone.heic"):
        (row,) = by_file[f"files/{name}"]
        assert row["shown"] == "unreadable"
        assert row["reason"].startswith("expected a")
    assert not list(tmp_path.glob("table.csv.*"))
    assert (tmp_path / "table.csv").read_bytes().count(b"\r\n") == len(rows) + 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes with a path")
def test_links_to_nothing_and_pipes_are_rows_and_the_rest_is_read(tmp_path: Path) -> None:
    files, out = tmp_path / "files", tmp_path / "t.csv"
    files.mkdir()
    cv2.imwrite(str(files / "a.png"), room()[..., ::-1])
    (files / "dead.png").symlink_to("nowhere")
    (files / "loop.mp4").symlink_to("loop.mp4")
    os.mkfifo(files / "pipe.jpg")
    assert main([str(files), "--out", str(out), "--jobs", "1"]) == 0
    rows = {Path(row["file"]).name: row for row in table(out)}
    assert rows["a.png"]["shown"] == "no_face"
    for name in ("dead.png", "loop.mp4", "pipe.jpg"):
        assert rows[name]["shown"] == "unreadable"
        assert "a link to nothing, a pipe or a device" in rows[name]["reason"]


def test_a_folder_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its pictures would be missing from the table without a word."""
    cv2.imwrite(str(tmp_path / "a.png"), room()[..., ::-1])
    (tmp_path / "locked").mkdir()
    scan = os.scandir

    def scan_unless_locked(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scan_unless_locked)
    assert main([str(tmp_path), "--out", str(tmp_path / "t.csv")]) == 2
    said = capsys.readouterr().err
    assert f"got {tmp_path / 'locked'}: Permission denied" in said
    assert said.count("\n") == 1


def test_a_webcam_without_a_frame_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["99", "--out", str(tmp_path / "t.csv")]) == 2
    assert "expected frames of webcam 99, got no frame" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' names are text")
def test_a_name_that_is_no_text_is_kept(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), room()[..., ::-1])
    os.rename(tmp_path / "a.png", os.fsencode(tmp_path) + b"/caf\xe9.png")
    out = tmp_path / "t.csv"
    for form in ([], ["--json"]):
        assert main([str(tmp_path), "--out", str(out), *form]) == 0
        assert "caf\\udce9.png" in out.read_text(encoding="utf-8")


def test_json_holds_the_same_rows(folder: Path, tmp_path: Path) -> None:
    out = {name: str(tmp_path / f"t.{name}") for name in ("csv", "json")}
    paths = [str(folder / "a.png"), str(folder / "film.mp4"), "--every", "0.3s", "--jobs", "1"]
    assert main([*paths, "--out", out["csv"]]) == 0
    assert main([*paths, "--out", out["json"], "--json"]) == 0
    document = json.loads(Path(out["json"]).read_text(encoding="utf-8"))
    assert (document["schema"], document["model"]["name"]) == (1, "fast")
    texts = [
        {key: "" if value is None else str(value) for key, value in row.items()}
        for row in document["rows"]
    ]
    assert texts == table(Path(out["csv"]))
    assert [row["time_ms"] for row in document["rows"]] == [None, 0, 300, 600, 900]


def test_marked_copies_show_what_was_read(folder: Path, tmp_path: Path) -> None:
    marked = tmp_path / "marked"
    arguments = [str(folder / "a.png"), str(folder / "film.mp4"), "--jobs", "1"]
    assert main([*arguments, "--out", str(tmp_path / "t.csv"), "--annotate", str(marked)]) == 0
    (picture,) = marked.glob("*a.png-*.jpg")
    original = cv2.imread(str(folder / "a.png"))
    assert cv2.imread(str(picture)).shape == original.shape
    assert abs(cv2.imread(str(picture)).astype(int) - original).max() > 100
    (film,) = marked.glob("*film.mp4-*.webm")
    assert cv2.VideoCapture(str(film)).get(cv2.CAP_PROP_FRAME_COUNT) == 12
    assert len(list(marked.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "--out", "t.csv"], "got 'nowhere'; check the path"),
        (["empty", "--out", "t.csv"], "expected photos or videos, got none in empty"),
        (["a.png", "--out", "nowhere/t.csv"], "expected a folder for nowhere/t.csv"),
        (["a.png", "--out", "a.png"], "expected a.png to be new or a table of faces"),
        (["a.png", "--out", "empty"], "expected empty to be new or a table of faces"),
        (["a.png", "--out", "t.csv", "--annotate", "a.png"], "expected a folder for --annotate"),
        (["a.png", "--out", "t.csv", "--every", "fast"], "expected a step such as 200ms or 1s"),
        (["a.png", "--out", "t.csv", "--every", "0ms"], "expected a step such as 200ms or 1s"),
        (["a.png", "--out", "t.csv", "--jobs", "0"], "expected at least 1 process"),
        (["a.png", "--out", "t.csv", "--jobs", "9" * 5000], "expected at least 1 process"),
        (["x" * 300, "--out", "t.csv"], "expected an existing file or folder"),
        (["9" * 20, "--out", "t.csv"], "expected an existing file or folder"),
        (["a.png", "--out", "t.csv", "--model", "best"], "'best'"),
        (["a.png"], "--out"),
        (["a.png", "0", "--out", "t.csv"], "expected a webcam alone"),
    ],
)
def test_bad_arguments_end_in_one_sentence(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    cv2.imwrite("a.png", room()[..., ::-1])
    before = sorted(tmp_path.rglob("*"))
    try:
        code: object = main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert message in said[0]
    assert sorted(tmp_path.rglob("*")) == before


def test_without_opencv_it_says_what_to_install(tmp_path: Path) -> None:
    bare = [sys.executable, "-S", "-I", *READ[1:], "a.png", "--out", "t.csv"]
    done = subprocess.run(bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "read.py: expected NumPy and OpenCV, got no cv2; run pip install .\n"


def wait_for_part(parts: Path, process: "subprocess.Popen[bytes]") -> Path:
    for _ in range(1200):
        found = list(parts.glob("*.jsonl"))
        if found:
            return found[0]
        assert process.poll() is None
        time.sleep(0.05)
    raise AssertionError("expected a part within a minute, got none")


@pytest.mark.slow(weight=1)
def test_a_stopped_table_goes_on_and_nothing_is_doubled(folder: Path, tmp_path: Path) -> None:
    frames = moving(16)
    for number in range(2, 6):
        write_film(folder / f"film{number}.mp4", frames[: 10 + number], 10, "mp4v")
    command = [*READ, "files", "--out", "table.csv", "--jobs", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        part = wait_for_part(tmp_path / "table.csv.parts", process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"the same command continues from here" in said
    assert not (tmp_path / "table.csv").exists()
    # Whoever reads a part again would write this away.
    lines = part.read_text(encoding="utf-8").splitlines()
    first = {**json.loads(lines[0]), "hints": "kept"}
    part.write_text("\n".join([json.dumps(first), *lines[1:]]) + "\n", encoding="utf-8")
    assert run("files", "--out", "table.csv", "--jobs", "2", cwd=tmp_path).returncode == 0
    assert run("files", "--out", "whole.csv", "--jobs", "1", cwd=tmp_path).returncode == 0
    gone_on, whole = table(tmp_path / "table.csv"), table(tmp_path / "whole.csv")
    kept = [index for index, row in enumerate(gone_on) if row["hints"] == "kept"]
    assert len(kept) == 1
    gone_on[kept[0]]["hints"] = whole[kept[0]]["hints"]
    assert gone_on == whole


@pytest.mark.slow(weight=1)
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds a process's children in /proc")
def test_a_process_that_is_killed_costs_no_row(folder: Path, tmp_path: Path) -> None:
    frames = moving(16)
    for number in range(2, 6):
        write_film(folder / f"film{number}.mp4", frames[: 10 + number], 10, "mp4v")
    command = [*READ, "files", "--out", "table.csv", "--jobs", "2"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        wait_for_part(tmp_path / "table.csv.parts", process)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        workers = [pid for pid in map(int, children) if b"spawn_main" in command_of(pid)]
        os.kill(workers[0], signal.SIGKILL)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert run("files", "--out", "whole.csv", "--jobs", "1", cwd=tmp_path).returncode == 0
    assert table(tmp_path / "table.csv") == table(tmp_path / "whole.csv")


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
