"""Make the small index of the present format, which all future code must open: python -m tests.formats.make

Run it once for each released format, into a folder of its own; a folder that is there is never written again.
"""

from __future__ import annotations

from pathlib import Path

from searchcsto import Document, Index
from searchcsto.engines.whoosh.codec.files import VERSION
from searchcsto.engines.whoosh.manifest import FORMAT_VERSION

FOLDER = Path(__file__).parent
DOCUMENTS = (
    Document(
        "pier", "The old pier reopened. Peace-keepers of the U.S. don't agree.", title="Pier reopens", date="2021-04-07"
    ),
    Document("ferry", "Паром затонул у причала в Орло.", date="2021-04", sources=("Kestrel", "Lark"), language="ru"),
    Document("talks", "Talks go on and on in Orlo.", date="2022", place="ORLO", sources=("Lark",)),
    Document("undated", "Nobody knows when the old pier was built.", path="press/undated.txt"),
    Document("gone", "This was deleted."),
)


def main() -> None:
    """Make the index: three segments, one of them with a deleted document."""
    folder = FOLDER / f"{FORMAT_VERSION}.{VERSION}"
    folder.mkdir()
    with Index.create(folder) as index:
        for part in (DOCUMENTS[:2], DOCUMENTS[2:3], DOCUMENTS[3:]):
            index.add(*part)
            index.commit()
        index.delete("gone")
    for name in ("write.lock", "write.lock.owner", "searchcsto.previous.json"):
        (folder / name).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
