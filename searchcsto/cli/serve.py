"""`searchcsto serve`: the HTTP API and the web page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from searchcsto.cli import terminal
from searchcsto.cli.options import choose_index, index_option
from searchcsto.errors import OptionInvalid
from searchcsto.index import Index
from searchcsto.web.settings import ServerSettings, read_token


@click.command("serve")
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", type=int, default=8765, show_default=True, metavar="N", help="Where to listen.")
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
@click.option("--get", "address", metavar="PATH", help="Answer one GET, as '/api/search?q=peace', and end.")
def serve_command(
    index: Path | None,
    host: str,
    port: int,
    workers: int,
    token_file: Path | None,
    names: tuple[str, ...],
    rate: float,
    address: str | None,
) -> None:
    """Serve the index over HTTP: a page for people, an API for programs. Nothing can be changed through it."""
    folder = choose_index(index)
    token = read_token(token_file) if token_file is not None else None
    settings = ServerSettings(folder, host=host, port=port, token=token, names=names, rate=rate)
    try:
        from searchcsto.web.serving import ask_once, run_server
    except ImportError as missing:
        raise OptionInvalid(f"serving needs {missing.name}: pip install 'searchcsto[web]'") from None
    if address is not None:
        response = ask_once(settings, address)
        sys.stdout.buffer.write(response.content + b"\n")
        raise click.exceptions.Exit(0 if response.is_success else 2)
    with Index.open(folder) as opened:
        count = opened.document_count
    shown = f"[{host}]" if ":" in host else host
    terminal.note(f"serving {terminal.count_nouns(count, 'document')} at http://{shown}:{port}/ (Ctrl-C ends it)")
    run_server(settings, workers=workers)
