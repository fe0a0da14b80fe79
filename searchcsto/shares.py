"""Give a survey and a part, as the third of sixteen, get what of the work is in this part.

A file is in the part that the hash of its path says, as people are shown it: the folder that was named, and what lies
below. So each of many loaders, on machines that see the files at the same path, finds its own without asking others.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from searchcsto.ledger import show_path
from searchcsto.survey import Survey


def choose_part(survey: Survey, part: tuple[int, int] | None) -> Survey:
    """Return what of a survey is in part k of n; all of it if there is no part."""
    if part is None or part[1] == 1:
        return survey

    def is_ours(path: Path) -> bool:
        return find_part(show_path(path, survey.roots), of=part[1]) == part[0]

    return replace(
        survey,
        changed=[item for item in survey.changed if is_ours(item.path)],
        unchanged=[item for item in survey.unchanged if is_ours(item.path)],
        touched={path: record for path, record in survey.touched.items() if is_ours(path)},
        passed_over=[item for item in survey.passed_over if is_ours(item.path)],
        excluding=[path for path in survey.excluding if is_ours(path)],
        excluded={path for path in survey.excluded if is_ours(path)},
        gone={path for path in survey.gone if is_ours(path)},
        settled={path for path in survey.settled if is_ours(path)},
    )


def find_part(shown: str, *, of: int) -> int:
    """Return the number of the part, from 1 up to `of`, that a path is in.

    >>> [find_part(f"press/{number}.txt", of=3) for number in range(8)]
    [2, 2, 1, 3, 1, 2, 3, 2]
    """
    digest = hashlib.sha256(shown.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % of + 1
