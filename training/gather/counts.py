"""What is in the bucket, counted; no picture is read."""

from collections import Counter
from collections.abc import Sequence

from functions.intake import layout
from training.gather.bucket import Contributed


def describe(everything: Sequence[Contributed]) -> str:
    """Returns the counts as lines of text."""
    usable = [c.metadata for c in everything if c.usable]
    marks = sum(c.taken_back for c in everything)
    labels = Counter(metadata[layout.LABEL] for metadata in usable)
    batches = Counter(metadata[layout.BATCH] for metadata in usable)
    days = sorted({metadata[layout.DAY] for metadata in usable})
    lines = [f"{len(usable)} pictures in {len(batches)} batches"]
    if usable:
        largest = max(batches.values())
        lines[0] += f", {days[0]} to {days[-1]}; the largest batch has {largest}"
    lines += [f"  {label:<9}{labels[label]:>7}" for label in layout.LABELS]
    for title, key in (("consent", layout.CONSENT), ("model", layout.MODEL)):
        for value, count in sorted(Counter(m.get(key, "?") for m in usable).items()):
            lines.append(f"  {title} {value}: {count}")
    lines.append(f"{marks} taken back and still remembered")
    lines.append(f"{len(everything) - len(usable) - marks} unusable")
    return "\n".join(lines)
