"""Give results, get a pandas DataFrame: a row for each hit. Needs pandas, which nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from searchcsto.documents import date_range
from searchcsto.errors import OptionInvalid

if TYPE_CHECKING:
    from pandas import DataFrame as DataFrame

    from searchcsto.results import Hit, Results

COLUMNS = (
    "rank", "id", "path", "score", "title", "date", "first_day", "last_day", "date_precision", "date_status", "sources",
    "language", "place", "snippet",
)  # fmt: skip


def make_frame(results: Results) -> DataFrame:
    """Return a DataFrame with the columns of COLUMNS, one row for each hit, the best first. Raises OptionInvalid.

    `date` is as precise as it is known, as in "2022-01"; `first_day` and `last_day` are the days it may be
    (datetime64[s], NaT without a date). `sources` are tuples, for `explode`. What is said of all hits is in `attrs`.
    """
    try:
        import pandas
    except ImportError:
        raise OptionInvalid("to_pandas needs pandas: pip install 'searchcsto[pandas]'") from None
    frame = pandas.DataFrame([_make_row(hit) for hit in results.hits], columns=COLUMNS)
    types = {"rank": "int64", "score": "float64", "first_day": "datetime64[s]", "last_day": "datetime64[s]"}
    frame = frame.astype(types)
    frame.attrs |= {
        "query": results.query,
        "interpreted": results.interpreted,
        "total": results.total,
        "undated": results.undated,
        "notices": list(results.notices),
    }
    return frame


def _make_row(hit: Hit) -> tuple[Any, ...]:
    first, last = date_range(hit.date) if hit.date else (None, None)
    snippet = " … ".join(snippet.text for snippet in hit.snippets)
    return (
        hit.rank, hit.id, hit.path, hit.score, hit.title, hit.date, first, last, hit.date_precision, hit.date_status,
        hit.sources, hit.language, hit.place, snippet,
    )  # fmt: skip
