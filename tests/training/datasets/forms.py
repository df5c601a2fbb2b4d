"""FER2013 in the forms that people have it, of 63 faces."""

import bz2
import csv
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np

from training import datasets
from training.datasets.faces import Faces
from training.labels import EXPRESSIONS


def small() -> Faces:
    """Three faces of each expression and split: 63 in all."""
    rng = np.random.default_rng(0)
    return Faces(
        images=rng.integers(0, 256, (63, 48, 48), dtype=np.uint8),
        labels=np.tile(np.arange(7, dtype=np.uint8), 9),
        splits=np.repeat(np.array(["Training", "PublicTest", "PrivateTest"], "U11"), 21),
        votes=None,
        source="small",
    )


def csv_text(faces: Faces) -> str:
    rows = [
        f"{label},{' '.join(map(str, image.ravel()))},{split}"
        for image, label, split in zip(faces.images, faces.labels, faces.splits, strict=True)
    ]
    return "\n".join(["emotion,pixels,Usage", *rows]) + "\n"


def icml_text(faces: Faces) -> str:
    rows = [
        f"{label}, {split},{' '.join(map(str, image.ravel()))}"
        for image, label, split in zip(faces.images, faces.labels, faces.splits, strict=True)
    ]
    return "\n".join(["emotion, Usage, pixels", *rows]) + "\n"


def tar_bytes(text: str) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as tar:
        link = tarfile.TarInfo("fer2013.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "fer2013.csv"
        tar.addfile(link)
        member = tarfile.TarInfo("fer2013/fer2013.csv")
        member.size = len(text.encode())
        tar.addfile(member, io.BytesIO(text.encode()))
    return written.getvalue()


def write_tar(path: Path, text: str) -> None:
    path.write_bytes(tar_bytes(text))


def write_zip(path: Path, text: str) -> None:
    write_zip_of(path, {"fer2013.csv": text})


def write_zip_of(path: Path, members: Mapping[str, str | bytes]) -> None:
    path.write_bytes(zip_bytes(members))


def write_challenge(path: Path, faces: Faces) -> None:
    """Kaggle's challenge as it is downloaded; its train.csv has no PublicTest."""
    write_zip_of(
        path,
        {
            "fer2013.tar.gz": tar_bytes(csv_text(faces)),
            "train.csv": "emotion,pixels\n",
            "icml_face_data.csv": icml_text(faces),
        },
    )


def all_quoted(text: str) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(
        line.split(",") for line in text.splitlines()
    )
    return written.getvalue()


def write_folders(folder: Path, faces: Faces) -> None:
    for part in ("train", "test"):
        for name in EXPRESSIONS:
            (folder / part / name).mkdir(parents=True)
    for i, image in enumerate(faces.images):
        split, name = faces.splits[i], EXPRESSIONS[faces.labels[i]]
        part, stem = ("train", "Training") if split == "Training" else ("test", split)
        cv2.imwrite(str(folder / part / name / f"{stem}_{i:05d}.png"), image)


WRITERS: dict[str, Callable[[Path, Faces], object]] = {
    "fer2013.csv": lambda p, f: p.write_text(csv_text(f), encoding="utf-8"),
    "fer2013.csv.gz": lambda p, f: p.write_bytes(gzip.compress(csv_text(f).encode())),
    "fer2013.csv.xz": lambda p, f: p.write_bytes(lzma.compress(csv_text(f).encode())),
    "fer2013.csv.bz2": lambda p, f: p.write_bytes(bz2.compress(csv_text(f).encode())),
    "fer2013.csv.zip": lambda p, f: write_zip(p, csv_text(f)),
    "fer2013.tar.gz": lambda p, f: write_tar(p, csv_text(f)),
    "icml_face_data.csv": lambda p, f: p.write_text(icml_text(f), encoding="utf-8"),
    f"{datasets.CHALLENGE}.zip": write_challenge,
    "archive.zip": write_challenge,
    "fer2013.zip": lambda p, f: write_zip_of(p, {"data\\fer2013.csv": csv_text(f)}),
}

ODD_FORMS: dict[str, Callable[[str, str], bytes]] = {
    "BOM and CRLF": lambda text, name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "BOM in .gz": lambda text, name: gzip.compress(b"\xef\xbb\xbf" + text.encode()),
    "blank rows between": lambda text, name: text.replace("\n", "\r\r\n").encode(),
    "blank last rows": lambda text, name: (text + "\n,,\n").encode(),
    "all quoted": lambda text, name: all_quoted(text).encode(),
    "an index column": lambda text, name: "".join(
        f"{n},{line}\n" for n, line in enumerate(text.splitlines())
    ).encode(),
    "a .zip in a .zip": lambda text, name: zip_bytes(
        {f"{name}.zip": zip_bytes({f"data/{name}": text})}
    ),
}
"""Of a file's text and name."""


def zip_bytes(members: Mapping[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def renamed(folder: Path, place: str, train: str, test: str, case: Callable[[str], str]) -> Path:
    """The folders of `write_folders` under other names."""
    for part, name in (("train", train), ("test", test)):
        for label in EXPRESSIONS:
            target = folder / place / name / case(label)
            target.parent.mkdir(parents=True, exist_ok=True)
            (folder / part / label).rename(target)
        (folder / part).rmdir()
    return folder


def zipped(folder: Path, slash: str = "/") -> Path:
    """What lies in a folder, as an archive beside it, with what macOS adds."""
    members = {
        path.relative_to(folder).as_posix().replace("/", slash): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    target = folder.parent / "zipped" / "archive.zip"
    target.parent.mkdir()
    write_zip_of(target, {**members, "__MACOSX/train/happy/._a.png": b"", "train/.DS_Store": b""})
    return target.parent


def linked(folder: Path) -> Path:
    """The folder with a part and a class that lie elsewhere, and a link in a circle."""
    for inner in ("test", "train/happy"):
        elsewhere = (folder / inner).rename(folder.parent / f"{inner.replace('/', ' ')} elsewhere")
        (folder / inner).symlink_to(elsewhere)
    (folder / "train" / "sad" / "circle").symlink_to(folder)
    (folder / "train" / "sad" / "folder.png").mkdir()
    return folder


FOLDERS: dict[str, Callable[[Path], Path]] = {
    "Kaggle's": lambda folder: folder,
    "capitals": lambda f: renamed(f, ".", "Train", "Test", str.capitalize),
    "nested": lambda f: renamed(f, "images", "train", "validation", str),
    "nested twice": lambda f: renamed(f, "a/b", "train", "test", str),
    "linked": linked,
    "with umlauts": lambda f: f.rename(f.with_name("Gefühle – Übung")),
    "zipped": zipped,
    "zipped and nested": lambda f: zipped(renamed(f, "images", "Training", "test", str)),
    "zipped on Windows": lambda f: zipped(f, "\\"),
}
