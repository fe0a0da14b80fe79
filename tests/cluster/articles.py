"""Give me a folder and a number: here are so many articles of invented words, in files of JSON lines."""

from __future__ import annotations

import json
import random
from pathlib import Path

WORDS = [a + b + c for a in ("ka", "lo", "mur", "ten") for b in ("vis", "or", "pel") for c in ("dan", "mo", "rek", "")]


def write_articles(folder: Path, count: int, *, files: int = 12) -> list[str]:
    """Write so many articles into files of JSON lines; return their ids.

    Each has the word "every", and the word "half" if its number is even.
    """
    rng = random.Random(count)
    folder.mkdir(parents=True, exist_ok=True)
    shares: list[list[str]] = [[] for _ in range(files)]
    for number in range(count):
        words = ["every", *(["half"] if number % 2 == 0 else []), *rng.choices(WORDS, k=60)]
        row = {
            "id": f"a{number:06}",
            "title": f"{rng.choice(WORDS)} gazette {number}",
            "text": " ".join(words) + ".",
            "date": f"20{rng.randrange(10, 24)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}",
            "source": rng.choice(["Kestrel", "Orlo Post", "Tenvis Wire"]),
        }
        shares[number % files].append(json.dumps(row))
    for number, lines in enumerate(shares):
        (folder / f"share-{number:03}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [f"a{number:06}" for number in range(count)]
