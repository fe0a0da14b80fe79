"""Give what a program wrote into the properties of a document (title, times), get what of it can be believed, cited.

A title is believed if the text has it too, or speaks of the same; what templates and printers leave there is not
("Microsoft Word - x.doc", "untitled", the headline of the article before). The times at which a file was made or
changed are no dates of publication: they are kept as alternatives, so that a person can see them.

>>> quotes = Quotes("Talks  resume in Orlo\\n\\nThe talks went on.")
>>> cite_title(quotes, "talks resume in Orlo").words
'Talks  resume in Orlo'
>>> cite_title(quotes, "Microsoft Word - talks.doc") is None
True
"""

from __future__ import annotations

import datetime
import re

from searchcsto.documents import DateReading, Evidence, date_range
from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.given_dates import parse_given_date
from searchcsto.ingest.quotes import Quotes

_REACH = 3_000  # characters in which a headline stands
_SAMPLE = 20_000
_LONGEST = 300
_EARLIEST = datetime.date(1985, 1, 1)
_PROGRAM = re.compile(
    r"^(?:Microsoft (?:Word|PowerPoint|Office Word)|Слайд|OpenOffice\.org)\s*[-–:]?\s*", re.IGNORECASE
)
_SUFFIX = re.compile(
    r"\.(?:docx?|dotx?|odt|rtf|pdf|indd|qxp|qxd|pmd|pptx?|xlsx?|html?|php|aspx?|txt|tmp|eps|ai)\b.{0,4}$", re.IGNORECASE
)
_NONE = re.compile(
    r"(?:untitled|document|layout|title|page|print|slide|presentation|powerpoint presentation|new document|template"
    r"|без имени|без названия|документ|название|заголовок|новый документ|страница|шаблон)?[\W\d_]*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s+(?:[|–—-]|::)\s+[^|–—]{2,60}$")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENOUGH = 0.6  # of its words, that the text has too


def cite_title(quotes: Quotes, title: str | None) -> Evidence | None:
    """Return the title of a document's properties where it stands in the text, or quoted; None if it is no headline."""
    words = " ".join(_PROGRAM.sub("", title or "").split())[:_LONGEST]
    if _NONE.fullmatch(words):
        return None
    shorter = _TAIL.sub("", words)  # a page that was printed: the headline, and whose page it is
    for wanted in dict.fromkeys((words, shorter)):
        found = _find_words(quotes, wanted)
        if found is not None:
            return found
    stems = [word[:5] for word in _WORD.findall(shorter.casefold())]
    sample = quotes.text[: min(_SAMPLE, quotes.start)].casefold()
    if len(stems) < 3 or _SUFFIX.search(words) or sum(stem in sample for stem in stems) < _ENOUGH * len(stems):
        return None
    return quotes.cite(f"title: {words}", shorter, rule="document title")


def cite_time(quotes: Quotes, line: str, words: str, *, rule: str, day: str = "") -> DateReading | None:
    """Return a time of a file's properties as a date that is not chosen, with its line quoted; None if it is none.

    `day` is what the words mean, if they are not as people write dates.
    """
    try:
        day = day or parse_given_date(words)
        if date_range(day)[0] < _EARLIEST:  # what programs write that know no time
            return None
    except DocumentInvalid:
        return None
    return DateReading(day, "stated", (quotes.cite(line, words, rule=rule),))


def _find_words(quotes: Quotes, wanted: str) -> Evidence | None:
    """Return where the text begins with words, or has them on a line of their own, however they are wrapped."""
    if len(wanted) < 8 or " " not in wanted:
        return None
    pattern = r"\s+".join(map(re.escape, wanted.split()))
    found = re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE).search(quotes.text, 0, min(_REACH, quotes.start))
    return Evidence("document title", found[0], *found.span()) if found else None
