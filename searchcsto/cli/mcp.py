"""`searchcsto mcp`: the index as tools for language models."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from searchcsto.cli import terminal
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.errors import OptionInvalid
from searchcsto.locations import Location
from searchcsto.web.settings import ServerSettings, read_token

_PORT = 8766


@click.command("mcp")
@index_option
@aliases_option
@click.option(
    "--http", "is_http", is_flag=True, help="Answer over streamable HTTP, not over standard input and output."
)
@click.option("--host", metavar="ADDRESS", help="Where to listen [default: 127.0.0.1].")
@click.option("--port", type=int, metavar="N", help=f"Where to listen [default: {_PORT}].")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answer only those who know the token in this file; needed for any other host than this machine.",
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another name by which clients call this server.")
def mcp_command(
    index: Location | None,
    aliases: Path | None,
    is_http: bool,
    host: str | None,
    port: int | None,
    token_file: Path | None,
    names: tuple[str, ...],
) -> None:
    """Give the index to language models, as tools of the Model Context Protocol. Nothing can be changed through it.

    A client starts it by itself; its settings say with which command:

    \b
    {"mcpServers": {"press": {"command": "searchcsto", "args": ["mcp", "--index", "/path/of/index"]}}}
    """
    if not is_http and (host, port, token_file, names) != (None, None, None, ()):
        raise OptionInvalid("--host, --port, --token-file and --name are for HTTP: give --http with them")
    token = read_token(token_file) if token_file is not None else None
    settings = ServerSettings(
        choose_index(index),
        host=host or "127.0.0.1",
        port=_PORT if port is None else port,
        token=token,
        names=names,
        aliases=choose_aliases(aliases),
    )
    try:
        from searchcsto.mcp.serving import PATH, run_over_http, run_over_streams
    except ImportError as missing:
        if missing.name is None or missing.name.startswith("searchcsto"):
            raise
        raise OptionInvalid(
            f"this needs {missing.name} (the SDK 2.0 or newer): pip install 'searchcsto[mcp]'"
        ) from None
    if not is_http:
        if sys.stdin is not None and sys.stdin.isatty():
            terminal.note("waiting for a client of the Model Context Protocol on standard input (Ctrl-C ends it)")
        run_over_streams(settings)
        return
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    terminal.note(f"serving the Model Context Protocol at http://{shown}:{settings.port}{PATH} (Ctrl-C ends it)")
    run_over_http(settings)
