"""Give a query, get all that it finds as lines of JSON or a table, streamed: no more than a few hundred hits in memory.

Hits are read in batches, each in a turn of its own, so that an export keeps no search waiting. A failure after the
first batch breaks the answer off (its last chunk never comes); a whole answer is one that ends.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from itertools import islice

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from searchcsto.results import Hit
from searchcsto.web.answers import make_etag
from searchcsto.web.clients import find_client
from searchcsto.web.parameters import ExportParameters
from searchcsto.web.served_index import ServedIndex
from searchcsto.web.wire import CSV_COLUMNS, write_hit, write_row

BATCH = 200  # hits of a turn

_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv"}


async def make_export(request: Request, parameters: ExportParameters) -> Response:
    """Return the streamed answer; what is wrong with the query is known before it begins. Raises SearchError."""
    options, client = parameters.make_search(), find_client(request.scope)
    served: ServedIndex = request.app.state.served
    etag, hits, first = await served.ask(
        lambda index: (make_etag(index.version), *_begin(index.export(parameters.q, options))), client=client
    )

    async def stream() -> AsyncIterator[bytes]:
        write = _WRITERS[parameters.format]
        yield write(first, is_first=True)
        batch: Sequence[Hit] = first
        while len(batch) == BATCH:
            batch = await served.ask(lambda _: _take(hits), client=client)
            yield write(batch, is_first=False)

    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="results.{parameters.format}"',
    }
    return StreamingResponse(stream(), headers=headers, media_type=_TYPES[parameters.format])


def _begin(hits: Iterator[Hit]) -> tuple[Iterator[Hit], list[Hit]]:
    return hits, _take(hits)


def _take(hits: Iterator[Hit]) -> list[Hit]:
    return list(islice(hits, BATCH))


def _write_lines(hits: Sequence[Hit], *, is_first: bool) -> bytes:
    lines = [json.dumps(write_hit(hit), ensure_ascii=False) + "\n" for hit in hits]
    return "".join(lines).encode("utf-8", "backslashreplace")


def _write_table(hits: Sequence[Hit], *, is_first: bool) -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    if is_first:
        table.writerow(CSV_COLUMNS)
    table.writerows(write_row(hit) for hit in hits)
    return text.getvalue().encode("utf-8", "backslashreplace")


_WRITERS: dict[str, Callable[..., bytes]] = {"jsonl": _write_lines, "csv": _write_table}
