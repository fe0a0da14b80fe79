"""Give values, get them as a person reads them, in English."""

from __future__ import annotations

import calendar

from searchcsto.documents import Evidence

_LANGUAGES = {
    "ar": "Arabic",
    "be": "Belarusian",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "hy": "Armenian",
    "it": "Italian",
    "ka": "Georgian",
    "kk": "Kazakh",
    "ky": "Kyrgyz",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tg": "Tajik",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "zh": "Chinese",
}
_HOW = {
    "given": "given with the article",
    "stated": "stated in the article",
    "derived": "concluded from the article",
    "inferred": "taken over from another copy of the story",
    "unknown": "unknown",
}
_LONGEST = 60


def describe_date(value: str) -> str:
    """Return a date as it is read.

    >>> describe_date("2022-01-06"), describe_date("2022-01"), describe_date("2022")
    ('6 January 2022', 'January 2022', '2022')
    """
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    name = calendar.month_name[int(month)] if month else ""
    return " ".join(part for part in (day.lstrip("0"), name, year) if part)


def describe_language(code: str) -> str:
    """Return the name of a language, the code itself if it has none here."""
    return _LANGUAGES.get(code.lower(), code)


def describe_status(status: str) -> str:
    """Return how a value is known."""
    return _HOW.get(status, status)


def describe_value(field: str, value: str) -> str:
    """Return a value of a facet as it is read."""
    if value == "unknown":
        return f"{field} unknown"
    return describe_language(value) if field == "language" else value


def quote_words(evidence: Evidence | None) -> str:
    """Return the words of evidence on one line, cut to a length that fits one.

    >>> quote_words(Evidence("header", "20 January\\n 2022", 0, 16))
    '20 January 2022'
    """
    words = " ".join(evidence.words.split()) if evidence is not None else ""
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "article"), count(21000, "article")
    ('1 article', '21,000 articles')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
