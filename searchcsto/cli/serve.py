"""`searchcsto serve`: the HTTP API and the web page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from searchcsto.cli import terminal
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.errors import OptionInvalid
from searchcsto.index import Index
from searchcsto.locations import Location
from searchcsto.web.settings import ServerSettings, read_token


@click.command("serve")
@index_option
@aliases_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", type=int, default=8765, show_default=True, metavar="N", help="The port; 0: any that is free.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="Processes.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answer only those who know the token in this file; needed for any other host than this machine.",
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another name by which clients call this server.")
@click.option(
    "--rate", type=float, default=50.0, show_default=True, metavar="N", help="Requests a second of a client; 0: any."
)
@click.option("--seconds", type=float, default=10.0, show_default=True, metavar="N", help="A search may take so long.")
@click.option("--get", "address", metavar="PATH", help="Answer one GET, as '/api/search?q=peace', and end.")
def serve_command(
    index: Location | None,
    aliases: Path | None,
    host: str,
    port: int,
    workers: int,
    token_file: Path | None,
    names: tuple[str, ...],
    rate: float,
    seconds: float,
    address: str | None,
) -> None:
    """Serve the index over HTTP: a page for people, an API for programs. Nothing can be changed through it.

    \b
    searchcsto serve                                      http://127.0.0.1:8765/, for this machine alone
    searchcsto serve --get '/api/search?q=peace&limit=3'  one answer, without a server
    searchcsto serve --host 0.0.0.0 --token-file token --name press.example.org

    The API is described at /api/docs. What is committed while the server runs is served from the next request on.

    Exit code: 0 ended as it was told, 2 an option is wrong or the port is taken, 3 no index. With --get: 0 for an
    answer, 1 not found (404), 2 refused, 3 the index cannot be read or the search takes too long (503).
    """
    folder = choose_index(index)
    token = read_token(token_file) if token_file is not None else None
    settings = ServerSettings(
        folder,
        host=host,
        port=port,
        token=token,
        names=names,
        rate=rate,
        seconds=seconds,
        aliases=choose_aliases(aliases),
    )
    try:
        from searchcsto.web.serving import ask_once, run_server
    except ImportError as missing:
        raise OptionInvalid(f"serving needs {missing.name}: pip install 'searchcsto[web]'") from None
    if address is not None:
        if not address.startswith("/"):
            raise OptionInvalid(f"--get takes the path of an address, as '/api/search?q=peace', not {address[:80]!r}")
        response = ask_once(settings, address)
        sys.stdout.buffer.write(response.content if response.content.endswith(b"\n") else response.content + b"\n")
        raise click.exceptions.Exit(_choose_code(response.status_code))
    with Index.open(folder, aliases=settings.aliases) as opened:
        count = opened.document_count
    shown = f"[{host}]" if ":" in host else host

    def announce(port: int) -> None:
        terminal.note(f"serving {terminal.count_nouns(count, 'document')} at http://{shown}:{port}/ (Ctrl-C ends it)")

    run_server(settings, workers=workers, announce=announce)


def _choose_code(status: int) -> int:
    """Return the exit code for the status of an answer.

    >>> [_choose_code(status) for status in (200, 404, 400, 503)]
    [0, 1, 2, 3]
    """
    if status < 400:
        return 0
    return {404: 1, 503: 3}.get(status, 2)
