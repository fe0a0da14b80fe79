"""Rise from a standfirst, or a summary in several lines, to the headline above it.

You give a `Layout` and the index of the line that does best as the headline, you get the index of the headline: that of
a shorter line above which says the same, of the first of several lines above a byline, or of a line right below day
and time.

Limits: four lines.
"""

from __future__ import annotations

import re

from searchcsto.ingest.headlines import TAIL, is_name, is_outlet_name, may_head
from searchcsto.ingest.layout import Layout, is_headline
from searchcsto.ingest.lines import is_sentence
from searchcsto.ingest.names import looks_like_masthead
from searchcsto.ingest.samples import Sample
from searchcsto.ingest.surroundings import is_person, is_signpost, names_authority

_STANDFIRST = 3  # lines from a standfirst up to its headline
_RISES = 0.3  # of the words of a headline, that its standfirst and article have
_RISES_FAR = 0.5  # of one that is longer, or stands higher
_SUMMARY = 4  # lines
_BLOCK_WORDS = 5
_GLUED = re.compile(r"[а-яё]{3}[А-ЯЁ][а-яё]{2}")


def rise_to_headline(layout: Layout, index: int, sample: Sample, *, counts: dict[str, int]) -> int:
    """Return the headline above a summary of one sentence, or of several lines with a byline below the last."""
    head = _rise_from_standfirst(layout, index, sample, counts=counts)
    if head != index:
        return head
    if _is_stamped(layout, index - 1, counts=counts):
        return index - 1
    if not _is_attributed(layout, index):
        return index
    top = index
    while top > 0 and index - top < _SUMMARY and layout.kinds[top - 1] == "short":
        top -= 1
    first = layout.lines[top].text
    words = first.split()
    block = layout.lines[top : index + 1]
    if any(line.text in first for line in block[1:]):
        return index  # the same with something glued to it
    if top == index or not _opens_block(layout, top) or len(words) < _BLOCK_WORDS or not may_head(first, words):
        return index
    whole = all(len(line.text.split()) >= _BLOCK_WORDS and not line.gap for line in block[1:])
    return top if whole and sample.share(first) >= _RISES_FAR else index


def _rise_from_standfirst(layout: Layout, index: int, sample: Sample, *, counts: dict[str, int]) -> int:
    """Return the line above one that is longer and says more of the same: that one is the standfirst."""
    above = index - 1
    while above > 0 and index - above < _STANDFIRST and layout.kinds[above] in ("chrome", "photo"):
        above -= 1
    if above < 0 or layout.kinds[above] != "short" or counts.get(layout.lines[index].text[:60].casefold(), 0) > 1:
        return index
    head, foot = layout.lines[above], layout.lines[index]
    words = head.text.split()
    if head.text in foot.text or foot.text[:20] in head.text:
        return index
    fits = len(words) > 3 and is_headline(head) and head.text[-1] not in ".:;," and may_head(head.text, words)
    if (
        not fits
        or is_signpost(head.text)
        or _GLUED.search(head.text)
        or any(map(looks_like_masthead, (head.text, TAIL.sub("", head.text))))
        or layout.dates[above]
        or head.text.isupper() < foot.text.isupper()
    ):
        return index
    share = sample.share(head.text, foot.text)
    longer = len(head.text) <= len(foot.text) * 1.1 or is_sentence(foot)
    if longer and share >= _RISES:
        return above
    opens = _opens_block(layout, above)
    if share >= _RISES_FAR and opens and (_is_attributed(layout, index) or index == 1):
        return above
    return above if opens and len(words) > 3 and _is_play(layout, above, index) else index


def _is_play(layout: Layout, above: int, index: int) -> bool:
    """Whether a line may be a play on words, that shares none with the article: its standfirst stands below, with a
    stamp or a byline right below that."""
    head, foot = layout.lines[above], layout.lines[index]
    if not _is_attributed(layout, index) or above != index - 1 or foot.gap or len(foot.text) < len(head.text):
        return False
    return not (names_authority(head.text) or is_person(head.text) or is_outlet_name(head.text, layout.outlets))


def _opens_block(layout: Layout, index: int) -> bool:
    """Whether furniture, or nothing, stands above a line."""
    return index == 0 or layout.kinds[index - 1] in ("chrome", "stamp")


def _is_stamped(layout: Layout, index: int, *, counts: dict[str, int]) -> bool:
    """Whether a day and a time stand right above a line that is shorter than the one below: headline and standfirst.

    Such a headline may be a play on words, that shares none with the article. A rubric stands in the menu, too.
    """
    if index < 1 or layout.kinds[index] != "short" or layout.kinds[index - 1] != "stamp":
        return False
    shown, below = layout.lines[index].text, layout.lines[index + 1].text
    words = shown.split()
    timed = any(mention.date and mention.timed for mention in layout.dates[index - 1])
    if not timed or len(below) < 1.3 * len(shown) or layout.dates[index] or not may_head(shown, words):
        return False
    if names_authority(shown) or is_person(shown) or is_signpost(shown) or counts.get(shown[:60].casefold(), 0) > 1:
        return False
    return shown[-1] not in ".:;," and not is_outlet_name(shown, layout.outlets) and not is_name(shown, words)


def _is_attributed(layout: Layout, index: int) -> bool:
    """Whether a byline or a date stands below a line: what is above it are headline and summary, no teasers."""
    return index + 1 < layout.lead and layout.kinds[index + 1] in ("byline", "stamp")
