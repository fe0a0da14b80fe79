"""Build newswire articles as title, dateline and text in several ways, and tell in how many the place is read rightly.

    python benchmarks/datelines.py CORPUS.jsonl [--every 10] [--wrong 5]

A line of the corpus has `title`, `dateline` ("MIAMI, Fla., March 16") and `text`, as Reuters-21578 has. The date that
the corpus gives is left out: a year that is read must stand in the text. Exit code 1 if a place is right in less than
98 of 100 articles, or any such year does not stand there.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path

from searchcsto.ingest.metadata import read_metadata

WAYS = {
    "dash": "{title}\n\n{dateline} - {text}",
    "dash, no blank line": "{title}\n{dateline} - {text}",
    "two dashes": "{title}\n\n{dateline} -- {text}",
    "own line": "{title}\n{dateline}\n{text}",
    "own line below a blank one": "{title}\n\n{dateline}\n{text}",
    "own paragraph": "{title}\n\n{dateline}\n\n{text}",
    "blank": "{title}\n\n{dateline} {text}",
    "glued": "{title}\n{dateline}{text}",
    "dash, no title": "{dateline} - {text}",
}
FLOOR = 0.98
TODAY = datetime.date(2035, 6, 1)
_DAY = re.compile(r",?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? ?\d.*$", re.IGNORECASE)


def read_corpus(path: Path, *, every: int) -> Iterator[dict[str, str]]:
    """Yield every so many-th article that has a dateline with a place."""
    with path.open(encoding="utf-8") as lines:
        articles = (json.loads(line) for line in lines)
        placed = (each for each in articles if each["text"].strip() and read_place(each.get("dateline") or ""))
        yield from (each for number, each in enumerate(placed) if number % every == 0)


def read_place(dateline: str) -> str:
    """Return the place that a dateline names, without its region, in lower case; "" if there is none.

    >>> read_place("    MIAMI, Fla., March 16")
    'miami'
    """
    place = _DAY.sub("", " ".join(dateline.split())).split(",")[0].removeprefix("c ").strip(" -").casefold()
    return place if len(place) > 1 else ""


def main() -> int:
    """Print the share of right places for each way, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take only every so many-th article")
    parser.add_argument("--wrong", type=int, default=0, help="list so many wrong answers for each way")
    options = parser.parse_args()
    articles = list(read_corpus(options.corpus, every=options.every))
    failed = False
    print(f"{'way':<28} {'articles':>8} {'place':>7} {'years not in the text':>22}")
    for name, way in WAYS.items():
        wrong, years = score(articles, way)
        right = 1 - len(wrong) / len(articles)
        failed = failed or right < FLOOR or years > 0
        print(f"{name:<28} {len(articles):8} {right:7.4f} {years:22}")
        print(*wrong[: options.wrong], sep="\n", end="\n" if options.wrong else "")
    return 1 if failed else 0


def score(articles: list[dict[str, str]], way: str) -> tuple[list[str], int]:
    """Return what was read wrongly, and how many years were read that the text does not say."""
    wrong, years = [], 0
    for article in articles:
        dateline = article["dateline"].strip()
        text = way.format(title=article["title"], dateline=dateline, text=article["text"])
        found = read_metadata(text, today=TODAY)
        if read_place(found.place or "") != read_place(dateline):
            wrong.append(f"  {found.place} instead of {dateline}")
        years += found.date is not None and found.date.value[:4] not in text
    return wrong, years


if __name__ == "__main__":
    raise SystemExit(main())
