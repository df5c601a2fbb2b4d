"""Writes the figures of the committed models into README.md and MODEL_CARD.md.

    python scripts/results.py           rewrites what lies between the marks
    python scripts/results.py --check   ends with 1 if a document says something else
    python scripts/results.py --vote runs/ensemble      keeps a vote's figures, for the card's table

Everything is read from the manifests beside the models, which converter/export.py measured on the
shipped files; tests/training/test_committed_models.py measures them again. PrivateTest's figures
come from docs/private_test.json: they were measured separately, on committed files. A file that has
changed since has a dash. docs/vote.json keeps what ensemble.py and evaluate.py wrote of the vote
that is not shipped.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import environment

from reader.command_line import Parser
from training.commands import command
from training.errors import ConfigError
from training.files import write_text
from training.labels import EXPRESSIONS
from training.runs import folder as run_folder

ROOT: Final = Path(__file__).resolve().parents[1]
MODELS: Final = ROOT / "webapp" / "public" / "models"
PRIVATE_TEST: Final = ROOT / "docs" / "private_test.json"
VOTE: Final = ROOT / "docs" / "vote.json"
NONE: Final = "–"

Manifest = dict[str, Any]


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if stale")
    parser.add_argument("--vote", type=Path, help="run folder of ensemble.py, already evaluated")
    arguments = parser.parse_args(argv)
    if arguments.vote:
        keep_vote(arguments.vote)
    stale = {}
    for document, tables in DOCUMENTS.items():
        text = new = (ROOT / document).read_text(encoding="utf-8")
        for name, write in tables.items():
            new = with_table(new, name, write())
        if new != text:
            stale[document] = new
    for document, new in stale.items():
        if arguments.check:
            print(f"{document} has other figures than the models; run scripts/results.py")
        else:
            write_text(ROOT / document, new)
    return 1 if stale and arguments.check else 0


def manifests() -> list[Manifest]:
    """Returns the manifests of the expression models, the page's default first."""
    index = json.loads((MODELS / "index.json").read_text(encoding="utf-8"))
    names = sorted(index["expression"], key=lambda name: (name != index["default"], name))
    return [manifest(MODELS / name) for name in names]


def manifest(folder: Path) -> Manifest:
    """Returns the manifest in a model's folder; `privateTest` is its PrivateTest figures, or
    None."""
    document: Manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    measured = json.loads(PRIVATE_TEST.read_text(encoding="utf-8"))["files"]
    # model.json names its shards by their content, so its digest stands for all of them.
    digest = hashlib.sha256((folder / "model.json").read_bytes()).hexdigest()
    return document | {"privateTest": measured.get(digest)}


def private_test(found: Manifest) -> tuple[str, str]:
    """Returns a model's PrivateTest figures, of all faces and without copies, or dashes."""
    measured = found["privateTest"]
    if measured is None:
        return NONE, NONE
    low, high = measured["interval"]
    accuracy = interval({"value": measured["accuracy"], "low": low, "high": high})
    return accuracy, f"{measured['accuracyWithoutCopies']:.3f}"


def made_by(training: Manifest) -> str:
    """Returns how a model was made: by train.py, or of others by soup.py or ensemble.py."""
    for key, how in (("averaged", "`soup.py`, the average of"), ("voters", "`ensemble.py`, of")):
        if key in training:
            return f"{how} {', '.join(training[key])}"
    restored = (
        f", restored from its {training['restored']} export" if "restored" in training else ""
    )
    return f"`--recipe {training['recipe']}`{restored}"


def overview() -> str:
    """Returns README's table: a row per model."""
    head = ["Model", "Parameters", "Multiply-adds", "Shipped", "PublicTest: selection"]
    head += ["… without copies", "PrivateTest: test", "… without copies"]
    rows = []
    for number, found in enumerate(manifests()):
        (measured,) = found["metrics"]
        rows.append(
            [
                f"`{found['name']}`" + (" (the page's)" if number == 0 else ""),
                f"{found['parameters']:,}",
                f"{found['multiplyAdds'] / 1e6:.0f} M",
                shipped(found),
                interval(measured["accuracy"]),
                f"{measured['withoutIdentical']['accuracy']['value']:.3f}",
                *private_test(found),
            ]
        )
    return table(head, rows)


def card() -> str:
    """Returns MODEL_CARD's tables: a column per model."""
    found = manifests()
    rows = [
        ["made by", *(made_by(m["training"]) for m in found)],
        ["parameters", *(f"{m['parameters']:,}" for m in found)],
        ["multiply-adds a face", *(f"{m['multiplyAdds'] / 1e6:.0f} M" for m in found)],
        ["shipped", *map(shipped, found)],
    ]
    for title, key in (
        ("PublicTest accuracy, which chose", "accuracy"),
        ("macro-F1", "macroF1"),
        ("calibration error (ECE)", "ece"),
        ("accuracy when sure", "accuracyWhenSure"),
    ):
        rows.append([title, *(interval(m["metrics"][0][key]) for m in found)])
    rows[5:5] = [
        [
            f"… without {duplicates(found[0])} faces byte-identical to a Training face",
            *(interval(m["metrics"][0]["withoutIdentical"]["accuracy"]) for m in found),
        ]
    ]
    rows[6:6] = [
        ["PrivateTest accuracy, measured apart", *(private_test(m)[0] for m in found)],
        ["… without the copies there", *(private_test(m)[1] for m in found)],
    ]
    rows.append(["temperature", *(f"{m['temperature']:.3f}" for m in found)])
    rows.append(['"not sure" below', *(f"{m['notSureBelow']:.3f}" for m in found)])
    worst = [max(m["parity"]["float32"].values()) for m in found]
    rows.append(["float32 files off Keras by", *(f"{difference:.0e}" for difference in worst)])
    rows.append(["same answer as Keras", *(f"{m['parity']['top1Agreement']:.2%}" for m in found)])
    return table(["", *(f"`{m['name']}`" for m in found)], rows)


def classes() -> str:
    """Returns MODEL_CARD's table of expressions: recall and F1 of each model."""
    found = manifests()
    rows = []
    for name in EXPRESSIONS:
        figures = [m["metrics"][0]["perClass"][name] for m in found]
        cells = [f"{f['recall']:.2f} / {f['f1']:.2f}" for f in figures]
        rows.append([name, str(figures[0]["n"]), *cells])
    return table(
        ["Expression", "PublicTest faces", *(f"`{m['name']}` recall / F1" for m in found)], rows
    )


def keep_vote(run: Path) -> None:
    """Writes docs/vote.json from a run folder of ensemble.py and evaluate.py's report of it.

    Raises:
        ConfigError: for another folder, or one that was not evaluated.
    """
    report = ROOT / "runs" / "reports" / f"{run.name}-answers-PublicTest" / "report.json"
    config = run_folder.read_config(run)
    if "ensemble" not in config or not report.is_file():
        raise ConfigError(
            f"expected {run} to be a vote with exports, and its report at {report}, got "
            f"{'no report' if 'ensemble' in config else 'no vote'}; run training/ensemble.py, then "
            "training/evaluate.py"
        )
    kept = {
        "vote": config["ensemble"],
        "figures": json.loads(report.read_text(encoding="utf-8")),
    }
    write_text(VOTE, json.dumps(kept, indent=1) + "\n")


def vote() -> str:
    """Returns MODEL_CARD's table of the vote that is not shipped: its members, then itself."""
    document = json.loads(VOTE.read_text(encoding="utf-8"))
    asked, figures = document["vote"], document["figures"]
    members = sorted(asked["members"], key=lambda member: -member["weight"])
    rows = [
        [f"`{member['model']}`", f"{member['accuracy']:.3f}", f"{member['weight']:.2f}"]
        for member in members
    ]
    fresh = figures["withoutIdentical"]["accuracy"]
    rows += [
        ["**the vote**", f"**{interval(figures['accuracy'])}**", ""],
        ["… without copies of Training faces", interval(fresh), ""],
        [
            "… where one half of PublicTest chose the weights for the other",
            f"{asked['heldOutAccuracy']:.3f}",
            "",
        ],
        ["its macro-F1", interval(figures["macroF1"]), ""],
        ["its calibration error", interval(figures["ece"]), ""],
        ["its accuracy when sure", interval(figures["accuracyWhenSure"]), ""],
        ["its recall of disgust", f"{figures['perClass']['disgust']['recall']:.2f}", ""],
    ]
    return table(["Member", "PublicTest, with the mirror image", "Weight"], rows)


def shipped(found: Manifest) -> str:
    """Returns the size of a model's files, as they are and as a browser loads them."""
    size, loaded = found["bytes"] / 1e6, found["gzipBytes"] / 1e6
    return f"{size:.2f} MB, loaded as {loaded:.2f}; {found['quantization']}"


def duplicates(found: Manifest) -> int:
    """Returns how many faces are byte-identical to a Training face."""
    (measured,) = found["metrics"]
    return int(measured["n"] - measured["withoutIdentical"]["n"])


def interval(figure: dict[str, float]) -> str:
    """Returns a figure with its interval, to three digits."""
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Returns a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


DOCUMENTS: Final[dict[str, dict[str, Callable[[], str]]]] = {
    "README.md": {"overview": overview},
    "MODEL_CARD.md": {"card": card, "classes": classes, "vote": vote},
}
"""Each document's tables, by the names in their marks."""


def with_table(text: str, name: str, table: str) -> str:
    """Returns a document's text with another table between two marks.

    Raises:
        ValueError: if a mark is missing.
    """
    start, end = f"<!-- {name}: scripts/results.py -->\n", f"\n<!-- /{name} -->"
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"expected {start.strip()} … {end.strip()}, got none")
    return before + start + table + end + after


if __name__ == "__main__":
    sys.exit(main())
